"""A press release: the force's own block of it, with the list of what was judged."""

from __future__ import annotations

import re

from peelian.inspections.read.grades import GradeEar, Said
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Force, Grade, GradeSaid, Section
from peelian.inspections.read.phrases import one_line, plain
from peelian.inspections.read.questions import Questions
from peelian.inspections.read.wording import ForceNames, Wording

QUOTED = re.compile(r"^(?:is |it is |are )?(?:now )?(?:rated |graded |judged )?['\"]?(?P<grade>[a-z ]+?)['\"]?\s+(?:at|in|for|with|how)\b")
GAP = 12  # lines between blocks of a force may not start another force's block within these


def blocks_of(text: Text, wording: Wording) -> dict[str, tuple[ForceNames, list[Line]]]:
    """Code → the force and the lines of its block. A block begins with a line that names the force and judges it, or says that it was judged."""
    starts: list[tuple[int, ForceNames]] = []
    judged = wording.pattern(wording.words.kinds.judged)
    name = re.compile(r"(?<!\w)" + wording.force_names + r"(?!\w)")
    for place, line in enumerate(text.lines):
        if line.bullet or len(line.text) > 300:
            continue
        match = name.search(line.plain)
        force = wording.force_codes.get(re.sub(r"\s+", " ", match[0].replace("&", "and"))) if match else None
        if not force or (starts and starts[-1][1].code == force.code):
            continue
        is_heading = not line.text.endswith((".", ";")) and len(line.text) < 160
        if judged.search(line.plain) or (is_heading and _is_head_of_block(line, text.lines[place + 1:place + GAP], judged)):
            starts.append((place, force))
    found: dict[str, tuple[ForceNames, list[Line]]] = {}
    for number, (place, force) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text.lines)
        found.setdefault(force.code, (force, text.lines[place:end]))
    return found


def _is_head_of_block(line: Line, following: list[Line], judged: re.Pattern[str]) -> bool:
    return any(judged.search(one.plain) or re.search(r"^is ['\"]", one.plain) for one in following) or "performance" in line.plain


def sections(lines: list[Line], text: Text, wording: Wording, questions: Questions, ear: GradeEar, cycle: str | None
             ) -> tuple[list[Section], list[Section], list[Line]]:
    """Pillars, questions, and the lines that are prose."""
    pillars: list[Section] = []
    asked: list[Section] = []
    rest: list[Line] = []
    numbers = {one.id: way.number for pillar in wording.questions for one in pillar.questions for way in one.worded if cycle in way.cycles}
    scale = wording.scale(cycle)
    said: list[Said] = []
    for line in lines:
        section = _judged(line, text, scale, questions) if line.bullet else None
        if section is None:
            if not line.bullet:
                said += ear.hear(text.sentences(line)).said
            rest.append(line)
        elif section.id in {one.pillar for one in wording.questions}:
            pillars.append(section)
        else:
            section.number = numbers.get(section.id)
            asked.append(section)
    for one in said:
        if one.topic[1] is None and not one.looks_back and one.topic[0] not in {section.pillar for section in pillars if section.id == section.pillar}:
            span = text.span(one.sentence.start, one.sentence.end)
            pillars.append(Section(id=one.topic[0], pillar=one.topic[0], text=one_line(span.text), span=span, grade=Grade(
                value=one.value, state="graded", source="prose", span=span, said=[GradeSaid(value=one.value, where="prose", span=span)])))
    return pillars, asked, rest


def _judged(line: Line, text: Text, scale: list[str], questions: Questions) -> Section | None:
    """A bullet such as: is 'good' at preventing crime; or: 'requires improvement' in how it tackles ..."""
    match = QUOTED.match(plain(line.text))
    grade = match["grade"].strip() if match else None
    if match is None or grade not in scale:
        return None
    topics = questions.topics(line.plain)
    if not topics:
        return None
    start, _, pillar, identity = topics[0]
    if start - match.end() > 40:
        return None
    span = text.span(line.start, line.end)
    words = re.sub(r"[\s;,.]*(?:\band\b)?[\s;,.]*$", "", line.text[match.end():]).strip()
    return Section(id=identity or pillar, pillar=pillar, text=words, span=span, grade=Grade(
        value=grade, state="graded", source="prose", span=span, said=[GradeSaid(value=grade, where="prose", span=span)]))


def force_of(force: ForceNames, lines: list[Line], text: Text) -> Force:
    return Force(name=force.name, code=force.code, span=text.span(lines[0].start, lines[0].end))
