"""The report of a small run, written once for all of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.cli import main
from tests.unit.inspections.publish.made import counts, library_of, rows
from tests.unit.measures.made_run import made_run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    return made_run(folder / "run", library_of(folder / "library"), list(rows()), counts())


@pytest.fixture(scope="session")
def published(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `peelian report` wrote."""
    out = tmp_path_factory.mktemp("report") / "out"
    assert main(["report", str(run), "--out", str(out)]) == 0
    return out
