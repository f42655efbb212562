"""A drawing inside a page is the same picture in fewer letters."""

from __future__ import annotations

import random
import re
from xml.etree import ElementTree

import pytest

from peelian.measures.charts import Chart, Point, Series, svg
from peelian.measures.inline import inline
from peelian.measures.unit_charts import UnitShare, unit_svg

MONTHS = 36


def chart(seed: int = 1) -> str:
    chance = random.Random(seed)
    values = [chance.random() for _ in range(MONTHS)]
    points = [Point(f"Mar {place}", value, max(0, value - 0.1), min(1, value + 0.1), provisional=place == MONTHS - 1)
              for place, value in enumerate(values)]
    return svg(Chart("a", 'M1 2 3 4 "x" <b>', "cx=\"1.0\" said", [Series("rate", points)], True, 0.5, "expected 50%"))


def corners(path: str) -> list[tuple[float, float]]:
    """The places that a path of lines goes through."""
    found: list[tuple[float, float]] = []
    for letter, words in re.findall(r"([MlhvLHV ])([^MlhvLHVz]*)", path):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", words)]
        x, y = found[-1] if found else (0.0, 0.0)
        if letter == "M":
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
            found += pairs
            continue
        steps = {"h": [(one, 0.0) for one in numbers], "v": [(0.0, one) for one in numbers]}.get(
            letter, list(zip(numbers[::2], numbers[1::2], strict=False)))
        for across, down in steps:
            x, y = round(x + across, 1), round(y + down, 1)
            found.append((x, y))
    return found


def paths(drawn: str, kind: str) -> list[list[tuple[float, float]]]:
    return [corners(one.get("d") or "") for one in ElementTree.fromstring(drawn).iter() if one.get("class") == kind]


@pytest.mark.parametrize("seed", range(20))
def test_every_line_goes_through_the_same_places(seed: int) -> None:
    before, after = chart(seed), inline(chart(seed))
    for kind in ("line series-1", "band series-1"):
        assert paths(after, kind) == paths(before, kind) != []


def test_every_mark_and_every_word_stays() -> None:
    before, after = chart(), inline(chart())
    dots = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="3.5" class="dot series-1 settled"', before)]
    [path] = re.findall(r'class="dots series-1" d="([^"]*)"', after)
    assert [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", path)] == dots and len(dots) == MONTHS - 1
    assert after.count("provisional") == 1  # a hollow mark stays what it was
    told = [" ".join("".join(ElementTree.fromstring(one).itertext()).split()) for one in (before, after)]
    assert sorted(told[0]) == sorted(told[1]) and "expected 50%" in told[1] and 'cx="1.0" said' in told[1]


def test_it_is_much_shorter() -> None:
    assert len(inline(chart())) < 0.6 * len(chart())


def test_a_drawing_of_another_kind_is_left_as_it_looks() -> None:
    units = unit_svg("b", "Teams", [UnitShare(f"t{place}", 0.5, 0.4, 0.6) for place in range(3)])
    assert inline(units).count("<circle") == 3 and inline(inline(units)) == inline(units)
    assert inline("") == ""
