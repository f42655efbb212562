"""A step is found at its month and in its group; what only varies raises nothing more often than is said."""

from __future__ import annotations

import random

from peelian.measures.signals.change import Tally, change_of, concentration, difference_of

MONTHS = [f"{2016 + number // 12}-{number % 12 + 1:02d}" for number in range(24)]


def drawn(draw: random.Random, shares: list[float], counted: int = 60) -> dict[str, Tally]:
    made = {}
    for month, share in zip(MONTHS, shares, strict=True):
        good = sum(draw.random() < share for _ in range(counted))
        made[month] = Tally(good, counted - good)
    return made


def test_a_step_is_found_at_its_month() -> None:
    found = change_of(drawn(random.Random(1), [0.9] * 14 + [0.7] * 10))
    assert found is not None and found.since == MONTHS[14] and found.chance < 1e-4
    assert found.months_before == 14 and found.before.share > 0.85 > 0.75 > found.after.share


def test_the_same_months_in_another_order_are_no_more_of_a_step() -> None:
    """A single odd month is no change of level: it must not be told as one."""
    months = drawn(random.Random(2), [0.9] * 24)
    months[MONTHS[12]] = Tally(20, 40)
    found = change_of(months)
    assert found is not None and found.chance > 0.05


def test_months_of_no_change_seldom_look_like_one() -> None:
    chances = [change_of(drawn(random.Random(seed), [0.95] * 24, 30)).chance for seed in range(300)]  # type: ignore[union-attr]
    assert sum(chance <= 0.05 for chance in chances) / 300 <= 0.05


def test_months_that_vary_beyond_chance_seldom_do_either() -> None:
    found = 0
    for seed in range(300):
        draw = random.Random(seed)
        found += change_of(drawn(draw, [min(1, max(0, draw.gauss(0.8, 0.1))) for _ in MONTHS], 200)).chance <= 0.05  # type: ignore[union-attr]
    assert found / 300 <= 0.05


def test_a_rate_that_falls_while_what_it_is_set_against_rises_is_found_and_one_that_stands_is_not() -> None:
    def counts(draw: random.Random, rates: list[float]) -> dict[str, Tally]:
        made = {}
        for number, (month, rate) in enumerate(zip(MONTHS, rates, strict=True)):
            crimes = 80 + 2 * number
            made[month] = Tally(sum(draw.random() < rate / 10 for _ in range(10 * crimes)), crimes)
        return made

    found = change_of(counts(random.Random(5), [0.7] * 12 + [0.4] * 12), pairs=True)
    assert found is not None and found.since == MONTHS[12] and found.chance < 1e-5 and found.after.rate < found.before.rate
    still = [change_of(counts(random.Random(seed), [0.5] * 24), pairs=True) for seed in range(100)]
    assert sum(one.chance <= 0.05 for one in still if one is not None) <= 5


def test_too_little_to_look_for_a_change() -> None:
    assert change_of({month: Tally(9, 1) for month in MONTHS[:5]}) is None
    assert change_of({month: Tally(1, 0) for month in MONTHS}) is None


def test_the_group_that_holds_a_change_is_named() -> None:
    draw = random.Random(3)
    groups = {"east": drawn(draw, [0.9] * 24), "central": drawn(draw, [0.9] * 12 + [0.5] * 12), "west": drawn(draw, [0.9] * 24)}
    whole = {month: groups["east"][month].plus(groups["central"][month]).plus(groups["west"][month]) for month in MONTHS}
    change = change_of(whole)
    assert change is not None and change.since == MONTHS[12]
    found = concentration(change, "team", groups)
    assert found is not None and (found.by, found.group) == ("team", "central") and found.part > 0.8
    assert found.before.share > 0.8 and found.after.share < 0.6


def test_a_change_that_all_share_is_held_by_none() -> None:
    draw = random.Random(4)
    groups = {name: drawn(draw, [0.9] * 12 + [0.6] * 12) for name in ("a", "b", "c")}
    change = change_of({month: groups["a"][month].plus(groups["b"][month]).plus(groups["c"][month]) for month in MONTHS})
    assert change is not None and concentration(change, "team", groups) is None
    assert concentration(change, "team", {"a": groups["a"]}) is None


def test_the_group_that_is_worse_is_named_and_one_that_is_better_is_not() -> None:
    groups = {"acting": Tally(60, 40), "substantive": Tally(280, 20)}
    found = difference_of("standing", groups, "higher")
    assert found is not None and found.group == "acting" and found.chance < 1e-6 and found.elsewhere == Tally(280, 20)
    lower = difference_of("standing", groups, "lower")
    assert lower is not None and lower.group == "substantive"
    alike = difference_of("standing", {"a": Tally(95, 5), "b": Tally(190, 10)}, "higher")
    assert alike is not None and alike.chance > 0.5
    assert difference_of("standing", {"a": Tally(95, 5), "b": Tally(3, 1)}, "higher") is None


def test_one_of_many_groups_that_all_do_badly_does_not_stand_out() -> None:
    """Five of six teams do nothing of what is owed: it says nothing to name the largest of them beside all others."""
    poor = {f"response_{number}": Tally(0, 25 + number) for number in range(5)}
    found = difference_of("team", {**poor, "specialists": Tally(2893, 1236)}, "higher")
    assert found is not None and found.chance == 1.0
    worse = difference_of("team", {**poor, "specialists": Tally(1000, 3000)}, "lower")
    assert worse is not None and (worse.group, worse.chance < 0.05) == ("specialists", True)
    two = difference_of("team", {"a": Tally(10, 90), "b": Tally(20, 80), **{name: Tally(95, 5) for name in "cdef"}}, "higher")
    assert two is not None and two.group == "a" and two.chance < 0.001
