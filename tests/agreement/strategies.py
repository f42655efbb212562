"""Random standards and random small records over the lending library. Few values, so that they often collide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from peelian.clocks import LocalCalendar, duration, micros
from peelian.records.tables import LATEST, Column, Table

Draw = st.DrawFn
LONDON = ZoneInfo("Europe/London")
# Around the spring clock change of 2017 and Easter after it; midnights, and moments that repeat.
DAYS = [datetime(2017, 3, 24, tzinfo=LONDON) + timedelta(days=n) for n in (0, 1, 2, 3, 7, 8, 21, 24, 28, 31)]
FIRSTS = ["2017-03-25", "2017-03-27", "2017-04-01", "2017-04-24"]  # among them, at the start of a day
INSTANTS = sorted({micros(day + timedelta(hours=hours)) for day in DAYS for hours in (0, 10, 13)})
AGREED = [(micros(day), micros((day + timedelta(days=1)).astimezone(LONDON).replace(hour=0)) - 1) for day in DAYS]
EDITION = {"in_force": {"from": "2000-01-01"}, "authority": {"kind": "local", "cite": "Spec", "evidence": "local"}}
TEXTS = {"standard": ["spec-0", "spec-1"]}  # as standards are numbered here
NUMBERS = {"agreed_days": [0, 1, 7, 28], "value": [0.0, 1.5, 50.0], "amount": [0.0, 2.5]}
LINKS = {"member_id": "m", "loan_id": "l", "fine_id": "f", "clerk_id": "k", "by": "k", "charged_by": "k"}
KEYS = {"member": "m", "loan": "l", "fine": "f"}
REACH = {
    "loan": ["loan", "member"],
    "fine": ["fine", "loan", "member"],
    "reminder": ["reminder", "loan", "fine"],
    "pair": ["fine", "reminder"],
    "shift": ["shift"],
    "member": ["member"],
    "spot_check": ["spot_check"],
    "audit_answer": ["audit_answer", "loan", "member"],
}


def one_of(values: list[Any], *, never: int = 1) -> st.SearchStrategy[Any]:
    return st.sampled_from([*values, *[None] * never])


@st.composite
def moments(draw: Draw, name: str, column: Column, coarse: bool) -> dict[str, int | None]:
    if draw(st.integers(0, 5)) == 0:
        return {name: None}
    if column.type == "date":
        lo, hi = draw(st.sampled_from(AGREED))
        return {name: lo, name + LATEST: hi}
    lo = draw(st.sampled_from(INSTANTS))
    if coarse and draw(st.booleans()):
        lo, hi = draw(st.sampled_from(AGREED))
        return {name: lo, name + LATEST: hi}
    return {name: lo}


@st.composite
def rows(draw: Draw, name: str, table: Table, coarse: bool, most: int, crowded: bool = False) -> list[dict[str, Any]]:
    """crowded: every row is there, and all of them belong together."""
    found = []
    for index in range(most if crowded else draw(st.sampled_from([*range(1, most + 1), most, 0]))):
        row: dict[str, Any] = {}
        for word, column in table.columns.items():
            if [word] == table.key:
                row[word] = f"{KEYS.get(name, name[0])}{index}"
            elif column.is_moment:
                row.update(draw(moments(word, column, coarse)))
            elif column.type == "bool":
                row[word] = draw(one_of([True, False], never=0 if column.blank_means is not None else 1))
            elif column.type == "enum":
                row[word] = draw(one_of(list(column.values or [])))
            elif column.type in ("int", "num"):
                row[word] = draw(one_of(NUMBERS[word]))
            elif word in LINKS:
                row[word] = f"{LINKS[word]}0" if crowded and word in ("loan_id", "member_id", "fine_id") else draw(
                    one_of([f"{LINKS[word]}{n}" for n in range(3)]))
            else:
                row[word] = draw(one_of(TEXTS.get(word, ["north", "south"])))
        row["entered_at"] = draw(st.sampled_from(INSTANTS)) if draw(st.integers(0, 4)) == 0 else None
        row["force_code"] = draw(one_of(["town"]))
        found.append(row)
    return found


@st.composite
def records(draw: Draw, tables: dict[str, Table], *, coarse: bool | None = None) -> dict[str, list[dict[str, Any]]]:
    """Rows for every table of the lending library."""
    fine = draw(st.booleans()) if coarse is None else coarse
    crowded = draw(st.booleans())
    return {
        name: draw(rows(name, table, fine, 1 if crowded and name == "member" else 3 if name in KEYS else 4, crowded))
        for name, table in tables.items()
    }


@st.composite
def tests_of(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False) -> tuple[str, Any]:
    """One `table.column: test`. fixed: no column that is known only as extracted."""
    name = draw(st.sampled_from(REACH[table]))
    pool = [word for word, column in tables[name].columns.items() if not (fixed and column.as_extracted)]
    word = draw(st.sampled_from(pool))
    column = tables[name].columns[word]
    ref = f"{name}.{word}"
    if draw(st.integers(0, 1 if column.since else 5)) == 0:
        return ref, {"known": draw(st.booleans())}
    if column.is_moment:
        others = [
            f"{other}.{one}"
            for other in REACH[table]
            for one, found in tables[other].columns.items()
            if found.is_moment
        ]
        operation = draw(st.sampled_from(["before", "after", "on_or_before", "on_or_after"]))
        other = draw(st.sampled_from(others))
        plus = draw(st.sampled_from([None, None, "0 minutes", "3 hours", "24 hours"]))
        return ref, {operation: {"moment": other, "plus": plus} if plus else other}
    if column.type == "bool":
        return ref, draw(st.booleans())
    if column.type == "enum":
        values = list(column.values or [])
        return ref, draw(st.sampled_from([values[0], values[:2], {"not": values[0]}, {"not": values[:2]}]))
    if column.type in ("int", "num"):
        operation = draw(st.sampled_from(["at_least", "at_most", "more_than", "less_than"]))
        return ref, {operation: draw(st.sampled_from(NUMBERS[word]))}
    if word in LINKS:
        same = [
            f"{other}.{one}" for other in REACH[table] for one in tables[other].columns if LINKS.get(one) == LINKS[word]
        ]
        return ref, {draw(st.sampled_from(["same_as", "differs_from"])): draw(st.sampled_from(same))}
    return ref, draw(st.sampled_from(["north", ["north", "south"], {"not": "south"}]))


@st.composite
def conditions(
    draw: Draw, table: str, tables: dict[str, Table], depth: int = 2, *, fixed: bool = False
) -> dict[str, Any]:
    """A block of tests, with all, any, not and has inside it."""
    kind = draw(st.integers(0, 6)) if depth else 0
    if kind in (0, 1, 2):
        return dict(draw(st.lists(tests_of(table, tables, fixed=fixed), min_size=1, max_size=2)))
    if kind == 3:
        return {"not": draw(conditions(table, tables, depth - 1, fixed=fixed))}
    if kind == 6 and table in ("loan", "fine"):
        block: dict[str, Any] = draw(related(table, tables, fixed=fixed))
        return {"has": {**block, "at_least": draw(st.integers(1, 2))}}
    parts = draw(st.lists(conditions(table, tables, depth - 1, fixed=fixed), min_size=1, max_size=2))
    return {"all" if kind == 4 else "any": parts}


def _stays_inside(block: dict[str, Any]) -> bool:
    """Only a proof may compare a related row with the duty."""
    return not any(isinstance(value, dict) and {"same_as", "differs_from"} & set(value) for value in block.values())


@st.composite
def related(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False) -> dict[str, Any]:
    """Rows of another table that belong to a loan or a fine, or to the member whom only a fine's loan names."""
    record = draw(st.sampled_from(["reminder", "fine"] if table == "loan" else ["reminder", "reminder", "loan"]))
    block: dict[str, Any] = {"record": record}
    if table == "loan":
        block["same"] = "loan_id"
    elif record == "loan":
        block |= {"same": "member_id", **draw(st.sampled_from([{}, {"at": "agreed_on"}, {"at": "returned_at"}]))}
    elif draw(st.booleans()):
        block["about"] = "fine"
    else:
        block["same"] = draw(st.sampled_from(["loan_id", ["loan_id", "fine_id"]]))
    if record == "fine" and draw(st.integers(0, 2)) == 0:
        block["at"] = "waived_at"
    if draw(st.booleans()):
        where = draw(conditions(record, tables, 0, fixed=fixed).filter(_stays_inside))
        block["where"] = (
            {word.removeprefix(f"{record}."): value for word, value in where.items()} if draw(st.booleans()) else where
        )
    return block


@st.composite
def moment_words(draw: Draw, table: str, tables: dict[str, Table], depth: int = 1, *, fixed: bool = False) -> Any:
    """A moment of a loan, fine or reminder: a column, first or last of related rows, earliest or latest of several."""
    kind = draw(st.integers(0, 4)) if depth else 0
    if kind <= 2 or table not in ("loan", "fine"):
        pool = [
            f"{name}.{word}"
            for name in REACH[table]
            for word, column in tables[name].columns.items()
            if column.is_moment
        ]
        return draw(st.sampled_from(pool))
    if kind == 3:
        return {draw(st.sampled_from(["first", "last"])): draw(related(table, tables, fixed=fixed))}
    parts = draw(st.lists(moment_words(table, tables, depth - 1, fixed=fixed), min_size=1, max_size=2))
    return {draw(st.sampled_from(["earliest", "latest"])): parts}


LENGTHS = [
    "0 seconds",
    "90 minutes",
    "24 hours",
    "48 hours leaving out closed_days",
    "1 day",
    "7 days",
    "2 working days",
    "1 week",
    "1 month",
    "1 year",
    "3 days beginning with the day",
    "2 working days beginning with the day",
]
LEANING = [length for length in LENGTHS if duration(length).leans_on_days]
COLUMN_LENGTHS = [
    {"column": "loan.agreed_days", "unit": unit} for unit in ("minutes", "hours", "days", "weeks", "working days")
]
PAUSED = ["90 minutes", "24 hours", "1 day", "7 days", "1 week", "2 months", "1 month beginning with the day"]


@st.composite
def clocks(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False, given: list[str] | None = None) -> dict[str, Any]:
    """A clock of any shape but in_period. given: of these lengths alone."""
    starts = draw(moment_words(table, tables, fixed=fixed))
    shape = draw(st.sampled_from(["within", "every"] if given else ["within", "within", "every", "before", "by_date"]))
    clock: dict[str, Any] = {"starts": starts}
    if shape in ("before", "by_date"):
        clock[shape] = draw(moment_words(table, tables, fixed=fixed))
    else:
        paused = not given and draw(st.integers(0, 3)) == 0
        lengths = given or (PAUSED if paused else [*LENGTHS, *(COLUMN_LENGTHS if table in ("loan", "fine", "reminder") else [])])
        clock[shape] = draw(st.sampled_from(lengths))
        if draw(st.booleans()):
            clock["or"] = [
                {"when": draw(conditions(table, tables, 1, fixed=fixed)), shape: draw(st.sampled_from(lengths))}
            ]
        if paused:
            clock["paused_while"] = {
                "from": draw(moment_words(table, tables, 0)),
                "to": draw(moment_words(table, tables, 0)),
            }
    if shape != "every":
        extra = draw(st.sampled_from([{}, {}, {"never": True}, {"at_least": 2}]))
        clock.update(extra)
    return clock


@st.composite
def proofs(draw: Draw, table: str, tables: dict[str, Table], depth: int = 2, *, fixed: bool = False) -> dict[str, Any]:
    kind = draw(st.integers(0, 5)) if depth and table in ("loan", "fine") else 0
    if kind == 0 or (kind == 1 and depth == 1):
        return {"moment": draw(moment_words(table, tables, 1, fixed=fixed)), **draw(early())}
    if kind <= 3:
        block = draw(related(table, tables, fixed=fixed))
        if block["record"] != "loan" and draw(st.booleans()):
            against = draw(st.sampled_from(["holder"] if table == "loan" else ["fine.charged_by", "fine.charged_by", "holder"]))
            if against != "holder" or block.get("same") == "loan_id":
                tie = {draw(st.sampled_from(["differs_from", "same_as"])): against}
                block["where"] = {**block.get("where", {}), "by" if block["record"] == "reminder" else "charged_by": tie}
        return {**block, **draw(early())}
    word = "all" if kind == 4 and depth == 2 else "any"
    parts = st.lists(proofs(table, tables, 1 if word == "all" else 0, fixed=fixed), min_size=1, max_size=2)
    return {word: draw(parts)}


def early() -> st.SearchStrategy[dict[str, str]]:
    return st.sampled_from([{}, {}, {}, {"early": "counts"}])


@st.composite
def excuses(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False) -> dict[str, Any]:
    """An exception's condition, with or without its moment. One that counts records has to say."""
    when = draw(conditions(table, tables, draw(st.integers(0, 2)), fixed=fixed))
    said = draw(st.sampled_from([{}, {"known_later": True}, {"at": draw(moment_words(table, tables, 1, fixed=fixed))}]))
    return {"when": when, **(said or ({"known_later": True} if "'at_least': 2" in str(when) else {}))}


@st.composite
def exceptions(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False) -> list[dict[str, Any]]:
    return [{"reason": f"reason {n}", **draw(excuses(table, tables, fixed=fixed))} for n in range(draw(st.integers(1, 2)))]


@st.composite
def ends(draw: Draw, table: str, tables: dict[str, Table], *, fixed: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "reason": f"end {n}",
            "at": draw(moment_words(table, tables, 1, fixed=fixed)),
            **({"when": draw(conditions(table, tables, 1, fixed=fixed))} if draw(st.booleans()) else {}),
        }
        for n in range(draw(st.integers(1, 2)))
    ]


def steps(table: str, tables: dict[str, Table], *, fixed: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A proof of one thing: such a one goes with every clock."""
    return proofs(table, tables, 1, fixed=fixed)


@st.composite
def standards(draw: Draw, tables: dict[str, Table], *, fixed: bool = False, lengths: list[str] | None = None) -> dict[str, Any]:
    """A duty standard as a file would hold it, of any shape that the grammar has."""
    head: dict[str, Any] = {"id": "spec", "title": "Spec", "theme": "spec", "why": "Spec.", "owed_by": "clerk"}
    kind = draw(st.integers(0, 8))
    if kind == 0:
        record, per, proof, own = draw(st.sampled_from([
            ("shift", "clerk_id", "spot_check", {"whole": True}), ("fine", "loan_id", "reminder", {"way": "call"})]))
        where = {"where": draw(conditions(record, tables, 1, fixed=fixed))} if draw(st.booleans()) else {}
        clock = {"in_period": True, **draw(st.sampled_from([{}, {"at_least": 2}, {"never": True}]))}
        return {
            **head,
            "each": {"record": record, "period": "month", "per": per, **where},
            "proof": {"record": proof, "same": per, "where": own if draw(st.booleans()) else {}},
            "editions": [{**EDITION, "clock": clock}],
        }
    table = draw(st.sampled_from(["loan", "loan", "fine", "reminder"]))
    each: Any = table
    if kind == 1:
        table = "loan"
        each = {
            "record": "loan",
            "nth": draw(st.sampled_from([2, 2, 3])),
            "within": draw(st.sampled_from(["7 days", "1 month", "24 hours", "2 working days"])),
            "per": draw(st.sampled_from(["member_id", "member_id", "branch"])),
            **({"where": draw(conditions("loan", tables, 1, fixed=fixed))} if draw(st.booleans()) else {}),
        }
    elif kind == 2:
        table, each = "pair", ["fine", "reminder"]
        head["subject"] = "loan"
    elif table == "fine" and draw(st.booleans()):
        head["subject"] = "loan"
    if draw(st.integers(0, 2)) == 0:
        head["where"] = draw(conditions(table, tables, fixed=fixed))
    if draw(st.booleans()):
        head["excused_when"] = draw(exceptions(table, tables, fixed=fixed))
    if draw(st.booleans()):
        head["ends_when"] = draw(ends(table, tables, fixed=fixed))
    if draw(st.integers(0, 3)) == 0:
        head["risk"] = draw(st.sampled_from(["high", "low"]))
    if draw(st.integers(0, 3)) == 0:
        head["risk_when"] = [{"when": draw(conditions(table, tables, 1, fixed=fixed)), "level": "high"}]
    clock = draw(clocks(table, tables, fixed=fixed, given=lengths))
    editions = [{**EDITION, "clock": clock}]
    if draw(st.integers(0, 3)) == 0:  # a first edition that what recurs may have begun before
        editions = [{**EDITION, "in_force": {"from": draw(st.sampled_from(FIRSTS))}, "clock": clock}]
    elif draw(st.integers(0, 3)) == 0:
        later = draw(clocks(table, tables, fixed=fixed, given=lengths))
        own = {word: draw(made(table, tables, fixed=fixed)) for word, made in (
            ("where", conditions), ("proof", steps), ("excused_when", exceptions), ("ends_when", ends)) if draw(st.integers(0, 3)) == 0}
        editions = [
            {**EDITION, "in_force": {"from": "2017-01-01", "to": "2017-03-31"}, "clock": clock},
            {**EDITION, "in_force": {"from": "2017-04-01"}, "clock": later, **own},
        ]
    proof = draw(proofs(table, tables, fixed=fixed))
    if any(one["clock"].get("at_least", 1) > 1 for one in editions) and "all" in proof:
        proof = proof["all"][0]
    body: dict[str, Any] = {"each": each}
    if kind == 3:
        body = {
            "either": [
                {"each": table},
                {
                    **draw(st.sampled_from([{"each": "loan", "starts": "loan.lent_at"},
                                            {"each": "fine", "subject": "loan", "starts": "fine.charged_at"}])),
                    "proof": {"moment": "loan.returned_at"},
                    "where": draw(conditions("loan", tables, 1, fixed=fixed)),
                    "excused_when": [],
                    "ends_when": [],
                },
            ]
        }
        if table != "loan":
            body = {"each": each}
    return {**head, **body, "proof": proof, "editions": editions}


def calendars(whole: LocalCalendar) -> st.SearchStrategy[LocalCalendar]:
    """The whole calendar, or only some of its days, so that clocks run out of it."""
    around = [day.date() for day in DAYS]

    def cut(ends: list[date]) -> LocalCalendar:
        return LocalCalendar(whole.zone, [day for day in whole.days if ends[0] <= day.day <= ends[-1]], whole.spoken_sets)

    return st.one_of(st.just(whole), st.lists(st.sampled_from(around), min_size=2, max_size=2).map(sorted).map(cut))


def run_moments() -> st.SearchStrategy[int]:
    """When everything is over, as often as when it is not: before most things happen there is little to judge."""
    return st.one_of(st.just(micros(datetime(2017, 9, 1, tzinfo=UTC))), st.sampled_from(INSTANTS[len(INSTANTS) // 4:]))
