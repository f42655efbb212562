"""Reference and plan give the same rows for the whole library on a simulated force, clean and spoilt, at several moments.

The plan is run as an assessment runs it: what was read and accepted, and every standard that these records can feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from peelian.duties.reference import evaluate
from peelian.duties.run import columns_present, evaluate_run, measurable_rules, moment_of_run
from peelian.libraries import DEFAULT, library_path
from peelian.records.accounting import Accounting
from peelian.records.reading import read_records
from peelian.records.simulation import Spoiling, find_scenario, simulate, spoil
from peelian.records.simulation.scenario import Figure
from peelian.records.simulation.timeline import day_number
from peelian.standards.library import Library, read_library
from tests.agreement.test_whole_library import in_order
from tests.meaning.engines import Rows, as_rows

FOLDER = library_path(DEFAULT)
SCALE, YEARS = 0.003, 1
# What is rare in so small a force, and by how much it is made more frequent, so that every standard has something to judge.
MORE = {"protection_notices_a_year": 60, "disclosure_cases_a_year": 40, "armed_deployments_a_year": 400, "iom_cohort": 20,
        "mappa_level_2": 30, "mappa_level_3": 60, "registered_sex_offenders": 20, "non_molestation_orders_a_year": 20,
        "reviews_asked_share": 40, "fraud_referrals_a_year": 10, "missing_reports_a_year": 4, "order_breach_share": 2,
        "no_crime_share": 5, "crimes_cancelled_share": 5, "domestic_crimes_a_year": 8, "fraud_reports_share": 10,
        "crimes_a_year": 1.6, "rape_share": 2.6}
# Where it is over, and half-way through a day of the year before: much is due then, and what came later is unseen.
MOMENTS = ("2019-03-22", "2018-11-30 13:00")
KINDS = ("clean", "spoilt")
LAST = np.array([day_number(date(2019, 3, 22))])
NOT_SPOILT = ("force_code", "entered_at")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(FOLDER)


@pytest.fixture(scope="module")
def records(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("force")
    scenario = find_scenario("hertfordshire_2018", FOLDER)
    more = {name: Figure(value=float(scenario.volumes[name].on(LAST)[0]) * by, source="more of it for a test")
            for name, by in MORE.items()}
    simulate(scenario.model_copy(update={"volumes": {**scenario.volumes, **more}}), folder / "clean", YEARS, SCALE)
    spoil(folder / "clean", folder / "spoilt", list(everywhere(folder / "clean", library)))
    return {kind: folder / kind for kind in KINDS}


def everywhere(folder: Path, library: Library) -> Iterator[Spoiling]:
    """Blanks in every column, rows of every table twice, entered late and with times an hour off."""
    for path in sorted(folder.glob("*.parquet")):
        table, columns = library.tables[path.stem], pq.read_schema(path).names
        for column in columns:
            if column not in table.key and column not in NOT_SPOILT:
                yield Spoiling(kind="blank", table=path.stem, column=column, share=0.06)
        if "entered_at" in columns:
            yield Spoiling(kind="entered_late", table=path.stem, share=0.2, days=40)
        yield Spoiling(kind="twice", table=path.stem, share=0.02)
        yield Spoiling(kind="wrong_zone", table=path.stem, share=0.1)


@pytest.fixture(scope="module", params=KINDS)
def accepted(request: pytest.FixtureRequest, records: dict[str, Path], library: Library,
             tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Accounting]:
    folder = tmp_path_factory.mktemp(request.param)
    return folder, read_records(str(records[request.param]), library.tables, None, folder, library.about.zone)


def rows_of(folder: Path, library: Library) -> Rows:
    return {path.stem: as_rows(pq.read_table(path)) for path in folder.glob("*.parquet") if path.stem in library.tables}


@pytest.mark.parametrize("as_at", MOMENTS)
def test_reference_and_plan_agree_on_a_whole_force(as_at: str, accepted: tuple[Path, Accounting], library: Library) -> None:
    folder, accounting = accepted
    moment = moment_of_run(as_at, library.about.zone)
    evaluate_run(folder, library, accounting, moment, "duckdb", None, [])
    rules = measurable_rules(library, columns_present(accounting))
    assert "cannot" not in {one.verdict for one in rules.standards.values()}
    wanted = evaluate(rules.duties, rules.counted, library.tables, rows_of(folder / "records", library), library.calendar, moment)
    unsure = {row["standard"] for row in wanted[0] if row["status"] == "cannot_tell"}
    assert len(unsure) > 50 if folder.name.startswith("spoilt") else len(unsure) < 10
    if as_at == MOMENTS[0] and folder.name.startswith("clean"):
        assert sorted({*library.standards} - {row["standard"] for one in wanted for row in one}) == []
    for name, one in zip(("ledger", "counted"), wanted, strict=True):
        assert len({row["standard"] for row in one}) > (90 if name == "ledger" else 40)
        assert in_order(as_rows(pq.read_table(folder / f"{name}.parquet"))) == in_order(one)
