"""Domestic abuse: what officers do at the scene, and body-worn video there and at other crimes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import HOUR, MINUTE, NEVER
from peelian.records.simulation.columns import Ids
from peelian.records.simulation.contact import Incidents
from peelian.records.simulation.crimes import Crimes
from peelian.records.simulation.planting import IN_TIME, LATE, NOT_DONE
from peelian.records.simulation.risk_forms import SHIFT_HOURS, Forms, assess
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World, later


def protect(world: World, workforce: Workforce, incidents: Incidents, crimes: Crimes) -> Forms:
    """Write what is done at and after the domestic incidents of a batch, plant what is owed there, return the risk forms.

    Crimes whose risk was graded high on a form are marked so.
    """
    attended = np.flatnonzero(incidents.domestic & (incidents.at_scene < NEVER))
    place = _crime_of(incidents.ids.numbers[attended], crimes)
    crime = np.where(place >= 0, crimes.ids.numbers[place], -1) if len(crimes) else place
    forms = assess(world, workforce, incidents, crimes, attended, place)
    _film(world, workforce, incidents, crimes, crime, attended)
    return forms


def _crime_of(incidents: Ints, crimes: Crimes) -> Ints:
    """The place in the batch of the crime recorded from each log, or -1."""
    order = np.argsort(crimes.incident, kind="stable")
    known = crimes.incident[order]
    place = np.searchsorted(known, incidents)
    found = np.zeros(len(incidents), dtype=bool)
    inside = place < len(known)
    found[inside] = known[place[inside]] == incidents[inside]
    return np.where(found, order[np.minimum(place, max(len(known) - 1, 0))], -1) \
        if len(known) else np.full(len(incidents), -1)


def _film(world: World, workforce: Workforce, incidents: Incidents, crimes: Crimes, crime: Ints,
          attended: npt.NDArray[Any]) -> None:
    """Body-worn video at domestic incidents (da-bwv-captured), and at some other crimes."""
    wearing = workforce.has_camera(incidents.officer[attended])
    rows, crime = attended[wearing], crime[wearing]
    scene, logs, team = incidents.at_scene[rows], incidents.ids.take(rows), incidents.team[rows]
    fates = world.choose("da-bwv-captured", scene, team)
    begins = scene + world.minutes(0, 4, len(rows))
    ends = begins + world.minutes(15, 50, len(rows))
    stored = np.where(fates == IN_TIME, ends + world.minutes(20, 110, len(rows)),
                      np.where(fates == LATE, scene + world.minutes(30 * 60, 90 * 60, len(rows)), NEVER))
    world.planted.plant("da-bwv-captured", logs, logs, scene, later(scene, SHIFT_HOURS * HOUR), stored, team)
    filmed = np.flatnonzero(fates != NOT_DONE)
    _write_clips(world, incidents.officer[rows[filmed]], begins[filmed], ends[filmed], stored[filmed],
                 Ids("C", crime[filmed]), logs.take(filmed))
    other = np.flatnonzero(~crimes.domestic & (crimes.attended < NEVER) & (world.rng.random(len(crimes)) < 0.25))
    other = other[workforce.has_camera(crimes.officer[other])]
    begins = crimes.attended[other] + world.minutes(0, 5, len(other))
    _write_clips(world, crimes.officer[other], begins, begins + 20 * MINUTE, begins + 90 * MINUTE,
                 crimes.ids.take(other), Ids("I", crimes.incident[other]))


def _write_clips(world: World, officer: Ints, begins: Ints, ends: Ints, stored: Ints, crime: Ids, log: Ids) -> None:
    world.records.write("bwv_clip", {
        "clip_id": world.records.number("BW", len(officer)), "officer_id": Ids(OFFICER, officer), "start_at": begins,
        "end_at": ends, "uploaded_at": stored, "category": "evidential",
        "scene_minutes": (ends - begins) // MINUTE, "crime_id": crime, "incident_id": log})
