"""What a rule means, whatever its edition is called, and up to when: a coarse start may lie in several editions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any as AnyValue

from peelian.clocks import NEVER
from peelian.standards.rules import Has, Rule


def with_changes(rules: Iterable[Rule]) -> list[Rule]:
    """The rules of one standard, each with the moment at which another rule, or none, takes its place, and when the next comes into
    force of which the same moment starts the clock."""
    whole = list(rules)
    meant = bare(tuple(replace(one, edition="", in_force_from=0, in_force_to=0, first=False, changes_at=0, followed_at=0, uneven=False)
                       for one in whole))
    found: list[Rule] = []
    for rule, means in zip(whole, meant, strict=True):
        until = rule.in_force_to
        while until < NEVER:
            following = next((one for one, other in zip(whole, meant, strict=True)
                              if one.in_force_from == until and other == means), None)
            if following is None:
                break
            until = following.in_force_to
        later = [one.in_force_from for one in whole if _are_kin(one, rule) and one.in_force_from > rule.in_force_from
                 and bare(one.clock.starts) == bare(rule.clock.starts)]
        found.append(replace(rule, changes_at=until, followed_at=min(later, default=NEVER), uneven=_uneven(kin(rule, whole))))
    return found


def kin(rule: Rule, rules: Iterable[Rule]) -> list[Rule]:
    """The editions of a rule's kind of trigger, at the same settings, itself among them, the oldest first."""
    return sorted((one for one in rules if _are_kin(one, rule)), key=lambda one: one.in_force_from)


def _are_kin(one: Rule, other: Rule) -> bool:
    return (one.standard, one.alternative, one.settings) == (other.standard, other.alternative, other.settings)


def _uneven(editions: list[Rule]) -> bool:
    """Whether a record may be looked at from some moment on, or until then, of editions whose clocks start alike."""
    if len({bare(one.clock.starts) for one in editions}) > 1:
        return False
    unlike = len({bare((one.where, one.nth, one.period)) for one in editions}) > 1
    apart = any(one.in_force_to < following.in_force_from for one, following in pairwise(editions))
    return unlike or apart or not editions[0].first


def populations(rules: Iterable[Rule]) -> list[list[Rule]]:
    """At the force's own settings: for each kind of trigger the editions that differ in whom they look at, the newest last.

    The newest alone where all look at the same, or where their clocks start at different moments, so that no start names one.
    """
    found: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.settings == "force":
            found.setdefault(rule.alternative, []).append(rule)
    ordered = [sorted(editions, key=lambda one: one.in_force_from) for editions in found.values()]
    return [editions if len({bare(one.where) for one in editions}) > 1 and len({bare(one.clock.starts) for one in editions}) == 1
            else editions[-1:] for editions in ordered]


def bare(thing: AnyValue) -> AnyValue:
    """The same rule (or part of one) with what does not change its answer left out: every clause's place."""
    if isinstance(thing, tuple):
        return tuple(bare(part) for part in thing)
    if isinstance(thing, Has):  # a count does not look at the rows' moment
        return Has(bare(replace(thing.rows, at=None)), thing.at_least, "")
    if is_dataclass(thing) and not isinstance(thing, type):
        changed: dict[str, AnyValue] = {}
        for one in fields(thing):
            value = getattr(thing, one.name)
            new = "" if one.name == "place" else bare(value)
            if new is not value:
                changed[one.name] = new
        return replace(thing, **changed) if changed else thing
    return thing
