"""Which columns a rule may name: the tables of `each` and every table that their links reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from peelian.problems import Problem, did_you_mean
from peelian.records.tables import Column, Table
from peelian.standards.rules import Frame, Join, Ref
from peelian.unfinished import PatchedFile, understood
from peelian.yaml_file import Place, YamlFile

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Scope:
    """The tables in reach of one rule. Reading a word marks its table as used, so that the frame joins only those."""

    tables: dict[str, Table]
    each: tuple[str, ...]
    file: YamlFile
    problems: list[Problem]
    day_sets: Collection[str] = ()
    prefix: str = ""
    first_join: Join | None = None
    only: tuple[str, ...] | None = None  # columns of the base that remain after grouping
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.paths = self._reach()

    @property
    def base(self) -> str:
        return self.each[0]

    def problem(self, place: Place, what: str, mend: str = "") -> None:
        self.problems.append(Problem(self.file.at(place), what, mend))

    def clause(self, place: Place) -> str:
        """A stable name for a clause: its place in the file."""
        return ".".join(str(step) for step in place)

    def block(self, kind: type[Model], raw: Any, place: Place) -> Model | None:
        found = understood(kind, self.file, raw, place)
        self.problems.extend(found.problems)
        if isinstance(self.file, PatchedFile):  # so that the rules inside are told at their own lines, and once
            self.file.patched |= found.file.patched
            self.file.lines.update(found.file.lines)
        return found.model

    def _reach(self) -> dict[str, list[Join]]:
        """For each table in reach, the joins that lead to it; nearer ones and `parent` links first."""
        paths: dict[str, list[Join]] = {name: [] for name in self.each}
        self.ambiguous: dict[str, list[Ref]] = {}
        edge = list(self.each)
        while edge:
            found: dict[str, list[tuple[bool, str, list[Join]]]] = {}
            for name in edge:
                table = self.tables.get(name)
                for column_name, column in (table.columns.items() if table else ()):
                    if not column.link:
                        continue
                    target, _, target_column = column.link.partition(".")
                    if target in paths or target not in self.tables or self.tables[target].key != [target_column]:
                        continue
                    join = Join(target, ((Ref(name, column_name), target_column),))
                    found.setdefault(target, []).append((column.parent, column_name, [*paths[name], join]))
            for target, ways in found.items():
                parents = [way for way in ways if way[0]]
                if len(ways) > 1 and len(parents) != 1:
                    self.ambiguous[target] = [way[2][-1].on[0][0] for way in (parents or ways)]
                paths[target] = (parents or ways)[0][2]
            edge = list(found)
        return paths

    def join_with(self, join: Join | None) -> None:
        """The two tables of `each` meet by `join`; what both reach by the joined columns is the same row."""
        self.first_join = join
        if join is not None:
            met = {join.on[0][0], Ref(join.table, join.on[0][1])}
            self.ambiguous = {name: ways for name, ways in self.ambiguous.items() if not set(ways) <= met}

    def ref(self, word: str, place: Place) -> Ref | None:
        """`table.column`, or a column of the base alone where the scope is inside one record."""
        name, dot, column = str(word).partition(".")
        if not dot:
            name, column = self.base, str(word)
        if name not in self.paths:
            mend = did_you_mean(name, self.paths)
            if name in self.tables:
                mend = f"No link leads from {' or '.join(self.each)} to {name}; use has, first or a proof."
            self.problem(place, f"'{word}': '{name}' is not within reach.", mend)
            return None
        if name in self.ambiguous:
            self.problem(place, f"'{word}': {name} is reached by {' and '.join(map(str, self.ambiguous[name]))}.",
                         "Mark one of these links `parent: true` in its table.")
            return None
        ref = Ref(name, column)
        if self.column(ref, place) is None:
            return None
        if self.only is not None and (name != self.base or column not in self.only):
            self.problem(place, f"'{word}' is lost when rows are grouped.", f"Only {', '.join(self.only)} remain.")
            return None
        self.use(name)
        return ref

    def use(self, name: str) -> None:
        """Mark a table, and those on the way to it, as needed by the frame."""
        for join in self.paths[name]:
            self.used.add(join.table)

    def column(self, ref: Ref, place: Place, *, moment: bool = False) -> Column | None:
        table = self.tables[ref.table]
        column = table.column(ref.column)
        if column is None:
            self.problem(place, f"'{ref.column}' is not a column of {ref.table}.",
                         did_you_mean(ref.column, table.all_columns))
        elif moment and not column.is_moment:
            self.problem(place, f"'{ref}' is {column.type}, and a moment is needed here.")
            return None
        return column

    def inside(self, record: str) -> Scope:
        """The scope of one related record: its own columns and those that its links reach."""
        return Scope(self.tables, (record,), self.file, self.problems, self.day_sets, self.prefix)

    def frame(self) -> Frame:
        """The base with the joins of every table used so far."""
        joins: list[Join] = [self.first_join] if self.first_join else []
        for name in self.paths:
            if name in self.used and name not in self.each:
                for join in self.paths[name]:
                    if join not in joins:
                        joins.append(join)
        return Frame(self.base, tuple(joins))

    def keys(self, record: Table, same: str | list[str] | dict[str, str] | None, about: str | None,
             place: Place) -> list[tuple[str, Ref]]:
        """The pairs (record column, duty's column) that tie a related row to the duty."""
        pairs: list[tuple[str, Ref]] = []
        if isinstance(same, dict):
            for column, word in same.items():
                ref = self.ref(word, (*place, "same", column))
                if record.column(column) is None:
                    self.problem((*place, "same", column), f"'{column}' is not a column of {record.table}.",
                                 did_you_mean(column, record.all_columns))
                elif ref is not None:
                    pairs.append((column, ref))
        elif same is not None:
            for column in [same] if isinstance(same, str) else same:
                pairs.extend(self._pair_of(record, column, (*place, "same")))
        elif about is None:
            pairs.extend(self._linked(record, place))
        if about is not None:
            pairs.extend(self._about(record, about, place))
        if len(pairs) > 3:
            self.problem(place, "more than three columns tie the record to the duty.", "Two are usually enough.")
        return pairs

    def _pair_of(self, record: Table, column: str, place: Place) -> list[tuple[str, Ref]]:
        found = record.column(column)
        if found is None:
            self.problem(place, f"'{column}' is not a column of {record.table}.",
                         did_you_mean(column, record.all_columns))
            return []
        for name in (*self.each, *self.paths):
            if column in self.tables[name].columns and (self.only is None or column in self.only):
                self.use(name)
                return [(column, Ref(name, column))]
        if found.link and found.link.partition(".")[0] in self.paths:
            ref = self.ref(found.link, place)
            return [(column, ref)] if ref else []
        self.problem(place, f"no table in reach has a column '{column}'.", "Write {own_column: table.column}.")
        return []

    def _linked(self, record: Table, place: Place) -> list[tuple[str, Ref]]:
        for name in self.paths:
            links = [(column_name, column) for column_name, column in record.columns.items()
                     if column.link and column.link.partition(".")[0] == name]
            chosen = [pair for pair in links if pair[1].parent] or links
            if len(chosen) > 1:
                self.problem(place, f"{record.table} links to {name} by {', '.join(pair[0] for pair in chosen)}.",
                             "Say which with `same: column`.")
                return []
            if chosen and chosen[0][1].link:
                ref = self.ref(chosen[0][1].link, place)
                return [(chosen[0][0], ref)] if ref else []
        self.problem(place, f"nothing links {record.table} to {' or '.join(self.each)}.", "Add `same: column`.")
        return []

    def _about(self, record: Table, about: str, place: Place) -> list[tuple[str, Ref]]:
        if about not in self.paths:
            self.problem((*place, "about"), f"'{about}' is not within reach.", did_you_mean(about, self.paths))
            return []
        for column_name, column in record.columns.items():
            if column.link and column.link.partition(".")[0] == about:
                ref = self.ref(column.link, (*place, "about"))
                return [(column_name, ref)] if ref else []
        self.problem((*place, "about"), f"no column of {record.table} links to {about}.")
        return []
