"""What the public reads of a grade: whose it is, of which run, and what was not known when one was indicated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from peelian.cli import main
from tests.unit.inspections.grading.made import graded_library, lent
from tests.unit.inspections.publish.reading import sheets
from tests.unit.measures.made_run import made_library, made_run


def question(run: Path, out: Path, *more: str) -> dict[str, Any]:
    assert main(["report", str(run), "--out", str(out), "--no-pdf", *more]) == 0
    found: dict[str, Any] = json.loads((out / "public" / "report.json").read_text(encoding="utf-8"))["questions"][0]
    return found


def grade(run: Path, store: Path, word: str) -> None:
    assert main(["judge", "grade", str(run), "--question", "lending", "--grade", word, "--by", "Ada Ash", "--why", "As seen.",
                 "--self-checks-read", "--judgements", str(store)]) == 0


def test_an_indicative_grade_says_what_was_not_given(tmp_path: Path) -> None:
    one = question(lent(tmp_path / "run", graded_library(tmp_path / "library")), tmp_path / "out")
    assert one["judgement"] == "Not graded; indicative: good (bad, were all that cannot be told bad)"
    assert "Were all that cannot be told bad, the table would make it bad." in one["basis"]
    page = (tmp_path / "out" / "public" / "index.html").read_text(encoding="utf-8")
    assert [page.count(words) for words in ("No register of improvements was given", "No file of judgements was given")] == [1, 1]
    internal = (tmp_path / "out" / "internal" / "index.html").read_text(encoding="utf-8")
    assert "good (bad, were all that cannot be told bad)" in " ".join(internal.split())


def test_a_grade_says_on_which_run_it_was_set_and_a_later_one_is_not_final(tmp_path: Path) -> None:
    library, store = graded_library(tmp_path / "library"), tmp_path / "judgements.sqlite"
    march, april = lent(tmp_path / "march", library), lent(tmp_path / "april", library, 97, as_at="2017-04-30")
    grade(april, store, "bad")
    one = question(march, tmp_path / "before", "--judgements", str(store))
    assert (one["judgement"], one["final"]) == ("Not graded; indicative: good (bad, were all that cannot be told bad)", False)
    assert "not final here: it was set on a run as at a later moment, 30 April 2017 23:59." in one["basis"]
    grade(march, store, "good")
    later = tmp_path / "later.sqlite"
    grade(march, later, "good")
    two = question(april, tmp_path / "after", "--judgements", str(later))
    assert (two["judgement"], two["final"]) == ("Good", True)
    assert two["basis"].endswith("It was set on an earlier run, as at 31 March 2017 23:59.")


def test_a_run_of_which_nothing_could_be_measured_has_a_report(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"))
    assert main(["report", str(run), "--out", str(tmp_path / "out")]) == 0
    book = sheets(tmp_path / "out" / "public" / "report.xlsx")
    assert any("Nothing was measured" in str(cell) for row in book["Measures"] for cell in row)


def test_it_is_said_that_no_earlier_report_was_named(tmp_path: Path, capsys: Any) -> None:
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"))
    assert main(["report", str(run), "--out", str(tmp_path / "out"), "--no-pdf"]) == 0
    assert "No report published before this one was named (--earlier)" in capsys.readouterr().out
    earlier = str(tmp_path / "out" / "public" / "report.json")
    assert main(["report", str(run), "--out", str(tmp_path / "two"), "--no-pdf", "--earlier", earlier]) == 0
    assert "--earlier" not in capsys.readouterr().out
