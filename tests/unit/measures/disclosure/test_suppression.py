"""Nobody can work out a small count: every table that agrees with what is published is looked at."""

from __future__ import annotations

import random
from itertools import product

import pytest

from peelian.measures.disclosure import Protected, Rules, protect

UNROUNDED = Rules(least=5, base=1)
Table = dict[str, dict[str, int]]


def possible(table: Table, shown: Protected) -> list[dict[tuple[str, str], int]]:
    """Every way to fill in the withheld cells that keeps all totals. By brute force; what has no total counts nothing."""
    hidden = sorted(shown.withheld)
    rows = {row: sum(cells.values()) for row, cells in table.items()}
    columns = {column: sum(cells[column] for cells in table.values()) for column in next(iter(table.values()))}
    one_row = len(table) == 1
    found = []
    most = {place: min(rows[place[0]], rows[place[0]] if one_row else columns[place[1]]) for place in hidden}
    for values in product(*(range(most[place] + 1) for place in hidden)):
        filled = {(row, column): count for row, cells in table.items() for column, count in cells.items()}
        filled |= dict(zip(hidden, values, strict=True))
        if all(sum(filled[row, column] for column in columns) == total for row, total in rows.items()) and (
                one_row or all(sum(filled[row, column] for row in rows) == total for column, total in columns.items())):
            found.append(dict(zip(hidden, values, strict=True)))
    return found


def test_a_small_count_takes_another_with_it() -> None:
    shown = protect({"victims": {"men": 40, "women": 60, "not recorded": 2}}, UNROUNDED)
    assert shown.withheld == {("victims", "not recorded"): "small", ("victims", "men"): "others"}
    assert shown.rows["victims"]["women"].value == 60 and shown.total.value == 102


def test_nothing_small_and_nobody_at_all_are_told() -> None:
    shown = protect({"a": {"x": 0, "y": 12}, "b": {"x": 5, "y": 0}}, UNROUNDED)
    assert not shown.withheld and shown.rows["a"]["x"].value == 0


def test_a_small_count_in_a_square_takes_a_rectangle_with_it() -> None:
    table = {"east": {"met": 3, "not met": 40}, "west": {"met": 50, "not met": 60}, "north": {"met": 20, "not met": 30}}
    shown = protect(table, UNROUNDED)
    assert shown.withheld == {("east", "met"): "small", ("east", "not met"): "others", ("north", "met"): "others",
                              ("north", "not met"): "others"}


def test_where_nothing_is_left_to_withhold_no_total_is_told() -> None:
    shown = protect({"all": {"a": 1, "b": 1}}, UNROUNDED)
    assert len(shown.withheld) == 2 and shown.total.value is None and shown.total.why == "totals"
    assert shown.row_totals["all"].value is None
    assert protect({"all": {"a": 3}}, UNROUNDED).total.value is None


def test_what_is_told_is_rounded_and_totals_by_themselves() -> None:
    shown = protect({"all": {"a": 12, "b": 13, "c": 7}})
    assert [cell.value for cell in shown.rows["all"].values()] == [10, 15, 5] and shown.total.value == 30


@pytest.mark.parametrize("seed", range(40))
def test_of_random_tables_no_small_count_can_be_worked_out(seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = draw.choice([(1, 3), (1, 4), (2, 2), (2, 3), (3, 3)])
    table = {f"r{row}": {f"c{column}": draw.choice([0, 1, 2, 4, 6, 7, 9]) for column in range(columns)} for row in range(rows)}
    rules = Rules(least=3, base=1)
    shown = protect(table, rules)
    small = [(row, column) for row, cells in table.items() for column, count in cells.items() if 0 < count < rules.least]
    assert all(shown.withheld[place] == "small" for place in small)
    assert [place for place, why in shown.withheld.items() if why == "small"] == small
    if shown.total.value is None or len(shown.withheld) > 6:
        return
    ways = possible(table, shown)
    for place in small:
        values = {way[place] for way in ways}
        assert min(values) <= 1 and max(values) >= rules.least - 1 and len(values) > 1


def test_tables_that_cannot_be_are_refused() -> None:
    for table in ({"a": {"x": 1}, "b": {"y": 1}}, {"a": {"x": -1}}):
        with pytest.raises(ValueError):
            protect(table)
    with pytest.raises(ValueError, match="a base of 0 cannot be"):
        protect({"a": {"x": 1}}, Rules(base=0))
    assert protect({}).withheld == {}


def test_a_row_of_few_people_is_withheld_however_large_and_cannot_be_worked_out() -> None:
    table = {"east": {"met": 30, "not met": 40}, "west": {"met": 50, "not met": 60}, "north": {"met": 20, "not met": 30}}
    shown = protect(table, UNROUNDED, personal=["east"])
    assert {place for place in shown.withheld if place[0] == "east"} == {("east", "met"), ("east", "not met")}
    assert any(place[0] != "east" for place in shown.withheld) and shown.total.value == 230
    for place in (("east", "met"), ("east", "not met")):
        assert len({one[place] for one in possible(table, shown)}) > 1


def test_where_every_row_is_of_few_people_no_total_is_told() -> None:
    shown = protect({"east": {"met": 30}}, UNROUNDED, personal=["east"])
    assert shown.total.value is None and shown.rows["east"]["met"].value is None
