"""A register with one improvement, and the library that its measures come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.inspections.improvement.doing import accept, propose
from tests.unit.inspections.improvement.made import by, exit_test, proposal
from tests.unit.measures.made_run import made_library


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_library(tmp_path_factory.mktemp("library") / "lending")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A register that does not exist yet."""
    return tmp_path / "improvements.sqlite"


@pytest.fixture
def accepted(store: Path) -> Path:
    """A register with one improvement, accepted: its owner is Olu."""
    propose(by(store, on="2017-04-12"), [proposal()])
    accept(by(store, on="2017-04-13"), "late", "Olu", exit_test(), None)
    return store
