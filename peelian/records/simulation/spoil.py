"""Spoils good records in stated ways, with a key of every cell and row that was spoilt.

It stands for what happens between a force's systems and an extract: links lost, values blank, rows exported twice,
entries made late, and local times taken for UTC.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import Field, model_validator

from peelian.clocks import DAY_OF_HOURS, HOUR
from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.simulation.columns import parquet_writer
from peelian.records.simulation.planting import between
from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import read_yaml

SPOIL_KEY = "spoil_key"
Kind = Literal["blank", "twice", "entered_late", "wrong_zone"]
NEEDS_COLUMN = ("blank",)


class Spoiling(Strict):
    """One way to spoil a share of a table's rows.

    blank: `column` is emptied (a link or a value). twice: the row stands a second time. entered_late: `entered_at` is
    put off by up to `days`. wrong_zone: every moment of the row is moved by `hours`, dates stay.
    """

    kind: Kind = Field(description="blank: a column is emptied; twice: the row stands a second time; entered_late: entered some days "
                                   "later; wrong_zone: every moment is moved, dates stay")
    table: str = Field(description="the table whose rows are spoilt")
    share: float = Field(gt=0, le=1, description="how many of its rows, from 0 to 1")
    column: str | None = Field(None, description="the column that `blank` empties: a link or a value")
    days: float = Field(30, gt=0, description="by so many days at most `entered_late` puts off the entry")
    hours: float = Field(1, description="by so many hours `wrong_zone` moves a moment; less than nought is earlier")

    @model_validator(mode="after")
    def _whole(self) -> Spoiling:
        if (self.kind in NEEDS_COLUMN) != (self.column is not None):
            raise ValueError(f"'{self.kind}' {'needs a' if self.kind in NEEDS_COLUMN else 'takes no'} column")
        return self


# What a first extract usually suffers from, in mild doses.
USUAL = (
    Spoiling(kind="blank", table="victim_contact", column="about_event_id", share=0.05),
    Spoiling(kind="blank", table="bwv_clip", column="incident_id", share=0.1),
    Spoiling(kind="blank", table="crime", column="incident_id", share=0.05),
    Spoiling(kind="blank", table="da_risk_form", column="rationale_len", share=0.05),
    Spoiling(kind="blank", table="incident", column="urban_rural", share=0.02),
    Spoiling(kind="twice", table="crime_event", share=0.01),
    Spoiling(kind="twice", table="incident", share=0.005),
    Spoiling(kind="entered_late", table="victim_contact", share=0.1, days=45),
    Spoiling(kind="wrong_zone", table="unit_status", share=0.02, hours=1),
)


class SpoilingFile(Strict):
    """A file of spoilings: what `peelian spoil --how FILE` reads."""

    spoilings: list[Spoiling] = Field(min_length=1, description="what is spoilt, one after the other")


@dataclass
class SpoilKey:
    """What was spoilt: rows for each spoiling, in their order; `folder` holds the rows themselves."""

    folder: Path
    spoilt: list[int] = field(default_factory=list)


def chosen_spoilings(how: Sequence[str]) -> list[Spoiling]:
    """What is asked for: kinds of the usual spoilings, files of one's own, or, where nothing is, all of the usual ones.

    Raises Problems for a word that is neither a kind nor a file, and for all that is wrong in a file.
    """
    found: list[Spoiling] = [] if how else list(USUAL)
    for word in how:
        if word in get_args(Kind):
            found += [one for one in USUAL if one.kind == word]
        elif Path(word).is_file():
            found += validated(SpoilingFile, read_yaml(Path(word))).spoilings
        else:
            raise problem("--how", f"'{word}' is no kind of spoiling and no file.", did_you_mean(word, get_args(Kind)))
    return found


def spoil(data: Path, out: Path, spoilings: Sequence[Spoiling] = USUAL, seed: int = 1) -> SpoilKey:
    """Write the records of `data` to `out`, spoilt; `out/spoil_key/` says how, beside the first answer key.

    The same seed spoils the same rows. spoilt.parquet: spoiling (place in the list), kind, table, key, column, was,
    now (text; moments as microseconds since 1970). Raises Problems for tables or columns that are not there.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise problem(out, "is there already.", "Name a folder that is new.")
    _check(data, spoilings)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    work.chmod(0o755)
    try:
        shutil.copytree(data, work, dirs_exist_ok=True)
        key = _spoil_all(work, spoilings, np.random.default_rng(seed), seed)
        if out.exists():
            out.rmdir()
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    key.folder = out / SPOIL_KEY
    return key


def _check(data: Path, spoilings: Sequence[Spoiling]) -> None:
    known = {file.stem: file for file in data.glob("*.parquet")}
    if not known:
        raise problem(data, "holds no records.", "Name a folder that a simulation wrote.")
    problems = []
    for number, one in enumerate(spoilings, start=1):
        place = f"spoiling {number}"
        if one.table not in known:
            problems.append(Problem(place, f"'{one.table}' is not among the records.", did_you_mean(one.table, known)))
            continue
        columns = pq.read_schema(known[one.table]).names
        wanted = "entered_at" if one.kind == "entered_late" else one.column
        if wanted is not None and wanted not in columns:
            problems.append(Problem(place, f"{one.table} has no column '{wanted}'.", did_you_mean(wanted, columns)))
    if problems:
        raise Problems(problems)


def _spoil_all(folder: Path, spoilings: Sequence[Spoiling], rng: np.random.Generator, seed: int) -> SpoilKey:
    key = SpoilKey(folder / SPOIL_KEY)
    key.folder.mkdir()
    notes: list[pa.Table] = []
    for number, one in enumerate(spoilings):
        path = folder / f"{one.table}.parquet"
        table = pq.read_table(path)
        chosen = np.flatnonzero(rng.random(table.num_rows) < one.share)
        if one.kind == "blank":
            chosen = chosen[table[one.column].is_valid().to_numpy(zero_copy_only=False)[chosen]]
        spoilt, changes = _SPOIL[one.kind](table, one, chosen, rng)
        with parquet_writer(path, spoilt.schema) as writer:
            writer.write_table(spoilt)
        notes += [_note(number, one, table, chosen, *change) for change in changes]
        key.spoilt.append(len(chosen))
    pq.write_table(pa.concat_tables(notes or [_NOTHING]), key.folder / "spoilt.parquet", store_schema=False)
    summary = {"seed": seed, "spoilings": [{**one.model_dump(exclude_none=True), "rows": rows}
                                           for one, rows in zip(spoilings, key.spoilt, strict=True)]}
    (key.folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return key


Change = tuple[str, Any, Any]  # column, what it was, what it is: for the chosen rows
Spoilt = tuple[pa.Table, list[Change]]


def _blank(table: pa.Table, one: Spoiling, chosen: np.ndarray, rng: np.random.Generator) -> Spoilt:
    assert one.column is not None
    was = table[one.column]
    mask = np.zeros(table.num_rows, dtype=bool)
    mask[chosen] = True
    now = pc.if_else(pa.array(mask), pa.scalar(None, was.type), was)
    change = (one.column, was.take(chosen), pa.nulls(len(chosen), pa.string()))
    return table.set_column(table.schema.get_field_index(one.column), one.column, now), [change]


def _twice(table: pa.Table, one: Spoiling, chosen: np.ndarray, rng: np.random.Generator) -> Spoilt:
    nothing = pa.nulls(len(chosen), pa.string())
    return pa.concat_tables([table, table.take(chosen)]), [("", nothing, nothing)]


def _entered_late(table: pa.Table, one: Spoiling, chosen: np.ndarray, rng: np.random.Generator) -> Spoilt:
    """Entries put off, but no later than the last entry of all the table: an extract cannot hold the future."""
    entered = table["entered_at"].cast(pa.int64()).to_numpy().copy()
    was = entered[chosen].copy()
    late = was + between(rng, HOUR, one.days * DAY_OF_HOURS, len(chosen))
    entered[chosen] = np.minimum(late, entered.max(initial=0))
    return _with_moments(table, "entered_at", entered), [("entered_at", was, entered[chosen])]


def _wrong_zone(table: pa.Table, one: Spoiling, chosen: np.ndarray, rng: np.random.Generator) -> Spoilt:
    changes: list[Change] = []
    for column in [one_field.name for one_field in table.schema if pa.types.is_timestamp(one_field.type)]:
        known = table[column].is_valid().to_numpy(zero_copy_only=False)
        moments = table[column].cast(pa.int64()).fill_null(0).to_numpy().copy()
        was = pa.array(moments[chosen], mask=~known[chosen])
        moments[chosen] += int(one.hours * HOUR)
        changes.append((column, was, pa.array(moments[chosen], mask=~known[chosen])))
        table = _with_moments(table, column, moments, known)
    return table, changes


def _with_moments(table: pa.Table, column: str, moments: np.ndarray, known: np.ndarray | None = None) -> pa.Table:
    values = pa.array(moments, pa.int64(), mask=None if known is None else ~known).cast(pa.timestamp("us"))
    return table.set_column(table.schema.get_field_index(column), column, values)


_SPOIL = {"blank": _blank, "twice": _twice, "entered_late": _entered_late, "wrong_zone": _wrong_zone}


def _note(number: int, one: Spoiling, table: pa.Table, chosen: np.ndarray, column: str, was: Any, now: Any) -> pa.Table:
    """The key's rows for one change of the chosen rows. The first column of a table is its key."""
    def text(values: Any) -> Any:
        array = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.int64())
        found = array.cast(pa.string())
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    count = len(chosen)
    return pa.table({
        "spoiling": pa.array(np.full(count, number), pa.int64()), "kind": pa.array([one.kind] * count, pa.string()),
        "table": pa.array([one.table] * count, pa.string()), "key": text(table.column(0).take(chosen)),
        "column": pa.array([column] * count, pa.string()), "was": text(was), "now": text(now)})


_NOTHING = pa.table({"spoiling": pa.array([], pa.int64()), **{
    name: pa.array([], pa.string()) for name in ("kind", "table", "key", "column", "was", "now")}})
