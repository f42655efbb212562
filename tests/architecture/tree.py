"""The checkout as a tree of files, for the tests that read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "peelian"
FOLDERS = ("peelian", "tests", "docs", "examples", "benchmarks", "requirements", ".ci")
MADE = {"__pycache__", ".hypothesis", ".pytest_cache"}


def python_files(*folders: Path) -> list[Path]:
    """Every Python file below the folders, in order."""
    return sorted(file for folder in folders for file in folder.rglob("*.py") if not MADE & set(file.parts))


def written_files() -> Iterator[Path]:
    """Every file that people write: the known folders, and what stands at the top."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and not MADE & set(file.parts):
                yield file
    yield from sorted(file for file in ROOT.iterdir() if file.is_file())


def name(file: Path) -> str:
    """A file's path from the top of the checkout, for messages."""
    return file.relative_to(ROOT).as_posix()
