"""The grading tables: exhaustive, without a line that nothing reaches, and checked like everything that people write."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from peelian.inspections.grading.table import CANNOT_TELL, GradingTable, Shares, read_grading
from peelian.inspections.improvement.words import register_words
from peelian.libraries import BUILT_IN
from peelian.problems import Problems

LIBRARY = BUILT_IN / "england_and_wales"
TABLES = sorted((LIBRARY / "grading").glob("*.yaml"))
NONE_SOME = [{"band": "none", "up_to": 0}, {"band": "some"}]
TABLE: dict[str, Any] = {
    "grading": "two", "title": "Two grades", "source": "made up", "evidence": "local", "note": "Ours.", "scale": ["good", "bad"],
    "facts": {
        "assured": {"of": "assured_share", "words": "share assured", "bands": [{"band": "few", "below": "50%"}, {"band": "most"}]},
        "failing": {"of": "not_assured_share", "words": "share failing", "bands": [{"band": "none", "up_to": "0%"}, {"band": "some"}]},
        "worse": {"of": "worsening", "words": "measures worsening", "bands": NONE_SOME}},
    "lines": [
        {"when": {"worse": "some", "assured": "few"}, "grade": "bad", "because": "It gets worse."},
        {"when": {"assured": "few", "failing": "none"}, "grade": "cannot_tell", "because": "Little is known."},
        {"when": {"assured": ["few"]}, "grade": "bad", "because": "Little is assured."},
        {"grade": "good", "because": "Most is assured."}]}


@pytest.fixture(params=TABLES, ids=lambda path: path.stem)
def table(request: pytest.FixtureRequest) -> GradingTable:
    return sound(request.param)


@cache
def sound(path: Path) -> GradingTable:
    return read_grading(path, register_words(LIBRARY))


def test_there_is_a_table_for_each_scale_of_the_library() -> None:
    assert [path.stem for path in TABLES] == ["peel_five_tiers", "peel_four_tiers"]


def values_of(shares: Shares, rest: tuple[int, ...]) -> dict[tuple[str, str | None], float]:
    improving, worsening, supporting, contradicting, causes, areas = rest
    return {**{(name, None): value for name, value in shares.values.items()}, ("improving", None): improving,
            ("worsening", None): worsening, ("supporting", None): supporting, ("contradicting", None): contradicting,
            ("open", "cause_of_concern"): causes, ("open", None): causes + areas}


def test_every_input_has_exactly_one_first_line_and_every_line_is_the_first_for_one(table: GradingTable) -> None:
    """By counts, not by the table's own list of combinations: every way in which up to seven measures can stand, with every
    way in which the rest can be."""
    rests = [*product((0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1, 3, 7))]
    ways = [Shares(*counts) for counts in product(range(8), repeat=4) if sum(counts) <= 7]
    every = {tuple(table.combination(values_of(shares, rest)).items()) for shares in ways for rest in rests}
    reached = set()
    for combination in map(dict, every):
        holding = [number for number, line in enumerate(table.lines) if line.holds(combination)]
        assert holding, f"no line for {combination}"
        assert table.deciding(combination) == holding[0]
        reached.add(holding[0])
    assert reached == set(range(len(table.lines)))


def test_every_combination_that_counts_can_make_is_among_those_that_are_checked(table: GradingTable) -> None:
    checked = {tuple(sorted(one.items())) for one in table.combinations()}
    for assured, mixed, failing, untold in product(range(6), repeat=4):
        for rest in ((0,) * 6, (1, 0, 0, 1, 1, 0), (0, 1, 1, 0, 0, 4), (2, 2, 2, 2, 2, 9)):
            found = table.combination(values_of(Shares(assured, mixed, failing, untold), rest))
            assert tuple(sorted(found.items())) in checked


def grade(table: GradingTable, standings: tuple[int, int, int, int], **rest: int) -> str:
    names = ("improving", "worsening", "supporting", "contradicting", "causes", "areas")
    place = table.deciding(table.combination(values_of(Shares(*standings), tuple(rest.get(name, 0) for name in names))))
    assert place is not None
    return table.lines[place].grade


@pytest.mark.parametrize(("standings", "rest", "five", "four"), [
    ((10, 0, 0, 0), {}, "good", "good"),
    ((10, 0, 0, 0), {"causes": 1}, "inadequate", "inadequate"),
    ((10, 0, 0, 0), {"areas": 1}, "adequate", "good"),
    ((10, 0, 0, 0), {"areas": 6}, "adequate", "requires improvement"),
    ((10, 0, 0, 0), {"worsening": 1}, "adequate", "requires improvement"),
    ((10, 0, 0, 0), {"worsening": 1, "improving": 1}, "adequate", "good"),
    ((10, 0, 0, 0), {"contradicting": 1}, "adequate", "requires improvement"),
    ((10, 0, 0, 0), {"contradicting": 1, "supporting": 1}, "adequate", "requires improvement"),
    ((10, 0, 0, 0), {"contradicting": 1, "supporting": 99}, "adequate", "requires improvement"),
    ((10, 0, 0, 3), {}, "adequate", "good"),
    ((10, 0, 0, 11), {}, "cannot_tell", "cannot_tell"),
    ((2, 0, 0, 0), {}, "cannot_tell", "cannot_tell"),
    ((0, 0, 0, 9), {}, "cannot_tell", "cannot_tell"),
    ((0, 0, 0, 0), {}, "cannot_tell", "cannot_tell"),
    ((0, 9, 0, 0), {}, "cannot_tell", "cannot_tell"),
    ((0, 9, 1, 0), {}, "requires improvement", "requires improvement"),
    ((5, 0, 5, 0), {}, "requires improvement", "requires improvement"),
    ((5, 3, 2, 0), {}, "adequate", "good"),
    ((1, 9, 0, 0), {}, "requires improvement", "requires improvement"),
    ((1, 9, 0, 0), {"improving": 1}, "adequate", "requires improvement"),
])
def test_what_the_tables_of_the_library_give(standings: tuple[int, int, int, int], rest: dict[str, int], five: str, four: str) -> None:
    of_five, of_four = map(sound, TABLES)
    assert (grade(of_five, standings, **rest), grade(of_four, standings, **rest)) == (five, four)


ORDER = ("inadequate", "requires improvement", "adequate", "good")


def test_nothing_that_speaks_against_a_question_makes_its_grade_better(table: GradingTable) -> None:
    """One more failing measure in place of an assured one, something worse, contradicted or open: never a better grade."""
    def rank(standings: tuple[int, int, int, int], **rest: int) -> int | None:
        found = grade(table, standings, **rest)
        return None if found == CANNOT_TELL else ORDER.index(found)

    for assured, mixed, failing, untold in product(range(1, 6), range(5), range(4), range(4)):
        here = rank((assured, mixed, failing, untold))
        others = [rank((assured - 1, mixed, failing + 1, untold)), rank((assured - 1, mixed + 1, failing, untold)),
                  *(rank((assured, mixed, failing, untold), **{name: 1}) for name in ("worsening", "contradicting", "causes", "areas"))]
        for other in others:
            assert here is None or other is None or other <= here


def test_what_supports_cancels_nothing_that_contradicts(table: GradingTable) -> None:
    """Whatever people brought for it, what they brought against it caps the grade just the same."""
    for standings in product(range(5), repeat=4):
        for rest in ({}, {"improving": 1}, {"worsening": 1}, {"areas": 1}):
            against = grade(table, standings, contradicting=1, **rest)
            assert against != "good"
            assert {grade(table, standings, contradicting=3, supporting=many, **rest) for many in (0, 1, 50)} == {against}


def test_what_cannot_be_told_never_makes_a_grade_better(table: GradingTable) -> None:
    for assured, mixed, failing, untold in product(range(6), repeat=4):
        here, more = (grade(table, (assured, mixed, failing, untold + extra)) for extra in (0, 1))
        assert CANNOT_TELL in (here, more) or ORDER.index(more) <= ORDER.index(here)


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "two.yaml"
    path.write_text(yaml.safe_dump({**TABLE, **changes}, sort_keys=False), encoding="utf-8")
    return path


def test_a_sound_table_is_read(tmp_path: Path) -> None:
    assert read_grading(written(tmp_path)).scale == ["good", "bad"]


def fact(**changes: Any) -> dict[str, Any]:
    return {**TABLE["facts"], "worse": {**TABLE["facts"]["worse"], **changes}}


def lines(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    return [*changed, *TABLE["lines"]]


@pytest.mark.parametrize(("changes", "said"), [
    ({"grading": "too"}, "'too' differs from the file's name 'two'"),
    ({"lines": lines({"when": {}, "grade": "god", "because": "x"})}, "'god' is no grade of the scale. Did you mean 'good'"),
    ({"lines": lines({"when": {"wors": "some"}, "grade": "bad", "because": "x"})}, "'wors' is none of the facts. Did you mean 'worse'"),
    ({"lines": lines({"when": {"worse": "sume"}, "grade": "bad", "because": "x"})}, "'sume' is no band of worse. Did you mean 'some'"),
    ({"lines": TABLE["lines"][:-1]}, "'good' is given by no line"),
    ({"only_people": {"good": "x"}}, "'good' is given by a line and also only by people"),
    ({"only_people": {"godd": "x"}}, "'godd' is no grade of the scale"),
    ({"lines": [*TABLE["lines"][1:], {"grade": "bad", "because": "x"}]}, "line 4 is never the first that holds"),
    ({"lines": [{**TABLE["lines"][-1], "when": {"assured": "most"}}, *TABLE["lines"][:2]]}, "no line holds where assured few"),
    ({"facts": fact(bands=[{"band": "none"}, {"band": "some"}])}, "'none' has no end, or two"),
    ({"facts": fact(bands=[{"band": "none", "up_to": 0}, {"band": "some", "up_to": 5}])}, "'some' is the last and has an end"),
    ({"facts": fact(bands=[{"band": "none", "up_to": "0%"}, {"band": "some"}])}, "the end of 'none' is no number"),
    ({"facts": fact(bands=[{"band": "none", "up_to": 3}, {"band": "few", "up_to": 2}, {"band": "some"}])}, "'few' ends before"),
    ({"facts": fact(bands=[{"band": "some", "up_to": 0}, {"band": "some"}])}, "'some' stands twice"),
    ({"facts": fact(level="cause_of_concern")}, "a `level` belongs to `open`"),
    ({"facts": fact(of="open", level="cause_of_concerne")}, "'cause_of_concerne' is no level of"),
    ({"scal": ["good"]}, "'scal' is not a word that may stand here. Did you mean 'scale'"),
])
def test_what_is_wrong_is_named_with_its_line(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_grading(written(tmp_path, **changes), register_words(LIBRARY))
    found = [one for one in map(str, refused.value.problems) if said in one]
    assert found and "two.yaml" in found[0], refused.value
