"""Times as text or as typed values into UTC, as SQL: how fine they are, and what clock changes do to them.

A moment becomes two whole numbers, microseconds since 1970 in UTC: the first and the last at which it can have been.
They are the same where it is exact. Days and months are those of the service's own zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from peelian.clocks import EARLIEST, LATEST_DAY
from peelian.records.expressions import quoted
from peelian.records.local_days import DAY_BEFORE_FIRST, HAPPENED_TWICE, NEVER_HAPPENED
from peelian.records.mapping import ColumnSource, PrecisionFrom, Source

EXACT, MINUTE, DAY, MONTH = 0, 1, 2, 3
OUTSIDE, ENDLESS = 8, 9  # of a time that is not kept: its year is out of range, or says "no end"
FINENESS = {"exact": EXACT, "second": EXACT, "minute": MINUTE, "day": DAY, "month": MONTH}
_OF_A_ZONE = r"([Zz]|[+-](0\d|1[0-3])(:?[0-5]\d)?|[+-]14(:?00)?)"  # no zone is further from UTC than 14 hours
_SHAPE = r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)? ?" + _OF_A_ZONE + r"?)?)?"
_OFFSET = f" ?{_OF_A_ZONE}$"
_MINUTE = 60_000_000
# A year in two digits read as %Y, or what a system writes for "never": no day of anyone's work.
_EARLIEST, _AFTER_LATEST = (f"TIMESTAMP '{day}'" for day in (EARLIEST, LATEST_DAY + timedelta(days=1)))
_NO_END = "TIMESTAMP '9999-01-01'"  # what is planned for that year is planned for no day
UNREADABLE = "unreadable time"
OUT_OF_RANGE = "year out of range"
TWICE = "local time that happened twice"
NEVER = "local time that never happened"
UNKNOWN_PRECISION = "unknown precision"


@dataclass
class MomentSql:
    """SQL of one moment: steps of named columns, each made from those before it, and what may be wrong."""

    first: str
    latest: str
    steps: list[dict[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)


def moment_sql(index: int, given: ColumnSource, source: Source, is_date: bool, *, native: tuple[str, str] | None,
               companion: str | None, precision_text: str | None, utc: bool, present: str, planned: bool,
               own_days: str, source_days: str) -> MomentSql:
    """The SQL of one moment column. Text is in t<index>; `native` is a source column of a time type, with that type.
    `present` is true where there is a value. `planned`: of a column in which a time may lie in the future.

    `companion` is a column that already holds the last possible moment. `own_days` and `source_days` are columns of
    `local_day_shapes`, for the zone of days and months and for the zone of the source's clock.
    """
    text = f"t{index}"
    if native is not None:
        column, kind = native
        known_utc = kind == "TIMESTAMP WITH TIME ZONE" or (utc and kind != "DATE")
        if known_utc and not is_date and given.precision is None:
            return _as_it_is(index, column, kind, companion, planned)
        if known_utc and companion is not None:
            return _as_it_is(index, column, kind, companion, planned)
        local = _naive(column, kind)
        written = str(DAY if kind == "DATE" else EXACT)
        steps: list[dict[str, str]] = []
        offset = "0" if known_utc else "CAST(NULL AS BIGINT)"
    else:
        formats = given.times or source.times or ["iso"]
        steps, local, written, offset = _text_steps(index, text, formats)
    return _in_utc(index, given, source, is_date, steps, local, written, offset, precision_text, present, planned, own_days,
                   source_days)


def _naive(column: str, kind: str) -> str:
    """A typed column as a plain timestamp. Going by whole numbers is far faster than a cast that knows zones."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(CASE WHEN isfinite({column}) THEN epoch_us({column}) END)"
    return f"TRY_CAST({column} AS TIMESTAMP)"  # days and milliseconds reach further than microseconds do


def _as_it_is(index: int, column: str, kind: str, companion: str | None, planned: bool) -> MomentSql:
    first, latest, naive = (f"m{index}_{name}" for name in ("first", "latest", "naive"))
    value = f"CASE WHEN {_in_range(naive)} THEN epoch_us({naive}) END"
    last = f"CASE WHEN {_in_range(naive)} THEN epoch_us(coalesce({companion}, {naive})) END" if companion else value
    steps = [{naive: _naive(column, kind)}, {first: value, latest: last}]
    return MomentSql(first, latest, steps, _unusable(f"{column} IS NOT NULL", naive, first, planned))


def _in_range(local: str) -> str:
    return f"{local} >= {_EARLIEST} AND {local} < {_AFTER_LATEST}"  # what is infinite is not


def _unusable(present: str, local: str, kept: str, planned: bool) -> list[tuple[str, str]]:
    """What may be wrong with a time that is not kept. In a column of what is planned the year 9999 says "no end", as a blank does."""
    no_end = f" AND {local} < {_NO_END}" if planned else ""
    return [(f"{present} AND ({local} IS NULL OR NOT isfinite({local}))", UNREADABLE),
            (f"{present} AND {kept} IS NULL{no_end}", OUT_OF_RANGE)]


def _text_steps(index: int, text: str, formats: list[str]) -> tuple[list[dict[str, str]], str, str, str]:
    """Steps that take an offset off the text, then SQL of the local time, of its fineness and of the offset."""
    tail, base, offset = (f"m{index}_{name}" for name in ("tail", "base", "offset"))
    may_have_offset = "iso" in formats or any(one.endswith("%z") for one in formats)
    if may_have_offset:
        steps = [{tail: f"CASE WHEN strlen({text}) > 12 THEN nullif(regexp_extract({text}, '{_OFFSET}', 1), '') END"},
                 {base: f"CASE WHEN {tail} IS NULL THEN {text} ELSE rtrim({text}[:-strlen({tail}) - 1]) END",
                  offset: f"CASE WHEN {tail} IN ('Z', 'z') THEN 0 "
                          f"WHEN {tail} IS NOT NULL THEN {_offset_sql(tail)} END"}]
    else:
        steps = [{base: text, offset: "CAST(NULL AS BIGINT)"}]
    local: list[str] = []
    written: list[str] = []
    for one in formats:
        if one == "iso":
            seldom = (f"CASE WHEN strlen({base}) = 7 THEN TRY_CAST({base} || '-01' AS TIMESTAMP) "
                      f"ELSE TRY_CAST(replace({base}, ',', '.') AS TIMESTAMP) END")
            local.append(f"CASE WHEN regexp_full_match({text}, '{_SHAPE}') "
                         f"THEN coalesce(TRY_CAST({base} AS TIMESTAMP), {seldom}) END")
            written.append(f"CASE WHEN strlen({base}) = 7 THEN {MONTH} WHEN strlen({base}) = 10 THEN {DAY} "
                           f"WHEN substr({base}, 17, 1) = ':' THEN {EXACT} ELSE {MINUTE} END")
        else:
            pattern = one.removesuffix("%z").rstrip()
            read = f"try_strptime({base}, {quoted(pattern)})"
            # Where more formats follow, one of them may know what a year in two digits means.
            local.append(f"CASE WHEN {read} >= {_EARLIEST} THEN {read} END" if "%Y" in one and len(formats) > 1 else read)
            written.append(str(_fineness_of_format(one)))
    if len(formats) == 1:
        return steps, local[0], written[0], offset
    arms = " ".join(f"WHEN {value} IS NOT NULL THEN {fine}" for value, fine in zip(local, written, strict=True))
    return steps, f"coalesce({', '.join(local)})", f"CASE {arms} END", offset


def _offset_sql(tail: str) -> str:
    """An offset such as +01:00 in microseconds east of UTC."""
    digits = f"replace({tail}[2:], ':', '')"
    minutes = f"(CAST({digits}[1:2] AS BIGINT) * 60 + coalesce(TRY_CAST({digits}[3:4] AS BIGINT), 0))"
    return f"CASE WHEN {tail}[1] = '-' THEN -{_MINUTE} ELSE {_MINUTE} END * {minutes}"


def _fineness_of_format(text: str) -> int:
    letters = set(text.replace("%-", "%").split("%")[i][:1] for i in range(1, len(text.replace("%-", "%").split("%"))))
    if letters & {"S", "f"}:
        return EXACT
    if "M" in letters:
        return MINUTE
    return DAY if letters & {"d", "e", "j"} else MONTH


def _in_utc(index: int, given: ColumnSource, source: Source, is_date: bool, steps: list[dict[str, str]], local: str,
            written: str, offset: str, precision_text: str | None, present: str, planned: bool,
            own_days: str, source_days: str) -> MomentSql:
    names = {name: f"m{index}_{name}" for name in ("local", "fine", "zone_offset", "given_local", "shift", "midnight",
                                                   "micros", "in_change", "instant", "first", "latest", "changed")}
    first, latest, fine, clock = names["first"], names["latest"], names["fine"], names["local"]
    stated, may_be_coarse = _stated(given, is_date, written, precision_text)
    steps = [*steps, {names["given_local"]: local, names["zone_offset"]: offset}]
    given_local = names["given_local"]
    # Why a time is not kept is told by how fine it is, so that what was given need not be kept beside it.
    told = (f"CASE WHEN isfinite({given_local}) AND {given_local} >= {_NO_END} THEN {ENDLESS} "
            f"WHEN isfinite({given_local}) AND NOT ({_in_range(given_local)}) THEN {OUTSIDE} ELSE {stated} END")
    steps.append({fine: told, clock: f"CASE WHEN {_in_range(given_local)} THEN {given_local} END"})
    if may_be_coarse:
        # A time with an offset, known to the day only: its day is the one in the service's own zone.
        day, instant = f"utc{index}", f"(epoch_us({clock}) - {names['zone_offset']})"
        steps.append({day: _shape_of_day(own_days, f"make_timestamp({instant})")})
        since_midnight = f"{instant} - {_midnight(f'make_timestamp({instant})')}"
        shifted = (f"make_timestamp({instant} + CASE WHEN {since_midnight} >= {day}.switch THEN {day}.after "
                   f"ELSE coalesce({day}.before, 0) END)")
        steps.append({names["shift"]: f"CASE WHEN {fine} >= {DAY} AND {names['zone_offset']} IS NOT NULL "
                                      f"THEN {shifted} ELSE {clock} END"})
        clock = names["shift"]
    own = theirs = f"own{index}"
    days = {own: _shape_of_day(own_days, clock)}
    if own_days != source_days:
        theirs = f"their{index}"
        days[theirs] = _shape_of_day(source_days, clock)
    steps.append({names["midnight"]: _midnight(clock), **days})
    ambiguous, impossible = given.ambiguous or source.ambiguous, given.impossible or source.impossible
    micros, midnight, in_change, instant = (names[name] for name in ("micros", "midnight", "in_change", "instant"))
    # Whatever is used twice is a step: each part of a formula takes memory of its own in every thread.
    steps.append({micros: f"epoch_us({clock}) - CASE WHEN {fine} = {MINUTE} THEN epoch_us({clock}) % {_MINUTE} ELSE 0 END"})
    steps.append({in_change: f"{micros} - {midnight} >= {theirs}.low AND {micros} - {midnight} < {theirs}.high"})
    in_change_offset = (f"CASE {theirs}.kind WHEN {HAPPENED_TWICE} THEN {theirs}."
                        f"{'after' if ambiguous == 'later' else 'before'} ELSE {theirs}.before END")
    steps.append({instant: f"{micros} - CASE WHEN {names['zone_offset']} IS NOT NULL THEN {names['zone_offset']} "
                           f"WHEN {in_change} THEN {in_change_offset} WHEN {micros} - {midnight} >= {theirs}.high "
                           f"THEN {theirs}.after ELSE coalesce({theirs}.before, 0) END"})
    day_first = f"{midnight} + coalesce({own}.starts, 0)"
    day_last = f"epoch_us(date_trunc('day', {clock}) + INTERVAL 1 DAY) + coalesce({own}.next_day, 0) - 1"
    month_first = f"epoch_us(date_trunc('month', {clock})) + coalesce({own}.month_starts, 0)"
    month_last = f"epoch_us(date_trunc('month', {clock}) + INTERVAL 1 MONTH) + coalesce({own}.next_month, 0) - 1"
    changed = names["changed"]
    steps.append({
        first: f"CASE {fine} WHEN {DAY} THEN {day_first} WHEN {MONTH} THEN {month_first} ELSE {instant} END",
        latest: f"CASE {fine} WHEN {DAY} THEN {day_last} WHEN {MONTH} THEN {month_last} "
                f"WHEN {MINUTE} THEN {instant} + {_MINUTE - 1} ELSE {instant} END",
        changed: f"CASE WHEN {fine} <= {MINUTE} AND {names['zone_offset']} IS NULL AND {in_change} "
                 f"THEN {theirs}.kind ELSE 0 END",
    })
    wrong = [(f"{present} AND {clock} IS NULL AND coalesce({fine}, 0) < {OUTSIDE}", UNREADABLE),
             (f"{present} AND {fine} {f'= {OUTSIDE}' if planned else f'>= {OUTSIDE}'}", OUT_OF_RANGE)]
    if isinstance(given.precision, PrecisionFrom):
        wrong.append((f"{present} AND {fine} IS NULL", UNKNOWN_PRECISION))
    if ambiguous == "set_aside":
        wrong.append((f"{changed} = {HAPPENED_TWICE}", TWICE))
    if impossible == "set_aside":
        wrong.append((f"{changed} = {NEVER_HAPPENED}", NEVER))
    return MomentSql(first, latest, steps, wrong)


def _shape_of_day(days: str, clock: str) -> str:
    """The shape of the day of a local time; null where the day is not among those known."""
    number = f"greatest(CAST({clock} AS DATE) - DATE '{DAY_BEFORE_FIRST}', 0)"  # below 0, lists count from their end
    return f"{days}.shapes[{days}.of[{number}]]"


def _midnight(clock: str) -> str:
    return f"epoch_us(date_trunc('day', {clock}))"


def _stated(given: ColumnSource, is_date: bool, written: str, precision_text: str | None) -> tuple[str, bool]:
    """SQL of how fine the value is, and whether a value with a time of day may be known to the day or month only."""
    least = DAY if is_date else EXACT
    if given.precision is None:
        return (f"greatest({written}, {least})" if least else written), is_date
    if isinstance(given.precision, str):
        fine = FINENESS[given.precision]
        if given.precision == "exact" and not is_date:
            return str(EXACT), False
        return f"greatest({written}, {max(fine, least)})", max(fine, least) >= DAY
    assert isinstance(given.precision, PrecisionFrom)

    def stated(name: str | None) -> str:
        """No time is finer than it is written, unless it is stated to be exact."""
        if name is None:
            return "NULL"
        return str(EXACT) if name == "exact" else f"greatest({written}, {FINENESS[name]})"

    arms = " ".join(f"WHEN {quoted(word)} THEN {stated(name)}" for word, name in given.precision.values.items())
    otherwise = stated(given.precision.otherwise)
    fine_sql = f"CASE {precision_text} {arms} ELSE {otherwise} END"
    return (f"greatest({fine_sql}, {least})" if least else fine_sql), True
