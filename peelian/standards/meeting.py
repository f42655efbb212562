"""How the two tables of an `each` meet."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.problems import Problem
from peelian.records.tables import Table
from peelian.standards.rules import Join, Ref
from peelian.yaml_file import Place, YamlFile


def join_of(each: tuple[str, ...], place: Place, tables: Mapping[str, Table], file: YamlFile, problems: list[Problem]) -> Join | None:
    """Two tables of `each` meet where both link to the same column, or one links to the other."""
    left, right = tables[each[0]], tables[each[1]]
    for name, column in right.columns.items():
        if column.link and column.link.partition(".")[0] == left.table:
            return Join(right.table, ((Ref(left.table, column.link.partition(".")[2]), name),), inner=True)
    for name, column in left.columns.items():
        if column.link and column.link.partition(".")[0] == right.table:
            return Join(right.table, ((Ref(left.table, name), column.link.partition(".")[2]),), inner=True)
    shared = [(left_name, right_name) for left_name, one in left.columns.items() if one.link
              for right_name, other in right.columns.items() if other.link == one.link]
    parents = [pair for pair in shared if left.columns[pair[0]].parent and right.columns[pair[1]].parent] or shared
    if len(parents) != 1:
        problems.append(Problem(file.at(place), f"{each[0]} and {each[1]} share {'no link' if not parents else 'more than one link'}.",
                                "Mark the one that joins them `parent: true` in both tables."))
        return None
    return Join(right.table, ((Ref(left.table, parents[0][0]), parents[0][1]),), inner=True)
