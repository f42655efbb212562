"""Made-up records keep the contract of the tables, come out the same each time, and tell their scenario's story."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from peelian.problems import Problems
from peelian.records.calendars import read_calendar
from peelian.records.simulation import AnswerKey, find_scenario, read_scenario, simulate, simulate_to
from peelian.records.simulation.columns import GROUP_ROWS, Ids, Records, Values
from peelian.records.simulation.planting import Planted
from peelian.records.simulation.timeline import Timeline
from peelian.records.simulation.world import World
from peelian.records.tables import Table, read_tables
from peelian.records.writing import MOMENTS_MARK

END = datetime(2018, 3, 22, 23, 59, 59, 999999)
TYPES = {"id": "string", "text": "string", "enum": "string", "bool": "bool", "int": "int64", "num": "double",
         "moment": "timestamp[us]", "date": "date32[day]"}


@pytest.fixture(scope="module")
def tables(library: Path) -> dict[str, Table]:
    return read_tables(library)


@pytest.fixture
def records(library: Path, tables: dict[str, Table], tmp_path: Path) -> Records:
    calendar = read_calendar(library / "calendars" / "england_and_wales.yaml")
    return Records(tmp_path / "records", tables, Timeline(calendar), 0, "made_up")


def write_officers(records: Records, first: int, count: int, columns: dict[str, Values]) -> None:
    records.write("officer", {"officer_id": Ids("O", np.arange(first, first + count)), **columns})


def written(records: Records) -> pa.Table:
    records.close()
    return pq.read_table(records.folder / "officer.parquet")


def files(key: AnswerKey) -> list[Path]:
    return sorted(key.folder.parent.glob("*.parquet"))


def test_columns_are_those_of_the_contract(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    for file in files(small_force):
        found = {field.name: str(field.type) for field in pq.read_schema(file)}
        columns = tables[file.stem].all_columns
        assert {name: TYPES[columns[name].type] for name in found} == found, file.stem
        assert {name for name, column in columns.items() if column.required} <= set(found), file.stem


def test_a_column_that_is_not_made_up_is_not_in_the_file(records: Records) -> None:
    """A blank one would say that the force holds it and never did what it tells of."""
    write_officers(records, 1, 3, {"rank_held": "constable", "to_on": None})
    table = written(records)
    assert set(table.column_names) == {"officer_id", "rank_held", "to_on", "force_code"}
    assert table["to_on"].null_count == 3 and str(table.schema.field("to_on").type) == "date32[day]"


def test_a_column_that_comes_late_is_blank_in_earlier_rows(records: Records) -> None:
    write_officers(records, 1, GROUP_ROWS, {"rank_held": "constable"})
    write_officers(records, GROUP_ROWS + 1, 2, {"case_limit": 15})
    table = written(records)
    assert table["officer_id"].to_pylist()[-3:] == ["O000120000", "O000120001", "O000120002"]
    assert table["case_limit"].to_pylist()[-3:] == [None, 15, 15] and table["case_limit"].null_count == GROUP_ROWS
    assert table["rank_held"].to_pylist()[-3:] == ["constable", None, None]
    assert [file.name for file in records.folder.iterdir()] == ["officer.parquet"]


def test_files_say_that_their_times_are_utc(small_force: AnswerKey) -> None:
    assert all(pq.read_metadata(file).metadata[MOMENTS_MARK.encode()] == b"utc" for file in files(small_force))


def test_keys_are_unique_and_words_are_allowed(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    for file in files(small_force):
        table, rows = tables[file.stem], pq.read_table(file)
        key = rows[table.key[0]]
        assert key.null_count == 0 and pc.count_distinct(key).as_py() == rows.num_rows, file.stem
        for name, column in table.columns.items():
            if column.values and name in rows.column_names:
                assert set(pc.unique(rows[name].drop_null()).to_pylist()) <= set(column.values), f"{file.stem}.{name}"


def test_links_find_their_rows(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    known = {file.stem: pq.read_table(file) for file in files(small_force)}
    for name, rows in known.items():
        for word, column in tables[name].columns.items():
            target, _, key = (column.link or "").partition(".")
            if target in known and word in rows.column_names:
                lost = pc.invert(pc.is_in(rows[word].drop_null(), value_set=known[target][key].combine_chunks()))
                assert not pc.any(lost).as_py(), f"{name}.{word}"


def test_nothing_lies_beyond_the_end(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    for file in files(small_force):
        table, rows = tables[file.stem], pq.read_table(file)
        for name, column in table.all_columns.items():
            if column.is_moment and not column.planned and name in rows.column_names:
                latest = pc.max(rows[name]).as_py()
                end = END if isinstance(latest, datetime) else END.date()
                assert latest is None or latest <= end, f"{file.stem}.{name}"
        if table.happened:
            assert "entered_at" in rows.column_names and rows["entered_at"].null_count == 0
            assert rows[table.happened].null_count == 0, file.stem


def test_row_rules_and_since_are_kept(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    for file in files(small_force):
        table, rows = tables[file.stem], pq.read_table(file)
        for rule in table.row_rules:
            early = pc.less(rows[rule.later], rows[rule.earlier])
            assert not pc.any(early).as_py(), f"{file.stem}: {rule.later} before {rule.earlier}"
        for name, column in table.columns.items():
            if column.since and name in rows.column_names:
                orphans = pc.and_(rows[name].is_valid(), rows[column.since].is_null())
                assert not pc.any(orphans).as_py(), f"{file.stem}.{name} without {column.since}"


def test_the_same_seed_gives_the_same_bytes(library: Path, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second", "other")]
    for folder, seed in zip(folders, (5, 5, 6), strict=True):
        simulate_to("all_well", library, folder, 0.25, 0.002, seed)
    written = [{file.relative_to(folder): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
               for folder in folders]
    assert written[0] == written[1]
    assert written[0] != written[2]


def test_years_move_the_beginning_and_not_the_end(library: Path, tmp_path: Path) -> None:
    scenario = find_scenario("all_well", library)
    simulate(scenario, tmp_path / "records", 1, 0.002)
    created = pq.read_table(tmp_path / "records" / "incident.parquet", columns=["created_at"])["created_at"]
    assert pc.min(created).as_py() >= datetime(2017, 3, 31, 23)
    assert pc.max(created).as_py().date() > date(2018, 3, 1)


def test_the_key_is_written_as_rows_sums_and_summary(small_force: AnswerKey) -> None:
    summary = json.loads((small_force.folder / "summary.json").read_text(encoding="utf-8"))
    assert (summary["scenario"], summary["as_at"]) == ("hertfordshire_2017", "2018-03-22")
    assert summary["planted"] == small_force.totals()
    sums = pq.read_table(small_force.folder / "planted.parquet")
    duties = pq.read_table(small_force.folder / "duties.parquet")
    total = sum(pc.sum(sums[status]).as_py() for status in ("met", "late", "never", "due", "lapsed"))
    assert total == duties.num_rows
    for file in files(small_force):
        assert summary["rows"][file.stem] == pq.read_metadata(file).num_rows


def test_every_standard_that_is_kept_is_planted(small_force: AnswerKey, library: Path) -> None:
    planted, kept = set(small_force.totals()), set(find_scenario("hertfordshire_2017", library).keeping)
    assert planted <= kept
    # Rare in so small a force.
    rare = {"nonmol-breach-acted", "dvpo-breach-court-24h", "shpo-breach-acted", "rso-default-acted", "rso-reactive-eligible"}
    in_force_later = {"access-log-complete"}
    assert kept - planted - in_force_later <= rare


def share(key: AnswerKey, standard: str) -> float:
    total = key.totals()[standard]
    return total["met"] / (total["met"] + total["late"] + total["never"])


def test_the_force_of_2017_is_what_the_page_says(small_force: AnswerKey) -> None:
    assert min(share(small_force, name) for name in ("response-immediate", "fno-conviction-check")) > 0.85
    assert share(small_force, "da-bwv-captured") < 0.7
    assert share(small_force, "da-risk-supervised") < 0.7
    assert share(small_force, "vcop-vps-offered") < 0.65


def test_where_all_is_well_every_large_standard_is_kept(library: Path, tmp_path: Path) -> None:
    key = simulate_to("all_well", library, tmp_path / "records", None, 0.02)
    large = [name for name, total in key.totals().items() if total["met"] > 400]
    assert len(large) > 10
    assert min(share(key, name) for name in large) > 0.95


def test_a_folder_that_is_there_is_left_alone(library: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Problems, match="is there already"):
        simulate_to("all_well", library, tmp_path, 0.1, 0.001)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_scenario_names_the_nearest(library: Path, tmp_path: Path) -> None:
    with pytest.raises(Problems, match="Did you mean 'all_well'"):
        simulate_to("all_wel", library, tmp_path / "records")


def test_years_beyond_the_calendar_are_refused_and_leave_nothing(library: Path, tmp_path: Path) -> None:
    with pytest.raises(Problems, match="does not cover"):
        simulate_to("all_well", library, tmp_path / "records", 30, 0.001)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("was", "becomes", "said"), [
    ("  - {team: custody, kind: custody, officers: 30}\n", "", "no team is of kind custody"),
    ("team: response_south}", "team: specialists}", "is no response team"),
    ("  finding_share:", "  finding_shares:", "gives no volume 'finding_share'"),
    ("  dvds-complete:", "  dvds-complet:", "does not say how 'dvds-complete' is kept"),
    ("value: 0.99", "value: often", "a number, or dates with a number each"),
    ("  dvds-complete: {in_time: 0.98,", "  dvds-complete: {in_time: {},", "a course needs at least one date"),
    ("  dvds-complete: {in_time: 0.98,", "  dvds-complete: {teams: {x: {in_time: 1}}, in_time: 1,",
     "which is no team"),
    ("  dvds-complete: {in_time: 0.98,", "  dvds-complete: {kept_out: 0.5, in_time: 0.98,",
     "keeping of dvds-complete has kept_out, which is simulated for scene-evidence-recorded only"),
    ("keeping:\n", "improvements: [{asked: better, standards: [dvds], truth: improved, why: it is}]\nkeeping:\n",
     "improvements name 'dvds', which is not under keeping"),
])
def test_a_slip_in_a_scenario_is_named(library: Path, tmp_path: Path, was: str, becomes: str, said: str) -> None:
    text = (library / "scenarios" / "all_well.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(Problems) as found:
        simulate(read_scenario(path).model_copy(update={"library": library}), tmp_path / "records", 0.1, 0.001)
    assert said in str(found.value)


def test_every_table_of_the_library_is_made_up(small_force: AnswerKey, tables: dict[str, Table]) -> None:
    assert {file.stem for file in files(small_force)} == set(tables)


def test_what_is_made_apart_changes_no_other_draw(library: Path, records: Records, tmp_path: Path) -> None:
    """A theme that was added later leaves what was made up before it as it was."""
    scenario = find_scenario("all_well", library)
    planted = Planted(tmp_path / "key", scenario, records.timeline, 0)
    world = World(scenario, records.timeline, records, planted, np.random.default_rng(3), -30, 0, 0, 0.01, 3)
    before = world.rng.bit_generator.state
    one, again = world.apart("one"), world.apart("one")
    drawn = one.rng.random(3).tolist()
    assert again is one and world.rng.bit_generator.state == before
    assert world.apart("other").rng.random(3).tolist() != drawn
