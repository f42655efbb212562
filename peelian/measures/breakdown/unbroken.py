"""Why a measure is not broken down by a characteristic, in words, so that none is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.duties.run_folder import RunFolder
from peelian.measures.breakdown.paths import Counted, Held, Way, ways, what_is_counted
from peelian.measures.chart_text import listed
from peelian.records.tables import Table
from peelian.standards.characteristics import Characteristics, read_all_characteristics
from peelian.standards.library import Library
from peelian.standards.phrases import a, words
from peelian.standards.rules import Resolved


def why_not(run: RunFolder, library: Library, resolved: Mapping[str, Resolved]) -> dict[str, list[str]]:
    """Standard → a sentence for each thing by which it cannot be broken down; none where it can be by all."""
    held, counted = Held(run, library.tables), what_is_counted(run)
    people = read_all_characteristics(library.path, library.tables)
    return {name: [said for one in people for said in _said(one, ways(one, rules, library, counted[name]), held, library.tables)]
            for name, rules in resolved.items() if name in counted}


def _said(one: Characteristics, found: Mapping[Counted, Way], held: Held, tables: Mapping[str, Table]) -> list[str]:
    begins = f"Not by {listed([by.title.lower() for by in one.by])} of {one.title}:"
    nobody = dict.fromkeys(way.about for way in found.values() if not way.steps)
    if nobody:
        return [f"{begins} {_sentence([one.nobody.get(kind) or _no_path(kind, one, tables) for kind in nobody])}"]
    lacking = dict.fromkeys(lack for way in found.values() for lack in way.lacking(held))
    lacking |= dict.fromkeys(held.lacking(one.people.table, one.people.key))
    if lacking:
        return [f"{begins} the records lack {listed(list(lacking))}."]
    absent = [by for by in one.by if held.lacking(one.people.table, by.column)]
    if not absent:
        return []
    return [f"Not by {listed([by.title.lower() for by in absent])} of {one.title}: the records lack "
            f"{listed([f'{one.people.table}.{by.column}' for by in absent])}."]


def _no_path(kind: str, one: Characteristics, tables: Mapping[str, Table]) -> str:
    return f"no way is named that leads from {a(tables[kind].called or words(kind))} to {one.title}"


def _sentence(reasons: list[str]) -> str:
    return f"{'; '.join(dict.fromkeys(reasons))}."
