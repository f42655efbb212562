"""The indicative grade of a question, by a grading table in data, and the sentence that says what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peelian.inspections.grading.model import Evidence, Indicative, MeasureStanding, OpenImprovement
from peelian.inspections.grading.table import CANNOT_TELL, Combination, GradingTable, Shares
from peelian.measures.chart_text import listed, many

NO_TABLE = "The framework names no grading table, so no grade is indicated."
UNGRADED = "The inspection gives this question no grade."
NO_MEASURE = "No measure of this library answers this question; silence here is not a good figure."


def counts_of(measures: Sequence[MeasureStanding], evidence: Sequence[Evidence],
              improvements: Sequence[OpenImprovement]) -> dict[str, int]:
    """What a table can look at, as counts."""
    by_standing = {name: sum(one.standing == name for one in measures)
                   for name in ("assured", "mixed", "not_assured", "cannot_tell", "no_say")}
    return {**by_standing, "improving": sum(one.way == "improving" for one in measures),
            "worsening": sum(one.way == "worsening" for one in measures),
            "supporting": sum(one.bears == "supports" for one in evidence),
            "contradicting": sum(one.bears == "contradicts" for one in evidence), "open": len(improvements)}


def indicated(table: GradingTable | None, graded: bool, measures: Sequence[MeasureStanding], evidence: Sequence[Evidence],
              improvements: Sequence[OpenImprovement]) -> Indicative:
    """What the table makes of a question's evidence. table: None where the framework names none. graded: whether the
    inspection grades the question."""
    counts = counts_of(measures, evidence, improvements)
    said = _counts_sentence(counts, improvements)
    if not graded or table is None:
        return Indicative(None, False, f"{NO_TABLE if graded else UNGRADED} {said}", None, {}, counts, None, False)
    facts, place = _decided(table, counts, improvements)
    line = table.lines[place]
    told = line.grade != CANNOT_TELL
    word = line.grade if told else "cannot be told"
    if_bad = table.lines[_decided(table, counts_of([_if_bad(one) for one in measures], evidence, improvements), improvements)[1]].grade
    differs = if_bad != line.grade
    worse = f" {if_bad_words(None if if_bad == CANNOT_TELL else if_bad)}" if differs else ""
    sentence = f"Indicative: {word}. {line.because} {said}{worse} This is what a table makes of it; only a person sets a grade."
    return Indicative(line.grade if told else None, told, sentence, place + 1, facts, counts,
                      None if if_bad == CANNOT_TELL else if_bad, differs)


def if_bad_words(grade: str | None) -> str:
    """What the table would make of it at worst. None: it would make no grade of it."""
    return f"Were all that cannot be told bad, the table would make it {grade}." if grade else (
        "Were all that cannot be told bad, the table would make no grade of it.")


def _if_bad(one: MeasureStanding) -> MeasureStanding:
    """A measure as it would be if what cannot be told were bad: then it does not improve either, whatever its figure did."""
    if one.standing != "cannot_tell":
        return one
    return replace(one, standing="not_assured", way="" if one.way == "improving" else one.way)


def _decided(table: GradingTable, counts: Mapping[str, int], improvements: Sequence[OpenImprovement]) -> tuple[Combination, int]:
    """The bands of a question's counts, and the place of the line that decides, from 0."""
    shares = Shares(counts["assured"], counts["mixed"], counts["not_assured"], counts["cannot_tell"])
    values: dict[tuple[str, str | None], float] = {(name, None): value for name, value in {**counts, **shares.values}.items()}
    for level in {one.level for one in improvements if one.level}:
        values["open", level] = sum(one.level == level for one in improvements)
    facts = table.combination(values)
    place = table.deciding(facts)
    assert place is not None, "a sound table has a line for every combination"
    return facts, place


def _counts_sentence(counts: dict[str, int], improvements: Sequence[OpenImprovement]) -> str:
    """What the grade rests on, in counts."""
    told = [(counts[name], words) for name, words in (
        ("assured", "assured"), ("mixed", "mixed"), ("not_assured", "not assured"), ("cannot_tell", "cannot be told"))]
    with_say = sum(count for count, _ in told)
    silent = many(counts["no_say"], "more has", "more have")
    if with_say:
        said = [f"Of {many(with_say, 'measure')} with a say: {', '.join(f'{words} {count}' for count, words in told)}."]
        said += [f"{silent} no say, for nothing is expected of them in figures."] if counts["no_say"] else []
    elif counts["no_say"]:
        said = [f"{many(counts['no_say'], 'measure answers', 'measures answer')} it, and nothing is expected of them in figures."]
    else:
        said = [NO_MEASURE]
    ways = [f"{counts[name]} {name}" for name in ("improving", "worsening") if counts[name]]
    said += [f"Beyond chance: {listed(ways)}."] if ways else []
    said += [f"Open: {_by_level(improvements)}."] if improvements else []
    people = [f"{counts[name]} {words}" for name, words in (("supporting", "supporting"), ("contradicting", "contradicting"))
              if counts[name]]
    said += [f"Evidence of people: {listed(people)}."] if people else []
    return " ".join(said)


def _by_level(improvements: Sequence[OpenImprovement]) -> str:
    levels = list(dict.fromkeys(one.level_title for one in improvements))
    return listed([f"{sum(one.level_title == level for one in improvements)} {level.lower() or 'of no level'}" for level in levels])
