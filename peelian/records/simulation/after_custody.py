"""What follows an arrest or a circulation: the national computer, reviews of releases, and the search for the wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, MINUTE, NEVER
from peelian.records.simulation.chains import chain, lengths
from peelian.records.simulation.columns import Bools, Choice, Ids, Values
from peelian.records.simulation.entries import write_form
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE, done
from peelian.records.simulation.timeline import Ints, day_number
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later

PROCESS_HOURS, PROCESS_DAYS, RESULT_DAYS = 24, 3, 7
RELEASE_LAW = date(2017, 4, 3)  # since when people are released under investigation as a rule
REVIEW_DAYS, SENIOR_DAYS = 30, 90
THIRD = 2  # the third review of a release is the superintendent's: in time it comes between 45 and 84 days
WANTED_DAYS = {True: 7, False: 28}
RANKS = ("inspector", "superintendent")
TRIED = ("visit", "enquiry", "intelligence", "partner")


def enter_on_national_computer(world: World, custody: Ids, team: npt.NDArray[Any], arrested: Ints, charged: Ints,
                               ) -> dict[str, Values]:
    """pnc-process-24h, pnc-process-3d and pnc-disposal-7d; returns the columns of custody_record that show them."""
    count, held = len(custody), arrested <= world.as_at
    fates = world.choose("pnc-process-24h", arrested, team)
    fates = np.where(fates == NOT_DONE, LATE, fates).astype(np.int8)  # it is started for everybody in the end
    started = done(world.rng, fates, arrested, (HOUR, 10 * HOUR), (26 * HOUR, 60 * HOUR))
    longer = (fates == LATE) & (world.choose("pnc-process-3d", arrested, team) != IN_TIME)
    started = np.where(longer, later(arrested, world.days(5, 9, count)), started)
    world.planted.plant("pnc-process-24h", custody, custody, arrested, later(arrested, PROCESS_HOURS * HOUR), started,
                        team, where=held)
    world.planted.plant("pnc-process-3d", custody, custody, arrested, world.timeline.within_days(arrested, PROCESS_DAYS),
                        started, team, where=held)
    heard = later(np.where(held, charged, NEVER), world.days(20, 150, count))
    fates = world.choose("pnc-disposal-7d", heard, team)
    entered = done(world.rng, fates, heard, (5 * HOUR, 6 * DAY_OF_HOURS), (9 * DAY_OF_HOURS, 30 * DAY_OF_HOURS))
    world.planted.plant("pnc-disposal-7d", custody, custody, heard, world.timeline.within_days(heard, RESULT_DAYS),
                        entered, team, where=heard <= world.as_at)
    return {"recordable": True, "asn_created_at": started, "info_received_at": heard, "pnc_disposal_at": entered}


def review_released(world: World, custody: Ids, team: npt.NDArray[Any], released: Ints, ended: Ints) -> None:
    """Reviews of releases under investigation (rui-reviewed), the third by a superintendent (rui-reviewed-superintendent)."""
    law = world.timeline.start_of(day_number(RELEASE_LAW))
    rows = np.flatnonzero((ended > law) & (released <= world.as_at))
    custody, team, released, ended = custody.take(rows), team[rows], released[rows], ended[rows]
    count = len(rows)
    since = np.maximum(released, law)  # who was released before is reviewed too, as if released on that day
    found = chain(world, "rui-reviewed", custody, team, since, ended, lengths(15, 28, DAY_OF_HOURS, count),
                  lengths(32, 60, DAY_OF_HOURS, count),
                  lambda begins, _: world.timeline.within_days(begins, REVIEW_DAYS), "RU")
    senior = (found.number == THIRD) & (world.choose("rui-reviewed-superintendent", found.at, team[found.place]) == IN_TIME)
    first = np.full(count, NEVER, dtype=np.int64)
    np.minimum.at(first, found.place[senior], found.at[senior])
    world.planted.plant("rui-reviewed-superintendent", custody, custody, released,
                        world.timeline.within_days(released, SENIOR_DAYS), first, team, end=ended, where=released >= law)
    world.records.write("rui_review", {
        "review_id": found.ids, "custody_id": custody.take(found.place), "at": found.at,
        "by_rank": Choice(RANKS, senior.astype(np.int8))})


def look_for_wanted(world: World, workforce: Workforce, wanted: Ids, team: npt.NDArray[Any], circulated: Ints,
                    cleared: Ints, high: Bools) -> None:
    """Something is tried again and again until the wanted person is found (wanted-review)."""
    count, days = len(wanted), np.where(high, WANTED_DAYS[True], WANTED_DAYS[False])
    found = chain(world, "wanted-review", wanted, team, circulated, cleared,
                  lengths(days * 0.4, days * 0.85, DAY_OF_HOURS, count), lengths(days * 1.2, days * 2.5, DAY_OF_HOURS, count),
                  lambda begins, rows: world.timeline.within_days(begins, days[rows]), "WA")
    world.records.write("wanted_action", {
        "action_id": found.ids, "wanted_id": wanted.take(found.place), "at": found.at,
        "by": Ids(OFFICER, workforce.worker(team[found.place])),
        "kind": Choice(TRIED, world.rng.integers(0, len(TRIED), len(found.at)))})

def weigh_notice(world: World, custody: Ids, custody_crime: Ids, crime: Ids, officer: Ints, team: npt.NDArray[Any],
                 arrested: Ints, released: Ints, owed: Bools) -> None:
    """A protection notice is weighed before somebody held for domestic abuse is let go (dvpn-considered)."""
    fates = world.choose("dvpn-considered", arrested, team)
    share = 0.3 + 0.6 * world.rng.random(len(arrested))
    before = arrested + (np.where(owed, released - arrested, 0) * share).astype(np.int64)
    at = np.where(fates == IN_TIME, before, np.where(fates == LATE, later(released, world.minutes(60, 3000, len(released))), NEVER))
    world.planted.plant("dvpn-considered", custody, custody_crime, arrested, released, at, team, where=owed)
    rows = np.flatnonzero(owed & (at <= world.as_at))
    write_form(world, "dvpn_consideration", ("risk", "victim_view", "order"), crime.take(rows), officer[rows],
               at[rows] - 10 * MINUTE, at[rows])
