"""Who causes the most harm, whether they are managed, and who offends again, managed or not."""

from __future__ import annotations

import numpy as np

from peelian.clocks import NEVER
from peelian.records.simulation.columns import Bools, Ids, Numbers
from peelian.records.simulation.offenders import Managed
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.world import PERSON, World

RANKED_BEFORE_DAYS = (395, 30)  # an old ranking and the one that took its place, before the last day
FOLLOWED_DAYS = 365
OFFENCES_BEFORE, OFFENCES_AFTER = 8.0, 3.5  # of those who offend much, in a year when they were at their worst, and in the next


def rank_by_harm(world: World, managed: Managed) -> None:
    """Two rankings of offenders, of whom some are managed (iom-cohort-covers-harm)."""
    old, new = (world.last - before for before in RANKED_BEFORE_DAYS)
    for day, replaced in ((old, new), (new, NEVER)):
        now = np.flatnonzero((managed.started <= day) & (managed.ended > day))
        people = _in_order(world, managed.person.take(now), float(world.figure("harm_managed_share")[0]))
        count = len(people)
        world.records.write("offender_harm", {
            "score_id": world.records.number("HS", count), "person_id": people, "scored_on": np.full(count, day),
            "place": np.arange(1, count + 1), "replaced_on": np.full(count, replaced)})


def _in_order(world: World, managed: Ids, share: float) -> Ids:
    """People by the harm that they cause. Of each place the share says how likely somebody managed has it, while there are any."""
    inside = world.rng.permutation(managed.numbers)
    size = max(world.count("harm_ranked"), len(inside) + 1)
    taken = world.rng.random(size) < share
    taken &= np.cumsum(taken) <= len(inside)
    others = world.rng.choice(world.public, size, replace=False) + 1
    places = np.where(taken, inside[np.minimum(np.cumsum(taken) - 1, len(inside) - 1)] if len(inside) else others, others)
    return Ids(PERSON, np.concatenate([places, inside[int(taken.sum()):]]))


def follow_up(world: World, managed: Managed) -> None:
    """People taken on and, for each, somebody who had offended as much and was not (reoffending-cohort, -comparison).

    Both offend far less in the year that follows: they were chosen when they were at their worst.
    """
    rows = np.flatnonzero(managed.prolific)
    rows = rows[world.rng.random(len(rows)) < world.figure("offenders_followed_share")[0]]
    began, count = managed.started[rows], len(rows)
    before = 3 + world.rng.poisson(OFFENCES_BEFORE - 3, count)
    ids = world.records.number("FU", 2 * count)
    first, second = ids.take(np.arange(count)), ids.take(np.arange(count, 2 * count))
    # Who is followed for somebody's sake is met by the force now and then, and is nobody whom it manages.
    others = Ids(PERSON, world.rng.choice(world.public, count, replace=count > world.public) + 1)
    _write(world, first, managed.person.take(rows), True, Ids("FU", np.full(count, -1)), began, before, "reoffended_share")
    _write(world, second, others, False, first, began, before, "reoffended_comparison_share")


def _write(world: World, ids: Ids, person: Ids, managed: bool, matched: Ids, began: Ints, before: Ints, share: str) -> None:
    count = len(began)
    again = world.rng.random(count) < world.figure(share, began)
    after = np.where(again, 1 + world.rng.poisson(OFFENCES_AFTER - 1, count), 0)
    over: Bools = began + FOLLOWED_DAYS <= world.last
    world.records.write("offender_follow_up", {
        "follow_up_id": ids, "person_id": person, "managed": managed, "matched_to": matched, "began_on": began,
        "offences_before": before, "reoffended_on": np.where(again, began + world.rng.integers(5, FOLLOWED_DAYS, count), NEVER),
        "offences_after": Numbers(after, over)})
