"""Nothing that is published gives anybody away: every file is read, and looked through for what must not be told."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from peelian.inspections.publish import told
from peelian.inspections.publish.checked import hand_check_words
from peelian.inspections.reviews.tally import HandCheck
from peelian.measures.figures import FEW_OWNERS
from tests.unit.inspections.publish.made import QUIET, SECRETS, SMALL
from tests.unit.inspections.publish.reading import counts_of, words_of

MARKS = {"", "None", "withheld", "none", "[c]", "[x]"}


def every_file(published: Path) -> list[Path]:
    return sorted(path for path in (published / "public").rglob("*") if path.is_file())


def data(published: Path) -> dict:
    return json.loads((published / "public" / "report.json").read_text(encoding="utf-8"))


def measure(published: Path, name: str) -> dict:
    return next(one for one in data(published)["measures"] if one["id"] == name)


def test_every_kind_of_file_is_there_to_be_looked_through(published: Path) -> None:
    found = {path.suffix for path in every_file(published)}
    assert found == {".html", ".json", ".pdf", ".xlsx", ".csv", ".svg"}


def test_no_file_names_a_record_a_person_or_a_team(published: Path) -> None:
    internal = " ".join(path.read_text(encoding="utf-8") for path in (published / "internal").glob("*.html"))
    assert all(secret in internal for secret in SECRETS if secret != "secret-trigger")  # so that the search could find them
    for path in [*every_file(published), published / "text.yaml"]:
        said = words_of(path) + path.name
        assert [secret for secret in SECRETS if secret in said] == [], path


def test_no_file_tells_how_long_anything_took(published: Path) -> None:
    """Half of a wait, or nine tenths, is one record's own length: docs/explanation/published_report.md says what it would take."""
    internal = " ".join(path.read_text(encoding="utf-8") for path in (published / "internal").glob("*.html"))
    assert "how long it took" in internal  # so that the search could find it
    for path in every_file(published):
        said = words_of(path).lower()
        assert [words for words in ("how long it took", "half were done", "nine in ten were done") if words in said] == [], path
        assert "-waits" not in path.name


def test_every_count_in_every_file_is_rounded_or_withheld(published: Path) -> None:
    looked_at = 0
    for path in every_file(published):
        for cell in counts_of(path):
            number = cell.replace(",", "").removesuffix(".0")
            assert cell in MARKS or int(number) % 5 == 0, (path.name, cell)
            looked_at += 1
    assert looked_at > 300


@pytest.mark.parametrize("month", sorted(SMALL))
def test_a_month_with_few_is_withheld_in_every_form(published: Path, month: str) -> None:
    [row] = [one for one in measure(published, "loan-returned")["months"] if one["last"] == month]
    assert row["why"].startswith("withheld")
    assert [row[name] for name in ("good", "counted", "share", "low", "high", "at_least", "at_most")] == [None] * 7
    words = row["period"]
    page = BeautifulSoup((published / "public" / "figures-1.html").read_text(encoding="utf-8"), "lxml")
    [cells] = [row.find_all("td") for row in page.select("#loan-returned table.by-month tr") if row.th and row.th.get_text() == words]
    assert [cell.get_text() for cell in cells] == ["withheld", "withheld", "withheld", "none"]


def test_what_is_withheld_cannot_be_had_from_the_whole_less_the_rest(published: Path) -> None:
    """In each year another month goes with the small ones, so that the year less what is told is no small count."""
    hidden = [one["last"] for one in measure(published, "loan-returned")["months"] if one["why"].startswith("withheld")]
    assert set(SMALL) < set(hidden)
    for year in (("2015-04", "2016-03"), ("2016-04", "2017-03")):
        together = [month for month in hidden if year[0] <= month <= year[1]]
        assert len(together) > sum(month in SMALL for month in together)


def test_a_chart_shows_no_month_that_is_withheld(published: Path) -> None:
    one = measure(published, "loan-returned")
    shares = [month["share"] for month in one["months"] if month["share"] is not None]
    for drawn in ((published / "public" / "charts" / "loan-returned.svg").read_text(encoding="utf-8"),
                  str(BeautifulSoup((published / "public" / "figures-1.html").read_text(encoding="utf-8"), "lxml")
                      .select_one("#loan-returned svg"))):
        assert drawn.count("<circle") + drawn.count("h0") == len(shares) < len(one["months"])


def test_an_area_with_few_takes_another_with_it(published: Path) -> None:
    areas = {one["of"]: one for one in measure(published, "loan-returned")["areas"]}
    assert [areas[name]["good"] for name in ("south", "tiny")] == [None, None] and areas["north"]["good"] % 5 == 0


def test_a_standard_that_is_not_for_publication_has_no_figure(published: Path) -> None:
    found = data(published)
    assert QUIET not in [one["id"] for one in found["measures"]]
    [row] = [one for one in found["not_measured"] if one["id"] == QUIET]
    assert row["withheld"] and "not for publication" in row["why_not"]
    assert not (published / "public" / "charts" / f"{QUIET}.svg").exists()
    assert "43 against 61" in " ".join((published / "internal" / "report.json").read_text(encoding="utf-8").split())


def test_a_few_excused_are_not_counted_in_public(published: Path) -> None:
    assert measure(published, "loan-returned")["outside"]["excused"] is None
    page = (published / "public" / "figures-1.html").read_text(encoding="utf-8")
    assert "A few excused, with a reason the standard allows: too few to be told" in page


def test_few_on_the_other_side_are_told_as_so_much_or_more() -> None:
    one = told.figure(4997, 3)
    assert (one.good, one.counted, one.share, one.low, one.at_least) == (None, 5000, None, None, 0.999)
    other = told.figure(2, 998)
    assert (other.good, other.share, other.at_most) == (None, None, 0.004)
    assert all(told.figure(5000 - few, few) == one for few in (1, 2, 4))  # it says no more than that they are few


def test_few_owners_and_few_duties_have_no_share() -> None:
    assert told.figure(50, 50, FEW_OWNERS) == told.HIDDEN
    assert told.figure(9, 8, "fewer than 20 duties") == told.Told(10, 15, why="fewer than 20 duties")
    assert told.figure(3, 2) == told.HIDDEN and told.figure(0, 0).counted == 0


def test_where_the_whole_is_small_no_month_is_told() -> None:
    whole, months = told.over_months({"2017-01": (50, 1), "2017-02": (60, 0), "2017-03": (40, 2)})
    assert whole.at_least is not None and set(months.values()) == {told.HIDDEN}


@pytest.mark.parametrize("seed", range(60))
def test_no_withheld_month_can_be_worked_out(seed: int) -> None:
    """The months that are told and the whole are taken as known to the last one; what then remains fits many fillings."""
    chance = random.Random(seed)
    months = {f"2017-{month:02d}": (chance.randrange(20, 90), chance.choice([0, 0, 1, 2, 3, 6, 9, 15])) for month in range(1, 13)}
    whole, by_month = told.over_months(months)
    hidden = [month for month, one in by_month.items() if one == told.HIDDEN]
    assert {month for month, (_, bad) in months.items() if 0 < bad < 5} <= set(hidden)
    if whole.good is None or not hidden:
        return
    bad = [months[month][1] for month in hidden]
    for place, month in enumerate(hidden):
        if 0 < months[month][1] < 5:
            rest = sum(bad) - bad[place]
            assert len(hidden) > 1 and sum(bad) >= 4 and rest > 0


def test_a_level_that_gives_a_withheld_month_away_is_not_told() -> None:
    months = {f"2017-{month:02d}": (50, 10) for month in range(1, 9)} | {"2017-04": (50, 2)}
    others = [month for month in months if month != "2017-04"]
    assert not told.may_tell_spans(months, others, [], [["2017-01", "2017-02", "2017-03", "2017-04"]])
    assert told.may_tell_spans(months, [], [], [sorted(months)[:4], sorted(months)[4:]])
    # Beside a year that is told already: the levels part it where one month alone is left.
    assert not told.may_tell_spans(months, others[:3], [list(months)], [sorted(months)[:4], sorted(months)[4:]])


@pytest.mark.parametrize(("right", "of", "words"), [
    (45, 60, "about 45 of 60 rows drawn were right (75.0%)"), (48, 50, "of about 50 rows drawn 92.0% or more were right"),
    (3, 60, "of about 60 rows drawn 6.7% or less were right"), (9, 12, "too few rows could be told for a figure")])
def test_a_check_by_hand_is_told_under_the_same_rules(right: int, of: int, words: str) -> None:
    one = HandCheck("sample", "loan-returned", "run", "2017-04-02", ["A. Checker"], right, of, 0, [])
    assert hand_check_words(one) == f"Checked by hand on 2 April 2017: {words}."
