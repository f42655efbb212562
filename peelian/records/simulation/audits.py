"""Answers of people who read a sample: of logs, cancelled records, outcomes and levels of management."""

from __future__ import annotations

import numpy as np

from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER
from peelian.records.simulation.world import World

# Each standard's question, in the library's words, and the share of the scenario that says how often the answer is yes.
QUESTIONS = {
    "crime-recording-accuracy": ("Where this report amounts to a crime, is every crime in it on record?", "crimes_recorded_share"),
    "resolution-without-deployment": (
        "Was it right to settle this log without sending anybody, and was what was needed done by telephone?", "audits_right_share"),
    "crime-cancel-avi": (
        "Does additional verifiable information on the record justify cancelling it, on the ground that was given?",
        "audits_right_share"),
    "outcome-victim-view-evidenced": (
        "Does a signed or recorded statement or note of the victim show this outcome to be the victim's own view, signed off by a "
        "supervisor?", "audits_right_share"),
    "scene-evidence-complete": ("Was all the evidence at the scene recorded that could be had?", "scenes_complete_share"),
    "mappa-level-justified": ("Do the recorded reasons justify the level?", "audits_right_share"),
}
READ_SHARE = 0.02  # of each population; of a small one at least so many
READ_LEAST = 20
READ_AFTER_DAYS = 20


def answer(world: World, standard: str, subjects: Ids, since: Ints) -> None:
    """Read a sample of subjects, each some weeks after the moment from which it counts, and answer the standard's question."""
    question, share = QUESTIONS[standard]
    rows = np.flatnonzero(since <= world.as_at)
    count = min(len(rows), max(READ_LEAST, round(len(rows) * READ_SHARE)))
    rows = np.sort(world.rng.permutation(rows)[:count])
    at = world.timeline.daytime(world.rng, since[rows] + world.days(1, READ_AFTER_DAYS, count))
    right = world.rng.random(count) < world.figure(share)[0]
    world.records.write("audit_answer", {
        "answer_id": world.records.number("AA", count), "audit_id": "reading", "standard": standard,
        "subject_id": subjects.take(rows), "question": question, "answer": Choice(("yes", "no"), np.where(right, 0, 1)),
        "by": Ids(OFFICER, world.rng.integers(1, 50, count)), "at": at})
