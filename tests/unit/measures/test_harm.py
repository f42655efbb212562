"""Who causes most harm: what counts as done by somebody, what it weighs, who is managed, and what an index may say."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from peelian.cli import app
from peelian.duties.run_folder import RunFolder, open_run
from peelian.libraries import BUILT_IN
from peelian.measures.harm import harm_of, told
from peelian.problems import Problems
from peelian.standards.library import read_library
from peelian.standards.severity import read_severities, read_severity
from tests.unit.measures.made_run import made_run

POLICING = BUILT_IN / "england_and_wales"
# Crime, its group, reported, cancelled; its suspect, who it is, charged.
CRIMES = (("c1", "sexual", "2017-01-10", None, "p1", "2017-01-20"), ("c2", "shoplifting", "2016-10-01", None, "p2", "2016-10-02"),
          ("c3", "burglary", "2016-11-01", None, "p2", "2016-11-02"), ("c4", "robbery", "2016-12-01", None, "p3", None),
          ("c5", "robbery", "2016-12-01", "2017-01-01", "p4", "2016-12-02"), ("c6", "robbery", "2014-12-01", None, "p5", "2014-12-02"),
          ("c7", "robbery", "2017-02-01", None, "p6", "2017-04-02"), ("c8", "fraud", "2017-02-01", None, "p7", "2017-02-02"))


def day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = made_run(tmp_path_factory.mktemp("harm") / "run", POLICING, as_at="2017-03-31")
    write(folder, "crime", [{"crime_id": crime, "ho_group": group, "reported_at": day(reported), "cancelled_at": day(cancelled)}
                            for crime, group, reported, cancelled, *_ in CRIMES])
    suspects = [{"suspect_id": f"s{crime}", "crime_id": crime, "person_id": who, "identified_at": day(reported)}
                for crime, _, reported, _, who, _ in CRIMES]
    write(folder, "suspect", [*suspects, {**suspects[0], "suspect_id": "again"}])  # named twice for one crime
    write(folder, "suspect_event", [{"suspect_id": f"s{crime}", "kind": "charged" if charged else "interviewed",
                                     "happened_at": day(charged or "2017-01-01")} for crime, *_, charged in CRIMES])
    write(folder, "offender_mgmt", [{"person_id": "p2", "started_on": day("2016-12-01"), "ended_on": None},
                                    {"person_id": "p1", "started_on": day("2015-12-01"), "ended_on": day("2016-12-01")}])
    return open_run(folder)


def write(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    (folder / "records").mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / "records" / f"{table}.parquet")


def test_only_what_was_shown_counts_once_and_by_its_weight(run: RunFolder) -> None:
    """p3 was only suspected, p4's crime was cancelled, p5's lies too long back, p6 was charged later, p7's has no weight."""
    found = harm_of(run)
    assert [(one.person, one.things, one.weight, one.managed) for one in found.people] == [
        ("p1", 1, 12.3, False), ("p2", 2, 2.0, True)]
    assert (found.not_weighed, found.since) == (1, "2015-04")
    assert len(harm_of(run, months=48).people) == 3


def test_it_is_told_with_its_doubt(run: RunFolder) -> None:
    done = CliRunner().invoke(app, ["harm", str(run.path), "--most", "1"])
    assert done.exit_code == 0 and done.output == told(harm_of(run), run, 1) + "\n"
    assert "OFFICIAL-SENSITIVE" in done.output
    assert "2 people, together 14.3. The first 1 cause 86.0% of it; 0 of them are managed." in done.output
    assert "1 thing has no weight" in done.output and "single people badly" in done.output


def test_records_without_what_it_needs_are_refused(run: RunFolder, tmp_path: Path) -> None:
    folder = shutil.copytree(run.path, tmp_path / "run")
    write(folder, "crime", [{"crime_id": "c1", "reported_at": day("2017-01-01")}])
    (folder / "records" / "suspect_event.parquet").unlink()
    with pytest.raises(Problems, match=r"lack crime.ho_group, crime.cancelled_at, suspect_event"):
        harm_of(open_run(folder))


def test_a_library_without_an_index_says_so(tmp_path: Path) -> None:
    library = shutil.copytree(POLICING, tmp_path / "england_and_wales")
    shutil.rmtree(library / "severity")
    with pytest.raises(Problems, match="holds no index of severity"):
        harm_of(open_run(made_run(tmp_path / "run", library, as_at="2017-03-31")))


def test_the_weights_are_those_of_the_figures_cited() -> None:
    """Score over crimes, beside theft's: from the figures in the index's own source."""
    [index] = read_severities(POLICING, read_library(POLICING).tables)
    scores = {"theft": (3.2837, 1496530), "violence": (5.0609, 2095296), "sexual offences": (5.1991, 193092),
              "robbery": (1.1028, 66206), "criminal damage": (0.2093, 534078), "other crimes against society": (0.9980, 941619)}
    theft = scores["theft"][0] / scores["theft"][1]
    for one in index.weights:
        score, crimes = scores[one.called]
        assert f"{score:.4f}" in index.source and f"{crimes:,}" in index.source
        assert one.weight == pytest.approx(score / crimes / theft, rel=0.01)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("severity: ons_crime_severity", "severity: other", "'other' differs from the file's name"),
    ("who: person_id", "who: person", "'person' is not a column of suspect."),
    ("by: crime.ho_group", "by: crim.ho_group", "'crim' is not a table."),
    ("values: [sexual]", "values: [sexul]", "'sexul' is not a value of crime.ho_group."),
    ("values: [sexual]", "values: [robbery]", "'robbery' has a weight already."),
    ("by: crime.ho_group", "by: call.call_type", "'call_type' is not a column of call."),
])
def test_what_is_wrong_with_an_index_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "ons_crime_severity.yaml"
    path.write_text((POLICING / "severity" / path.name).read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems, match=said) as wrong:
        read_severity(path, read_library(POLICING).tables)
    assert "ons_crime_severity.yaml:" in str(wrong.value)
