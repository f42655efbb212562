"""Small expressions of a mapping, compiled to SQL: a closed grammar, so that a mapping can never run code.

    concat(trim([Crime ID]), '-', lower(Month))        first_of(Closed, [Date closed])
    if([Crime type] = 'Drugs', 'drugs', 'other')       substring(Reference, 1, 2)       year([Date reported])

Every value is text, and an empty one is null. A column is a bare word or stands in [brackets]; text stands in quotes.
concat() leaves blanks out; but of a key or a link a part that is blank leaves nothing, for else all such rows would be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from peelian.problems import did_you_mean

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|\[(?P<column>[^\]]+)\]|(?P<number>\d+)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>!=|[=(),]))"
)
_WORDS = {"and", "or", "not", "in", "is", "empty"}
MAXIMUM_LENGTH = 2_000
MAXIMUM_DEPTH = 20

ColumnSql = Callable[[str], str]


class ExpressionError(ValueError):
    """An expression that cannot be read; the text says what would mend it."""


def quoted(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class _Token:
    kind: str
    value: str


@dataclass(frozen=True)
class _Function:
    least: int
    most: int
    sql: Callable[[list[str]], str]


def _date_part(start: int, length: int) -> _Function:
    return _Function(1, 1, lambda given: f"nullif(substr({given[0]}, {start}, {length}), '')")


_FUNCTIONS: dict[str, _Function] = {
    "concat": _Function(1, 20, lambda given: "nullif(concat(" + ", ".join(given) + "), '')"),
    "coalesce": _Function(1, 20, lambda given: "coalesce(" + ", ".join(given) + ")"),
    "first_of": _Function(1, 20, lambda given: "coalesce(" + ", ".join(f"nullif(trim({one}), '')" for one in given)
                          + ")"),
    "lower": _Function(1, 1, lambda given: f"lower({given[0]})"),
    "upper": _Function(1, 1, lambda given: f"upper({given[0]})"),
    "trim": _Function(1, 1, lambda given: f"nullif(trim({given[0]}), '')"),
    "substring": _Function(2, 3, lambda given: f"nullif(substr({given[0]}, " + ", ".join(
        f"TRY_CAST({one} AS INTEGER)" for one in given[1:]) + "), '')"),
    "replace": _Function(3, 3, lambda given: f"replace({given[0]}, {given[1]}, {given[2]})"),
    "before": _Function(2, 2, lambda given: f"nullif(trim(split_part({given[0]}, {given[1]}, 1)), '')"),
    "after": _Function(2, 2, lambda given: f"nullif(trim(CASE WHEN contains({given[0]}, {given[1]}) THEN "
                       f"substr({given[0]}, strpos({given[0]}, {given[1]}) + length({given[1]})) END), '')"),
    "year": _date_part(1, 4),
    "month": _date_part(6, 2),
    "day": _date_part(9, 2),
    "hour": _date_part(12, 2),
    "minute": _date_part(15, 2),
}
FUNCTION_NAMES = (*_FUNCTIONS, "if")


def columns_of(text: str) -> list[str]:
    """The source columns that an expression or condition names, in order. Raises ExpressionError."""
    found: list[str] = []

    def note(name: str) -> str:
        found.append(name)
        return "NULL"

    _Parser(text, note).either()
    return list(dict.fromkeys(found))


def value_sql(text: str, column: ColumnSql, *, names_a_row: bool = False) -> str:
    """SQL of an expression that gives text. `column` gives the SQL of a source column. `names_a_row`: of a key or link."""
    return _Parser(text, column, names_a_row).whole_value()


def condition_sql(text: str, column: ColumnSql) -> str:
    """SQL of a condition that is always true or false, never null."""
    return _Parser(text, column).whole_condition()


class _Parser:
    def __init__(self, text: str, column: ColumnSql, names_a_row: bool = False):
        if len(text) > MAXIMUM_LENGTH:
            raise ExpressionError(f"is longer than {MAXIMUM_LENGTH} characters")
        self._tokens = _tokens(text)
        self._column = column
        self._names_a_row = names_a_row
        self._at = 0
        self._depth = 0

    def whole_value(self) -> str:
        return self._finished(self._value())

    def whole_condition(self) -> str:
        return self._finished(self._any())

    def either(self) -> str:
        try:
            return self.whole_value()
        except ExpressionError as as_value:
            self._at = self._depth = 0
            try:
                return self.whole_condition()
            except ExpressionError as as_condition:
                better = as_value if "is not a function" in str(as_value) else as_condition
                raise better from None

    def _finished(self, sql: str) -> str:
        if self._at < len(self._tokens):
            raise ExpressionError(f"'{self._tokens[self._at].value}' is not expected there")
        return sql

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _Token("end", "the end")

    def _take(self, kind: str | None = None, value: str | None = None) -> _Token:
        token = self._peek()
        if (kind and token.kind != kind) or (value and token.value.lower() != value):
            raise ExpressionError(f"{value or 'a ' + str(kind)} is expected before {token.value}")
        self._at += 1
        return token

    def _is(self, value: str) -> bool:
        token = self._peek()
        return token.kind in ("word", "sign") and token.value.lower() == value

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise ExpressionError(f"is nested deeper than {MAXIMUM_DEPTH} brackets")

    def _any(self) -> str:
        parts = [self._all()]
        while self._is("or"):
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"

    def _all(self) -> str:
        parts = [self._test()]
        while self._is("and"):
            self._take()
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else "(" + " AND ".join(parts) + ")"

    def _test(self) -> str:
        self._deeper()
        try:
            if self._is("not"):
                self._take()
                return f"(NOT {self._test()})"
            if self._is("("):
                self._take()
                inner = self._any()
                self._take("sign", ")")
                return inner
            return self._comparison(self._value())
        finally:
            self._depth -= 1

    def _comparison(self, left: str) -> str:
        if self._is("is"):
            self._take()
            negated = self._is("not")
            if negated:
                self._take()
            self._take("word", "empty")
            empty = f"(coalesce({left}, '') = '')"
            return f"(NOT {empty})" if negated else empty
        if self._is("in"):
            self._take()
            values = ", ".join(self._arguments())
            return f"coalesce({left} IN ({values}), false)"
        if self._is("=") or self._is("!="):
            sign = self._take().value
            right = self._value()
            return f"({left} IS {'NOT ' if sign == '=' else ''}DISTINCT FROM {right})"
        raise ExpressionError(f"a test ('=', '!=', 'in (...)', 'is empty') is expected before {self._peek().value}")

    def _arguments(self) -> list[str]:
        self._take("sign", "(")
        given = [self._value()]
        while self._is(","):
            self._take()
            given.append(self._value())
        self._take("sign", ")")
        return given

    def _value(self) -> str:
        self._deeper()
        try:
            token = self._take()
            if token.kind in ("text", "number"):
                return quoted(token.value)
            if token.kind == "column":
                return self._column(token.value)
            if token.kind == "word" and token.value not in _WORDS:
                return self._call(token.value) if self._is("(") else self._column(token.value)
            raise ExpressionError(f"a column, a text in quotes or a function is expected at {token.value}")
        finally:
            self._depth -= 1

    def _call(self, name: str) -> str:
        if name.lower() == "if":
            return self._if()
        function = _FUNCTIONS.get(name.lower())
        if function is None:
            raise ExpressionError(f"'{name}' is not a function. {did_you_mean(name, FUNCTION_NAMES)}".rstrip(". "))
        given = self._arguments()
        if not function.least <= len(given) <= function.most:
            takes = f"{function.least} to {function.most}" if function.most > function.least else f"exactly {function.least}"
            raise ExpressionError(f"{name}() takes {takes} values, not {len(given)}")
        if self._names_a_row and name.lower() == "concat":
            return f"nullif(({' || '.join(given)}), '')"
        return function.sql(given)

    def _if(self) -> str:
        self._take("sign", "(")
        test = self._any()
        self._take("sign", ",")
        then = self._value()
        self._take("sign", ",")
        otherwise = self._value()
        self._take("sign", ")")
        return f"CASE WHEN {test} THEN {then} ELSE {otherwise} END"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(f"'{text[at:].strip()[:20]}' cannot be read; put text in quotes and columns with "
                                  "spaces in [brackets]")
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "text":
            mark = value[0]
            value = value[1:-1].replace(mark * 2, mark)
        tokens.append(_Token(kind, value.strip() if kind == "column" else value))
        at = match.end()
    if not tokens:
        raise ExpressionError("is empty")
    return tokens
