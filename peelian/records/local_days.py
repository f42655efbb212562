"""The local days of a zone as a table, so that local times become UTC by looking up their day and no guess.

Each day knows when it and its month begin in UTC, the offset it begins with, and, where the clocks change on it, the
stretch of local time that happens twice or never. Built from the zone database that Python itself uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    import pyarrow

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
DAY_BEFORE_FIRST = FIRST_DAY - timedelta(days=1)
NEVER_HAPPENED = 1
HAPPENED_TWICE = 2
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_STEP = 7 * _DAY
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone_problem(zone: str) -> str | None:
    """What is wrong with the name of a zone, or None."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"'{zone}' is not a time zone; write a name such as Europe/London or UTC"
    return None


@cache
def local_day_table(zone: str) -> pyarrow.Table:
    """Every local day from 1900 to 2100. `day` is a date; all other columns are int64, in microseconds.

    starts, next_day, month_starts, next_month: the first instants (UTC, since 1970) of the day, the next day, the
    month and the next month. before, after: the offsets east of UTC at the day's two ends. switch: the instant at
    which the clocks change on that day, else null. low, high: the stretch of local time that never happened
    (kind 1) or happened twice (kind 2) because of it; kind is 0 on other days.
    """
    import numpy
    import pyarrow

    stretches = _stretches(ZoneInfo(zone))
    begins, ends, offsets = (numpy.array([getattr(one, name) for one in stretches], dtype="int64")
                             for name in ("begins", "ends", "offset"))
    days = numpy.arange((LAST_DAY - FIRST_DAY).days + 2)
    midnights = (days + (FIRST_DAY - date(1970, 1, 1)).days) * _DAY
    # The stretch in which each local midnight falls; where the midnight is skipped, the day begins after the gap.
    at = numpy.searchsorted(ends + offsets, midnights, side="right")
    starts = numpy.maximum(begins[at], midnights - offsets[at])
    opening = at[:-1]
    closing = numpy.where(begins[at[1:]] < starts[1:], at[1:], at[1:] - 1)
    before, after, switch = offsets[opening], offsets[closing], begins[closing]
    calm = before == after
    dates = numpy.datetime64(FIRST_DAY) + days
    months = dates.astype("datetime64[M]")
    month_starts = starts[(months.astype("datetime64[D]") - dates[0]).astype(int)]
    next_month = starts[numpy.minimum(((months + 1).astype("datetime64[D]") - dates[0]).astype(int), len(starts) - 1)]

    def known(values: numpy.ndarray) -> pyarrow.Array:
        return pyarrow.array(values, pyarrow.int64(), mask=calm)

    return pyarrow.table({
        "day": pyarrow.array(dates[:-1].astype("datetime64[D]"), pyarrow.date32()),
        "starts": starts[:-1], "next_day": starts[1:],
        "month_starts": month_starts[:-1], "next_month": next_month[:-1],
        "before": before, "after": after, "switch": known(switch),
        "low": known(switch + numpy.minimum(before, after)), "high": known(switch + numpy.maximum(before, after)),
        "kind": numpy.where(calm, 0, numpy.where(after > before, NEVER_HAPPENED, HAPPENED_TWICE)),
    })


@cache
def local_day_shapes(zone: str) -> pyarrow.Table:
    """The days of `local_day_table` as one row of two lists, small because most days are alike but for their date.

    of: for each day in turn from FIRST_DAY, the number of its shape, the first shape being 1. shapes: structs with
    the columns of the table, in microseconds. There, starts, next_day, month_starts and next_month count from the
    midnight that UTC would have; low, high and switch from the day's own such midnight, and are 0 on a calm day.
    """
    import numpy
    import pyarrow

    table = local_day_table(zone)
    days = table["day"].to_numpy()
    months = days.astype("datetime64[M]")
    counted_from = {"starts": days, "next_day": days + 1, "month_starts": months, "next_month": months + 1,
                    "switch": days, "low": days, "high": days}
    calm = table["kind"].to_numpy() == 0
    columns: dict[str, numpy.ndarray] = {}
    for name in table.column_names[1:]:
        values = table[name].fill_null(0).to_numpy()
        if name in counted_from:
            values = values - counted_from[name].astype("datetime64[us]").astype("int64")
        columns[name] = numpy.where(calm, 0, values) if name in ("switch", "low", "high") else values
    shapes: dict[tuple[int, ...], int] = {}
    numbers = [shapes.setdefault(shape, len(shapes) + 1)
               for shape in zip(*(column.tolist() for column in columns.values()), strict=True)]
    structs = pyarrow.array([dict(zip(columns, shape, strict=True)) for shape in shapes],
                            pyarrow.struct([(name, pyarrow.int64()) for name in columns]))

    def one_row(values: pyarrow.Array) -> pyarrow.Array:
        return pyarrow.ListArray.from_arrays([0, len(values)], values)

    return pyarrow.table({"of": one_row(pyarrow.array(numbers, pyarrow.uint16())), "shapes": one_row(structs)})


@dataclass(frozen=True)
class _Stretch:
    """A time during which the offset does not change; microseconds since 1970, UTC."""

    begins: int
    ends: int
    offset: int


def _stretches(info: ZoneInfo) -> list[_Stretch]:
    instant, last = _midnight(FIRST_DAY) - 2 * _DAY, _midnight(LAST_DAY) + 9 * _DAY
    begins, offset = instant, _offset(info, instant)
    found: list[_Stretch] = []
    while instant < last:
        following = _offset(info, instant + _STEP)
        if following != offset:
            switch = _switch(info, instant, instant + _STEP, offset)
            found.append(_Stretch(begins, switch, offset))
            begins, offset = switch, _offset(info, switch)
        instant += _STEP
    return [*found, _Stretch(begins, last + 60 * _DAY, offset)]


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * _DAY


def _offset(info: ZoneInfo, instant: int) -> int:
    moment = _EPOCH + timedelta(microseconds=instant)
    return (moment.astimezone(info).utcoffset() or timedelta(0)) // timedelta(microseconds=1)


def _switch(info: ZoneInfo, low: int, high: int, before: int) -> int:
    """The first instant at which the offset is no longer `before`, to the second."""
    while high - low > _SECOND:
        middle = (low + high) // (2 * _SECOND) * _SECOND
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high
