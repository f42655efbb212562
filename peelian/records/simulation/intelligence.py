"""Intelligence: items that come in and are graded, what is done about them, and what is not."""

from __future__ import annotations

import numpy as np

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.planting import NOT_DONE, done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

PRIORITIES = ("high", "medium", "low")
RESULTS = ("confirmed", "not_confirmed", "arrest", "seizure", "protection", "passed_on", "other")
URGENT_HOURS, OTHER_DAYS = 72, 28  # the library's own values
SET_HOURS = 6  # after the grading, at most


def receive(world: World, workforce: Workforce, first: int, last: int) -> None:
    """Write the items of a batch of days and what was done (intelligence-acted-on, intelligence-action-done)."""
    received = world.arrivals(world.yearly("intelligence_items_a_year", first, last), first, last)
    count = len(received)
    days = world.timeline.day_of(received)
    graded = np.where(world.share("intelligence_graded_share", days), received + world.minutes(30, 18 * 60, count), NEVER)
    urgent = world.pick((10, 40, 50), count)
    teams = world.teams_of("investigation")
    team = teams[world.rng.integers(0, len(teams), count)]
    idle = world.share("intelligence_no_action_share", days)
    withdrawn = np.where(~idle & (world.rng.random(count) < 0.01), later(graded, world.minutes(8 * 60, 48 * 60, count)), NEVER)
    decided = np.where(idle, later(graded, world.minutes(2 * 60, 60 * 60, count)), NEVER)
    ids = world.records.number("II", count)
    world.records.write("intelligence_item", {
        "item_id": ids, "received_at": received, "graded_at": graded, "priority": Choice(PRIORITIES, urgent),
        "no_action_at": decided, "withdrawn_at": withdrawn,
        "owner_id": Ids(OFFICER, workforce.worker(team)), "team_id": world.team_words(team)})
    acted = _act(world, ids, graded, urgent == 0, team, idle, withdrawn)
    world.planted.plant("intelligence-acted-on", ids, ids, graded, _due(world, graded, urgent == 0), acted, team, end=withdrawn,
                        where=decided > world.as_at)  # where nothing is to be done, it is excused


def _due(world: World, start: Ints, urgent: np.ndarray) -> Ints:
    return np.where(urgent, later(start, URGENT_HOURS * HOUR), world.timeline.within_days(start, OTHER_DAYS))


def _act(world: World, items: Ids, graded: Ints, urgent: np.ndarray, team: np.ndarray, idle: np.ndarray, withdrawn: Ints) -> Ints:
    """Set the actions of each item and do some of them. Returns when the first was done, for each item."""
    count = len(graded)
    fates = world.choose("intelligence-acted-on", graded, team)
    set_at = later(graded, world.minutes(20, SET_HOURS * 60, count))
    limit = np.where(urgent, URGENT_HOURS * HOUR, OTHER_DAYS * DAY_OF_HOURS)
    first = done(world.rng, fates, graded, (SET_HOURS * HOUR + MINUTE, limit * 0.95),
                 (limit + 30 * HOUR, limit + 40 * DAY_OF_HOURS))
    first = np.where(withdrawn < NEVER, NEVER, first)
    # What is never acted on has mostly an action that was set all the same, or two.
    owed = ~idle & (graded < NEVER)
    one = np.flatnonzero(owed & ((fates != NOT_DONE) | (world.rng.random(count) < 0.6)))
    again = one[world.rng.random(len(one)) < world.figure("intelligence_second_action_share")[0]]
    second = np.full(count, NEVER, dtype=np.int64)
    more = world.choose("intelligence-action-done", set_at[again], team[again])
    second[again] = done(world.rng, more, set_at[again], (HOUR, limit[again] * 0.95),
                         (limit[again] + 30 * HOUR, limit[again] + 40 * DAY_OF_HOURS))
    second = np.where((withdrawn < NEVER) | (fates == NOT_DONE), NEVER, second)
    for rows, at in ((one, first), (again, second)):
        _write_actions(world, items.take(rows), set_at[rows], at[rows], urgent[rows], team[rows], withdrawn[rows])
    return np.minimum(first, second)


def _write_actions(world: World, item: Ids, set_at: Ints, done_at: Ints, urgent: np.ndarray, team: np.ndarray, withdrawn: Ints) -> None:
    count = len(set_at)
    dropped = np.where((done_at >= NEVER) & (world.rng.random(count) < 0.05), later(set_at, world.minutes(60, 48 * 60, count)), NEVER)
    ids = world.records.number("IA", count)
    world.records.write("intelligence_action", {
        "action_id": ids, "item_id": item, "set_at": set_at, "done_at": done_at,
        "result": Choice(RESULTS, world.pick((25, 25, 8, 6, 6, 20, 10), count)), "cancelled_at": dropped})
    world.planted.plant("intelligence-action-done", item, ids, set_at, _due(world, set_at, urgent), done_at, team,
                        end=np.minimum(dropped, withdrawn))
