"""One source into one table as SQL: clean text, then typed values, then what is wrong with the row.

Whole columns at a time; no row is touched by Python. The query reads a relation with `row_number_` and the source's
columns as c0, c1, ... and gives `row_number_`, what is wrong (`reason`, `column_`, `value`, all null where nothing
is), the row as JSON where something is wrong, and the table's columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from peelian.records.expressions import condition_sql, identifier, quoted, value_sql
from peelian.records.mapping import ColumnSource, Mapping, Source
from peelian.records.tables import LATEST, Column, Table
from peelian.records.times import UNREADABLE, MomentSql, moment_sql
from peelian.records.workbook_errors import ERRORS, UNREADABLE_VALUE
from peelian.records.workbooks import EXACT_WHOLE

VALUE_SHOWN = 200
_SEPARATOR = "chr(31)"
_BLANKS = "' \t\r\n\u00a0\ufeff'"
_YES = ("true", "t", "yes", "y", "1")
_NO = ("false", "f", "no", "n", "0")
_WHOLE_NUMBER = r"[+-]?\d{1,18}(\.0+)?"
_ROUNDED = r"[+-]?\d(\.\d+)?[eE]\+\d+"  # a long number as spreadsheets cut it short: other numbers are written alike
_ANY_ERROR = "|".join(re.escape(word) for word in ERRORS)
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"


@dataclass(frozen=True)
class SourceColumn:
    """A column as the source gives it: its name, and its type in SQL (VARCHAR for all text)."""

    name: str
    sql_type: str = "VARCHAR"

    @property
    def is_text(self) -> bool:
        return self.sql_type == "VARCHAR"


@dataclass(frozen=True)
class Unit:
    """One file, sheet or database table that feeds one table, with the choices that its mapping makes for it."""

    number: int
    label: str
    table: Table
    mapping: Mapping
    source: Source
    bindings: dict[str, ColumnSource]
    moments_are_utc: bool = False


@dataclass(frozen=True)
class Zones:
    """The zone of days and months (the service's own) and, by zone, the tables of days: one row, one column of its name."""

    days: dict[str, str]
    own: str

    def table(self, zone: str) -> str:
        return self.days[zone]


def typed_columns(table: Table) -> dict[str, str]:
    """Every column that an accepted row may have, with its SQL type; a moment has its companion beside it."""
    types = {"bool": "BOOLEAN", "int": "BIGINT", "num": "DOUBLE", "moment": "TIMESTAMP", "date": "TIMESTAMP"}
    found: dict[str, str] = {}
    for name, column in table.all_columns.items():
        found[name] = types.get(column.type, "VARCHAR")
        if column.is_moment:
            found[name + LATEST] = "TIMESTAMP"
    return found


def bound_columns(units: list[Unit]) -> list[str]:
    """The columns that any file of the units' table has, in the table's order."""
    named = {name for unit in units for name in unit.bindings}
    return [name for name in units[0].table.all_columns if name in named]


def conversion_sql(unit: Unit, columns: list[SourceColumn], relation: str, zones: Zones) -> str:
    """The query for one unit. `columns` are the relation's c0, c1, ... in order."""
    return _Conversion(unit, columns, zones).sql(relation)


@dataclass(frozen=True)
class _Fault:
    """SQL that is true where a row is to be set aside, and what is then said: why, of which column, with what value."""

    test: str
    reason: str
    column: str | None = None
    value: str | None = None


class _Conversion:
    def __init__(self, unit: Unit, columns: list[SourceColumn], zones: Zones):
        self.unit = unit
        self.columns = columns
        self._own_days = zones.table(zones.own)
        self._source_days = zones.table(zone_of(unit, zones.own))
        self.place = {column.name: index for index, column in enumerate(columns)}
        self.used: set[int] = set()
        self.targets = list(unit.bindings)
        self.moments: dict[int, MomentSql] = {}

    def sql(self, relation: str) -> str:
        texts = [f"{self._text(index)} AS t{index}" for index, name in enumerate(self.targets)
                 if not self._native(name)]
        rules = [condition_sql(rule.when, self._cleaned) for rule in self.unit.source.set_aside]
        for index, name in enumerate(self.targets):
            if self._column(name).is_moment:
                self.moments[index] = self._moment(index, name)
        cleaned = [f"{self._clean(index)} AS s{index}" for index in sorted(self.used)]
        # Days are one row of lists, which all moments share: a join for each would take memory for each.
        days = dict.fromkeys([self._own_days, self._source_days]) if self.moments else {}
        query = _select(["*", *cleaned], ", ".join([relation, *days]))
        query = _select(["*", *texts, *(f"{rule} AS rule{number}" for number, rule in enumerate(rules))], f"({query})")
        for step in range(max((len(moment.steps) for moment in self.moments.values()), default=0)):
            added = [f"{sql} AS {name}" for moment in self.moments.values() if step < len(moment.steps)
                     for name, sql in moment.steps[step].items()]
            query = _select(["*", *added], f"({query})")
        typed = [f"{self._typed(index)} AS v{index}" for index in range(len(self.targets))
                 if index not in self.moments]
        query = _select(["*", *typed], f"({query})")
        faults = self._faults()
        tests = " ".join(f"WHEN {fault.test} THEN {number}" for number, fault in enumerate(faults, 1))
        values = " ".join(f"WHEN {number} THEN {fault.value}" for number, fault in enumerate(faults, 1) if fault.value)
        # The number of the first fault, and words by number: an arm that makes words takes memory in every thread.
        query = _select(["*", f"CASE {tests} END AS wrong" if faults else "CAST(NULL AS INTEGER) AS wrong"], f"({query})")
        return _select(["row_number_", f"{_words(fault.reason for fault in faults)}[wrong] AS reason_",
                        f"{_words(fault.column for fault in faults)}[wrong] AS column_",
                        f"substr(CASE wrong {values} END, 1, {VALUE_SHOWN}) AS value_" if values else "CAST(NULL AS VARCHAR) AS value_",
                        f"CASE WHEN wrong IS NOT NULL THEN {self._record()} END AS record_", *self._results()],
                       f"({query})")

    def _column(self, name: str) -> Column:
        column = self.unit.table.column(name)
        assert column is not None, f"{name} was checked to be a column of {self.unit.table.table}"
        return column

    def _cleaned(self, name: str) -> str:
        """The text of a source column, trimmed, null where it is blank."""
        index = self.place[name]
        self.used.add(index)
        return f"s{index}"

    def _clean(self, index: int) -> str:
        column = self.columns[index]
        if column.is_text:
            # Trimming is dear, so only text that begins or ends with a blank, or beyond ASCII, is trimmed.
            edges = " OR ".join(f"{edge} < '!' OR {edge} > '~'" for edge in (f"c{index}", f"c{index}[-1]"))
            return f"CASE WHEN {edges} THEN nullif(trim(c{index}, {_BLANKS}), '') ELSE c{index} END"
        if column.sql_type in ("DOUBLE", "FLOAT"):  # a spreadsheet's or data frame's 17.0 is the number 17
            return (f"CASE WHEN abs(c{index}) <= {EXACT_WHOLE} AND c{index} = floor(c{index}) THEN CAST(CAST(c{index} AS BIGINT) "
                    f"AS VARCHAR) WHEN abs(c{index}) > {EXACT_WHOLE} AND isfinite(c{index}) "
                    f"THEN format('{{:.16e}}', CAST(c{index} AS DOUBLE)) ELSE CAST(c{index} AS VARCHAR) END")
        if column.sql_type.startswith("DECIMAL"):
            return f"regexp_replace(CAST(c{index} AS VARCHAR), '\\.0+$', '')"
        return f"nullif(trim(CAST(c{index} AS VARCHAR), {_BLANKS}), '')"

    def _native(self, name: str) -> str | None:
        """The column of the relation that already has the type that is wanted, so that no text is made of it."""
        given = self.unit.bindings[name]
        if given.column is None or given.values or given.others == "blank":
            return None
        place = self.place[given.column]
        kinds = _NATIVE.get(self._column(name).type, ())
        return f"c{place}" if self.columns[place].sql_type in kinds else None

    def _present(self, index: int) -> str:
        """SQL that is true where the source gives a value."""
        return f"{self._native(self.targets[index]) or f't{index}'} IS NOT NULL"

    def _shown(self, index: int) -> str:
        """The value as text, to be shown where it is wrong."""
        native = self._native(self.targets[index])
        return f"CAST({native} AS VARCHAR)" if native else f"t{index}"

    def _text(self, index: int) -> str:
        name = self.targets[index]
        given = self.unit.bindings[name]
        if given.column is not None:
            text = self._cleaned(given.column)
        elif given.expression is not None:
            text = f"nullif(trim({value_sql(given.expression, self._cleaned, names_a_row=self._is_key(name))}), '')"
        elif given.hash_of is not None:
            return self._hashed(given.hash_of)
        elif given.row_number:
            return f"{quoted(self.unit.label)} || ':' || row_number_"
        else:
            return "CAST(NULL AS VARCHAR)" if given.constant is None else quoted(word_of(given.constant))
        nulls = self.unit.mapping.null_words if given.null_words is None else given.null_words
        if nulls:
            text = f"CASE WHEN {text} IN ({', '.join(quoted(word) for word in nulls)}) THEN NULL ELSE {text} END"
        if not given.values and given.others == "keep":
            return text
        arms = " ".join(f"WHEN {quoted(word)} THEN " + ("NULL" if value is None else quoted(word_of(value)))
                        for word, value in given.values.items())
        others = text if given.others == "keep" else "CAST(NULL AS VARCHAR)"
        return f"CASE {text} {arms} ELSE {others} END" if arms else others

    def _hashed(self, columns: list[str] | str) -> str:
        names = [column.name for column in self.columns] if columns == "all" else list(columns)
        parts = ", ".join(f"coalesce({self._cleaned(name)}, '')" for name in names)
        return f"md5(concat_ws({_SEPARATOR}, {parts}))"

    def _moment(self, index: int, name: str) -> MomentSql:
        given = self.unit.bindings[name]
        native = self._native(name)
        latest = self.place.get(given.column + LATEST) if given.column is not None else None
        companion = None
        if latest is not None and self.columns[latest].sql_type == "TIMESTAMP" and self.unit.moments_are_utc:
            companion = f"c{latest}"
        precision_text = None
        if given.precision is not None and not isinstance(given.precision, str):
            precision_text = self._cleaned(given.precision.column)
        return moment_sql(index, given, self.unit.source, self._column(name).type == "date",
                          native=(native, self.columns[self.place[given.column or ""]].sql_type) if native else None,
                          companion=companion, precision_text=precision_text, utc=self.unit.moments_are_utc,
                          present=self._present(index), planned=self._column(name).planned,
                          own_days=self._own_days, source_days=self._source_days)

    def _typed(self, index: int) -> str:
        name = self.targets[index]
        column = self._column(name)
        native = self._native(name)
        text = f"t{index}"
        if column.type == "bool":
            yes, no = (", ".join(quoted(word) for word in words) for words in (_YES, _NO))
            return native or f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END"
        if column.type == "int":
            whole = f"TRY_CAST(regexp_replace({text}, '\\.0+$', '') AS BIGINT)"
            return (f"CAST({native} AS BIGINT)" if native else
                    f"CASE WHEN regexp_full_match({text}, '{_WHOLE_NUMBER}') THEN {whole} END")
        if column.type == "num":
            if native:
                return f"CASE WHEN isfinite(CAST({native} AS DOUBLE)) THEN CAST({native} AS DOUBLE) END"
            value = f"TRY_CAST({text} AS DOUBLE)"
            return f"CASE WHEN regexp_full_match({text}, '{_NUMBER}') AND isfinite({value}) THEN {value} END"
        if not self._is_key(name):
            return text
        # Identities of duties join keys with a bar, so a bar inside a key is escaped; and so is the sign of what is escaped, only in
        # keys that hold a bar or look as if they were escaped. Peelian's own records have been escaped.
        if self.unit.moments_are_utc:
            return f"replace({text}, '|', '%7C')"
        looks_so = " OR ".join(f"contains({text}, '{sign}')" for sign in ("|", "%7C", "%25"))
        return f"CASE WHEN {looks_so} THEN replace(replace({text}, '%', '%25'), '|', '%7C') ELSE {text} END"

    def _is_key(self, name: str) -> bool:
        return name in self.unit.table.key or self._column(name).link is not None

    def _faults(self) -> list[_Fault]:
        """What may be wrong with a row; the first that is decides."""
        found = [_Fault(f"rule{number}", rule.reason) for number, rule in enumerate(self.unit.source.set_aside)]
        found += [_Fault(f"NOT ({self._present(index)})", "missing key", name)
                  for index, name in enumerate(self.targets) if name in self.unit.table.key]
        for index, name in enumerate(self.targets):
            found += self._error_faults(index, name)
            found += [_Fault(test, reason, name, self._shown(index)) for test, reason in self._value_faults(index, name)]
        for rule in self.unit.table.row_rules:
            if rule.later in self.targets and rule.earlier in self.targets:
                later, earlier = (self.targets.index(one) for one in (rule.later, rule.earlier))
                found.append(_Fault(f"{self.moments[later].latest} < {self.moments[earlier].first}",
                                    f"{rule.later} is before {rule.earlier}", rule.later, self._shown(later)))
        return found

    def _value_faults(self, index: int, name: str) -> list[tuple[str, str]]:
        """Tests of one value, each with the reason to give where it is true."""
        column = self._column(name)
        if index in self.moments:
            return self.moments[index].wrong
        if column.type == "enum":
            text, allowed = self._shown(index), ", ".join(quoted(value) for value in column.values or [])
            return [(f"{text} IS NOT NULL AND {text} NOT IN ({allowed})", "value not allowed")]
        if column.type in _UNREADABLE:
            return [(f"{self._present(index)} AND v{index} IS NULL", _UNREADABLE[column.type])]
        if self.unit.bindings[name].hash_of is not None or self._native(name):
            return []
        text = f"t{index}"
        return [(f"(contains({text}, 'e+') OR contains({text}, 'E+')) AND regexp_full_match({text}, '{_ROUNDED}')", UNREADABLE_VALUE)]

    def _error_faults(self, index: int, name: str) -> list[_Fault]:
        """A spreadsheet's error is no value of any type, and no blank either, unless the mapping says what it means."""
        given, column = self.unit.bindings[name], self._column(name)
        nulls = self.unit.mapping.null_words if given.null_words is None else given.null_words
        words = ", ".join(quoted(word) for word in ERRORS if word not in nulls and word not in given.values)
        if self._native(name) or not words or (given.column is None and given.expression is None):
            return []
        if not given.values and (column.is_moment or column.type in _UNREADABLE):
            return []  # no time and no number is read from it anyway
        text = f"t{index}" if given.column is None else self._cleaned(given.column)
        # An expression makes one text of several, and a key that holds an error names no row.
        test = f"regexp_matches({text}, '{_ANY_ERROR}')" if given.expression and self._is_key(name) else f"{text} IN ({words})"
        if given.column is not None:  # few values begin so
            test = f"({text}[1] = '#' AND {test})"
        return [_Fault(test, _REASONS.get(column.type, UNREADABLE_VALUE), name, text)]

    def _record(self) -> str:
        fields = ", ".join(f"{quoted(column.name)}, c{index}" for index, column in enumerate(self.columns))
        return f"CAST(json_object({fields}) AS VARCHAR)"

    def _results(self) -> list[str]:
        found: list[str] = []
        for index, name in enumerate(self.targets):
            if index in self.moments:
                moment = self.moments[index]
                found.append(f"make_timestamp({moment.first}) AS {identifier(name)}")
                found.append(f"make_timestamp({moment.latest}) AS {identifier(name + LATEST)}")
            else:
                found.append(f"v{index} AS {identifier(name)}")
        return found


_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
_NATIVE = {"bool": ("BOOLEAN",), "int": _WHOLE, "num": (*_WHOLE, "FLOAT", "DOUBLE"), "moment": _TIMES, "date": _TIMES}
_UNREADABLE = {"bool": "unreadable yes or no", "int": "unreadable whole number", "num": "unreadable number"}
_REASONS = {**_UNREADABLE, "moment": UNREADABLE, "date": UNREADABLE, "enum": "value not allowed"}


def zone_of(unit: Unit, own: str) -> str:
    """The zone in which a unit writes local times."""
    return unit.source.zone or unit.mapping.zone or own


def word_of(value: object) -> str:
    """A YAML value as text of a source would say it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(words: Iterable[str | None]) -> str:
    """SQL of a list of words, to be looked up by number."""
    return f"CAST([{', '.join('NULL' if word is None else quoted(word) for word in words)}] AS VARCHAR[])"


def _select(what: list[str], origin: str) -> str:
    return f"SELECT {', '.join(what)} FROM {origin}"
