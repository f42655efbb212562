"""The page about time to event: its example runs and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "time_to_event.md"


def test_the_example_prints_what_the_page_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    [example] = re.findall(r"^```python\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    [printed] = re.findall(r"^This prints:\n\n```\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example, str(PAGE), "exec"), {})
    assert said.getvalue() == printed
