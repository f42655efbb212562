"""Random standards that count records: ratios, headcounts and audits over the lending library."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from peelian.records.tables import Table
from tests.agreement.strategies import EDITION, REACH, conditions, moment_words

Draw = st.DrawFn
HEAD = {"title": "Spec", "theme": "spec", "why": "Spec."}
KINDS = ("text", "enum", "bool", "id")  # what counts may be broken down by


def columns(table: str, tables: dict[str, Table], kinds: tuple[str, ...]) -> list[str]:
    return [f"{name}.{word}" for name in REACH[table] for word, column in tables[name].columns.items() if column.type in kinds]


@st.composite
def counts(draw: Draw, tables: dict[str, Table], *, table: str | None = None) -> dict[str, Any]:
    """Rows of a table, or of two linked ones, that are counted."""
    table = table or draw(st.sampled_from(sorted(REACH)))
    block: dict[str, Any] = {"each": ["fine", "reminder"] if table == "pair" else table}
    if draw(st.booleans()):
        block["where"] = draw(conditions(table, tables, 1))
    if draw(st.booleans()):
        block["month"] = draw(moment_words(table, tables))
    if (numbers := columns(table, tables, ("int", "num"))) and draw(st.booleans()):
        block["value"] = draw(st.sampled_from(numbers))
    if draw(st.booleans()):
        block["category"] = draw(st.sampled_from(columns(table, tables, KINDS)))
    return block


@st.composite
def indicators(draw: Draw, tables: dict[str, Table]) -> dict[str, Any]:
    table = draw(st.sampled_from(sorted(REACH)))
    below = draw(counts(tables, table=table))
    if draw(st.booleans()):
        return {"basis": "period", "denominator": below, "numerator": draw(counts(tables))}
    part: dict[str, Any] = {"where": draw(conditions(table, tables, 1))}
    if draw(st.booleans()):
        part["category"] = draw(st.sampled_from(columns(table, tables, KINDS)))
    return {"basis": "cohort", "denominator": below, "numerator": part}


@st.composite
def audits(draw: Draw, tables: dict[str, Table]) -> dict[str, Any]:
    where = draw(st.sampled_from([{}, {"loan.thing": ["book", "film"]}, {"loan_id": {"known": True}}]))
    population = draw(counts(tables).filter(lambda one: isinstance(one["each"], str) and len(tables[one["each"]].key) == 1))
    each = population["each"]
    same = {} if each == "loan" else {"same": {"loan_id": f"{each}.{tables[each].key[0]}"}}
    return {"population": population, "question": draw(st.sampled_from(["north", "south"])),
            "answers": {"record": "audit_answer", **same, **({"where": where} if where else {})}}


@st.composite
def counting(draw: Draw, tables: dict[str, Table]) -> dict[str, Any]:
    """A standard of any kind but a duty, as a file would hold it."""
    kind = draw(st.sampled_from(["indicator", "capacity", "audit"]))
    body = {"indicator": indicators(tables), "audit": audits(tables),
            "capacity": st.fixed_dictionaries({"held": counts(tables), "needed": counts(tables)})}[kind]
    editions = [EDITION]
    if draw(st.integers(0, 2)) == 0:
        editions = [{**EDITION, "in_force": days} for days in ({"from": "2017-01-01", "to": "2017-03-31"}, {"from": "2017-04-01"})]
    found = draw(body)
    if found.get("basis") == "cohort" and draw(st.booleans()):
        each = found["denominator"]["each"]
        editions = [{**editions[0], "where": draw(conditions(each if isinstance(each, str) else "pair", tables, 1))}, *editions[1:]]
    return {"id": "spec", **HEAD, "kind": kind, kind: found, "editions": editions}


@st.composite
def checks(draw: Draw, tables: dict[str, Table], *, table: str | None = None) -> dict[str, Any]:
    """A count of records that a population missed: rows of a table, if one is given."""
    block = draw(counts(tables, table=table))
    return {"title": "missed", **{word: block[word] for word in ("each", "where", "month") if word in block}}
