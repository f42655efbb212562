"""Forms, and entries in the enquiry log."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.records.simulation.columns import Bools, Choice, Ids
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import ACTING, OFFICER, RANKS
from peelian.records.simulation.world import World


def write_form(world: World, kind: str, questions: tuple[str, ...], crime: Ids, by: Ints, started: Ints,
               submitted: Ints, owner: Ids | None = None, incident: Ids | None = None) -> None:
    """Complete forms with every question answered."""
    count = len(crime)
    form = world.records.number("F", count)
    more = {name: ids for name, ids in (("crime_owner_id", owner), ("incident_id", incident)) if ids is not None}
    world.records.write("form", {
        "form_id": form, "form_type": kind, "crime_id": crime, "completed_by": Ids(OFFICER, by),
        "started_at": started, "submitted_at": submitted, "unanswered": 0, **more})
    each = np.repeat(np.arange(count), len(questions))
    world.records.write("form_answer", {
        "answer_id": world.records.number("FA", len(each)), "form_id": form.take(each), "form_type": kind,
        "question": Choice(questions, np.tile(np.arange(len(questions)), count)),
        "answer": Choice(("done", "not_applicable"), world.pick((7, 3), len(each))), "answered_at": submitted[each]})


def write_event(world: World, kind: str, crime: Ids, at: Ints, by: Ints, supervisor: bool = False,
                acting: Bools | None = None, team: npt.NDArray[Any] | None = None, owner: Ids | None = None,
                by_detective: Bools | bool = False, inspector: Bools | None = None) -> Ids:
    """Entries of one kind in the enquiry log, each long enough to say something and with an action set."""
    count = len(at)
    event = world.records.number("E", count)
    world.entries.append((crime.numbers, at, event.numbers))
    more: dict[str, Any] = {} if owner is None else {"crime_owner_id": owner}
    if supervisor:
        more["by_rank"] = Choice(RANKS, np.full(count, 2) if inspector is None else np.where(inspector, 3, 2))
    if team is not None:
        more["team_id"] = world.team_words(team)
    world.records.write("crime_event", {
        "event_id": event, "crime_id": crime, "at": at, "by": Ids(OFFICER, by), "kind": kind, "supervisor": supervisor,
        "by_acting": Choice(ACTING, np.zeros(count, dtype=np.int8) if acting is None else acting.astype(np.int8)),
        "length": world.rng.integers(120, 900, count), "actions_set": world.rng.integers(1, 4, count),
        "actions_closed": world.rng.integers(0, 3, count), "by_detective": by_detective,
        "text_hash": Ids("TX", event.numbers), **more})
    return event
