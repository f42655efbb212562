"""A column that no row fills: not done, or not extracted? The records cannot say; the service can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
HEADER = "loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at"


def assessed(folder: Path, rows: int, returned: str = "", settings: str | None = None) -> dict[str, Any]:
    """The manifest of a run over so many loans, none of which (or the first of which) was returned."""
    lines = [f"{number},2017-01-01 10:00,book,{returned if number == 0 else ''},,," for number in range(rows)]
    (folder / "data").mkdir()
    (folder / "data" / "loan.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    options = []
    if settings is not None:
        (folder / "force.yaml").write_text(settings)
        options = ["--settings", str(folder / "force.yaml")]
    assert main(["assess", str(folder / "data"), "--as-at", "2017-12-31", "--out", str(folder / "run"), "--library",
                 str(LENDING), *options]) == 0
    found: dict[str, Any] = json.loads((folder / "run" / "manifest.json").read_text())
    return found


def pages(folder: Path) -> str:
    return " ".join(" ".join(page.read_text().split()) for page in (folder / "run" / "report" / "internal").rglob("*.html"))


def test_what_only_a_blank_column_could_prove_is_not_measured_and_never_zero(tmp_path: Path) -> None:
    found = assessed(tmp_path, 60)
    assert found["by_standard"]["loan-returned"]["verdict"] == "cannot"
    assert found["by_standard"]["loan-returned"]["missing"] == ["loan.returned_at (blank in every row)"]
    assert found["duties"] == {}
    assert "It was never done, or it was never extracted: the records cannot say which." in pages(tmp_path)


def test_one_value_is_enough_to_show_that_the_extract_holds_the_column(tmp_path: Path) -> None:
    found = assessed(tmp_path, 60, "2017-01-05 10:00")
    assert found["by_standard"]["loan-returned"]["verdict"] == "can"
    assert found["duties"]["overdue"] == 59 and found["duties"]["met"] == 1


def test_few_rows_may_be_blank_by_chance(tmp_path: Path) -> None:
    assert assessed(tmp_path, 49)["duties"]["overdue"] == 49


def test_a_service_can_say_that_nothing_happened_and_the_report_says_who_said_so(tmp_path: Path) -> None:
    found = assessed(tmp_path, 60, settings="really_empty: [loan.returned_at]\n")
    assert found["duties"]["overdue"] == 60 and found["really_empty"] == ["loan.returned_at"]
    assert "loan.returned_at is blank in every row because nothing happened" in pages(tmp_path)


def test_check_says_it_before_anything_is_assessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assessed(tmp_path, 60)
    capsys.readouterr()
    assert main(["check", str(tmp_path / "data"), "--library", str(LENDING)]) == 0
    assert "returned_at (blank in every row)" in capsys.readouterr().out


def test_a_column_that_is_none_is_refused_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loan.csv").write_text("loan_id,lent_at,thing\n1,2017-01-01 10:00,book\n")
    (tmp_path / "force.yaml").write_text("parameters: {}\nreally_empty:\n  - loan.retuned_at\n")
    assert main(["check", str(tmp_path), "--library", str(LENDING), "--settings", str(tmp_path / "force.yaml")]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "force.yaml:3" in said and "Did you mean 'loan.returned_at'" in said
