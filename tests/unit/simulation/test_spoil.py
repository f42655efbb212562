"""Good records spoilt in stated ways: exactly what the key says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from peelian.problems import Problems
from peelian.records.simulation import USUAL, AnswerKey, Spoiling, spoil


def rows(folder: Path, table: str) -> pa.Table:
    return pq.read_table(folder / f"{table}.parquet")


def key_of(out: Path) -> pa.Table:
    return pq.read_table(out / "spoil_key" / "spoilt.parquet")


def test_blank_empties_what_the_key_names(small_force: AnswerKey, tmp_path: Path) -> None:
    good = small_force.folder.parent
    found = spoil(good, tmp_path / "bad", [Spoiling(kind="blank", table="crime", column="incident_id", share=0.2)])
    before, after, key = rows(good, "crime"), rows(tmp_path / "bad", "crime"), key_of(tmp_path / "bad")
    emptied = pc.and_(before["incident_id"].is_valid(), after["incident_id"].is_null())
    assert key["key"].to_pylist() == before.filter(emptied)["crime_id"].to_pylist()
    assert key["was"].to_pylist() == before.filter(emptied)["incident_id"].to_pylist()
    assert found.spoilt == [key.num_rows] and key.num_rows > 100
    assert before.drop_columns(["incident_id"]).equals(after.drop_columns(["incident_id"]))


def test_twice_repeats_rows(small_force: AnswerKey, tmp_path: Path) -> None:
    good = small_force.folder.parent
    found = spoil(good, tmp_path / "bad", [Spoiling(kind="twice", table="incident", share=0.1)])
    before, after = rows(good, "incident"), rows(tmp_path / "bad", "incident")
    assert after.num_rows == before.num_rows + found.spoilt[0]
    assert after.slice(0, before.num_rows).equals(before)
    assert after.slice(before.num_rows)["incident_id"].to_pylist() == key_of(tmp_path / "bad")["key"].to_pylist()


def test_entered_late_moves_only_the_entry_and_stays_within_the_extract(small_force: AnswerKey, tmp_path: Path) -> None:
    good = small_force.folder.parent
    spoil(good, tmp_path / "bad", [Spoiling(kind="entered_late", table="victim_contact", share=0.3, days=40)])
    before, after = rows(good, "victim_contact"), rows(tmp_path / "bad", "victim_contact")
    assert not pc.any(pc.less(after["entered_at"], before["entered_at"])).as_py()
    assert pc.max(after["entered_at"]).as_py() == pc.max(before["entered_at"]).as_py()
    moved = pc.sum(pc.not_equal(after["entered_at"], before["entered_at"])).as_py()
    assert 0.2 * before.num_rows < moved <= key_of(tmp_path / "bad").num_rows
    assert before.drop_columns(["entered_at"]).equals(after.drop_columns(["entered_at"]))


def test_wrong_zone_moves_every_moment_of_a_row(small_force: AnswerKey, tmp_path: Path) -> None:
    good = small_force.folder.parent
    spoil(good, tmp_path / "bad", [Spoiling(kind="wrong_zone", table="unit_status", share=1, hours=-1)])
    before, after = rows(good, "unit_status"), rows(tmp_path / "bad", "unit_status")
    for column in ("at", "entered_at"):
        moved = pc.subtract(before[column].cast(pa.int64()), after[column].cast(pa.int64()))
        assert pc.unique(moved).to_pylist() == [3_600_000_000]
    marks = [pq.read_metadata(folder / "unit_status.parquet").metadata for folder in (good, tmp_path / "bad")]
    assert marks[0] == marks[1]


def test_the_usual_spoilings_come_out_the_same_and_keep_the_first_key(small_force: AnswerKey, tmp_path: Path) -> None:
    good = small_force.folder.parent
    keys = [spoil(good, tmp_path / name, USUAL, 3) for name in ("one", "two")]
    assert keys[0].spoilt == keys[1].spoilt and len(keys[0].spoilt) == len(USUAL)
    assert key_of(tmp_path / "one").equals(key_of(tmp_path / "two"))
    assert (tmp_path / "one" / "answer_key" / "duties.parquet").is_file()


def test_nothing_spoilt_leaves_an_empty_key(small_force: AnswerKey, tmp_path: Path) -> None:
    spoil(small_force.folder.parent, tmp_path / "same", [])
    assert key_of(tmp_path / "same").num_rows == 0


def test_slips_are_named_all_at_once(small_force: AnswerKey, tmp_path: Path) -> None:
    wrong = [Spoiling(kind="twice", table="crimes", share=0.1),
             Spoiling(kind="blank", table="crime", column="incident", share=0.1)]
    with pytest.raises(Problems) as found:
        spoil(small_force.folder.parent, tmp_path / "bad", wrong)
    assert "Did you mean 'crime'?" in str(found.value) and "Did you mean 'incident_id'?" in str(found.value)
    assert not (tmp_path / "bad").exists()


def test_a_spoiling_says_which_column_it_needs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'blank' needs a column"):
        Spoiling(kind="blank", table="crime", share=0.1)
    with pytest.raises(ValueError, match="'twice' takes no column"):
        Spoiling(kind="twice", table="crime", share=0.1, column="outcome")
    with pytest.raises(Problems, match="holds no records"):
        spoil(tmp_path / "nothing", tmp_path / "bad")
