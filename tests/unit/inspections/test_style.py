"""The colours of a report can be told apart by those who see little contrast, in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from peelian.inspections.report.pages import TEMPLATES

STYLE = (TEMPLATES / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = re.findall(r":root \{\s*(--paper.*?|color-scheme.*?)\}", STYLE.partition("@media print")[0], re.DOTALL)
TEXT, DRAWN = 4.5, 3.0
PAIRS = [("ink", "paper", TEXT), ("soft", "paper", TEXT), ("accent", "paper", TEXT), ("mark-ink", "mark", TEXT),
         ("warn-ink", "warn", TEXT), ("second", "paper", DRAWN), ("target", "paper", DRAWN), ("mark-line", "paper", DRAWN),
         ("warn-line", "paper", DRAWN)]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_guidelines_do() -> None:
    assert round(contrast("000000", "ffffff"), 2) == 21 and round(contrast("777777", "ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("above", "below", "least"), PAIRS)
def test_colours_stand_out(scheme: str, above: str, below: str, least: float) -> None:
    found = colours(LIGHT if scheme == "light" else DARK)
    assert contrast(found[above], found[below]) >= least
