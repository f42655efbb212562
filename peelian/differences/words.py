"""How a change is said: what it was, what it is, or that it came or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from peelian.standards.model import Authority, Edition

ONE_LINE = 110  # characters of two values that are still read in one line


def changed(what: str, old: object, new: object) -> Iterator[str]:
    """A line where a value differs, or three where it is long. None stands for what was not said."""
    if old != new:
        if old is None:
            yield f"{what}: now {new}; nothing was said of it before."
        elif new is None:
            yield f"{what}: no longer said; it was {old}."
        elif len(f"{old}{new}") <= ONE_LINE:
            yield f"{what}: was {old}; is now {new}."
        else:
            yield f"{what}:"
            yield f"  was {old};"
            yield f"  is now {new}."


def reworded(what: str, old: str, new: str) -> Iterator[str]:
    """One line where a long text differs: its words are on the page of either version."""
    if " ".join(old.split()) != " ".join(new.split()):
        yield f"{what} is worded anew."


def came_and_went(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """A line for each thing that came, and for each that went, in order."""
    before, after = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    yield from (f"{what} that came: {one}." for one in after if one not in before)
    yield from (f"{what} that went: {one}." for one in before if one not in after)


def spoken(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "no day set"


def days_of(edition: Edition) -> str:
    end = edition.in_force.end
    return f"from {spoken(edition.in_force.start)}{f' to {spoken(end)}' if end else ''}"


def law(old: Authority, new: Authority) -> Iterator[str]:
    """What obliges, and how well that is known."""
    yield from changed("What obliges", f"{old.cite} ({old.kind})", f"{new.cite} ({new.kind})")
    yield from changed("How well that is known", old.evidence, new.evidence)
    yield from changed("Where it was read", old.url, new.url)
    yield from reworded("The note on the source", old.note or "", new.note or "")
