"""Whether what a measure follows leads to its record. A link that matches too seldom assures nothing that follows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peelian.records.quality import LinkQuality
from peelian.standards.linked import links_followed
from peelian.standards.rules import Resolved


def weak_links(links: Iterable[Mapping[str, Any]], resolved: Resolved) -> list[str]:
    """Of a run's links those below 90%, and those that no row of many fills, which a standard's rules follow; in words."""
    followed = {f"{need.table}.{need.column}" for need in links_followed(resolved)}
    found = [LinkQuality.model_validate(link) for link in links]
    return [link.weakness for link in found if link.weakness and link.column in followed]
