"""The pages about measures: their examples run and print what they say."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "docs" / "explanation"


@pytest.mark.parametrize("name", ["funnel", "spc", "time_to_event"])
def test_the_example_prints_what_the_page_says(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```python\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    [printed] = re.findall(r"^This prints:\n\n```\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example, name, "exec"), {})
    assert said.getvalue() == printed
