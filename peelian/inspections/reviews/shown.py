"""Samples, checks and disputes, printed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path

from peelian.clocks import spoken_moment
from peelian.duties.run_folder import RunFolder
from peelian.duties.worklist import printable
from peelian.inspections.improvement.listing import safe_cell
from peelian.inspections.reviews.disputes import OUTCOMES, Dispute, standing
from peelian.inspections.reviews.sample import MEANING, NOT_COUNTED, Sample
from peelian.inspections.reviews.sheet import MARKING
from peelian.inspections.reviews.store import named_reviews, read_reviews
from peelian.inspections.reviews.tally import HandCheck
from peelian.measures.chart_text import between, number, percent
from peelian.problems import did_you_mean, problem, shortened

STATES = ("open", *OUTCOMES)


def sample_words(sample: Sample, run: RunFolder, out: Path | None) -> str:
    """How many rows were drawn of each stratum, and what to do with them."""
    counted = {"in the numerator", "in the denominator alone", NOT_COUNTED} & set(sample.sizes)
    of = f"of the records from {sample.period}" if counted else f"of what fell due from {sample.period} or is live"
    lines = [MARKING, f"{sample.title}: {number(len(sample.rows))} rows drawn with the seed '{printable(sample.seed)}', {of}, "
             f"as at {spoken_moment(run.as_at_micros, run.zone)}."]
    lines += [f"  {name}: {number(drawn)} of {number(sample.sizes[name])} ({MEANING[name]})" for name, drawn in sample.drawn.items()]
    lines += [sample.not_listed] if sample.not_listed else []
    if out is None:
        lines += [f"{row.stratum}: {printable(row.id)}, {printable(row.subject)}, {printable(row.says)}" for row in sample.rows]
        lines.append("Add --out FILE.csv or FILE.xlsx for a sheet to fill.")
    else:
        lines.append(f"The sheet is {out}. Look at each record in its own system, and write yes, no or cannot tell in the column "
                     "'right', and in 'why' what is wrong. Then: peelian tally RUN FILE --who NAME.")
    made_up = run.made_up_sentence
    return "\n".join([*lines, *([made_up] if made_up else [])])


def check_words(check: HandCheck) -> str:
    """A tally as people read it: the sentence, each stratum, and what was wrong."""
    lines = [MARKING, check.sentence]
    for one in check.strata:
        told = f"{one.right} of {one.told} right" if one.told else "none could be told" if one.cannot_tell else "none drawn"
        all_ = number(one.population)
        said = f", so {percent(one.interval.low)} to {percent(one.interval.high)} of all {all_}" if one.interval else f", of {all_}"
        lines.append(f"  {one.stratum}: {told}{said}" + (f"; {one.cannot_tell} cannot be told" if one.cannot_tell and one.told else ""))
    lines += [f"  wrong: {printable(row)}: {printable(why)}" for row, why in check.wrong]
    return "\n".join(lines)


def stratum_words(check: HandCheck) -> list[list[str]]:
    """A row for each stratum: its name, right of told, the interval, how many it holds."""
    return [[one.stratum, f"{number(one.right)} of {number(one.told)}" if one.told + one.cannot_tell else "none drawn",
             number(one.cannot_tell), between(one.interval) or "none", number(one.population)] for one in check.strata]


def disputes_words(run: RunFolder, reviews: Path | None, standard: str | None, state: str | None, format: str) -> str:
    """The disputes as a table, CSV or JSON. reviews: the file of them, if not the one beside the run. standard, state: only those.

    Raises Problems for a state, a standard or a file that is none.
    """
    if state is not None and state not in STATES:
        raise problem("--state", f"'{state}' is none of {', '.join(STATES)}.", did_you_mean(state, STATES))
    disputes = standing(read_reviews(named_reviews(run.path, reviews)))
    if standard is not None and standard not in {one.standard for one in disputes}:
        known = run.library().files
        if standard not in known:
            raise problem("--standard", f"'{shortened(standard)}' is not a standard of this run's library.",
                          did_you_mean(standard, known))
    found = [one for one in disputes if standard in (None, one.standard) and state in (None, one.state)]
    if format == "json":
        return json.dumps([{**asdict(one), "state": one.state} for one in found], indent=1, ensure_ascii=False)
    if format == "csv":
        return _csv(found)
    if not found:
        return "No dispute is recorded." if standard is None and state is None else "No such dispute is recorded."
    lines = [MARKING]
    for one in found:
        lines.append(f"{one.number}. {one.state}: {printable(one.duty_id)} ({one.status_then.replace('_', ' ')} then)")
        lines.append(f"   The {one.about} is wrong, says {printable(one.by)} on {one.at[:10]}: {printable(one.why)}")
        lines.append(f"   Goes to: {printable(one.goes_to) or 'nobody is named'}")
        if one.outcome:
            lines.append(f"   {one.outcome.capitalize()} by {printable(one.answered_by)} on {one.answered_at[:10]}: "
                         f"{printable(one.answer)}")
    return "\n".join(lines)


def _csv(found: list[Dispute]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["state", *Dispute.__dataclass_fields__])
    for one in found:
        writer.writerow([safe_cell(str(value)) for value in (one.state, *asdict(one).values())])
    return out.getvalue().rstrip("\n")
