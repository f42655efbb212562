"""A judgement for a terminal and as JSON. The words of standings and kinds are said here once, for pages too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from peelian.duties.worklist import printable
from peelian.inspections.grading.entries import Entries, Entry, EvidenceSaid, GradeSaid, Withdrawal
from peelian.inspections.grading.model import Evidence, FinalGrade, Judgement, MeasureStanding, QuestionJudgement, Standing
from peelian.inspections.improvement.listing import as_text

STANDING_WORDS: dict[Standing, str] = {"assured": "assured", "mixed": "mixed", "not_assured": "not assured",
                                       "cannot_tell": "cannot tell", "no_say": "no say"}
KIND_WORDS = {"interview": "interview", "document": "document", "observation": "observation", "file_review": "file review"}
NOBODY = "Final: none. Nobody has set a grade."
NONE_HERE = "Final: none. A grade was set, and it is not final for this run."


def as_json(found: Any) -> str:
    """A dataclass, or plain data, as JSON by the published schema."""
    return json.dumps(asdict(found) if is_dataclass(found) and not isinstance(found, type) else found, indent=1, ensure_ascii=False)


def judgement_text(found: Judgement) -> str:
    """Every question in short: its grades and what they rest on."""
    lines = list(_head(found))
    for one in found.questions:
        lines += ["", f"{one.number}. {one.text} ({one.id})", f"   {one.indicative.sentence}"]
        lines += [f"   {final_words(one)}"] if one.graded else []
        lines += [f"   Self-check: {words}" for words in one.self_checks]
    lines += [""] if found.elsewhere else []
    lines += [f"Open, and of no question here: {one.id} ({one.level_title or one.state}), {one.title}" for one in found.elsewhere]
    lines += [f"Brought, and to no question here: {one.number}, {KIND_WORDS[one.kind]} that {one.bears} "
              f"({_about(one)}): {one.words}" for one in found.evidence_elsewhere]
    return "\n".join(printable(line) for line in lines)


def _about(one: Evidence) -> str:
    of = f"of {', '.join(one.forces)}" if one.forces else ""
    return " ".join(filter(None, (one.question, one.standard, of)))


def _head(found: Judgement) -> Iterator[str]:
    if found.made_up:
        yield found.made_up
    yield f"{found.title}: {', '.join(found.forces) or 'no force named'}, as at {found.run_as_at}, by the run {found.run}."
    yield from found.unread


def question_text(found: Judgement, one: QuestionJudgement) -> str:
    """One question in full: measures, evidence, improvements, self-checks and grades."""
    lines = [*_head(found), "", f"{one.number}. {one.text} ({one.id})", one.indicative.sentence]
    lines += [final_words(one), *(f"{_not_standing(other)}: {_final(other)}" for other in one.earlier)] if one.graded else []
    lines += [f"Self-check: {words}" for words in one.self_checks]
    lines += [f"Open: {item.id} ({item.level_title or 'no level'}, {item.state.lower()}), {item.title}: {item.why_here}."
              for item in one.improvements]
    said = "\n".join(printable(line) for line in lines)
    if one.evidence:
        said += f"\n\n{evidence_table(one.evidence)}"
    if one.measures:
        said += "\n\n" + as_text(["MEASURE", "STANDS", "FIGURE", "EXPECTED", "WHY"], [measure_row(item) for item in one.by_standing])
    return said


def measure_row(one: MeasureStanding) -> list[str]:
    """A measure in a table: its id, where it stands with its way, its figure, what is expected, and why."""
    return [one.standard, standing_words(one), one.figure, one.expected or "nothing", one.why]


def standing_words(one: MeasureStanding) -> str:
    return STANDING_WORDS[one.standing] + (f", {one.way}" if one.way else "")


def final_words(one: QuestionJudgement) -> str:
    if one.final is None and any(other.not_final_because for other in one.earlier):
        return NONE_HERE
    return f"Final: {_final(one.final)}" if one.final else NOBODY


def _not_standing(one: FinalGrade) -> str:
    return "Not final" if one.not_final_because else "Earlier"


def _final(one: FinalGrade) -> str:
    run = "this run" if one.this_run else f"another run, {one.run}"
    return f"{one.grade}, set by {one.by} at {one.at} on {run} as at {one.run_as_at}: {one.why}"


def evidence_table(rows: Sequence[Evidence]) -> str:
    if not rows:
        return "No evidence of people stands here."
    return as_text(["NO.", "EVIDENCE", "BEARS", "ON", "BY", "ABOUT", "WORDS", "PLACE"], [
        [str(one.number), KIND_WORDS[one.kind], one.bears, one.on, one.by, _about(one),
         one.words, one.place] for one in rows])


def history_lines(entries: Entries) -> str:
    return "\n".join(printable(line) for line in map(_entry_line, entries.all)) or "Nothing has been said yet."


def _entry_line(one: Entry) -> str:
    begins = f"{one.number}. {one.recorded_at.isoformat(timespec='seconds')}Z {one.who}: "
    said = one.said
    if isinstance(said, EvidenceSaid):
        about = " ".join(filter(None, (said.question, said.standard)))
        return f"{begins}{KIND_WORDS[said.kind]} of {said.on} that {said.bears} ({about}): {said.words}"
    if isinstance(said, Withdrawal):
        return f"{begins}evidence {said.number} withdrawn: {said.why}"
    assert isinstance(said, GradeSaid)
    against = f" against {len(said.self_checks)} self-checks" if said.self_checks else ""
    return (f"{begins}{said.framework} {said.question}: {said.grade} (indicated: {said.indicative or 'cannot be told'}), on the run "
            f"{said.run} as at {said.run_as_at}{against}: {said.why}")
