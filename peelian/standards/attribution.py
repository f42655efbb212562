"""Whose duty it is: force, area and holder, found from the tables of a rule up their `parent` links."""

from __future__ import annotations

from peelian.records.tables import Table
from peelian.standards.rules import Attribution, HolderRule, PeriodRule, Ref
from peelian.standards.scope import Scope


def attribution_of(names: tuple[str, ...], period: PeriodRule | None, scope: Scope) -> Attribution:
    """Force from the base; area and holder from the nearest table up the `parent` links that has them.

    A period's holder is its subject, and its team what the table's own team column says.
    """
    force = Ref(names[0], "force_code")
    if period is not None:
        holder = scope.tables[names[0]].holder
        team = Ref(names[0], holder.team) if holder and holder.record is None and holder.team else None
        return Attribution(force, None, HolderRule(Ref(names[0], period.per), team))
    area, found = None, None
    for name in _parents(names, scope):
        table = scope.tables[name]
        if area is None and table.area:
            scope.use(name)
            area = Ref(name, table.area)
        if found is None and table.holder:
            scope.use(name)
            found = _holder(table)
    return Attribution(force, area, found)


def _parents(names: tuple[str, ...], scope: Scope) -> list[str]:
    order, edge = list(names), list(names)
    while edge:
        edge = [target for name in edge for column in scope.tables[name].columns.values()
                if column.parent and column.link and (target := column.link.partition(".")[0]) in scope.paths
                and target not in order and target not in scope.ambiguous]
        order.extend(dict.fromkeys(edge))
    return order


def _holder(table: Table) -> HolderRule:
    holder = table.holder
    assert holder is not None
    if holder.record is None:
        return HolderRule(Ref(table.table, holder.owner) if holder.owner else None,
                          Ref(table.table, holder.team) if holder.team else None)
    return HolderRule(record=holder.record, same=holder.same, since=holder.since, owner_column=holder.owner,
                      team_column=holder.team, key=Ref(table.table, table.key[0]))
