"""What differs between two editions of a standard: days in force, law, population, clock, proof, exceptions, ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from peelian.differences.words import came_and_went, changed, days_of, law, reworded
from peelian.standards.library import Library
from peelian.standards.listing import known_standard, sound_library
from peelian.standards.model import Edition, Standard
from peelian.standards.prose import Prose, RuleParts
from peelian.standards.rules import Resolved

NOTHING = "Nothing that these words say changed."


def between_editions(path: Path, name: str) -> str:
    """Each edition of a standard beside the one before it. Raises Problems for an unknown standard or a wrong library."""
    library = sound_library(path)
    standard = known_standard(library, name)
    resolved = library.resolve({name})[name]
    editions = sorted(standard.editions, key=lambda one: one.in_force.start)
    prose = Prose(library.tables, library.calendar)
    lines = [f"{standard.title} ({name})", ""]
    if len(editions) == 1:
        only = editions[0]
        return "\n".join([*lines, f"It has one edition, {days_of(only)}: {only.authority.cite}. So nothing changed in it."])
    for old, new in pairwise(editions):
        lines += [f"The edition {days_of(new)}, after the one {days_of(old)}"]
        found = [*law(old.authority, new.authority),
                 *rules(parts_of(prose, resolved, old), parts_of(prose, resolved, new)),
                 *reworded("The note on the edition", old.note or "", new.note or "")]
        lines += [*(f"  {one}" for one in found or [NOTHING]), ""]
    return "\n".join(lines).rstrip()


def parts_of(prose: Prose, resolved: Resolved, edition: Edition) -> list[RuleParts]:
    """The rules of one edition at the library's own values, taken apart, one for each kind of trigger."""
    label = edition.in_force.start.isoformat()
    return [prose.parts(rule) for rule in resolved.duties if rule.edition == label and rule.settings == "force"]


def rules(old: Sequence[RuleParts], new: Sequence[RuleParts]) -> Iterator[str]:
    """What differs between the rules of two editions, part by part."""
    if len(old) != len(new):
        yield f"Kinds of trigger: were {len(old)}; are now {len(new)}."
        yield from came_and_went("For whom: a kind", (one.population for one in old), (one.population for one in new))
    several = len(old) > 1
    for number, (before, after) in enumerate(zip(old, new, strict=False), start=1):
        which = f" (trigger {number})" if several else ""
        yield from changed(f"For whom{which}", before.population, after.population)
        yield from changed(f"By when{which}", before.clock, after.clock)
        yield from changed(f"What shows it done{which}", before.proof, after.proof)
        yield from came_and_went(f"Exception{which}", before.excuses, after.excuses)
        yield from came_and_went(f"End{which}", before.ends, after.ends)


def editions(library: tuple[Library, Library], standard: tuple[Standard, Standard],
             resolved: tuple[Resolved, Resolved]) -> Iterator[str]:
    """What differs between the editions of a standard in two libraries, edition by edition, told by its first day."""
    proses = [Prose(one.tables, one.calendar) for one in library]
    old, new = ({one.in_force.start: one for one in each.editions} for each in standard)
    for start in sorted({*old, *new}):
        if start not in old:
            yield f"Edition that came, {days_of(new[start])}: {new[start].authority.cite}."
        elif start not in new:
            yield f"Edition that went, {days_of(old[start])}: {old[start].authority.cite}."
        else:
            before, after = old[start], new[start]
            found = [*changed("In force", days_of(before), days_of(after)), *law(before.authority, after.authority),
                     *rules(parts_of(proses[0], resolved[0], before), parts_of(proses[1], resolved[1], after)),
                     *reworded("The note on the edition", before.note or "", after.note or "")]
            if found and len({*old, *new}) > 1:
                yield f"In the edition {days_of(after)}:"
                found = [f"  {one}" for one in found]
            yield from found
