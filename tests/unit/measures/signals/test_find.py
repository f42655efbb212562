"""Signals of a run: found, placed, worded and drawn; and silence where nothing happened."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from peelian.cli import app
from peelian.duties.run_folder import RunFolder, open_run
from peelian.inspections.library_check import check
from peelian.measures.counts import write_measures
from peelian.measures.signals import change_svg, find_signals, groups_svg, told
from peelian.problems import Problems
from tests.unit.measures.made_run import counted, duty, made_library, made_run

RunOf = Callable[..., RunFolder]
MONTHS = [f"{2016 + (2 + number) // 12}-{(2 + number) % 12 + 1:02d}" for number in range(12)]  # March 2016 to February 2017
TEAMS = ("blue", "green", "red_two")


def duties(late: Callable[[int, str, int], bool]) -> list[dict[str, Any]]:
    """Ninety duties a month, of three teams of seven owners each. late(month's number, team, duty's number)."""
    made = []
    for month, name in enumerate(MONTHS):
        for number in range(90):
            team = TEAMS[number % 3]
            made.append(duty(1000 * month + number, "met_late" if late(month, team, number) else "met", f"{name}-10 12:00",
                             started_at=f"{name}-01 12:00", team_at_due=team, owner_at_due=f"{team}{number % 7}",
                             area=f"area {number // 3 % 3}"))
    return made


def test_where_nothing_happened_it_says_so(run_of: RunOf) -> None:
    found = find_signals(run_of(duties(lambda month, team, number: number % 10 == 0)))
    assert not found.signals and found.measures == 1 and found.looks == 3
    assert told(found).startswith("Nothing beyond chance has happened: of 1 measure, none changed")
    assert "in one run of 20 at most" in told(found)


def test_a_change_is_told_with_its_month_its_size_and_its_team(run_of: RunOf) -> None:
    found = find_signals(run_of(duties(lambda month, team, number: number % 10 == 0 or (month >= 7 and team == "green"))))
    [signal] = [one for one in found.signals if one.change]
    assert (signal.measured.standard.id, signal.way) == ("loan-returned", "worse")
    said = told(found)
    assert "From October 2016 on, 60.0% (270 of 450) were met in time; in the 7 months before, 90.0% (567 of 630)." in said
    assert "The team green holds all of it or more: 0.0% since, 90.0% before." in said
    drawn = ElementTree.fromstring(change_svg("x", "A <title>", "x", signal))
    marks = [one for one in drawn.iter("{http://www.w3.org/2000/svg}path") if one.get("class") == "dot series-2 settled"]
    assert len(marks) == 5
    assert groups_svg("x", "x", "team", signal, found.periods).count("<circle") == 3


def test_a_team_that_stands_out_throughout_is_told(run_of: RunOf) -> None:
    found = find_signals(run_of(duties(lambda month, team, number: number % 10 == 0 or (team == "red_two" and number % 2 == 0))))
    [signal] = found.signals
    assert signal.change is None and signal.difference is not None and signal.difference.group == "red_two"
    assert "(the team red_two) against 90.0% (648 of 720) of all other teams" in told(found)
    assert ">red_two<" in groups_svg("x", "x", "team", signal, found.periods)  # a team as the records call it


def test_what_the_library_sets_apart_is_looked_at_by_its_own_column(tmp_path: Path) -> None:
    """Loans of rare things come back late, in every team and month alike: only the column of the loan shows it."""
    library = made_library(tmp_path / "library")
    about = library / "library.yaml"
    about.write_text(about.read_text(encoding="utf-8") + "set_apart_by: [{title: rarity, column: loan.rare}]\n", encoding="utf-8")
    made = duties(lambda month, team, number: number % 10 == 0 or number % 5 == 1)
    for one in made:
        one["subject_id"] = f"loan {one['trigger_id']}"
        one["trigger_id"] = one["subject_id"]
    run = made_run(tmp_path / "run", library, made, as_at="2017-03-31")
    (run / "records").mkdir()
    rows = [{"loan_id": one["subject_id"], "rare": int(one["subject_id"].removeprefix("loan t")) % 1000 % 5 == 1} for one in made]
    pq.write_table(pa.Table.from_pylist(rows), run / "records" / "loan.parquet")
    write_measures(run)
    [signal] = find_signals(open_run(run)).signals
    assert signal.difference is not None and (signal.difference.by, signal.difference.group) == ("rarity", "true")
    assert signal.difference.here.share == 0
    shutil.rmtree(run / "records")
    assert not find_signals(open_run(run)).signals  # without the records there is no such column to look at


def test_an_indicator_that_falls_is_told_by_its_own_words(run_of: RunOf) -> None:
    rows = [counted(1000 * month + number, role, name) for month, name in enumerate(MONTHS) for role, many in
            (("denominator", 60), ("numerator", 54 if month < 6 else 30)) for number in range(many)]
    found = find_signals(run_of([], rows, as_at="2017-06-30"))
    assert "From September 2016 on, 50.0% (180 of 360) were counted; in the 6 months before, 90.0% (324 of 360)." in told(found)


def test_months_that_the_extracts_beginning_moves_are_not_looked_at(run_of: RunOf) -> None:
    rows = [counted(1000 * month + number, role, name) for month, name in enumerate(MONTHS) for role, many in
            (("denominator", 60), ("numerator", 54 if month < 4 else 30 if month < 8 else 10)) for number in range(many)]
    run = run_of([], rows, as_at="2017-06-30")
    manifest = json.loads((run.path / "manifest.json").read_text(encoding="utf-8"))
    manifest["records"]["unlike_at_first"] = {"spot_check": {"months": 4, "because": "What was looked at before cannot be seen."}}
    (run.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    said = told(find_signals(open_run(run.path)))
    assert "From November 2016 on, 16.7% (40 of 240) were counted; in the 4 months before, 50.0% (120 of 240)." in said
    assert "Months before July 2016 are not looked at: What was looked at before cannot be seen." in said


def test_too_few_owners_are_not_spoken_of(run_of: RunOf) -> None:
    made = duties(lambda month, team, number: team == "red_two")
    for one in made:
        one["owner_at_due"] = one["team_at_due"]
    assert not find_signals(run_of(made)).signals


def test_the_command_tells_the_same(run_of: RunOf) -> None:
    run = run_of(duties(lambda month, team, number: number % 10 == 0 or (team == "red_two" and number % 2 == 0)))
    done = CliRunner().invoke(app, ["signals", str(run.path)])
    assert done.exit_code == 0 and done.output.strip() == told(find_signals(run)).strip()


@pytest.mark.parametrize(("column", "said"), [("lone.rare", "'lone' is not a table."), ("loan.rar", "'rar' is not a column of loan.")])
def test_a_column_that_is_none_is_told_with_its_line(tmp_path: Path, column: str, said: str) -> None:
    library = made_library(tmp_path / "lending")
    about = library / "library.yaml"
    about.write_text(about.read_text(encoding="utf-8") + f"set_apart_by: [{{title: rarity, column: {column}}}]\n", encoding="utf-8")
    with pytest.raises(Problems, match=said) as wrong:
        check(library)
    assert "library.yaml:7" in str(wrong.value)
