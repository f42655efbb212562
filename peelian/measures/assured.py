"""Whether a measure may be assured at all: whether what it follows leads to its record, whether its records could be read, and
whether all of its rule could be. Too few of either assure nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peelian.records.lost import many_lost
from peelian.records.quality import LinkQuality
from peelian.records.tables import Table
from peelian.standards.linked import links_followed
from peelian.standards.needs import standard_needs
from peelian.standards.rules import Resolved


def weak_links(links: Iterable[Mapping[str, Any]], resolved: Resolved) -> list[str]:
    """Of a run's links those below 90%, and those that no row of many fills, which a standard's rules follow; in words."""
    followed = {f"{need.table}.{need.column}" for need in links_followed(resolved)}
    found = [LinkQuality.model_validate(link) for link in links]
    return [link.weakness for link in found if link.weakness and link.column in followed]


def partly_measured(verdict: Mapping[str, Any], day: date) -> str:
    """That some of what is owed makes no duty, so that the rate of the rest proves nothing either way; nothing if not.

    verdict: what a run's manifest says of the standard. day: the run's, in local time. An edition that comes into force after
    it owes nothing yet. One that has ended may: its last duties fall due later. A run that does not say which editions it
    lacks is taken to lack one in force.
    """
    if verdict.get("verdict") != "partly" or set(verdict["missing"]) <= set(verdict.get("unchecked", [])):
        return ""
    if not any(edition <= day.isoformat() for edition in verdict.get("in_part", [day.isoformat()])):
        return ""
    return f"it can only be partly measured, for the records lack {', '.join(map(str, verdict['missing']))}"


def lost_rows(records: Mapping[str, Any], resolved: Resolved, tables: Mapping[str, Table]) -> list[str]:
    """The tables that a standard reads of whose rows more than one in ten were set aside as unusable; in words.

    records: as a run's manifest holds them.
    """
    return many_lost(records, standard_needs(resolved, tables))
