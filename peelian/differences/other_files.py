"""Files of a library of which only it is told that they came, went or changed: pages, mappings, scenarios, phrases and the like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peelian.differences.words import came_and_went
from peelian.yaml_file import read_yaml

TOLD_IN_WORDS = {"standards", "parameters", "tables", "calendars", "frameworks", "library.yaml"}
DEEPEST = 3  # steps into a file that are named


def other_files(old: Path, new: Path) -> Iterator[str]:
    """A line for each file that came or went, and for each that says something else, with the part that does."""
    before, after = _files(old), _files(new)
    yield from came_and_went("File", before, after)
    for name in sorted(before.keys() & after.keys()):
        places = list(_changed(before[name], after[name], ()))
        if places:
            yield f"{name} changed: {', '.join(dict.fromkeys(places))}."


def _files(library: Path) -> dict[str, Any]:
    paths = {path.relative_to(library): path for path in sorted(library.rglob("*.yaml"))}
    return {name.as_posix(): read_yaml(path).data for name, path in paths.items() if name.parts[0] not in TOLD_IN_WORDS}


def _changed(old: Any, new: Any, place: tuple[str, ...]) -> Iterator[str]:
    """The parts that differ, each by the words that lead to it; of a list only the list."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and len(place) < DEEPEST:
        for word in dict.fromkeys([*old, *new]):
            yield from _changed(old.get(word), new.get(word), (*place, str(word)))
    else:
        yield ".".join(place) or "all of it"
