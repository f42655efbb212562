"""A library, a run made of rows, and the run opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.run_folder import RunFolder, open_run
from peelian.measures.counts import write_measures
from tests.unit.measures.made_run import made_library, made_run


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_library(tmp_path_factory.mktemp("library") / "lending")


@pytest.fixture
def run_of(tmp_path: Path, library_folder: Path) -> Callable[..., RunFolder]:
    """run_of(duties, counted rows, as_at=…) → the run, its counts written."""

    def make(*rows: Any, **more: Any) -> RunFolder:
        folder = made_run(tmp_path / "run", library_folder, *rows, **more)
        write_measures(folder)
        return open_run(folder)

    return make
