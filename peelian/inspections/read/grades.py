"""Grades: what lines and sentences say, and what to believe where they differ or are silent.

"Good at preventing crime" grades a question only where what follows is the question's own topic: "good at identifying
vulnerable people" grades nothing. A sentence on an earlier inspection is kept apart (hearsay.py). Silence stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from peelian.inspections.read.hearsay import Hearsay
from peelian.inspections.read.lines import Sentence, Text
from peelian.inspections.read.model import Grade, GradeSaid, GradeState, Span, Warned
from peelian.inspections.read.phrases import year_of
from peelian.inspections.read.questions import Questions
from peelian.inspections.read.skeleton import GradeLine
from peelian.inspections.read.wording import Wording, any_of

Topic = tuple[str, str | None]  # pillar, and question or None for the pillar as a whole


@dataclass
class Said:
    """A sentence that names a grade of a topic."""

    topic: Topic
    value: str
    qualified: str | None
    sentence: Sentence
    looks_back: bool
    year: int | None
    of_force: str | None


@dataclass
class Carried:
    """A sentence by which an earlier grade stands."""

    year: int | None
    sentence: Sentence


@dataclass
class Heard:
    """All that the sentences of a section say of grades."""

    said: list[Said] = field(default_factory=list)
    carried: Carried | None = None
    state: tuple[GradeState, Sentence] | None = None


class GradeEar:
    """Hears grades in sentences."""

    def __init__(self, wording: Wording, questions: Questions, text: Text, force: str | None, cycle: str | None):
        self.wording, self.words, self.questions, self.text = wording, wording.words, questions, text
        self.force, self.cycle = force, cycle
        grades = self.words.grades
        judging, softened, tie = (any_of(wording, ways) for ways in (grades.judging, grades.softened, grades.tie))
        scale = "|".join(re.escape(grade) for grade in sorted(wording.scale(cycle), key=len, reverse=True))
        turned = rf"(?:not\s+(?:yet\s+|quite\s+)?(?:{scale}),?\s+but\s+)?"  # 'is not yet outstanding but good at'
        verb = (rf"(?:{judging})\s+(?:(?:also|now|still|again)\s+)?{turned}(?P<softened>(?:{softened})\s+)?"
                rf"['\"]?(?P<grade>{scale})['\"]?")
        needs = rf"['\"]?(?P<needs>{'|'.join(map(re.escape, grades.verbs))})['\"]?"
        self._graded = re.compile(rf"(?:{verb}|{needs})\s+(?:{tie})\s+")
        self._fillers = re.compile(rf"(?:(?:{any_of(wording, grades.fillers)})\s+)*")
        self._asking = wording.pattern(grades.asking, whole_words=True)
        self._other = re.compile(wording.force_names + r"(?!\w)")
        self._hearsay = Hearsay(wording, cycle)

    def hear(self, sentences: list[Sentence]) -> Heard:
        heard = Heard()
        for sentence in sentences:
            heard.said += self._said(sentence)
            heard.carried = _joined(heard.carried, self._carried(sentence))
            heard.state = heard.state or self._state(sentence)
        return heard

    def _said(self, sentence: Sentence) -> list[Said]:
        words = sentence.plain
        found: list[Said] = []
        for match in self._graded.finditer(words):
            rest = words[match.end():]
            topics = self._topics_at(rest)
            if not topics or self._hearsay.is_unsaid(words, *match.span()):
                continue
            looks_back, year = self._hearsay.looked_back(words, *match.span())
            softened = (match["softened"] or "").strip() or self._hearsay.limit(sentence.text, match.end())
            subject = self._subject(words[:match.start()])
            found += [Said(topic, match["grade"] or match["needs"], softened, sentence, looks_back, year, subject) for topic in topics]
        if not found and (asked := self._asking.search(words)):
            found += self._asked(sentence, asked)
        return found

    def _topics_at(self, rest: str) -> list[Topic]:
        """The topics that stand first in the rest of a sentence; those tied to them by 'and' or a comma too."""
        skipped = self._fillers.match(rest)
        place = skipped.end() if skipped else 0
        found: list[Topic] = []
        for start, end, pillar, identity in self.questions.topics(rest):
            between = rest[place:start]
            ties = not between.strip() if not found else len(between) < 60 and identity is not None and "," not in between[3:]
            if start < place or not ties:
                break
            found.append((pillar, identity))
            place = end
        return found

    def _asked(self, sentence: Sentence, match: re.Match[str]) -> list[Said]:
        value = next((text for name, text in match.groupdict().items() if text and name.startswith("grade")), None)
        pillar = self.questions.pillar_in(match[0])
        if value is None or pillar is None:
            return []
        place = match.start() + match[0].rindex(value)
        if self._hearsay.is_unsaid(sentence.plain, place, place + len(value)):
            return []
        looks_back, year = self._hearsay.looked_back(sentence.plain, match.start(), match.end())
        return [Said((pillar, None), value, None, sentence, looks_back, year, self._subject(match[0]))]

    def _subject(self, before: str) -> str | None:
        """The code of the force named last before a grade; None where it is just 'the force'."""
        names = list(self._other.finditer(before))
        force = self.wording.force_of(names[-1][0]) if names else None
        return force.code if force else None

    def _carried(self, sentence: Sentence) -> Carried | None:
        words = self.words.carried
        if found := self.wording.has(words.that_year, sentence.plain):
            return Carried(year_of(found), sentence)
        if self.wording.has(words.last_year, sentence.plain):
            first = (self.cycle or "")[:4]
            return Carried(int(first) - 1 if first.isdigit() else None, sentence)
        return Carried(None, sentence) if self.wording.has(words.some_year, sentence.plain) else None

    def _state(self, sentence: Sentence) -> tuple[GradeState, Sentence] | None:
        for state, ways in self.words.grades.sentences_without_grade.items():
            if self.wording.has(ways, sentence.plain):
                return state, sentence
        return None


def _joined(before: Carried | None, found: Carried | None) -> Carried | None:
    """Two sentences that follow each other may say it together: 'This was not inspected. Last year's grade stands.'"""
    if before is None or found is None or found.sentence.start - before.sentence.end > 2:
        return before or found
    both = Sentence(before.sentence.start, found.sentence.end, f"{before.sentence.text} {found.sentence.text}",
                    f"{before.sentence.plain} {found.sentence.plain}")
    return Carried(before.year or found.year, both)


def decided(line: GradeLine | None, own: Heard, others: list[Said], topic: Topic, text: Text, force: str | None
            ) -> tuple[Grade, list[Warned]]:
    """The grade of a section, from its line, its own sentences and those elsewhere that speak of its topic."""
    warnings: list[Warned] = []
    grade = Grade()
    line_span = text.span(line.line.start, line.line.end) if line else None
    if line and line.grade and line_span:
        grade.said.append(GradeSaid(value=line.grade, where="line", span=line_span))
        if line.slip:
            warnings.append(Warned(text=f"'{line.line.text}' was read as '{line.grade}'.", span=line_span))
    about = [one for one in (*own.said, *others) if one.topic == topic]
    strange = [one for one in about if one.of_force and force and one.of_force != force]
    warnings += [Warned(text="A grade of another force stands here; it was left out.", span=_span(text, one.sentence))
                 for one in strange]
    about = [one for one in about if one not in strange]
    grade.said += [GradeSaid(value=one.value, where="look-back" if one.looks_back else "prose", year=one.year,
                             span=_span(text, one.sentence)) for one in about]
    now = [one for one in about if not one.looks_back]
    if line and line.grade:
        grade.value, grade.state, grade.source, grade.span = line.grade, "graded", "line", line_span
    elif line:
        grade.state, grade.source, grade.span = line.state, "line", line_span
    elif now:
        grade.value, grade.state, grade.source, grade.span = now[0].value, "graded", "prose", _span(text, now[0].sentence)
        grade.qualified = now[0].qualified
    elif own.state and not own.carried:
        grade.state, grade.source, grade.span = own.state[0], "prose", _span(text, own.state[1])
    if own.carried and not (now and now[0] in own.said and not line):
        warnings += _carry(grade, own.carried, [one for one in about if one.looks_back], text)
    warnings += _differences(grade, now)
    return grade, warnings


def _carry(grade: Grade, carried: Carried, back: list[Said], text: Text) -> list[Warned]:
    """An earlier grade stands: the value is the line's, or what a look-back says."""
    grade.source, grade.carried_from, grade.span = "carried", carried.year, _span(text, carried.sentence)
    warnings = []
    if grade.value is None and back and carried.year and back[0].year == carried.year:
        grade.value = back[0].value  # the page says both that this grade was given that year and that it stands
    if back and back[0].year and carried.year and back[0].year != carried.year:
        warnings.append(Warned(text=f"The grade is said to stand from {carried.year}, and elsewhere to be of {back[0].year}.",
                               span=_span(text, back[0].sentence)))
    grade.state = "graded" if grade.value else "unknown"
    return warnings


def _differences(grade: Grade, now: list[Said]) -> list[Warned]:
    values = {one.value for one in grade.said if one.where != "look-back"}
    if len(values) < 2:
        return []
    where = next((one.span for one in grade.said if one.value != grade.value and one.where != "look-back"), None)
    return [Warned(text=f"The page names different grades for the same thing: {', '.join(sorted(values))}. "
                        f"'{grade.value}' was taken, from a {grade.source}.", span=where)]


def _span(text: Text, sentence: Sentence) -> Span:
    return text.span(sentence.start, sentence.end)
