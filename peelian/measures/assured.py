"""Whether what a measure follows leads to its record, and whether its records could be read. Too few of either assure nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def lost_rows(records: Mapping[str, Any], resolved: Resolved, tables: Mapping[str, Table]) -> list[str]:
    """The tables that a standard reads of whose rows more than one in ten were set aside as unusable; in words.

    records: as a run's manifest holds them.
    """
    return many_lost(records, standard_needs(resolved, tables))
