"""Units side by side as a drawing that names itself, in the order given."""

from __future__ import annotations

from xml.etree import ElementTree

from peelian.measures.unit_charts import UnitShare, unit_svg

UNITS = [UnitShare("<blue>", 0.5, 0.4, 0.6), UnitShare("green", None),
         UnitShare("a name of more than twenty-eight letters", 0.9, 0.8, 1.0)]
SVG = "{http://www.w3.org/2000/svg}"


def test_units_stand_in_the_order_given_with_their_intervals() -> None:
    drawn = ElementTree.fromstring(unit_svg("x-teams", 'Shares "&" more', UNITS, 0.95, "expected 95%"))
    assert (drawn.get("role"), drawn.get("aria-labelledby")) == ("img", "x-teams-title x-teams-text")
    assert [one.text for one in drawn.findall(f"{SVG}title")] == ['Shares "&" more']
    words = [one.text or "" for one in drawn.findall(f"{SVG}text")]
    names = [word for word in words if not word.endswith("%")]
    assert names == ["<blue>", "green", "no rate", "a name of more than twenty-…"]
    assert "expected 95%" in words
    dots = [float(one.get("cx") or 0) for one in drawn.findall(f"{SVG}circle")]
    assert len(dots) == 2 and dots[0] < dots[1]
    assert len([one for one in drawn.findall(f"{SVG}path") if one.get("class") == "band-line series-1"]) == 2


def test_one_unit_alone_is_not_drawn() -> None:
    assert unit_svg("x", "x", [UNITS[0], UNITS[1]]) == ""
    assert unit_svg("x", "x", []) == ""
