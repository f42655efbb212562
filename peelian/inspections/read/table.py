"""What was read, for a terminal."""

from __future__ import annotations

from peelian.clocks import spoken_day
from peelian.inspections.read.model import AreaForImprovement, CauseOfConcern, Grade, Inspection, Section
from peelian.problems import shortened

WIDTH = 100


def table(read: Inspection) -> str:
    """A heading, a row for each thing that is graded, then what is asked for and what to check by eye."""
    lines = [_title(read), ""]
    sections = [one for one in (read.headline, *read.pillars, *read.questions) if one]
    if sections:
        rows = [_row(one) for one in sections]
        names = ["", "grade", "from", "strengths", "weaknesses", "improvements", "causes", "figures"]
        widths = [max(len(row[place]) for row in [names, *rows]) for place in range(len(names))]
        for row in [names, *rows]:
            lines.append("  ".join(word.ljust(width) if place < 3 else word.rjust(width)
                                   for place, (word, width) in enumerate(zip(row, widths, strict=True))).rstrip())
    for section in sections:
        lines += _asked(section.areas_for_improvement, section.causes_of_concern, section.id or shortened(section.text))
    lines += _asked(read.areas_for_improvement, read.causes_of_concern, "the page")
    lines += _history(read)
    changed = [(section, change) for section in sections for change in section.changes]
    if changed:
        lines += ["", "Changed since an earlier inspection:"]
        lines += [f"  {'put right' if change.put_right else change.direction}: {_cut(change.text)}" for _, change in changed]
    if read.warnings:
        lines += ["", "To check by eye:", *(f"  {one.text}" for one in read.warnings)]
    return "\n".join(lines)


def _title(read: Inspection) -> str:
    words = [read.force.name if read.force else "Force not named", read.cycle or "cycle not named", read.kind]
    words += [f"published {spoken_day(read.published.date)}"] if read.published else []
    words += [f"updated {spoken_day(read.updated.date)}"] if read.updated else []
    return ", ".join(words)


def _row(section: Section) -> list[str]:
    number = f"{section.number} " if section.number else ""
    signs = [finding.sign for finding in section.findings]
    return [f"{number}{section.id or shortened(section.text)}", _grade(section.grade), _origin(section.grade),
            *(str(count) for count in (signs.count("strength"), signs.count("weakness"), len(section.areas_for_improvement),
                                       len(section.causes_of_concern), len(section.figures)))]


def _grade(grade: Grade) -> str:
    return grade.value or (grade.state if grade.state != "graded" else "unknown")


def _origin(grade: Grade) -> str:
    return f"carried from {grade.carried_from}" if grade.source == "carried" and grade.carried_from else grade.source


def _asked(areas: list[AreaForImprovement], causes: list[CauseOfConcern], name: str) -> list[str]:
    lines = ["", f"Areas for improvement, {name}:", *(f"  {_cut(one.text)}{_by(one)}" for one in areas)] if areas else []
    for cause in causes:
        lines += ["", f"Cause of concern, {name}:", f"  {_cut(cause.text)}" if cause.text else "  (its own words are missing)"]
        lines += [f"  recommended: {_cut(one.text)}{_by(one)}" for one in cause.recommendations]
    return lines


def _by(asked: object) -> str:
    deadline = getattr(asked, "deadline", None)
    return f" [{deadline.text}]" if deadline else ""


def _history(read: Inspection) -> list[str]:
    entry = read.register_entry
    if entry is None:
        return []
    lines = ["", f"Register entry {entry.id or 'without a number'}: {entry.status or 'no status'}"]
    return lines + [f"  {step.date or 'no day'}  {step.status or ''}  {_cut(step.comment or '')}".rstrip() for step in entry.history]


def _cut(words: str) -> str:
    return words if len(words) <= WIDTH else f"{words[:WIDTH - 1].rstrip()}…"
