"""Every exit test against a run: what moved since the last recheck, and what slid back and so is open again.

A recheck is done by the system and closes nothing. It judges by the run's own library, and keeps the run's fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from peelian.clocks import DAY_OF_HOURS, add_months, duration, micros, moment, spoken_moment
from peelian.duties.run_folder import RunFolder, open_run
from peelian.inspections.improvement.days import local_day
from peelian.inspections.improvement.doing import Doing
from peelian.inspections.improvement.events import Condition, Details, Improvement, Reading, Result, Verdict
from peelian.inspections.improvement.exit_test import Judged, judge
from peelian.inspections.improvement.lifecycle import SYSTEM, lifecycle
from peelian.inspections.improvement.model import ExitTest
from peelian.inspections.improvement.series import Measures
from peelian.inspections.improvement.store import Register, change, now, read_register
from peelian.measures.chart_text import percent
from peelian.measures.periods import spoken_month
from peelian.problems import problem
from peelian.records.made_up import MADE_UP

KEPT = ("verified", "closed")  # what slides back from these is open again
VERDICTS = {"passes": "passes", "fails": "does not pass", "cannot_tell": "cannot be told"}


@dataclass
class Rechecked:
    """What a recheck found, for people to read. `said`: how it stands now, its result, whether it was reopened."""

    run: str
    as_at: str
    said: list[tuple[Improvement, Result, bool]] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)
    made_up: str = ""  # that the records are made up, where they are

    @property
    def words(self) -> str:
        lines = [self.made_up] if self.made_up else []
        lines += [f"Exit tests rechecked by the run {self.run}, as at {self.as_at}: {len(self.said)}."]
        for one, result, reopened in self.said:
            lines.append(f"{one.id} ({lifecycle().title(one.state).lower()}): {VERDICTS[result.verdict]}. {one.proposal.called}")
            lines += [f"    {words}" for words in result.moved]
            if reopened:
                lines.append(f"    REOPENED: {one.history[-1].why}")
        return "\n".join([*lines, *self.not_judged])


def fingerprint_of(run: RunFolder) -> str:
    """SHA-256 of what makes a run what it is: its records, its library and its moment."""
    manifest = run.manifest
    said: list[Any] = [manifest["records"].get("fingerprint"), manifest["library"].get("fingerprint"), manifest["as_at_utc"]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def recheck(store: Path, run_path: Path, at: datetime | None = None) -> Rechecked:
    """Judge every exit test by a run and keep what was found, in one change. at: when it is done, naive UTC; None: now.

    Raises Problems for a folder that is no run, and a file that is no register.
    """
    run = open_run(run_path)
    if day := _day_before(run, at):
        raise problem(day, f"is before the moment of the run {run.name}, {spoken_moment(run.as_at_micros, run.zone)}.",
                      "Nobody knew then what that run says: date it that day or later.")
    if not Path(run.measures).is_file():
        raise problem(run_path, "has no measures.parquet, so nothing can be judged by it.", "Assess again.")
    measures = Measures(run, run.library())
    # Figures are asked for before the register is opened for writing: other people need not wait for them.
    judged = {one.id: (one.exit_test, judge(one.exit_test, measures, one.proposal.force))
              for one in read_register(store).standing.values() if one.exit_test is not None and one.exit_test.measures}
    found = Rechecked(run.name, spoken_moment(run.as_at_micros, run.zone), made_up=run.made_up_sentence)
    act = Doing(store, SYSTEM, f"recheck by the run {run.name}", at)

    def command(register: Register) -> None:
        for one in list(register.standing.values()):
            if lifecycle().move("recheck", one.state) is None or one.exit_test is None:
                continue
            if wrong := _not_judged(one, judged, run):
                found.not_judged.append(f"{one.id}: {wrong}.")
            else:
                _recheck(act, register, one, judged[one.id][1], run, found)

    change(store, command)
    return found


def _day_before(run: RunFolder, at: datetime | None) -> str:
    """The day of a recheck, where the run's own day in its zone is a later one; nothing if not."""
    day = local_day(at or now(), run.zone)
    return day.isoformat() if day < local_day(run.as_at, run.zone) else ""


def _not_judged(one: Improvement, judged: Mapping[str, tuple[ExitTest, Judged]], run: RunFolder) -> str:
    assert one.exit_test is not None
    if one.exit_test.cannot_be_measured:
        return f"not rechecked, for no record can show it ({one.exit_test.cannot_be_measured})"
    if one.id not in judged or judged[one.id][0] != one.exit_test:
        return "not rechecked: it was changed at this moment. Recheck again"
    last = one.last_result
    if last is not None and last.fingerprint == fingerprint_of(run):
        return "rechecked by this run already"
    if last is not None and last.as_at > run.as_at:
        return f"not rechecked: it was rechecked by a newer run, {last.run}"
    return ""


def _recheck(act: Doing, register: Register, one: Improvement, judged: Judged, run: RunFolder, found: Rechecked) -> None:
    judged = _written_before(one, judged, run)
    again = _due_again(one, run, judged)
    result = Result(
        run=run.name, fingerprint=fingerprint_of(run), as_at=run.as_at, made_up=bool(run.manifest.get(MADE_UP)),
        verdict=judged.verdict, conditions=judged.conditions, readings=judged.readings,
        held=judged.held if one.state in KEPT else None, check_again=again)
    result = result.model_copy(update={"moved": moved(one.last_result, result)})
    after = register.add(act.event(one.id, "recheck", one.state, Details(result=result)))
    why = _slid_back(one, result, judged.slid)
    if why:
        reason = f"{why} Run {run.name}, fingerprint {result.fingerprint}."
        after = register.add(Doing(act.store, SYSTEM, reason, act.at).event(one.id, "reopen", "reopened"))
    found.said.append((after, result, bool(why)))


def _written_before(one: Improvement, judged: Judged, run: RunFolder) -> Judged:
    """A test proves nothing by months that were over when it was written, or changed: who wrote it may have looked.

    What counts is when it was written down, not the day that people give for it. Made-up records prove nothing in any case:
    with them one may practise on days of the past.
    """
    written = one.exit_test_at if run.manifest.get(MADE_UP) else one.exit_test_recorded_at
    if written is None:
        return judged
    day, last = local_day(written, run.zone), local_day(run.as_at, run.zone)
    over = sorted({said.month for reading in judged.readings for said in reading.months if said.month < f"{day:%Y-%m}"})
    if day < last and not over:
        return judged
    changed = "changed" if one.exit_test_changed else "written down"
    days = f"it was {changed} on {day}, " + (f"when {spoken_month(over[0])} was over" if day < last else f"and they end on {last}")
    late = Condition(part="written", of=one.id, verdict="cannot_tell", words=f"the test was written after these records: {days}")
    verdict: Verdict = "cannot_tell" if judged.verdict == "passes" else judged.verdict
    return replace(judged, verdict=verdict, conditions=[*judged.conditions, late])


def _due_again(one: Improvement, run: RunFolder, judged: Judged) -> bool:
    """Whether this is the check that is due some time after it was closed. One that cannot be told confirms nothing: the board
    tells of it until a run does."""
    due = check_due(one)
    return due is not None and run.as_at >= due and judged.held != "cannot_tell"


def check_due(one: Improvement) -> datetime | None:
    """When a closed improvement is to be checked again, naive UTC; None where that is not due any more, or not at all."""
    if one.state != "closed" or one.closed_at is None or one.exit_test is None or one.checked_again or not one.exit_test.measures:
        return None
    length, closed = duration(one.exit_test.check_again_after), one.closed_at
    if length.unit in ("day", "week"):
        days = length.amount * (7 if length.unit == "week" else 1)
        return moment(micros(closed) + days * DAY_OF_HOURS)
    day = add_months(closed.date(), length.amount * (12 if length.unit == "year" else 1))
    return datetime.combine(day, closed.time())


def _slid_back(one: Improvement, result: Result, slid: list[str]) -> str:
    """Why what was verified or closed is open again, or nothing."""
    if one.state not in KEPT:
        return ""
    failing = "; ".join(f"{part.of}: {part.words}" for part in result.conditions if part.verdict == "fails")
    if result.held == "slid_back" and _once_passed(one):
        return f"It slid back: {'; '.join(slid)}."
    if result.check_again and result.held != "holds":
        return f"Checked again some time after it was closed, it no longer holds. {'; '.join(slid) or failing}."
    return ""


def _once_passed(one: Improvement) -> bool:
    """Whether its exit test ever passed: what never was there cannot slide back. It waits for its check some time after."""
    return any(event.details.result is not None and event.details.result.verdict == "passes" for event in one.history)


def moved(before: Result | None, after: Result) -> list[str]:
    """What differs from the last recheck, in sentences; at the first one, how things stand."""
    lines = [_reading(reading, _reading_of(before, reading.of)) for reading in after.readings]
    old = {(one.part, one.of, _heading(one)): one for one in before.conditions} if before else {}
    for one in after.conditions:
        was = old.get((one.part, one.of, _heading(one)))
        if was is not None and was.verdict != one.verdict:
            lines.append(f"{one.of}, {PARTS[one.part]}: {VERDICTS[was.verdict]} → {VERDICTS[one.verdict]}: {one.words}")
        elif was is None and one.verdict != "passes":
            lines.append(f"{one.of}, {PARTS[one.part]}: {VERDICTS[one.verdict]}: {one.words}")
    if before is not None and before.verdict != after.verdict:
        lines.append(f"The exit test as a whole: {VERDICTS[before.verdict]} → {VERDICTS[after.verdict]}")
    return lines


PARTS = {"months": "months since the baseline", "limit": "its level", "duties": "enough of them", "special_cause": "more than chance",
         "share": "what is taken out of the rate", "population": "what it is counted among", "links": "what it leans on",
         "guard": "as a guard", "run": "the run", "written": "written beforehand"}


def _heading(one: Condition) -> str:
    """Which of several conditions of one part: shares differ by the first word."""
    return one.words.partition(":")[0] if one.part == "share" else ""


def _reading_of(result: Result | None, name: str) -> Reading | None:
    return next((one for one in result.readings if one.of == name), None) if result else None


def _reading(now: Reading, before: Reading | None) -> str:
    span = f"{now.months[0].month} to {now.months[-1].month}" if now.months else "no month"
    baseline = f", baseline {shown(now.baseline_rate)}"
    if before is not None and before.baseline_rate != now.baseline_rate:
        baseline += f" (it was {shown(before.baseline_rate)}: the records of it have changed)"
    was = f"{shown(before.rate)} → " if before is not None else ""
    return f"{now.of}: {was}{shown(now.rate)} in {span}{baseline}"


def shown(rate: float | None) -> str:
    return "no rate" if rate is None else percent(rate)
