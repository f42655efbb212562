"""Two reports, one after the other: together they give away no month that either withheld."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from peelian.cli import main
from peelian.inspections.publish.earlier import beside_earlier
from peelian.inspections.publish.model import PublishedFigure
from peelian.inspections.publish.numbers import Line, Numbers
from peelian.inspections.publish.told import HIDDEN, WITHHELD, Told
from tests.unit.inspections.publish.made import library_of
from tests.unit.measures.made_run import duty, made_run

MONTHS = [f"2016-{month:02d}" for month in range(1, 13)] + ["2017-01", "2017-02", "2017-03"]
FEW = {"2016-03": 2}  # the month that leaves the newest twelve when one more comes in


def run_as_at(folder: Path, as_at: str, last: str) -> Path:
    rows = [duty(1000 * place + each, "met_late" if each < FEW.get(month, 10) else "met", f"{month}-10 12:00",
                 started_at=f"{month}-01 12:00", owner_at_due=f"o{each % 9}")
            for place, month in enumerate(MONTHS) if month <= last for each in range(60)]
    return made_run(folder, library_of(folder.with_name(f"{folder.name}-library")), rows, as_at=as_at)


def measure(out: Path) -> dict[str, Any]:
    measures = json.loads((out / "public" / "report.json").read_text(encoding="utf-8"))["measures"]
    found: dict[str, Any] = next(one for one in measures if one["id"] == "loan-returned")
    return found


def test_a_year_that_would_give_a_withheld_month_away_is_withheld(tmp_path: Path) -> None:
    first = run_as_at(tmp_path / "first", "2017-02-28", "2017-02")
    second = run_as_at(tmp_path / "second", "2017-03-31", "2017-03")
    assert main(["report", str(first), "--out", str(tmp_path / "a"), "--no-pdf"]) == 0
    assert main(["report", str(second), "--out", str(tmp_path / "b"), "--no-pdf"]) == 0
    before, alone = measure(tmp_path / "a"), measure(tmp_path / "b")
    hidden = {one["last"] for one in before["months"] if one["good"] is None}
    assert set(FEW) < hidden and alone["figures"][0]["good"] is not None
    # Alone, the second tells months that the first withheld to protect the small one: the first year less those is the small one.
    assert hidden - {one["last"] for one in alone["months"] if one["good"] is None}
    earlier = str(tmp_path / "a" / "public" / "report.json")
    assert main(["report", str(second), "--out", str(tmp_path / "c"), "--no-pdf", "--earlier", earlier]) == 0
    both = measure(tmp_path / "c")
    assert hidden <= {one["last"] for one in both["months"] if one["good"] is None}


def test_a_span_that_parts_two_withheld_months_is_not_told() -> None:
    months = [f"2016-{month:02d}" for month in range(1, 13)] + ["2017-01"]
    true = {month: (50, {"2016-01": 2, "2016-02": 9}.get(month, 10)) for month in months}
    told_months = {month: HIDDEN if month in ("2016-01", "2016-02") else Told(50, 60, 0.8) for month in months}
    numbers = Numbers(lines=[Line("", months[1], months[-1], Told(600, 715, 0.83))], months=told_months, spans=[months[1:]], true=true,
                      areas={"north": Told(300, 350, 0.8)})
    figures = [PublishedFigure(of="", period="", first=first, last=last, good=good, counted=good, share=None, low=None, high=None,
                               at_least=None, at_most=None, why="" if good else WITHHELD)
               for first, last, good in (("2016-01", "2016-12", 600), ("2016-01", "2016-01", None), ("2016-02", "2016-02", None))]
    before: Any = SimpleNamespace(figures=figures[:1], months=figures[1:])
    beside = beside_earlier(numbers, [before])
    assert beside.lines[0].told == HIDDEN and beside.areas == {} and beside.spans == []
    assert beside_earlier(numbers, []) is numbers
    newest: Any = SimpleNamespace(figures=[], months=[])  # the last report before this one gives nothing away: an older one does
    assert beside_earlier(numbers, [newest]).lines == numbers.lines
    assert beside_earlier(numbers, [newest, before]) == beside_earlier(numbers, [before, newest]) == beside


def test_a_small_month_between_two_monthly_reports_is_not_what_one_withholds_less_the_other(tmp_path: Path) -> None:
    """Alone, the newer report tells September, which the older one withholds to protect June: together they tell June."""
    months = [f"2016-{month:02d}" for month in range(4, 13)] + [f"2017-{month:02d}" for month in range(1, 5)]
    few = {"2016-06": (40, 2), "2016-09": (25, 5), "2017-04": (22, 5)}

    def run(name: str, as_at: str, last: str) -> str:
        rows = [duty(1000 * place + each, "met_late" if each < few.get(month, (40, 6 + place % 4))[1] else "met", f"{month}-10 12:00",
                     started_at=f"{month}-01 12:00", owner_at_due=f"o{each % 9}")
                for place, month in enumerate(months) if month <= last for each in range(few.get(month, (40, 0))[0])]
        return str(made_run(tmp_path / name, library_of(tmp_path / f"{name}-library"), rows, as_at=as_at))

    march, april = run("march", "2017-03-31", "2017-03"), run("april", "2017-04-30", "2017-04")
    assert main(["report", march, "--out", str(tmp_path / "a"), "--no-pdf"]) == 0
    assert main(["report", april, "--out", str(tmp_path / "b"), "--no-pdf"]) == 0
    earlier = str(tmp_path / "a" / "public" / "report.json")
    assert main(["report", april, "--out", str(tmp_path / "c"), "--no-pdf", "--earlier", earlier]) == 0
    hidden = {name: {one["last"] for one in measure(tmp_path / name)["months"] if one["good"] is None} for name in "abc"}
    assert hidden["a"] == {"2016-06", "2016-09"} and "2016-09" not in hidden["b"]
    assert hidden["c"] >= {"2016-06", "2016-09", "2017-04"}


def test_what_is_no_published_report_is_refused(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    assert main(["report", str(run), "--out", str(tmp_path / "out"), "--earlier", str(tmp_path / "x.json")]) == 1
    assert "is no report that this version published" in capsys.readouterr().err
    several = ["--earlier", str(tmp_path / "x.json"), "--earlier", str(tmp_path / "gone.json")]
    assert main(["report", str(run), "--out", str(tmp_path / "out"), *several]) == 1
    said = capsys.readouterr().err
    assert "x.json" in said and "gone.json" in said
