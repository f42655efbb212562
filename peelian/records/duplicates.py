"""Rows that are alike in everything, and rows that share a key: which of them is kept, as far as was known at the run's moment.

Rows of one key may be versions of one record, entered one after another. A run for a past moment chooses among those
that were known then, so that its ledger is the one that the records of that day would have given.
"""

from __future__ import annotations

import duckdb

from peelian.records.accounting import EXACT_DUPLICATE, NOT_YET_KNOWN, OTHER_FORCE
from peelian.records.conversion import Unit, bound_columns, typed_columns
from peelian.records.expressions import identifier, quoted
from peelian.records.mapping import Duplicates
from peelian.records.seen import ENTERED, row_seen
from peelian.records.tables import LATEST

FEW_REFUSED = 1_000_000
FORCE = "force_code"
_PLACE = "(CAST(t.unit_ AS BIGINT) << 40) + t.row_number_"  # orders rows by file, then by row
_TOO_MANY = {
    "keep_newest": "row_number() OVER (PARTITION BY key_ ORDER BY order_ DESC NULLS LAST, unit_, row_number_) > 1",
    "keep_first": "row_number() OVER (PARTITION BY key_ ORDER BY order_ NULLS LAST, unit_, row_number_) > 1",
    "keep_last": "row_number() OVER (PARTITION BY key_ "
                 "ORDER BY order_ DESC NULLS LAST, unit_ DESC, row_number_ DESC) > 1",
    "set_aside_all": "count(*) OVER (PARTITION BY key_) > 1",
}
_RULE_WORDS = {
    "keep_newest": "of rows that share a key but differ, the newest is kept",
    "keep_first": "of rows that share a key but differ, the first is kept",
    "keep_last": "of rows that share a key but differ, the last is kept",
    "set_aside_all": "rows that share a key but differ are all set aside",
}


def mark_duplicates(connection: duckdb.DuckDBPyConnection, units: list[Unit], rule: Duplicates, as_at: int | None) -> None:
    """Give rows that share a key, or are alike in everything, their reason; the rest stay as they are.

    as_at: the run's moment in microseconds (UTC); None where there is none, so that all rows are known.
    """
    table = units[0].table
    typed = identifier("typed " + table.table)
    bound = bound_columns(units)
    made = [key for key in table.key if any(unit.bindings[key].row_number for unit in units)]
    content = [identifier(name) for name in typed_columns(table)
               if name.removesuffix(LATEST) in bound and name not in made]
    same = content if made else [identifier(key) for key in table.key]
    if made and rule.exact == "keep":
        return
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shared AS SELECT {', '.join(same)} FROM {typed} "
                       f"WHERE reason_ IS NULL GROUP BY {', '.join(same)} HAVING count(*) > 1")
    if not connection.execute("SELECT count(*) FROM shared").fetchall()[0][0]:
        return
    matches = " AND ".join(f"t.{name} IS NOT DISTINCT FROM shared.{name}" for name in same)
    key = ", ".join(f"t.{identifier(name)}" for name in table.key if name not in made) or "0"
    exact = "md5(CAST(row({}) AS VARCHAR))".format(", ".join(f"t.{name}" for name in content))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE alike AS SELECT t.unit_, t.row_number_, concat_ws('|', {key}) AS key_, "
        f"{_order(units, rule)} AS order_, {exact} AS exact_, {_PLACE} AS place_, {_later(units, as_at)} AS later_, "
        f"{f't.{FORCE}' if FORCE in bound else 'CAST(NULL AS VARCHAR)'} AS force_ "
        f"FROM {typed} AS t SEMI JOIN shared ON {matches} WHERE t.reason_ IS NULL")
    connection.execute("CREATE OR REPLACE TEMP TABLE refused "
                       "(unit_ INTEGER, row_number_ BIGINT, reason_ VARCHAR, key_ VARCHAR)")
    if rule.exact == "set_aside":
        # By groups and not by windows: millions of rows may be alike, and a window holds all of them at once.
        connection.execute("CREATE OR REPLACE TEMP TABLE firsts AS SELECT min(place_) AS place_ FROM alike "
                           "GROUP BY key_, exact_")
        connection.execute("INSERT INTO refused SELECT unit_, row_number_, ?, key_ FROM alike "
                           "ANTI JOIN firsts USING (place_)", [EXACT_DUPLICATE])
        connection.execute("CREATE OR REPLACE TEMP TABLE alike AS SELECT * FROM alike SEMI JOIN firsts USING (place_)")
    if not made:
        _refuse_keys(connection, rule)
    fields = ", ".join(f"{quoted(name)}, t.{identifier(name)}" for name in bound)
    told = {"reason_": "refused.reason_", "column_": quoted(", ".join(table.key)), "value_": "refused.key_",
            "record_": f"CAST(json_object({fields}) AS VARCHAR)"}
    same_row = "t.unit_ = refused.unit_ AND t.row_number_ = refused.row_number_"
    if connection.execute("SELECT count(*) FROM refused").fetchall()[0][0] <= FEW_REFUSED:
        changes = ", ".join(f"{name} = {value}" for name, value in told.items())
        connection.execute(f"UPDATE {typed} AS t SET {changes} FROM refused WHERE {same_row}")
        return
    # An update keeps each row that it changes in memory; a table that is written anew does not.
    changes = ", ".join(f"CASE WHEN refused.reason_ IS NULL THEN t.{name} ELSE {value} END AS {name}"
                        for name, value in told.items())
    connection.execute(f"CREATE OR REPLACE TABLE {typed} AS SELECT t.* REPLACE ({changes}) FROM {typed} AS t "
                       f"LEFT JOIN refused ON {same_row}")


def _refuse_keys(connection: duckdb.DuckDBPyConnection, rule: Duplicates) -> None:
    """Of the rows in `alike` that share a key, refuse all but the one to keep. What was not known yet displaces nothing.

    Rows of two forces are two records, and what links to the key may mean either: none of them can be used.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE crowded AS SELECT key_ FROM alike GROUP BY key_ "
                       "HAVING count(*) > 1 AND bool_or(later_)")
    connection.execute("INSERT INTO refused SELECT unit_, row_number_, ?, key_ FROM alike "
                       "SEMI JOIN crowded USING (key_) WHERE later_", [NOT_YET_KNOWN])
    connection.execute("CREATE OR REPLACE TEMP TABLE alike AS SELECT * FROM alike WHERE NOT later_")
    connection.execute("CREATE OR REPLACE TEMP TABLE crowded AS SELECT key_ FROM alike GROUP BY key_ "
                       "HAVING min(force_) <> max(force_)")
    connection.execute("INSERT INTO refused SELECT unit_, row_number_, ?, key_ FROM alike "
                       "SEMI JOIN crowded USING (key_)", [OTHER_FORCE])
    connection.execute("INSERT INTO refused SELECT unit_, row_number_, ?, key_ FROM alike ANTI JOIN crowded USING (key_) "
                       f"QUALIFY {_TOO_MANY[rule.same_key]}", [rule.reason])


def _order(units: list[Unit], rule: Duplicates) -> str:
    """SQL of what orders rows that share a key; NULL where only their places do."""
    bound, happened = bound_columns(units), units[0].table.happened
    by = _ordered_by(units, rule)
    if by == ENTERED and happened in bound and happened:
        return f"coalesce(t.{ENTERED}, t.{identifier(happened)})"  # a blank: it was entered when it happened
    return f"t.{identifier(by)}" if by else "NULL"


def _ordered_by(units: list[Unit], rule: Duplicates) -> str | None:
    by = rule.by or (ENTERED if rule.same_key == "keep_newest" else None)
    return by if by in bound_columns(units) else None


def _later(units: list[Unit], as_at: int | None) -> str:
    """SQL that is true of a row that the run does not see, for it happened or was entered after the run's moment."""
    seen = row_seen(units[0].table, bound_columns(units), as_at, "t.")
    return "false" if seen == "true" else f"NOT ({seen})"


def rule_words(rule: Duplicates, units: list[Unit], as_at: int | None) -> str:
    """What becomes of such rows, in words."""
    exact = "exact duplicates are set aside" if rule.exact == "set_aside" else "exact duplicates are kept"
    by = _ordered_by(units, rule)
    same_key = "keep_first" if rule.same_key == "keep_newest" and by is None else rule.same_key
    known = "; what was not known at the run's moment displaces nothing" if _later(units, as_at) != "false" else ""
    return f"{exact}; {_RULE_WORDS[same_key]}{f' by {by}' if by else ''}{known}"
