"""Small made-up forces, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.records.simulation import AnswerKey, simulate_to

SCALE = 0.01


@pytest.fixture(scope="session")
def library() -> Path:
    return library_path(DEFAULT)


@pytest.fixture(scope="session")
def small_force(library: Path, tmp_path_factory: pytest.TempPathFactory) -> AnswerKey:
    """The scenario of Hertfordshire at a hundredth; its records are beside the key's folder."""
    return simulate_to("hertfordshire_2017", library, tmp_path_factory.mktemp("force") / "records", None, SCALE)
