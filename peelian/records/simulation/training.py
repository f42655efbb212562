"""Which training each role calls for, who has it in date, and the posts of detectives."""

from __future__ import annotations

import numpy as np

from peelian.records.simulation.columns import Choice, Ids
from peelian.records.simulation.scenario import TeamKind
from peelian.records.simulation.timeline import Ints
from peelian.records.simulation.workforce import OFFICER, Workforce
from peelian.records.simulation.world import World

DETECTIVES: tuple[TeamKind, ...] = ("investigation", "specialist")


def train(world: World, workforce: Workforce) -> None:
    """Write training_need, the accreditations that are not an investigator's, and establishment."""
    _call_for(world, "PIP2", _members(world, workforce, DETECTIVES))
    meet_public = np.concatenate([_members(world, workforce, ("control_room", "response")), _supervisors(workforce)])
    for kind, officers in (("AFO", _members(world, workforce, ("armed",))), ("JESIP", _supervisors(workforce)),
                           ("vulnerability", np.unique(meet_public))):
        _call_for(world, kind, officers)
        _accredit(world, kind, officers)
    _count_posts(world, workforce)


def _members(world: World, workforce: Workforce, kinds: tuple[TeamKind, ...]) -> Ints:
    teams = np.concatenate([world.teams_of(kind) for kind in kinds])
    return np.concatenate([workforce.first[team] + np.arange(workforce.workers[team]) for team in teams])


def _supervisors(workforce: Workforce) -> Ints:
    return np.concatenate([first + workers + np.arange(many) for first, workers, many in
                           zip(workforce.first, workforce.workers, workforce.supervisors, strict=True)])


def _call_for(world: World, kind: str, officers: Ints) -> None:
    world.records.write("training_need", {
        "training_need_id": world.records.number("TN", len(officers)), "officer_id": Ids(OFFICER, officers), "kind": kind,
        "from_on": np.full(len(officers), world.first - 100), "to_on": None})


def _accredit(world: World, kind: str, officers: Ints) -> None:
    """Most hold it in date, as the scenario says; the rest have never had it."""
    held = officers[world.rng.random(len(officers)) < world.figure("trained_share")[0]]
    world.records.write("accreditation", {
        "accreditation_id": world.records.number("AC", len(held)), "officer_id": Ids(OFFICER, held), "kind": kind,
        "gained_on": world.last - world.rng.integers(10, 300, len(held)), "expires_on": None})


def _count_posts(world: World, workforce: Workforce) -> None:
    """Posts of detectives, counted on the first of each month; each count takes the place of the one before."""
    teams = np.concatenate([world.teams_of(kind) for kind in DETECTIVES])
    months = np.arange(np.datetime64(world.first, "D").astype("datetime64[M]"),
                       np.datetime64(world.last, "D").astype("datetime64[M]") + 1)
    day = np.repeat(months.astype("datetime64[D]").astype(np.int64), len(teams))
    following = np.repeat((months + 1).astype("datetime64[D]").astype(np.int64), len(teams))
    team = np.tile(teams, len(months))
    posts = workforce.workers[team]
    world.records.write("establishment", {
        "establishment_id": world.records.number("ES", len(day)), "team_id": world.team_words(team),
        "role": Choice(("detective",), np.zeros(len(day), dtype=np.int8)), "month": day, "funded_posts": posts, "filled": posts,
        "available": np.round(posts * world.figure("detectives_at_work_share")[0], 1), "detective": True,
        "replaced_on": following})
