"""An entry of the register of recommendations: what is recommended, and its history with the register's own marks."""

from __future__ import annotations

import re

from peelian.inspections.read.improvements import Asking, day_of
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import CauseOfConcern, RegisterEntry, RegisterStep
from peelian.inspections.read.phrases import one_line
from peelian.inspections.read.wording import Wording

DAY = r"\d{1,2}(?:st|nd|rd|th)? [a-z]+,? \d{4}|\d{1,2}/\d{1,2}/\d{4}"
STEP = re.compile(rf"\[on\]\s*(?P<day>{DAY})?(?P<rest>.*?)(?=\[on\]|\Z)", re.DOTALL)
STATUS = re.compile(r"\[status\]\s*(.*?)\s*\[/status\]", re.DOTALL)
MARK = re.compile(r"\[/?(?:on|status|comment)\]")
ENTRY_NUMBER = re.compile(r"\((\d{3,6})\)\s*$")
NUMBER_ALONE = re.compile(r"(?:recommendation|entry|reference|id)\s*(?:number|no\.?|id)?\s*:?\s*(\d{3,6})\.?(?:\s+[-:]\s+[^.]+)?")
IN_ADDRESS = re.compile(r"/recommendation/([a-z-]+)/(\d+)")


def register_entry(text: Text, wording: Wording, address: str | None) -> tuple[RegisterEntry, list[CauseOfConcern]]:
    """The first entry of a page. What is recommended stands before the first mark, its history after it."""
    begins = text.plain.find("[on]")
    begins = len(text.plain) if begins < 0 else begins
    lines = [line for line in text.lines if line.start < begins and not wording.is_all(wording.words.noise, line.plain)]
    entry = RegisterEntry()
    if address and (match := IN_ADDRESS.search(address)):
        entry.id = match[2]
    lines = _without_title(entry, lines)
    entry.history = [step for step in _steps(text, begins)]
    entry.status = next((step.status for step in reversed(entry.history) if step.status), None)
    return entry, _asked(lines, text, wording, begins)


def _without_title(entry: RegisterEntry, lines: list[Line]) -> list[Line]:
    """The lines after the report's title, which ends with the number of the entry."""
    for place, line in enumerate(lines[:12]):
        if alone := NUMBER_ALONE.fullmatch(line.plain):
            entry.id = entry.id or alone[1]
            return _without_report(entry, lines[place + 1:])
        match = ENTRY_NUMBER.search(line.text)
        if match and len(line.text) < 250:
            entry.id, entry.report = match[1], line.text[:match.start()].strip() or None
            return lines[place + 1:]
    return _without_report(entry, lines)


def _without_report(entry: RegisterEntry, lines: list[Line]) -> list[Line]:
    """The lines after the report's title, where one of the first is a title of the programme."""
    for place, line in enumerate(lines[:3]):
        if line.plain.startswith("peel") and not line.text.endswith((".", ":")):
            entry.report = line.text
            return lines[place + 1:]
    return lines


def _asked(lines: list[Line], text: Text, wording: Wording, begins: int) -> list[CauseOfConcern]:
    asking = Asking(wording, text)
    heads = wording.words.headings
    cause: list[Line] = []
    asked: list[Line] = []
    in_cause = under_heading = False
    for line in lines:
        if wording.is_all(heads.causes, line.plain):
            in_cause, under_heading = True, False
        elif wording.is_all(heads.recommendations, line.plain):
            in_cause, under_heading = False, True
        elif in_cause and not (cause and wording.has(wording.words.improvement_words, line.plain)):
            cause.append(line)
        elif wording.has(wording.words.improvement_words, line.plain) or asked or under_heading or wording.has(
                wording.words.recommending, line.plain):
            in_cause = False
            asked.append(_before(line, begins))
    if not cause and not asked:
        return []
    first, last = (cause or asked)[0], (cause or asked)[-1]
    return [CauseOfConcern(text=" ".join(line.text for line in cause), recommendations=asking.recommendations(asked),
                           span=text.span(first.start, last.end))]


def _before(line: Line, begins: int) -> Line:
    if line.end <= begins:
        return line
    return Line(line.start, begins, one_line(line.text.split("[on]")[0]), line.plain.split("[on]")[0], line.bullet)


def _steps(text: Text, begins: int) -> list[RegisterStep]:
    """Each status and comment under its day; a mark may hold both, or neither."""
    found = []
    for match in STEP.finditer(text.plain, begins):
        raw = text.text[match.start("rest"):match.end("rest")]
        status = STATUS.search(raw)
        comment = one_line(MARK.sub(" ", STATUS.sub(" ", raw)))
        found.append(RegisterStep(date=day_of(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", match["day"])) if match["day"] else None,
                                  status=status[1] if status else None, comment=comment or None, span=text.span(*match.span())))
    return found
