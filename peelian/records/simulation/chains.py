"""Duties that follow one another: each opens with the start or with what closed the one before, until the subject ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import NEVER
from peelian.records.simulation.columns import Ids
from peelian.records.simulation.planting import done
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.world import World

MOST_GAPS = 200
Lengths = tuple[Ints, Ints]  # least and most microseconds, for each subject
DueOf = Callable[[Ints, npt.NDArray[Any]], Ints]  # deadlines of gaps that begin at these moments, for these subjects


@dataclass(frozen=True)
class Chain:
    """What was done, a row each: place of the subject, its number in the chain from 0, moment, and identifier."""

    place: npt.NDArray[Any]
    number: npt.NDArray[Any]
    at: Ints
    ids: Ids


def chain(world: World, standard: str, subject: Ids, team: npt.NDArray[Any], starts: Ints, ends: Ints, soon: Lengths,
          late: Lengths, due_of: DueOf, prefix: str, *, by_day: bool = True,
          plant: bool = True) -> Chain:
    """Plant the gaps of an `every` standard and say when each was closed. NEVER starts begin nothing.

    `by_day` moves what is done into waking hours. Without `plant` it only says what is done, for plant_gaps.
    """
    rows = np.flatnonzero(starts <= world.as_at)
    begins, trigger = starts[rows], subject.take(rows)
    places, numbers, moments, ids = [rows[:0]], [rows[:0]], [begins[:0]], [subject.numbers[:0]]
    for number in range(MOST_GAPS):
        fates = world.choose(standard, begins, team[rows])
        at = done(world.rng, fates, begins, *((low[rows], high[rows]) for low, high in (soon, late)))
        at = world.timeline.daytime(world.rng, at) if by_day else at
        at = np.where(at < ends[rows], at, NEVER)
        if plant:
            world.planted.plant(standard, subject.take(rows), trigger, begins, due_of(begins, rows), at, team[rows],
                                end=ends[rows])
        going = np.flatnonzero(at <= world.as_at)
        if len(going) == 0:
            break
        rows, begins = rows[going], at[going]
        trigger = world.records.number(prefix, len(rows))
        places.append(rows)
        numbers.append(np.full(len(rows), number))
        moments.append(begins)
        ids.append(trigger.numbers)
    return Chain(np.concatenate(places), np.concatenate(numbers), np.concatenate(moments), Ids(prefix, np.concatenate(ids)))


def lengths(low: npt.ArrayLike, high: npt.ArrayLike, unit: int, count: int) -> Lengths:
    """Least and most lengths in a unit of microseconds, each one number or one for each subject."""
    return tuple(np.broadcast_to(np.asarray(one) * unit, count).astype(np.int64) for one in (low, high))  # type: ignore[return-value]


def plant_gaps(world: World, standard: str, subject: Ids, team_of: Callable[[npt.NDArray[Any], Ints], npt.NDArray[Any]],
               starts: Ints, ends: Ints, place: npt.NDArray[Any], at: Ints, ids: Ids, due_of: DueOf) -> None:
    """Plant the gaps between the start of each subject and what was already made up for it: place, moment, identifier.

    `team_of` says who holds the subjects at these places at these moments.
    """
    begun = np.flatnonzero(starts <= world.as_at)
    inside = (at <= world.as_at) & (at >= starts[place]) & (at < ends[place])
    place, at = np.concatenate([begun, place[inside]]), np.concatenate([starts[begun], at[inside]])
    first = np.arange(len(place)) < len(begun)
    numbers = np.concatenate([subject.numbers[begun], ids.numbers[inside]])
    order = np.lexsort((~first, at, place))
    place, at, first, numbers = place[order], at[order], first[order], numbers[order]
    following = np.full(len(at), NEVER, dtype=np.int64)
    if len(at):
        following[:-1] = np.where(place[1:] == place[:-1], at[1:], NEVER)
    due = due_of(at, place)
    for part, prefix in ((first, subject.prefix), (~first, ids.prefix)):
        world.planted.plant(standard, subject.take(place[part]), Ids(prefix, numbers[part]), at[part], due[part],
                            following[part], team_of(place[part], due[part]), end=ends[place[part]])
