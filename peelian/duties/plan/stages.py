"""Stages: queries under a name. What is gathered for many readers is kept as a table; the rest is only a view.

A standard's own stage is kept where it is read more than once, so that the engine sees through all others. Expressions
are compiled without a connection; an engine is given SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import ibis
from ibis.expr.types import Table as Relation

# Engines see through nested queries by themselves; merging them beforehand takes Ibis a third of its time.
ibis.options.sql.fuse_selects = False


@dataclass(frozen=True)
class Stage:
    """One query. says: what it holds, for people. kept: a table even if it is read once."""

    name: str
    says: str
    sql: str
    kept: bool = False


@dataclass
class Stages:
    """The stages so far, in the order in which they must be made."""

    dialect: str
    made: list[Stage] = field(default_factory=list)

    def add(self, name: str, says: str, rows: Relation, *, kept: bool = False) -> Relation:
        """Name a query; later queries read the relation that is given back."""
        self.made.append(Stage(name, says, compiled(rows, self.dialect), kept))
        return ibis.table(rows.schema(), name=name)

    def statement(self, sql: str, views: set[str]) -> str:
        """A query with the views that it reads, and that they read, written before it."""
        known = {stage.name: stage.sql for stage in self.made if stage.name in views}
        wanted, edge = set(), [sql]
        while edge:
            found = [name for name in names_in(edge.pop()) if name in known and name not in wanted]
            wanted.update(found)
            edge.extend(known[name] for name in found)
        if not wanted:
            return sql
        steps = ", ".join(f'"{name}" AS ({text})' for name, text in known.items() if name in wanted)
        return f"WITH {steps}, {sql[5:]}" if sql.startswith("WITH ") else f"WITH {steps} {sql}"

    def views(self, read_later: Counter[str]) -> set[str]:
        """The stages that one query reads once. read_later: reads by queries that are not stages here."""
        reads = Counter(read_later)
        for stage in self.made:
            reads.update(names_in(stage.sql))
        return {stage.name for stage in self.made if reads[stage.name] <= 1 and not stage.kept}


def compiled(rows: Relation, dialect: str, *, pretty: bool = False) -> str:
    return str(ibis.to_sql(rows, dialect=dialect, pretty=pretty))


def names_in(sql: str) -> list[str]:
    """The relations that a query reads, each time it does."""
    return re.findall(r'(?:FROM|JOIN) "(\w+)"(?= AS )', sql)
