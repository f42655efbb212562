"""The command line as its users meet it: how it ends, one name for one thing, and nothing that is taken or lost in silence."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from pathlib import Path

import pytest

from peelian.cli import app, main
from peelian.inspections.publish.files import svg_files
from peelian.inspections.reviews.disputes import standing
from peelian.inspections.reviews.store import read_reviews
from tests.unit.inspections.comparison.test_compare import run_of
from tests.unit.inspections.publish.reading import sheets, words_of
from tests.unit.inspections.reviews.made import filled, run_in
from tests.unit.measures.made_run import LENDING

DUTY = "loan-returned|s61|t61"
DISPUTE = ["dispute", "run", DUTY, "--why", "It came back", "--about", "record"]
GRADE = ["judge", "grade", "run", "--question", "lending", "--grade", "good", "--why", "As seen."]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run in the current folder, which holds nothing else but its library."""
    monkeypatch.chdir(tmp_path)
    return run_in(tmp_path)


def ended(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> str:
    """What a command says: on standard error where it cannot go on."""
    capsys.readouterr()
    assert main(words) == code, (words, capsys.readouterr().err)
    said = capsys.readouterr()
    return said.err if code else said.out


UNREADABLE = [  # nothing of these is a wrong value: the command line itself cannot be understood
    ["asess"], ["worklist"], ["explain", "run"], ["worklist", "run", "--colour", "red"], ["assess", "data", "--out", "out"],
    ["improve", "accept", "late"], ["improve", "forget"], ["improve", "add", "--who", "Ada"],
    ["improve", "supersede", "late", "--who", "Ada"], ["library", "diff"], ["library", "diff", "one"], ["judge", "evidence", "add"],
    ["disputes", "answer", "run", "1"], ["link", "confirm", "file"], ["dispute", "run", DUTY], ["sample", "run"], ["report", "run"],
    ["simulate"], ["library", "show"]]
WRONG_VALUES = {
    "worklist run --format pdf": "--format: 'pdf' is none of table, csv and json.",
    "worklist run --status overdu": "Did you mean 'overdue'?",
    "worklist run --due-within soon": "--due-within",
    "worklist nowhere": "nowhere: there is no such folder.",
    "demo --scale 0": "--scale: Input should be greater than or equal to 0.0001. `peelian demo --help` says what may stand there.",
    "demo --scale much": "--scale: ",
    "simulate nothing --out out --seed -1": "--seed: ",
    "simulate nothing --out out --seed one": "--seed: ",
    "assess data --as-at soon --out out": "--as-at: 'soon' is not a date. Write it as 2022-01-31",
    "assess data --as-at 2022-01-31 --out out --engine sqlite": "--engine: 'sqlite' is not an engine.",
    "judge show run --format xml": "--format: 'xml' is none of text and json.",
    "judge evidence withdraw 0 --who Ada --why x": "NUMBER: ",
    "disputes answer run one --outcome upheld --who Ada --why x": "NUMBER: ",
    "disputes list run --format pdf": "--format: 'pdf'",
    "disputes list run --state gone": "--state: 'gone' is none of open, upheld, rejected, withdrawn.",
    "compare run run --format xml": "--format: 'xml' is none of table and json.",
    "read page --format xml": "page: ",
    "improve list --format pdf": "--format: 'pdf'",
    "improve act late --done 0 --who Ada": "--done: ",
    "harm run --most 0": "--most: ",
    "sample run --standard loan-returned --n 0": "--n: 0 is not from 1",
    "library show nothing --library nowhere": "--library nowhere: no library has this name.",
}


@pytest.mark.parametrize("words", UNREADABLE, ids=" ".join)
def test_a_command_line_that_cannot_be_read_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "Error: " in ended(capsys, 2, *words)


def test_whatever_a_value_makes_wrong_ends_with_1(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(run.parent.rglob("*"))
    for words, said in WRONG_VALUES.items():
        err = ended(capsys, 1, *words.split())
        assert "Usage:" not in err and "Traceback" not in err, words
        assert said in err or words.startswith("read"), (words, err)
    assert sorted(run.parent.rglob("*")) == before


def test_the_help_shows_every_command_once_in_the_order_of_use_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    shown = ended(capsys, 0, "--help")
    lines = [line.split() for line in shown.partition("Records:")[2].splitlines() if line.startswith("  ")]
    names = [words[0] for words in lines]
    from typer.main import get_command

    assert sorted(names) == sorted(get_command(app).commands)  # type: ignore[attr-defined]
    used = ("simulate", "check", "assess", "worklist", "report", "sample", "compare", "judge", "library")
    order = [names.index(name) for name in used]
    assert order == sorted(order)
    assert all(len(words) > 1 and not words[-1].endswith("...") for words in lines), shown


def test_earlier_names_of_options_are_understood_and_not_shown(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(capsys, 0, *DISPUTE, "--by", "Ann", "--store", "kept.sqlite")
    assert [one.by for one in standing(read_reviews(Path("kept.sqlite")))] == ["Ann"]
    assert "there is no such register" in ended(capsys, 1, "improve", "list", "--store", "none.sqlite")
    assert "none.sqlite: there is no such register" in ended(
        capsys, 1, "assess", "run", "--as-at", "2017-03-31", "--out", "out", "--library", str(LENDING), "--improvements=none.sqlite")
    for words in ("dispute", "tally", "judge grade", "link confirm", "improve add", "assess", "report", "compare"):
        shown = ended(capsys, 0, *words.split(), "--help")
        assert not {"--by", "--store", "--improvements", "--json"} & set(shown.replace(",", " ").split()), words
    # Where an option has that name itself, it means what it says there.
    assert "--by NAME" in ended(capsys, 0, "improve", "act", "--help")


def test_disputes_of_what_is_not_there_are_not_taken_for_none(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No dispute is recorded." in ended(capsys, 0, "disputes", "list", "run")
    assert "nowhere: there is no such folder. Name the folder that `peelian assess` wrote." in ended(capsys, 1, "disputes", "list",
                                                                                                     "nowhere")
    assert "library: is not a run" in ended(capsys, 1, "disputes", "list", "library")
    assert "--standard: 'loan-retruned' is not a standard of this run's library. Did you mean 'loan-returned'?" in ended(
        capsys, 1, "disputes", "list", "run", "--standard", "loan-retruned")
    assert "none.sqlite: there is no such file of reviews" in ended(capsys, 1, "disputes", "list", "run", "--reviews", "none.sqlite")
    answer = ["--outcome", "upheld", "--who", "Bo", "--why", "x"]
    assert "nowhere: there is no such folder" in ended(capsys, 1, "disputes", "answer", "nowhere", "1", *answer)
    wrong = [*DISPUTE[:2], DUTY.replace("returned", "retruned"), *DISPUTE[3:], "--who", "Ann"]
    assert "'loan-retruned' is not a standard of its library. Did you mean 'loan-returned'?" in ended(capsys, 1, *wrong)
    wrong[2] = "loan-returned"  # what a terminal leaves of an id that stands in no quotes
    assert "`peelian worklist` shows the ids; write one in quotes." in ended(capsys, 1, *wrong)


def test_disputes_are_numbered_among_themselves(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(capsys, 0, "sample", "run", "--standard", "loan-returned", "--n", "5", "--out", "sheet.csv")
    filled(Path("sheet.csv"), Path("filled.csv"), {})
    ended(capsys, 0, "tally", "run", "filled.csv", "--who", "Ann")
    assert "Dispute 1 is recorded." in ended(capsys, 0, *DISPUTE, "--who", "Ann")
    answer = ["--outcome", "upheld", "--who", "Bo", "--why", "seen"]
    assert "Dispute 1 is upheld by Bo." in ended(capsys, 0, "disputes", "answer", "run", "1", *answer)
    assert "Dispute 2 is recorded." in ended(capsys, 0, *DISPUTE, "--who", "Ann")
    assert "dispute 3: there is no such dispute." in ended(capsys, 1, "disputes", "answer", "run", "3", *answer)
    assert [(one["number"], one["state"]) for one in json.loads(ended(capsys, 0, "disputes", "list", "run", "--format", "json"))] == [
        (1, "upheld"), (2, "open")]


def test_a_sheet_is_for_its_writer_alone_from_its_first_byte_on(run: Path, capsys: pytest.CaptureFixture[str],
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    modes, link = [], os.link

    def noted(work: Path, path: Path) -> None:
        modes.append(Path(work).stat().st_mode & 0o777)
        link(work, path)

    monkeypatch.setattr(os, "link", noted)
    ended(capsys, 0, "sample", "run", "--standard", "loan-returned", "--n", "5", "--out", "sheet.csv")
    assert modes == [0o600] and Path("sheet.csv").stat().st_mode & 0o777 == 0o600 and not list(Path().glob(".*unfinished*"))


STANDARDS = ["worklist run --standard {}", "sample run --standard {}", "disputes list run --standard {}", "explain run {}|s61|t61",
             "library show {} --library library", "library needs {} --library library", "library cases {} --library library",
             "library diff --standard {} --library library", "library diff library library --standard {}",
             "judge evidence add --kind interview --bears supports --words x --who Ada --standard {} --library library"]


@pytest.mark.parametrize("command", STANDARDS)
def test_an_unknown_standard_gets_its_nearest_everywhere(command: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ended(capsys, 1, *command.format("loan-retruned").split())
    assert "'loan-retruned' is " in said and "standard" in said and "Did you mean 'loan-returned'?" in said


def test_files_that_nobody_named_are_told_and_can_be_left_out(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended(capsys, 0, "judge", "evidence", "add", "--kind", "interview", "--bears", "supports", "--words", "SEEN BY ME", "--who", "Ada",
          "--question", "lending", "--library", "library")
    ended(capsys, 0, *DISPUTE, "--who", "Ann")
    capsys.readouterr()
    assert main(["report", "run", "--out", "first", "--no-pdf"]) == 0
    told = capsys.readouterr().err
    assert "judgements.sqlite: found in the current folder, and used. Name another with --judgements FILE, or none with " in told
    assert "reviews.sqlite: found beside the run, and used. Name another with --reviews FILE, or none with --reviews none." in told
    assert main(["report", "run", "--out", "second", "--no-pdf", "--judgements", "none", "--reviews", "none"]) == 0
    assert "found" not in capsys.readouterr().err
    first, second = ("".join(page.read_text("utf-8") for page in Path(name, "internal").glob("*.html")) for name in ("first", "second"))
    assert "SEEN BY ME" in first and "SEEN BY ME" not in second
    assert "1 dispute about" in first and "1 dispute about" not in second


def test_names_and_files_are_looked_at_before_a_run_is(run: Path, capsys: pytest.CaptureFixture[str],
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    def heavy(*_: object, **__: object) -> None:
        raise AssertionError("the run was worked through")

    for module in ("publish", "grading.judge", "comparison.compare", "report.gather", "report.build"):
        for name in ("gather", "find_signals"):
            monkeypatch.setattr(f"peelian.inspections.{module}.{name}", heavy, raising=False)
    monkeypatch.setattr("peelian.measures.signals.find_signals", heavy)
    cases = {
        "judge show run --framework reading_rom": "--framework: 'reading_rom' is not a framework of this library. Did you mean",
        "judge show run --question lendin": "--question: 'lendin' is no question of reading_room. Did you mean 'lending'?",
        "judge grade run --question lending --grade goood --who Ada --why x": "--grade: 'goood' is no grade of reading_room.",
        "judge grade run --question lendin --grade good --who Ada --why x": "Did you mean 'lending'?",
        "judge grade run --question lending --grade good --who system --why x": "--who: 'system' is not a person's name.",
        "report run --out out --framework reading_rom": "--framework: 'reading_rom'",
        "report run --out out --judgements none.sqlite": "none.sqlite: there is no such file of judgements.",
        "report run --out out --register none.sqlite": "none.sqlite: there is no such register.",
        "report run --out out --reviews none.sqlite": "none.sqlite: there is no such file of reviews.",
        "report run --out out --since none.json": "none.json: cannot be read",
        "report run --out out --earlier none.json": "none.json",
        "compare run nowhere": "nowhere: there is no such folder.",
        "compare run run --out library": "library: is already there.",
    }
    for words, said in cases.items():
        assert said in ended(capsys, 1, *words.split()), words
    both = ended(capsys, 1, "report", "run", "--out", "out", "--framework", "reading_rom", "--register", "none.sqlite")
    assert "2 problems." in both and not Path("out").exists()


def test_evidence_of_a_force_that_is_none_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["judge", "evidence", "add", "--kind", "interview", "--bears", "supports", "--words", "x", "--who", "Ada", "--standard",
             "da-risk-supervised", "--force", "hertfordhire"]
    assert "--force: 'hertfordhire' is no code of a force that this library knows. Did you mean 'hertfordshire'?" in ended(
        capsys, 1, *words)


def made_up(run: Path) -> Path:
    file = run / "manifest.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(said | {"made_up": {"scenario": "plain", "seed": 3}}), encoding="utf-8")
    return run


def test_made_up_records_beside_real_ones_get_no_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = made_up(run_of(tmp_path, "a", 60, 40)), run_of(tmp_path, "b", 90, 10, "F2")
    told = ended(capsys, 0, "compare", str(a), str(b)).splitlines()
    assert told[1] == "No verdict: made-up records are compared with real ones (A is made up)."
    found = json.loads(ended(capsys, 0, "compare", str(a), str(b), "--format", "json"))
    assert {(one["verdict"], one["why_not"]) for one in found["measures"]} == {
        ("not compared", "made-up records are compared with real ones")}
    assert found["sentence"].startswith("No verdict: ") and found["said_first"][0].startswith("A: Made-up records (scenario plain")
    made_up(b)
    told = ended(capsys, 0, "compare", str(a), str(b)).splitlines()
    assert told[1] == "Both are of made-up records: nothing here is about any real force."
    assert any("B is higher" in line for line in told)


def test_everything_that_is_published_of_made_up_records_says_so(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_up(run)
    ended(capsys, 0, "report", "run", "--out", "out")
    says = "Made-up records (scenario plain, seed 3): they say nothing about any real force."
    public = Path("out", "public")
    pages = list(public.glob("*.html"))
    assert pages
    for path in [*pages, public / "report.json"]:
        assert says in path.read_text(encoding="utf-8"), path.name
    with (public / "figures.csv").open(encoding="utf-8", newline="") as file:
        assert {row["made_up"] for row in csv.DictReader(file)} == {"yes"}
    assert any(says in str(cell) for rows in sheets(public / "report.xlsx").values() for row in rows for cell in row)
    assert "Made-up records" in words_of(public / "report.pdf")
    drawn = svg_files({"one": '<svg viewBox="0 0 780 200"><g/></svg>'}, "Made-up & so on")["one.svg"]
    assert 'viewBox="0 0 780 220"' in drawn and ">Made-up &amp; so on</text></svg>" in drawn


def test_what_a_killed_command_began_can_be_added_to(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("reviews.sqlite", "judgements.sqlite"):
        Path(name).touch()  # as it stands between the first step of a new file and the last
    assert "reviews.sqlite: holds nothing yet" in ended(capsys, 1, "disputes", "list", "run")
    assert "judgements.sqlite: holds nothing yet" in ended(capsys, 1, "judge", "history")
    ended(capsys, 0, *DISPUTE, "--who", "Ann")
    ended(capsys, 0, "judge", "evidence", "add", "--kind", "interview", "--bears", "supports", "--words", "x", "--who", "Ada",
          "--question", "lending", "--library", "library")
    assert [len(sqlite3.connect(name).execute(f"SELECT * FROM {table}").fetchall())
            for name, table in (("reviews.sqlite", "review"), ("judgements.sqlite", "entry"))] == [1, 1]


@pytest.mark.parametrize(("force", "said"), [
    ("hertfordhire", "--force: 'hertfordhire' is no force that this library knows. Did you mean 'Hertfordshire'?"),
    ("nosuch", "--force: 'nosuch' is no force that this library knows. Write its name or its code, as "),
    ("Essex Police", "--force: 'Essex Police' is not the force of this page, which is of "),
])
def test_a_force_that_is_unknown_or_another_is_told(force: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("PEEL: Police effectiveness 2017: an inspection of Hertfordshire Constabulary\n\n"
                    "How effective is the force at keeping people safe and reducing crime?\n\nGood\n", encoding="utf-8")
    assert said in ended(capsys, 1, "read", str(page), "--force", force)
