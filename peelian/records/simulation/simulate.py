"""Runs a scenario: batch after batch of local months, each written as it is made, so that memory stays flat."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from peelian.clocks import NEVER
from peelian.problems import did_you_mean, problem
from peelian.progress import Progress, silent
from peelian.records.calendars import read_calendar
from peelian.records.made_up import ANSWER_KEY
from peelian.records.simulation import (
    access,
    audits,
    calls,
    cancellations,
    clares_law,
    closing,
    contact,
    contacts,
    crimes,
    domestic_abuse,
    intelligence,
    investigation,
    missing,
    offenders,
    orders,
    reoffending,
    special_measures,
    specialist,
    suspects,
    training,
    victims,
    vulnerable,
)
from peelian.records.simulation.columns import Records
from peelian.records.simulation.planting import AnswerKey, Planted
from peelian.records.simulation.scenario import Scenario, read_scenario
from peelian.records.simulation.timeline import Timeline, add_months, day_number
from peelian.records.simulation.workforce import Workforce
from peelian.records.simulation.world import World
from peelian.records.tables import read_tables

BATCH = 30_000  # logs in a batch, about; a batch is whole months
LOOK_AHEAD_DAYS = 700  # deadlines and late proofs may lie so far beyond the end
STEP = "Simulating"


def simulate_to(scenario: str, library: Path, out: Path, years: float | None = None, scale: float | None = None,
                seed: int | None = None, progress: Progress | None = None) -> AnswerKey:
    """Run a scenario by its name in a library, or by the path of its file. Raises Problems."""
    return simulate(find_scenario(scenario, library), out, years, scale, seed, progress)


def find_scenario(scenario: str, library: Path) -> Scenario:
    """The scenario of that name in a library, or the file at that path, with the library's tables and calendar."""
    named = library / "scenarios" / f"{scenario}.yaml"
    path = named if named.is_file() else Path(scenario)
    if not path.is_file():
        known = [file.stem for file in (library / "scenarios").glob("*.yaml")]
        raise problem(f"scenario {scenario}", "is no scenario of the library and no file.",
                      did_you_mean(scenario, known))
    return read_scenario(path).model_copy(update={"library": library})


def simulate(scenario: Scenario, out: Path, years: float | None = None, scale: float | None = None,
             seed: int | None = None, progress: Progress | None = None) -> AnswerKey:
    """Write `out/<table>.parquet` and `out/answer_key/`; the same seed, years and scale give the same records.

    years, scale and seed default to the scenario's. The records end with the scenario's `as_at`. They are written
    beside `out` and put in place at the end, so that a run that is stopped leaves nothing behind.
    Raises Problems where `out` exists or the scenario leaves something out.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise problem(out, "is there already.", "Name a folder that is new.")
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    work.chmod(0o755)
    try:
        key = _write(scenario, work, years or scenario.years, scenario.scale if scale is None else scale,
                     scenario.seed if seed is None else seed, progress or silent)
        if out.exists():
            out.rmdir()
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    key.folder = out / ANSWER_KEY
    return key


def _write(scenario: Scenario, folder: Path, years: float, scale: float, seed: int, progress: Progress) -> AnswerKey:
    calendar_file = scenario.library / "calendars" / f"{scenario.calendar}.yaml"
    calendar = read_calendar(calendar_file)
    first, last = _first_day(scenario.as_at, years), scenario.as_at
    reach = first - timedelta(days=offenders.HISTORY_DAYS + 31), last + timedelta(days=LOOK_AHEAD_DAYS)
    if reach[0] < calendar.covers.start or reach[1] > calendar.covers.end:
        raise problem(calendar_file, f"does not cover {reach[0]} to {reach[1]}, which this scenario needs.",
                      "Simulate fewer years, or add days to the calendar.")
    timeline = Timeline(calendar)
    as_at = int(timeline.end_of(day_number(last)))
    records = Records(folder, read_tables(scenario.library), timeline, as_at, scenario.force)
    planted = Planted(folder / ANSWER_KEY, scenario, timeline, as_at)
    world = World(scenario, timeline, records, planted, np.random.default_rng(seed), day_number(first),
                  day_number(last), as_at, scale, seed)
    try:
        _people_and_programmes(world, progress)
    finally:
        records.close()
    planted.key.rows = dict(sorted(records.rows.items()))
    planted.key.events = sum(records.rows.values())
    asked = [one.model_dump() for one in scenario.improvements]
    return planted.close({"from": first.isoformat(), "years": years, "scale": scale, "seed": seed}
                         | ({"improvements": asked} if asked else {}))


def _people_and_programmes(world: World, progress: Progress) -> None:
    workforce = Workforce(world)
    workforce.write()
    batches = _batches(world)
    logs = cases = 0
    for number, (first, last) in enumerate(batches):
        progress(STEP, number, len(batches))
        workforce.write_shifts(first, last)
        incidents = contact.report(world, workforce, first, last)
        calls.lose_calls(world, first, last)
        batch = crimes.record(world, workforce, incidents, first, last)
        events = suspects.pursue(world, workforce, batch)
        forms = domestic_abuse.protect(world, workforce, incidents, batch)
        vulnerable.safeguard(world, incidents, batch, events)
        handovers = investigation.investigate(world, workforce, batch)
        of_victims = victims.support(world, batch, events)
        contacts.tell_of_new_officers(world.apart("new officers"), of_victims, handovers.ids, handovers.place, handovers.at)
        audits.answer(world.apart("scenes"), "scene-evidence-complete", batch.ids, np.where(batch.scene, batch.attended, NEVER))
        cancellations.cancel(world, batch, of_victims)
        orders.protect_by_order(world, workforce, batch, first, last)
        clares_law.disclose(world, workforce, forms, first, last)
        specialist.deploy_armed(world, workforce, incidents, first, last)
        missing.look_for_missing(world, workforce, first, last)
        special_measures.consider(world.apart("special measures"), batch, of_victims)
        intelligence.receive(world.apart("intelligence"), workforce.drawing(world.apart("intelligence")), first, last)
        access.log(world.apart("access"), workforce, first, last)
        crimes.finish(world, batch)
        closing.close(world, workforce, batch)
        closing.plant_drift(world, batch)
        closing.close_logs(world, incidents)
        logs, cases = logs + len(incidents), cases + len(batch)
        workforce.review_call_handlers(first, last, logs)
        workforce.review_investigations(first, last, cases)
    managed = offenders.manage(world, workforce)
    reoffending.rank_by_harm(world.apart("harm"), managed)
    reoffending.follow_up(world.apart("reoffending"), managed)
    specialist.exercise_plans(world, workforce)
    specialist.commit_assets(world)
    specialist.assess_threat(world)
    training.train(world, workforce)
    workforce.write_public()
    progress(STEP, len(batches), len(batches))


def _first_day(as_at: date, years: float) -> date:
    """The first day of the month that follows so many years before the end; of short spans, the very day."""
    months = round(years * 12)
    if months < 1:
        return as_at - timedelta(days=max(1, round(years * 365)) - 1)
    before = add_months(np.array([day_number(as_at)]), -months).astype("datetime64[D]").astype("datetime64[M]")
    first: date = (before + 1).astype("datetime64[D]")[0].item()
    return first


def _batches(world: World) -> list[tuple[int, int]]:
    """First and last local days of batches of whole months, each about as large as BATCH."""
    monthly = float(world.figure("incidents_a_year").mean()) / 12 * world.scale
    size = max(1, int(BATCH // max(monthly, 1)))
    months = np.arange(np.datetime64(world.first, "D").astype("datetime64[M]"),
                       np.datetime64(world.last, "D").astype("datetime64[M]") + 1, size)
    starts = [max(world.first, int(one.astype("datetime64[D]").astype(np.int64))) for one in months]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), world.last], strict=True))
