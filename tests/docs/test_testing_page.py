"""The page about testing standards: its examples run in pytest on the small library that it speaks of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from peelian import testing
from tests.architecture.tree import ROOT
from tests.docs.own_library import write_own_library

TEXT = (ROOT / "docs" / "reference" / "testing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.+?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_examples_run(tmp_path: Path) -> None:
    write_own_library(tmp_path / "OURS")
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"test_example_{number}.py").write_text(example, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, timeout=300, check=False,
                          capture_output=True, text=True, env={"PYTHONPATH": str(ROOT), "PATH": ""})
    assert done.returncode == 0 and "4 passed" in done.stdout, done.stdout + done.stderr


WORDS = [*(set(testing.__all__) - {"Judged", "WorkedCase"}), "expect", "status", "statuses", "duties", "counts"]


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}" in TEXT
