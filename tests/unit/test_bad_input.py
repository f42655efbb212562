"""Bad input through the command: exit code 1, the file, the line or row, the value and the mend, and no traceback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.libraries import library_path

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
LOANS = ("loan_id,member_id,branch,lent_at,thing,returned_at,lost_at,hold_reason,held_at\n"
         "1,m1,A,2021-07-01 10:00,book,2021-07-20 09:00,,,\n2,m1,A,2021-07-02 10:00,film,,,,\n")
MAPPING = "mapping: own\ntitle: Own\ntables:\n  loan:\n    sources: [{files: loan.csv, same_names: true}]\n"
ASSESS = ["assess", "data", "--as-at", "2021-12-31", "--out", "run", "--library", str(LENDING)]
CHECK = ["check", "data", "--library", str(LENDING)]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a good extract in data/ and a library that may be spoilt in library/."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(LOANS)
    return tmp_path


def own_library(name: str, old: str, new: str, folder: str = "library") -> None:
    """A copy of the lending library with one slip in one file."""
    shutil.copytree(LENDING, folder)
    file = Path(folder) / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def written(name: str, content: str | bytes) -> None:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())


CASES: dict[str, tuple[Callable[[], object], list[str], list[str]]] = {
    "a missing folder": (lambda: None, ["check", "dota", "--library", str(LENDING)],
                         ["dota: there is no such folder or file.", "Name the folder"]),
    "an empty folder": (lambda: Path("data/loan.csv").unlink(), CHECK, ["data: holds no file.", "Put the extract there"]),
    "a file that lies deeper": (
        lambda: (Path("data/2021").mkdir(), Path("data/loan.csv").rename("data/2021/loan.csv")), CHECK,
        ["data: holds no file named after a table at its top; 2021/loan.csv lies in a folder, where nothing looked.",
         "Name that folder (data/2021), or write a mapping (files: '**/loan.csv')."]),
    "an empty file": (lambda: written("data/loan.csv", ""), CHECK, ["loan.csv: is empty.", "Put the extract's rows there"]),
    "a file with a header only": (lambda: written("data/loan.csv", LOANS.splitlines()[0] + "\n"), ASSESS,
                                  ["data: holds no row that can be used (it has no row at all).", "peelian check"]),
    "a file of which no row can be used": (
        lambda: written("data/loan.csv", "loan_id,thing\n1,tape\n,book\n"), ASSESS,
        ["data: holds no row that can be used (1 missing key, 1 value not allowed).", "peelian check"]),
    "a file without its key": (lambda: written("data/loan.csv", "loan_no,thing\n1,book\n"), CHECK,
                               ["loan.csv: lacks the column 'loan_id', the key of loan.", "Did you mean 'loan_no'?"]),
    "a header with a name twice": (lambda: written("data/loan.csv", "loan_id,thing,thing\n1,a,b\n"), CHECK,
                                   ["loan.csv row 1: the header names 'thing' twice.", "Give each column a name of its own."]),
    "an unknown column in an extract": (
        lambda: written("data/loan.csv", LOANS.replace("returned_at", "retruned_at").replace("held_at", "colour")), ASSESS,
        ["loan.csv: 'retruned_at' is not a column of loan. Did you mean 'returned_at'?", "loan.csv: 'colour' is not a column",
         "--ignore-unknown-columns"]),
    "no known kind of file under the name of Parquet": (
        lambda: written("data/loan.parquet", bytes(range(256))), CHECK, ["loan.parquet: is of no kind that is known here, not"]),
    "no known kind of file under the name of a workbook": (
        lambda: written("data/loan.xlsx", bytes(range(254, -1, -1))), CHECK, ["loan.xlsx: is of no kind that is known here, not"]),
    "a file that is another kind": (lambda: written("data/loan.csv", b"PK\x03\x04"), CHECK,
                                    ["loan.csv: is a spreadsheet or zip file, not what its name says.", "right ending"]),
    "a damaged Parquet file": (lambda: written("data/loan.parquet", b"PAR1 no more"), CHECK,
                               ["loan.parquet: cannot be read as Parquet", "Make or fetch it again."]),
    "a file named after nothing": (lambda: Path("data/loan.csv").rename("data/lona.csv"), CHECK,
                                   ["data: holds no file named after a table (it holds: lona.csv).", "Did you mean 'loan'?"]),
    "a missing database": (lambda: None, ["check", "sqlite:///none.db", "--library", str(LENDING)],
                           ["sqlite:///none.db: there is no such database file.", "Write sqlite:///FILE"]),
    "a mapping that is not there": (lambda: None, [*CHECK, "--mapping", "./own.yaml"],
                                    ["--mapping ./own.yaml: there is no such file.", "Name a mapping of the library"]),
    "a mapping to a table that does not exist": (
        lambda: written("own.yaml", MAPPING.replace("loan:", "laon:")), [*CHECK, "--mapping", "own.yaml"],
        ["own.yaml:4: 'laon' is not a table.", "Did you mean 'loan'?"]),
    "a mapping to a column that does not exist": (
        lambda: written("own.yaml", MAPPING.replace("}]", ", columns: {returned: returned_at}}]")),
        [*CHECK, "--mapping", "own.yaml"], ["own.yaml:5: 'returned' is not a column of loan.", "Did you mean 'returned_at'?"]),
    "a mapping of a column that the file lacks": (
        lambda: written("own.yaml", MAPPING.replace("}]", ", columns: {returned_at: back_at}}]")),
        [*CHECK, "--mapping", "own.yaml"], ["own.yaml:5: loan.csv has no column 'back_at'.", "Known: branch, held_at, hold_reason"]),
    "a slip in a mapping": (lambda: written("own.yaml", MAPPING.replace("title: Own", "title: Own: mine")),
                            [*CHECK, "--mapping", "own.yaml"], ["own.yaml:2: is not YAML", "Check the indent, the colons"]),
    "an empty mapping": (lambda: written("own.yaml", ""), [*CHECK, "--mapping", "own.yaml"],
                         ["own.yaml: is empty.", "Write what it should say, or name another file."]),
    "a tab in a mapping": (lambda: written("own.yaml", MAPPING.replace("  ", "\t", 1)), [*CHECK, "--mapping", "own.yaml"],
                           ["has a tab where the indent stands.", "Indent with spaces."]),
    "an unknown word in a mapping": (lambda: written("own.yaml", MAPPING.replace("title", "titel")),
                                     [*CHECK, "--mapping", "own.yaml"],
                                     ["own.yaml:2: 'titel' is not a word that may stand here.", "Did you mean 'title'?"]),
    "a library that is not there": (lambda: None, ["library", "check", "--library", "./none"],
                                    ["--library ./none: there is no such folder.", "Name the folder that holds library.yaml"]),
    "a slip in a library": (
        lambda: own_library("standards/lending/loan-returned.yaml", "owed_by: member", "owed_by: [member"),
        ["library", "check", "--library", "library"], ["loan-returned.yaml:14: is not YAML", "that begins in line 13",
                                                           "Check the indent"]),
    "an unknown column in a standard": (
        lambda: own_library("standards/lending/loan-returned.yaml", "at: loan.lost_at", "at: loan.last_at"),
        ["library", "check", "--library", "library"],
        ["loan-returned.yaml:10: 'last_at' is not a column of loan.", "Did you mean 'lost_at'?"]),
    "a word that may not stand there in a standard": (
        lambda: own_library("standards/lending/loan-returned.yaml", "evidence: local}", "evidence: locale}"),
        ["library", "check", "--library", "library"],
        ["loan-returned.yaml:16: 'evidence': 'locale' is not a word that may stand here.", "Did you mean 'local'?"]),
    "an expected share that is none": (
        lambda: own_library("standards/lending/loan-returned.yaml", "at_least: 90%", "at_least: most"),
        ["library", "check", "--library", "library"],
        ["loan-returned.yaml:21: 'at_least' (it says 'most'): should be a share; write, say, 90%."]),
    "an unknown word in library.yaml": (
        lambda: own_library("library.yaml", "calendar:", "calender:"), ["library", "check", "--library", "library"],
        ["library.yaml:6: 'calender' is not a word that may stand here.", "Did you mean 'calendar'?"]),
    "an unknown parameter in the settings": (
        lambda: written("force.yaml", "parameters:\n  loan_lenght: 21 days\n"), [*ASSESS, "--settings", "force.yaml"],
        ["force.yaml:2: 'loan_lenght' is not a parameter.", "Did you mean 'loan_length'?"]),
    "a slip in the settings": (lambda: written("force.yaml", "parameters: {loan_length: 21: days}\n"),
                               [*ASSESS, "--settings", "force.yaml"], ["force.yaml:1: is not YAML", "Check the indent"]),
    "settings that are not there": (lambda: None, [*ASSESS, "--settings", "none.yaml"], ["none.yaml: cannot be read"]),
    "an unknown scenario": (lambda: None, ["simulate", "herts", "--out", "force"],
                            ["scenario herts: is no scenario of the library and no file.", "hertfordshire_2017"]),
    "a slip in a scenario": (
        lambda: written("own.yaml", scenario().replace("seed:", "sead:")), ["simulate", "own.yaml", "--out", "force"],
        ["own.yaml:", "'sead' is not a word that may stand here.", "Did you mean 'seed'?"]),
    "an as-at date before all records": (
        lambda: None, ["assess", "data", "--as-at", "2020-12-31", "--out", "run", "--library", str(LENDING)],
        ["--as-at: 31 December 2020 23:59 is before all records: the first is of 1 July 2021 10:00.", "Choose a later date."]),
    "an as-at date beyond counting": (
        lambda: None, ["assess", "data", "--as-at", "9999-12-31", "--out", "run", "--library", str(LENDING)],
        ["--as-at: '9999-12-31' is beyond the years that can be counted.", "Choose an earlier date."]),
    "an as-at time that happened twice": (
        lambda: None, ["assess", "data", "--as-at", "2021-10-31T01:30", "--out", "run", "--library", str(LENDING)],
        ["--as-at: '2021-10-31 01:30' happens twice, or never", "add its offset"]),
    "a run folder that exists": (lambda: Path("run").mkdir(), ASSESS,
                                 ["run: is already there.", "Name a new folder, or remove this one first."]),
    "a run folder below a file": (lambda: None, [*ASSESS[:5], "data/loan.csv/run", *ASSESS[6:]],
                                  ["data/loan.csv", "Check the path and your right to use it."]),
    "a folder that is no run": (lambda: None, ["worklist", "data"],
                                ["data: is not a run: it holds no manifest.json.", "Name the folder that `peelian assess` wrote."]),
    "templates over what is there": (lambda: None, ["library", "template", "--out", "data"],
                                     ["data: is already there.", "Name a new folder"]),
}


def scenario() -> str:
    return (library_path("england_and_wales") / "scenarios" / "all_well.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said_with_its_mend(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare, command, said = CASES[name]
    prepare()
    before = sorted(here.rglob("*"))
    assert main(command) == 1
    shown = capsys.readouterr()
    assert [words for words in said if words not in shown.err] == [], shown.err
    assert shown.out == "" and "Traceback" not in shown.err and "went wrong inside" not in shown.err
    assert sorted(here.rglob("*")) == before, "nothing half done may be left"


UNKNOWN_WORDS = {
    "an engine": ([*ASSESS, "--engine", "sqlite"],
                  "--engine: 'sqlite' is not an engine. Write duckdb, or postgresql://user@host/database."),
    "a status": (["worklist", "run", "--status", "overdu"], "--status: 'overdu' is not a status. Did you mean 'overdue'?"),
    "a length": (["worklist", "run", "--due-within", "soon"], "--due-within: 'soon' is not a length of time; write, say, '15 minutes'"),
    "a person's past": (["worklist", "run", "--owner", "o1", "--status", "met"], "--owner: one person's list shows live work only"),
}


@pytest.mark.parametrize("name", UNKNOWN_WORDS)
def test_a_word_that_is_wrong_is_told_before_records_are_read(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(here.rglob("*"))
    capsys.readouterr()
    assert main(UNKNOWN_WORDS[name][0]) == 1
    shown = capsys.readouterr()
    assert UNKNOWN_WORDS[name][1] in shown.err and shown.out == ""
    assert sorted(here.rglob("*")) == before


def test_slips_in_settings_mapping_and_library_are_told_together(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written("own.yaml", MAPPING.replace("same_names: true", "same_names: true, columns: {thng: a}"))
    written("force.yaml", "parameters: {loan_lenght: 3 days}\n")
    own_library("tables/fine.yaml", "type: num", "type: nmu")
    assert main(["assess", "data", "--as-at", "2021-12-31", "--out", "run", "--library", "library", "--mapping", "./own.yaml",
                 "--settings", "force.yaml"]) == 1
    said = capsys.readouterr().err
    for words in ("'thng' is not a column of loan. Did you mean 'thing'?", "Did you mean 'loan_length'?", "Did you mean 'num'?"):
        assert words in said
    assert said.endswith("3 problems.\n") and not Path("run").exists()


def test_the_help_names_an_engine_as_the_message_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--help"]) == 0
    assert "postgresql://" in capsys.readouterr().out


def test_one_bad_row_never_stops_a_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written("data/loan.csv", LOANS + "3,m1,A,soon,book,,,,\n4,m1\n5,m1,A,2021-10-31 01:30,book,,,,\n,,,,,,,,\n")
    assert main(ASSESS) == 0
    shown = capsys.readouterr().out
    assert "Read 6 rows: 2 accepted, 4 set aside." in shown
    for reason in ("1 unreadable time", "1 ragged row", "1 local time that happened twice", "1 missing key"):
        assert f"set aside: {reason}" in shown


def test_unknown_columns_may_be_left_out_where_one_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written("data/loan.csv", "loan_id,lent_at,colour\n1,2021-07-01 10:00,red\n")
    assert main([*ASSESS, "--ignore-unknown-columns"]) == 0
    shown = capsys.readouterr().out
    assert "Read 1 row: 1 accepted" in shown and "not read: loan.csv: colour" in shown
    assert json.loads(Path("run/manifest.json").read_text())["records"]["files"][0]["columns_not_read"] == ["colour"]
    written("own.yaml", MAPPING)
    assert main([*ASSESS[:5], "mapped", *ASSESS[6:], "--mapping", "own.yaml"]) == 0
    assert main(CHECK) == 0
    assert "1 row read: 1 accepted" in capsys.readouterr().out


def test_a_file_that_nothing_reads_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written("data/loan.csv", "loan_id,lent_at\n1,2021-07-01 10:00\n")
    written("data/loans.csv", "loan_id,lent_at\n2,2021-07-01 10:00\n")
    assert main(ASSESS) == 0
    assert "not read: loans.csv: no table of the library has this name. Did you mean 'loan'?" in capsys.readouterr().out


def test_a_full_disk_where_the_answer_goes_is_said_plainly() -> None:
    with Path("/dev/full").open("w") as full:
        done = peelian("library", "list", stdout=full)
    assert done.returncode == 1
    assert "no space is left on the disk" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("kilobytes", [1, 20, 200])
def test_a_disk_that_takes_no_more_leaves_no_half_run(here: Path, kilobytes: int) -> None:
    """A limit on the size of files fails writes midway for root and for anyone, as a full disk does."""
    many(here, 20_000)
    done = peelian(*ASSESS, limit=kilobytes << 10)
    assert done.returncode == 1, done.stderr
    assert "lets no file grow as large as is needed. Raise the limit" in done.stderr
    assert ".unfinished" not in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.name for path in here.iterdir()) == ["data"]


def test_a_disk_that_takes_no_more_leaves_no_half_of_the_templates(here: Path) -> None:
    done = peelian("library", "template", "--out", "templates", limit=2 << 10)
    assert done.returncode == 1, done.stderr
    assert "lets no file grow as large as is needed. Raise the limit" in done.stderr
    assert ".unfinished" not in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.name for path in here.iterdir()) == ["data"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_a_killed_run_leaves_no_half_run_and_the_next_clears_up(here: Path, number: int, code: int) -> None:
    many(here, 300_000)
    with subprocess.Popen(command_line(*ASSESS), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not unfinished(here):
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(120) == code
    assert not (here / "run").exists() and not (here / "runs.jsonl").exists()
    assert len(unfinished(here)) == (1 if number == signal.SIGKILL else 0)
    written("data/loan.csv", LOANS)
    assert peelian(*ASSESS).returncode == 0
    assert sorted(path.name for path in here.iterdir()) == ["data", "run", "runs.jsonl"]


def test_a_run_that_fails_takes_away_the_folders_that_were_made_for_it(here: Path) -> None:
    written("data/loan.csv", "loan_id,thing\n1,tape\n")
    assert main([*ASSESS[:4], "--out", "new/folder/run", *ASSESS[6:]]) == 1
    assert sorted(path.name for path in here.iterdir()) == ["data"]
    written("data/loan.csv", LOANS)
    assert main([*ASSESS[:4], "--out", "new/folder/run", *ASSESS[6:]]) == 0
    assert (here / "new" / "folder" / "run" / "manifest.json").is_file()


def test_the_work_of_a_living_run_is_left_alone(here: Path) -> None:
    living = here / f".run.unfinished-{os.getppid()}"
    dead = here / ".run.unfinished-999999999"
    living.mkdir()
    dead.mkdir()
    assert peelian(*ASSESS).returncode == 0
    assert living.exists() and not dead.exists()


def test_what_a_killed_check_left_is_cleared_by_the_next(here: Path) -> None:
    """Its work folder holds records, so it may not lie about."""
    left = here / "tmp" / "peelian-check-999999999-x"
    left.mkdir(parents=True)
    assert peelian(*CHECK, TMPDIR=str(here / "tmp")).returncode == 0
    assert list((here / "tmp").iterdir()) == []


def many(folder: Path, rows: int) -> None:
    lines = (f"{number},m{number % 99},A,2021-07-0{1 + number % 9} 10:00,book,2021-07-20 09:00,,,\n" for number in range(rows))
    with (folder / "data" / "loan.csv").open("w") as file:
        file.write(LOANS.splitlines()[0] + "\n")
        file.writelines(lines)


def unfinished(folder: Path) -> list[Path]:
    return list(folder.glob(".run.unfinished-*"))


def command_line(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "peelian", *arguments]


def peelian(*arguments: str, stdout: object = subprocess.PIPE, limit: int | None = None,
            **environment: str) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(command_line(*arguments), stdout=stdout, stderr=subprocess.PIPE, text=True, check=False,  # type: ignore[call-overload, no-any-return]
                          timeout=300, preexec_fn=limited, env={**os.environ, **environment})
