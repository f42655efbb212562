"""Press releases: a page holds one force's, or a block for each of many, with what was judged in lists or in sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peelian.inspections.read.grades import GradeEar
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Force, Grade, GradeSaid, Section
from peelian.inspections.read.phrases import plain
from peelian.inspections.read.questions import Questions
from peelian.inspections.read.wording import ForceNames, Wording

QUOTED = re.compile(r"^(?:is |it is |are )?(?:now )?(?:rated |graded |judged )?['\"]?(?P<grade>[a-z ]+?)['\"]?\s+"
                    r"(?:at|in|for|with|how)\b")
NEAR = 12  # a heading's judgement stands within so many lines
TO_TOPIC = 40  # and a topic within so many letters of its grade


@dataclass
class Released:
    """One force's block."""

    force: ForceNames
    lines: list[Line]

    def named(self, text: Text) -> Force:
        return Force(name=self.force.name, code=self.force.code, span=text.span(self.lines[0].start, self.lines[0].end))


def blocks_of(text: Text, wording: Wording) -> dict[str, Released]:
    """Code → the block of each force, in the order of the page. A block begins with a line that is the force's name or a
    title that names it, and soon judges it."""
    judged = wording.pattern(wording.words.kinds.judged)
    name = re.compile(r"(?<!\w)" + wording.force_names + r"(?!\w)")
    starts: list[tuple[int, ForceNames]] = []
    for place, line in enumerate(text.lines):
        match = None if line.bullet or len(line.text) > 300 else name.search(line.plain)
        force = wording.force_of(match[0]) if match else None
        if force is None or (starts and starts[-1][1].code == force.code):
            continue
        following = text.lines[place + 1:place + NEAR]
        if judged.search(line.plain) or _is_title(line, force, following, wording, judged):
            starts.append((place, force))
    found: dict[str, Released] = {}
    for number, (place, force) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text.lines)
        found.setdefault(force.code, Released(force, text.lines[place:end]))
    return found


def _is_title(line: Line, force: ForceNames, following: list[Line], wording: Wording, judged: re.Pattern[str]) -> bool:
    if line.text.endswith((".", ";", ":", ",")) or len(line.text) > 160:
        return False
    if wording.force_of(line.plain.strip(" .:")) is force:
        return True
    return wording.has(wording.words.kinds.press_heading, line.plain) is not None or any(
        judged.search(one.plain) or re.match(r"is ['\"]", one.plain) for one in following)


def judged_bullets(lines: list[Line], text: Text, scale: list[str], questions: Questions, numbers: dict[str, int | None]
                   ) -> tuple[list[Section], list[Section], list[Line]]:
    """Pillars and questions that bullets grade, and the lines that are left."""
    pillars: list[Section] = []
    asked: list[Section] = []
    rest: list[Line] = []
    for line in lines:
        section = _judged(line, text, scale, questions) if line.bullet else None
        if section is None:
            rest.append(line)
        elif section.id == section.pillar:
            pillars.append(section)
        else:
            section.number = numbers.get(section.id or "")
            asked.append(section)
    return pillars, asked, rest


def said_pillars(lines: list[Line], text: Text, ear: GradeEar) -> dict[str, Grade]:
    """Pillar → the grade that a sentence gives it, the first of each."""
    found: dict[str, Grade] = {}
    for line in lines:
        for one in ear.hear(text.sentences(line)).said:
            strange = one.of_force and one.of_force != ear.force
            if one.topic[1] is None and not one.looks_back and not strange:
                span = text.span(one.sentence.start, one.sentence.end)
                said = GradeSaid(value=one.value, where="prose", span=span)
                found.setdefault(one.topic[0], Grade(value=one.value, state="graded", source="prose", span=span,
                                                     qualified=one.qualified, said=[said]))
    return found


def _judged(line: Line, text: Text, scale: list[str], questions: Questions) -> Section | None:
    """A bullet such as: is 'good' at preventing crime; or: 'requires improvement' in how it tackles ..."""
    match = QUOTED.match(plain(line.text))
    grade = match["grade"].strip() if match else None
    topics = questions.topics(line.plain) if grade in scale else []
    if match is None or not topics or topics[0][0] - match.end() > TO_TOPIC:
        return None
    _, _, pillar, identity = topics[0]
    span = text.span(line.start, line.end)
    words = re.sub(r"[\s;,.]*(?:\band\b)?[\s;,.]*$", "", line.text[match.end():]).strip()
    return Section(id=identity or pillar, pillar=pillar, text=words, span=span, grade=Grade(
        value=grade, state="graded", source="prose", span=span, said=[GradeSaid(value=grade or "", where="prose", span=span)]))
