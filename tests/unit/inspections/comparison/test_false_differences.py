"""The count of differences that chance alone makes: pairs in which one is named are told beside the rate that is stated."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import differences


def test_pairs_that_name_a_difference_are_counted_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    looked_at: list[tuple[int, int]] = []

    def assessed(library: Any, plans: Any, scenario: str, seeds: range, scale: float, folder: Path) -> list[tuple[int, int]]:
        return [(seed, seed) for seed in seeds]

    def compare(one: int, other: int) -> Any:
        looked_at.append((one, other))
        named = ["loan-returned", "loan-reminded"] if one == 7 else []
        return SimpleNamespace(differing=[SimpleNamespace(standard=name) for name in named], tested=40)

    monkeypatch.setattr(differences, "assessed", assessed)
    monkeypatch.setattr(differences, "compare", compare)
    monkeypatch.setattr(differences, "read_library", lambda path: None)
    monkeypatch.setattr(sys, "argv", ["differences", "--seeds", "8", "--first", "5", "--together", "3"])
    assert differences.main() == 0
    said = capsys.readouterr().out
    assert looked_at == [(5, 6), (7, 8), (9, 10), (11, 12)]  # no force is in two pairs
    assert "seeds 7 and 8: 2 of 40 measures named as different" in said and "loan-reminded: 1" in said
    assert "4 pairs at size 0.02" in said and "in 25.0% (1 of 4, 95% interval" in said and "(stated: 5.0% at most)" in said


def test_one_seed_makes_no_pair(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["differences", "--seeds", "1"])
    with pytest.raises(SystemExit):
        differences.main()
    assert "two seeds make a pair" in capsys.readouterr().err
