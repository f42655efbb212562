"""Reads conditions, moments and lengths as a file writes them into the nodes of `rules`; a problem names its line."""

from __future__ import annotations

from typing import Any as AnyValue

from peelian.clocks import Duration, duration
from peelian.problems import did_you_mean
from peelian.records.tables import Column
from peelian.standards import model
from peelian.standards.rules import (
    ALWAYS,
    All,
    Any,
    ColumnLength,
    ColumnMoment,
    Correlation,
    Has,
    Later,
    Length,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    Ref,
    RelatedMoment,
    RelatedRows,
    Test,
)
from peelian.standards.scope import Scope

COMPARISONS = ("at_least", "at_most", "more_than", "less_than")
MOMENT_COMPARISONS = ("before", "after", "on_or_before", "on_or_after")
REF_COMPARISONS = ("same_as", "differs_from")
OPERATIONS = ("not", "known", *COMPARISONS, *MOMENT_COMPARISONS, *REF_COMPARISONS)
HOLDER = "holder"
COLUMN_UNITS = {"minutes": "minute", "hours": "hour", "days": "day", "weeks": "week", "working days": "working day"}


def condition(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> Node:
    """A block of `table.column: test` lines, all of which must hold."""
    if not isinstance(raw, dict):
        scope.problem(place, "should be a block of 'table.column: test' lines.")
        return ALWAYS
    parts: list[Node] = []
    for word, value in raw.items():
        here = (*place, word)
        if word in ("all", "any"):
            if not isinstance(value, list) or not value:
                scope.problem(here, f"'{word}' should be a list of blocks.")
                continue
            inner = tuple(condition(item, scope, (*here, index)) for index, item in enumerate(value))
            parts.append(All(inner) if word == "all" else Any(inner))
        elif word == "not":
            parts.append(Not(condition(value, scope, here)))
        elif word == "has":
            parts.extend(_has(value, scope, here))
        else:
            parts.extend(_test(word, value, scope, here))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _has(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> list[Node]:
    block = scope.block(model.Has, raw, place)
    if block is None:
        return []
    rows = related(block, scope, place, raw)
    if rows is None:
        return []
    if rows.correlations:
        scope.problem(place, "'has' cannot compare its rows with the duty.", "Only a proof can; or use first/last.")
    return [Has(rows, block.at_least, scope.clause(place))]


def related(block: model.Related | model.Proof, scope: Scope, place: tuple[str | int, ...],
            raw: AnyValue) -> RelatedRows | None:
    """Rows of another table tied to the duty by their key columns. None (with a problem) where it cannot be tied."""
    name = block.record or ""
    table = scope.tables.get(name)
    if table is None:
        scope.problem((*place, "record"), f"'{name}' is not a table.", did_you_mean(name, scope.tables))
        return None
    keys = scope.keys(table, block.same, block.about, place)
    inner = scope.inside(name)
    at = block.at or table.happened
    if at is not None and inner.column(Ref(name, at), (*place, "at"), moment=True) is None:
        at = None
    own, correlations = _split_correlations(block.where, inner, scope, (*place, "where"))
    where = condition(own, inner, (*place, "where"))
    if not keys:
        return None
    return RelatedRows(inner.frame(), tuple(keys), where, at, tuple(correlations))


def _split_correlations(raw: AnyValue, inner: Scope, scope: Scope,
                        place: tuple[str | int, ...]) -> tuple[AnyValue, list[Correlation]]:
    """Tests of the row's own column against the duty's records, taken out of the row's own condition."""
    if not isinstance(raw, dict):
        return raw, []
    own, found = {}, []
    for word, value in raw.items():
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in REF_COMPARISONS:
            operation, against = next(iter(value.items()))
            ref = inner.ref(word, (*place, word))
            if ref is None:
                continue
            clause = scope.clause((*place, word))
            if against == HOLDER:
                found.append(Correlation(ref.column, operation, None, clause))
            elif _is_own(str(against), inner, scope):
                own[word] = value
            else:
                other = scope.ref(str(against), (*place, word, operation))
                if other is not None:
                    found.append(Correlation(ref.column, operation, other, clause))
        else:
            own[word] = value
    return own, found


def _is_own(against: str, inner: Scope, scope: Scope) -> bool:
    """Whether a comparison stays inside the related row: its table, or one that only its own links reach."""
    table, dot, _ = against.partition(".")
    return not dot or table == inner.base or (table in inner.paths and table not in scope.paths)


def _test(word: str, raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> list[Node]:
    ref = scope.ref(word, place)
    if ref is None:
        return []
    column = scope.column(ref, place)
    if column is None:
        return []
    operation, value = _operation(raw, scope, place)
    if operation is None:
        return []
    since = Ref(ref.table, column.since) if column.since and operation != "known" else None
    checked = _value(operation, value, column, scope, place)
    if checked is None:
        return []
    return [Test(ref, operation, checked[0], scope.clause(place), since)]


def _operation(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> tuple[str | None, AnyValue]:
    if isinstance(raw, dict):
        if len(raw) != 1 or next(iter(raw)) not in OPERATIONS:
            words = ", ".join(str(word) for word in raw)
            scope.problem(place, f"'{words}' is not one comparison.", did_you_mean(words, OPERATIONS))
            return None, None
        operation, value = next(iter(raw.items()))
        if operation == "not":
            return "not_in", value if isinstance(value, list) else [value]
        return operation, value
    if isinstance(raw, list):
        return "in", raw
    return "is", raw


def _value(operation: str, value: AnyValue, column: Column, scope: Scope,
           place: tuple[str | int, ...]) -> tuple[AnyValue] | None:
    """The checked value, in a tuple so that False can be told from a problem."""
    if operation == "known":
        if not isinstance(value, bool):
            scope.problem(place, f"known: '{value}' should be true or false.")
            return None
        return (value,)
    if operation in REF_COMPARISONS:
        other = scope.ref(str(value), place)
        return None if other is None else (other,)
    if operation in MOMENT_COMPARISONS:
        if not column.is_moment:
            scope.problem(place, f"'{operation}' compares moments, and this column is {column.type}.")
            return None
        return _moment_to_compare(value, scope, (*place, operation))
    if operation in COMPARISONS:
        if column.type not in ("int", "num") or isinstance(value, bool) or not isinstance(value, int | float):
            scope.problem(place, f"'{operation}: {value}' compares numbers, and this column is {column.type}.")
            return None
        return (value,)
    values = value if isinstance(value, list) else [value]
    if column.is_moment:
        scope.problem(place, "a moment cannot equal a value.", "Use known, before or after.")
        return None
    if not values:
        scope.problem(place, "the list of values is empty.")
        return None
    converted = [_literal(item, column, scope, place) for item in values]
    if any(item is None for item in converted):
        return None
    return (tuple(converted),) if operation in ("in", "not_in") else (converted[0],)


def _moment_to_compare(value: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> tuple[Ref | Later] | None:
    """`table.column`, or {moment: table.column, plus: LENGTH}."""
    later = isinstance(value, dict)
    if later and set(value) != {"moment", "plus"}:
        scope.problem(place, "is not a moment to compare with.", "Write table.column, or {moment: table.column, plus: 30 minutes}.")
        return None
    ref = scope.ref(str(value["moment"] if later else value), place)
    if ref is None or scope.column(ref, place, moment=True) is None:
        return None
    if not later:
        return (ref,)
    plus = literal_length(value["plus"], scope, (*place, "plus"))
    if plus is not None and plus.elapsed is None:
        scope.problem((*place, "plus"), f"'{plus}' cannot be added to a moment in a condition.",
                      "Write seconds, minutes or hours, without days left out.")
        return None
    return None if plus is None else (Later(ref, plus),)


def _literal(value: AnyValue, column: Column, scope: Scope, place: tuple[str | int, ...]) -> AnyValue:
    if column.type == "bool":
        if not isinstance(value, bool):
            scope.problem(place, f"'{value}' should be true or false.")
            return None
        return value
    if column.type in ("int", "num"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            scope.problem(place, f"'{value}' should be a number.")
            return None
        return value
    text = str(value)
    if column.type == "enum" and text not in (column.values or []):
        scope.problem(place, f"'{text}' is not a value of this column.", did_you_mean(text, column.values or []))
        return None
    return text


def moment_node(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> MomentNode | None:
    """`table.column`, {first|last: related rows} or {earliest|latest: [...]}. None, with a problem, if neither."""
    if isinstance(raw, str):
        ref = scope.ref(raw, place)
        if ref is None or scope.column(ref, place, moment=True) is None:
            return None
        return ColumnMoment(ref)
    if isinstance(raw, dict) and len(raw) == 1:
        word, value = next(iter(raw.items()))
        here = (*place, word)
        if word in ("first", "last"):
            block = scope.block(model.Related, value, here)
            rows = related(block, scope, here, value) if block else None
            if rows is None:
                return None
            if rows.at is None:
                scope.problem(here, f"'{rows.frame.base}' has no moment of its own.", "Add `at: column`.")
                return None
            if rows.correlations:
                scope.problem(here, "first/last cannot compare their rows with the duty.", "Only a proof can.")
            return RelatedMoment(rows, word == "last")
        if word in ("earliest", "latest") and isinstance(value, list) and value:
            parts = [moment_node(item, scope, (*here, index)) for index, item in enumerate(value)]
            return ManyMoments(tuple(part for part in parts if part is not None), word == "latest")
    scope.problem(place, "is not a moment.", "Write table.column, or first, last, earliest or latest.")
    return None


def length(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> Length | None:
    """A duration in words, or {column: table.column, unit: days}."""
    if isinstance(raw, dict):
        unit = COLUMN_UNITS.get(str(raw.get("unit")))
        if set(raw) != {"column", "unit"} or unit is None:
            units = "|".join(COLUMN_UNITS)
            scope.problem(place, "is not a length.", f"Write {{column: table.column, unit: {units}}}.")
            return None
        ref = scope.ref(str(raw["column"]), place)
        column = scope.column(ref, place) if ref else None
        if ref is None or column is None:
            return None
        if column.type != "int":
            scope.problem(place, f"a length needs a whole-number column, and {ref} is {column.type}.")
        return ColumnLength(ref, unit)
    return literal_length(raw, scope, place)


def literal_length(raw: AnyValue, scope: Scope, place: tuple[str | int, ...]) -> Duration | None:
    try:
        found = duration(raw)
    except ValueError as error:
        scope.problem(place, f"{error}.")
        return None
    if found.leaving_out and found.leaving_out not in scope.day_sets:
        scope.problem(place, f"'{found.leaving_out}' is not a day set of the calendar.",
                      did_you_mean(found.leaving_out, scope.day_sets))
    return found
