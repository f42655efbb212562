"""What a sample that was checked by hand says: how many rows were right, of each stratum and of all, and how far people agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peelian.duties.run_folder import RunFolder
from peelian.inspections.reviews.sample import IN_RATE, Sample, draw
from peelian.inspections.reviews.sheet import Answer, read_sheet, sample_name
from peelian.inspections.reviews.store import Review, add_review, now, run_key, said_by, store_of
from peelian.measures.agreement import Kappa, answers_table, kappa
from peelian.measures.chart_text import between, listed, many, number, percent
from peelian.measures.intervals import Interval
from peelian.measures.samples import exact_interval, stratified_interval
from peelian.problems import Problem, Problems, problem

VERDICTS = ("right", "wrong", "cannot tell")


@dataclass(frozen=True)
class StratumChecked:
    """right of told; cannot_tell were drawn and could not be told; population: how many the stratum holds. interval: exact."""

    stratum: str
    right: int
    told: int
    cannot_tell: int
    population: int
    interval: Interval | None


@dataclass(frozen=True)
class HandCheck:
    """One sample with all who checked it. A row counts as right only where all of them found it right.

    share, interval: of all that the figure counts; None where no row of one of their strata could be told.
    """

    sample: str
    standard: str
    run: str
    on: str
    by: list[str]
    right: int
    told: int
    cannot_tell: int
    strata: list[StratumChecked]
    share: float | None = None
    interval: Interval | None = None
    agreed: int | None = None
    kappa: Kappa | None = None
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What was right of what was drawn, of what the figure counts with an interval, and how far two people agree."""
        unsure = f"; of {number(self.cannot_tell)} more nobody could tell" if self.cannot_tell else ""
        whole = ""
        if self.share is not None and self.interval is not None:
            whole = (f" Of what the figure counts, each stratum weighed by its size, {percent(self.share)} are right "
                     f"(95% interval {between(self.interval)}).")
        agree = ""
        if len(self.by) == 2 and self.agreed is not None:
            every = self.told + self.cannot_tell
            said = "cannot be told, for both gave one answer throughout" if self.kappa is None or self.kappa.kappa is None else (
                f"{self.kappa.kappa:.2f}" + (f" (95% interval {self.kappa.interval.low:.2f} to {self.kappa.interval.high:.2f})"
                                             if self.kappa.interval else ""))
            agree = f" Two people checked and agreed on {self.agreed} of {every}: kappa {said}. Right is what both found right."
        elif len(self.by) > 2:
            agree = f" {len(self.by)} people checked. Right is what all of them found right."
        return f"Checked by hand: {number(self.right)} of {number(self.told)} right{unsure}.{whole}{agree}"


def tally(run: RunFolder, file: Path, who: str, store: Path | None = None) -> HandCheck:
    """Add a filled sheet to the reviews, and return the check as it stands with it. Raises Problems with all that is wrong.

    The sample is drawn again, so the sheet must hold just the rows that its seed draws from this run.
    """
    said_by(who)
    standard, n, key, seed, answers = read_sheet(file)
    if key != run_key(run):
        raise problem(file.name, "was drawn from another run: other records, another library or another moment.",
                      "Name the run that it was drawn from.")
    sample = draw(run, run.library(), standard, n, seed)
    _refuse_others(file, sample, answers)
    name = sample_name(sample, key)
    details = {"sample": name, "sizes": dict(sample.sizes), "strata": {row.id: row.stratum for row in sample.rows},
               "answers": {one.id: [one.answer, one.why] for one in answers}}
    path = store_of(run.path, store)
    found: list[Review] = []

    def make(before: list[Review]) -> Review:
        made = Review(len(before) + 1, "tally", now(), who.strip(), standard, key, details)
        found.extend([*before, made])
        return made

    add_review(path, make)
    return next(one for one in hand_checks(found) if one.sample == name)


def _refuse_others(file: Path, sample: Sample, answers: Sequence[Answer]) -> None:
    drawn, given = [row.id for row in sample.rows], [one.id for one in answers]
    lacking, others = sorted(set(drawn) - set(given)), sorted(set(given) - set(drawn))
    twice = sorted({one for one in given if given.count(one) > 1})
    problems = [Problem(file.name, f"lacks {many(len(lacking), 'row')} of its sample, as {listed(lacking[:3])}.",
                        "Answer every row: cannot tell is an answer.")] if lacking else []
    problems += [Problem(file.name, f"holds {many(len(others), 'row')} that its seed does not draw, as {listed(others[:3])}.",
                         "Check the rows that were drawn, and no others.")] if others else []
    problems += [Problem(file.name, f"answers {listed(twice[:3])} twice.", "Keep one.")] if twice else []
    if problems:
        raise Problems(problems)


def hand_checks(reviews: Sequence[Review]) -> list[HandCheck]:
    """Every sample that was tallied, newest last. Of one person the last tally of a sample stands."""
    samples: dict[str, dict[str, Review]] = {}
    for one in reviews:
        if one.kind == "tally":
            people = samples.setdefault(one.details["sample"], {})
            people.pop(one.by.casefold(), None)
            people[one.by.casefold()] = one
    made = [_check(name, list(people.values())) for name, people in samples.items()]
    return sorted(made, key=lambda one: one.on)


def _check(name: str, tallies: Sequence[Review]) -> HandCheck:
    details = tallies[0].details
    verdicts = {row: _together([one.details["answers"][row][0] for one in tallies]) for row in details["strata"]}
    strata = [_stratum(stratum, size, [verdicts[row] for row, one in details["strata"].items() if one == stratum])
              for stratum, size in details["sizes"].items()]
    in_rate = [one for one in strata if one.stratum in IN_RATE]
    share = interval = None
    if in_rate and all(one.told for one in in_rate):
        # Which rows could not be told is not left to chance: at worst they are wrong, at best right.
        share, _ = stratified_interval([(one.right, one.told, one.population) for one in in_rate])
        worst = stratified_interval([(one.right, one.told + one.cannot_tell, one.population) for one in in_rate])[1]
        best = stratified_interval([(one.right + one.cannot_tell, one.told + one.cannot_tell, one.population) for one in in_rate])[1]
        interval = Interval(worst.low, best.high)
    agreed, agreement = _agreement(tallies, list(verdicts))
    wrong = [(row, "; ".join(dict.fromkeys(one.details["answers"][row][1] for one in tallies if one.details["answers"][row][1])))
             for row, verdict in verdicts.items() if verdict == "wrong"]
    told = sum(one.told for one in strata)
    return HandCheck(name, tallies[0].standard, tallies[0].run, max(one.at for one in tallies), [one.by for one in tallies],
                     sum(one.right for one in strata), told, len(verdicts) - told, strata, share, interval, agreed, agreement, wrong)


def _together(answers: Sequence[str]) -> str:
    """Right only where all found it right; wrong where anybody found it wrong."""
    return "wrong" if "wrong" in answers else "right" if set(answers) == {"right"} else "cannot tell"


def _stratum(name: str, population: int, verdicts: Sequence[str]) -> StratumChecked:
    right, unsure = verdicts.count("right"), verdicts.count("cannot tell")
    told = len(verdicts) - unsure
    return StratumChecked(name, right, told, unsure, population, exact_interval(right, told, population) if told else None)


def _agreement(tallies: Sequence[Review], rows: Sequence[str]) -> tuple[int | None, Kappa | None]:
    if len(tallies) != 2:
        return None, None
    first, second = (one.details["answers"] for one in tallies)
    pairs = [(first[row][0], second[row][0]) for row in rows]
    return sum(a == b for a, b in pairs), kappa(answers_table(pairs, VERDICTS))


def as_data(check: HandCheck) -> Mapping[str, Any]:
    """As JSON holds it."""
    from dataclasses import asdict

    return {**asdict(check), "sentence": check.sentence}
