"""A column that no row fills: not done, or not extracted? The records cannot say; the service can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.duties.run import columns_present, moment_of_run
from peelian.records.reading import read_records
from peelian.standards.library import read_library

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


OF_A_PAST_RUN = ("lent, then returned after the run's moment", "lent after it", "entered after it",
                 "lent after it, in a file of its own")


@pytest.mark.parametrize("later", OF_A_PAST_RUN)
def test_a_past_run_measures_what_the_records_of_that_day_could(later: str, tmp_path: Path) -> None:
    """What came after the run's moment shows no more of what was extracted by then than it does of anything else."""
    cut = [f"{number},2016-12-{1 + number % 28:02d} 10:00,book,,,,," for number in range(60)]
    whole, header, files = list(cut), f"{HEADER},entered_at", {}
    if later == OF_A_PAST_RUN[0]:
        whole[0] = "0,2016-12-01 10:00,book,2017-12-05 10:00,,,,"
    elif later == OF_A_PAST_RUN[1]:
        whole.append("60,2017-12-01 10:00,book,2017-12-05 10:00,,,,")
    elif later == OF_A_PAST_RUN[2]:
        whole.append("60,2016-12-01 10:00,book,2016-12-05 10:00,,,,2017-12-06 10:00")
    else:
        cut[0] = whole[0] = "0,2016-12-01 10:00,book,2016-12-05 10:00,,,,"
        files["loan-2018.csv"] = "loan_id,lent_at,thing\nx,2017-12-01 10:00,book\n"
    found = []
    for name, lines, more in (("whole", whole, files), ("cut", cut, {})):
        data = tmp_path / name
        data.mkdir()
        (data / "loan.csv").write_text("\n".join([header, *lines]) + "\n")
        for file, text in more.items():
            (data / file).write_text(text)
        run = tmp_path / f"{name}-run"
        assert main(["assess", str(data), "--as-at", "2017-06-30", "--out", str(run), "--library", str(LENDING)]) == 0
        manifest = json.loads((run / "manifest.json").read_text())
        found.append((manifest["duties"], {one: said["missing"] for one, said in manifest["by_standard"].items()}))
    assert found[0] == found[1]


def test_a_table_of_which_a_past_run_sees_no_row_is_not_there_for_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text("loan_id,lent_at,thing\n1,2017-01-01 10:00,book\n")
    (tmp_path / "data" / "reminder.csv").write_text("reminder_id,loan_id,sent_at\nr,1,2017-12-05 10:00\n")
    library = read_library(LENDING)
    found = {day: columns_present(read_records(str(tmp_path / "data"), library.tables, None, tmp_path / day, library.about.zone,
                                               as_at=moment_of_run(day, library.about.zone))) for day in ("2017-06-30", "2017-12-31")}
    assert (set(found["2017-06-30"]), set(found["2017-12-31"])) == ({"loan"}, {"loan", "reminder"})
