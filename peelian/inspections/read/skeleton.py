"""The skeleton of a page: its title, its sections, and in each the lists of improvements and the rest.

A page comes in several damaged forms: lines of one word, numbers and grades may be missing. So nothing here relies on a
line being there; only questions, headings and bullets part a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz

from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import GradeState
from peelian.inspections.read.phrases import plain
from peelian.inspections.read.questions import Asked, Questions
from peelian.inspections.read.wording import Wording

BlockKind = Literal["prose", "improvements", "cause", "recommendations"]
GRADE_LIKE, LIKE_HEADING = 86, 90  # of a hundred: a slip of typing or two
HEAD = 14  # of the lines after a question, those that may still be its head


@dataclass
class Block:
    """Lines of one kind that stand together. `heading`: the sub-heading above them."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    heading: str | None = None


@dataclass
class GradeLine:
    """A line that stands where a grade does: a grade, or a state without one."""

    line: Line
    grade: str | None
    state: GradeState
    slip: bool


@dataclass
class Part:
    """A section as the page has it."""

    asked: Asked
    line: Line
    number: int | None = None
    grade_line: GradeLine | None = None
    blocks: list[Block] = field(default_factory=list)

    @property
    def prose(self) -> list[tuple[Line, str | None]]:
        return [(line, block.heading) for block in self.blocks if block.kind == "prose" for line in block.lines]


@dataclass
class Skeleton:
    """Every section of a page in order; what stands before the first question; what was left out, with why."""

    before: Part
    parts: list[Part] = field(default_factory=list)
    updated: Line | None = None
    observed: Line | None = None
    detailed: bool = False
    left_out: list[tuple[str, Line]] = field(default_factory=list)


class Parting:
    """Walks the lines of a page once."""

    def __init__(self, wording: Wording, questions: Questions, text: Text, force: str | None, cycle: str | None):
        self.words, self.wording, self.questions, self.text, self.force = wording.words, wording, questions, text, force
        self.scale = wording.scale(cycle)
        nobody = Line(0, 0, "", "")
        self.found = Skeleton(Part(Asked(None, None, None, False), nobody))
        self.part = self.found.before
        self.block = self._new("prose")
        self.number: tuple[int, Line] | None = None
        self.since_question = 0
        self.in_innovation = False

    def walk(self, lines: list[Line]) -> Skeleton:
        for place, line in enumerate(lines):
            following = lines[place + 1] if place + 1 < len(lines) else None
            self.since_question += 1
            self._take(line, following)
        return self.found

    def _take(self, line: Line, following: Line | None) -> None:
        if self._is_noise(line):
            return
        asked = None if line.bullet else self.questions.asked(line.text)
        if asked:
            self._begin(asked, line)
        elif line.plain.isdigit() and len(line.plain) < 3 and not line.bullet:
            self.number = (int(line.plain), line)
        elif re.match(r"last updated:? ", line.plain):
            self.found.updated = self.found.updated or line
        elif not line.bullet and (grade := self._grade_line(line)) is not None:
            self._grade(grade)
        elif self._asks_for_nothing(line):
            self.block = self._new("prose")
            self.block.lines.append(line)
        elif not (not line.bullet and self._heading(line)):
            self._keep(line, following)

    def _asks_for_nothing(self, line: Line) -> bool:
        """Whether a line says that a list is empty: 'No areas for improvement were found', or 'None' where the list would be."""
        heads = self.words.headings
        in_list = self.block.kind != "prose" and not self.block.lines
        return bool(self.wording.is_all(heads.nothing, line.plain) or (in_list and self.wording.is_all(heads.none, line.plain)))

    def _is_noise(self, line: Line) -> bool:
        if len(line.plain) < 200 and self.wording.is_all(self.words.noise, line.plain):
            return True
        stray = self.wording.force_of(line.plain.strip(" .:"))
        if stray and not line.bullet:
            if stray.code != self.force:
                self.found.left_out.append((f"'{line.text}' stands alone on this page of another force", line))
            return True
        if is_welsh(line.plain, self.words.welsh):
            self.found.left_out.append(("a line is in Welsh", line))
            return True
        pillar = line.plain.strip(" :")
        return not line.bullet and pillar in {one.pillar for one in self.wording.questions}

    def _begin(self, asked: Asked, line: Line) -> None:
        again = next((part for part in self.found.parts if (asked.id or asked.pillar) and
                      (part.asked.pillar, part.asked.id) == (asked.pillar, asked.id)), None)
        if again:
            self.part = again
        else:
            number = line.number or (self.number[0] if self.number and asked.id else None)
            self.part = Part(asked, line, number)
            self.found.parts.append(self.part)
        self.number = None
        self.since_question = 0
        self.block = self._new("prose")
        if asked.rest and (grade := self._grade_line(Line(line.start, line.end, asked.rest, asked.rest))):
            grade.line = line
            self._grade(grade)

    def _grade_line(self, line: Line) -> GradeLine | None:
        words = re.sub(r"^(grade|judg(e)?ment|overall grade)\s*:?\s*", "", line.plain).strip(" .:*'\"")
        if not words or len(words) > 40 or len(words.split()) > 4:
            return None
        if words in self.wording.grades:
            return GradeLine(line, words, "graded", False)
        for state, ways in self.words.grades.lines_without_grade.items():
            if words in ways:
                return GradeLine(line, None, state, False)
        close = [(fuzz.ratio(words, grade), grade) for grade in self.scale]
        score, best = max(close)
        return GradeLine(line, best, "graded", True) if score >= GRADE_LIKE and words[0] == best[0] else None

    def _grade(self, grade: GradeLine) -> None:
        in_head = not any(block.lines for block in self.part.blocks) and self.part is not self.found.before
        if in_head and self.part.grade_line is None and self.since_question <= HEAD:
            self.part.grade_line = grade
        elif self.part is not self.found.before:
            self.found.left_out.append((f"'{grade.line.text}' stands alone where no grade is looked for", grade.line))

    def _heading(self, line: Line) -> bool:
        """Whether a line parts the page; the parting is done."""
        heads, words = self.words.headings, line.plain.strip(" :.")
        if self.wording.is_all(heads.questions, words):
            self.block = self._new("prose")
        elif self._close_to(heads.improvements, words):
            self.block = self._new("improvements")
        elif self._close_to(heads.causes, words):
            self.block = self._new("cause")
        elif self._close_to(heads.recommendations, words):
            self.block = self._new("recommendations")
        elif self.wording.is_all(heads.observations, words):
            self.part, self.found.observed = self.found.before, line
            self.block = self._new("prose")
        elif self.wording.is_all(heads.detailed, words):
            self.found.detailed = True
            self.block = self._new("prose")
        elif self.wording.is_all(heads.innovation, words):
            self.block = self._new("prose", line.text)
        elif len(words) < 60 and self.wording.has(heads.detailed, words):
            self.found.detailed = True
            self.block = self._new("prose")
        else:
            return False
        return True

    def _close_to(self, ways: list[str], words: str) -> bool:
        return len(words) < 40 and any(fuzz.ratio(words, plain(way)) >= LIKE_HEADING for way in ways)

    def _keep(self, line: Line, following: Line | None) -> None:
        if not line.bullet and self._is_sub_heading(line, following):
            self.block = self._new("prose", line.text)
            return
        if self._list_has_ended(line):
            self.block = self._new("prose")
        elif self.block.kind == "cause" and self.block.lines and self._recommends(line):
            self.block = self._new("recommendations")
        self.block.lines.append(line)

    def _list_has_ended(self, line: Line) -> bool:
        return ((self.block.kind == "improvements" and not self._is_improvement(line))
                or (self.block.kind == "recommendations" and not self._is_recommendation(line)))

    def _recommends(self, line: Line) -> bool:
        """Whether a line after a cause of concern begins what is recommended, where the heading between them is lost."""
        asks = self.wording.has(self.words.improvement_words, line.plain) and (line.bullet or line.text.endswith(":"))
        return bool(asks or self.wording.has(self.words.recommending, line.plain))

    def _is_sub_heading(self, line: Line, following: Line | None) -> bool:
        if line.heading and len(line.text) < 120 and not line.text.endswith((".", ":", ";")):
            return True
        return (len(line.text) <= 70 and len(line.text.split()) <= 9 and line.text[:1].isupper() and line.text[-1:].isalnum()
                and following is not None and not following.bullet and len(following.text) > len(line.text)
                and not self.wording.has(self.words.improvement_words, line.plain))

    def _is_improvement(self, line: Line) -> bool:
        """Lists end where a line asks for nothing. A bullet may be a bare noun, unless it has become a paragraph."""
        asks = self.wording.has(self.words.improvement_words, line.plain)
        if line.bullet:
            return bool(asks) or not self._starts_as_sentence(line) or self._after_lead_in()
        first = self.text.sentences(line)[0].plain
        opening = self.wording.has(self.words.improvement_words, first[:90])
        return bool(opening and (self._starts_as_sentence(line) or not self.block.lines) and not self._turned_to_prose(line))

    def _turned_to_prose(self, line: Line) -> bool:
        """A paragraph after bullets belongs to the list only if the list has none."""
        return any(one.bullet for one in self.block.lines) or bool(self.block.lines and len(self.text.sentences(line)) > 2)

    def _after_lead_in(self) -> bool:
        return bool(self.block.lines) and any(one.text.endswith(":") for one in self.block.lines)

    def _is_recommendation(self, line: Line) -> bool:
        if line.bullet:
            return True
        return not any(one.bullet for one in self.block.lines) and bool(
            self.wording.has(self.words.improvement_words, line.plain) or self.wording.has(self.words.recommending, line.plain))

    def _starts_as_sentence(self, line: Line) -> bool:
        """Whether it starts with the force: 'The force ...', 'Kent Police ...'."""
        starts = [*self.words.subjects, "{force}", *self.words.sentence_starts]
        return bool(self.wording.pattern(starts, whole_words=True).match(line.plain))

    def _new(self, kind: BlockKind, heading: str | None = None) -> Block:
        block = Block(kind, heading=heading)
        self.part.blocks.append(block)
        return block


def is_welsh(words: str, small_words: list[str]) -> bool:
    """Whether most of the small words of a line are Welsh. Single letters alone prove nothing: English has some of them."""
    split = re.findall(r"[\w']+", words)
    welsh = [word for word in split if word in small_words]
    return len([word for word in welsh if len(word) > 1]) >= 2 and len(welsh) >= 0.25 * len(split)
