"""The improvements that a read inspection asks for: each area for improvement, and each recommendation of a graver kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peelian.inspections.improvement.deadlines import Deadline, deadline_of
from peelian.inspections.improvement.doing import model_of
from peelian.inspections.improvement.model import Proposal, Source
from peelian.inspections.improvement.words import RegisterWords
from peelian.inspections.read.deadlines import Deadlines
from peelian.inspections.read.model import AreaForImprovement, CauseOfConcern, Inspection, Recommendation, Section
from peelian.inspections.read.model import Deadline as DeadlineSaid
from peelian.inspections.read.written import MEND, read_inspections
from peelian.problems import problem


def proposals_of(path: Path, words: RegisterWords, understood: Deadlines, force: str | None = None) -> list[Proposal]:
    """One proposal for each, with ids that come out the same every time. force: where the page does not say it.
    understood: by which library's words deadlines are.

    A page of several forces proposes for each of them, or for the one that `force` names. Raises Problems where the force is
    known from neither, and where the page asks for nothing.
    """
    pages = read_inspections(path)
    if force and len(pages) > 1:
        pages = [one for one in pages if one.force and one.force.code == force]
        if not pages:
            raise problem("--force", f"'{force}' is none of the forces in {path}.", "Name one of them by its code, or none for all.")
    found: list[Proposal] = []
    for read in pages:
        code = force or (read.force.code if read.force else None)
        if code is None:
            raise problem(path, "does not say which force it is about.", "Say it with --force, by its code in the records.")
        found += _Page(read, code, words, str(path), understood).proposals()
    if not found:
        raise problem(path, "asks for no improvement: it lists no area for improvement and no cause of concern.", MEND)
    return found


def _whole(item: AreaForImprovement | Recommendation) -> str:
    """A bullet with the words before its list, so that it can be read alone."""
    return f"{item.lead_in.rstrip(': ')} {item.text}" if item.lead_in else item.text


@dataclass(frozen=True)
class _Section:
    """A part of a page, and the question that it is, if it is one."""

    name: str
    question: str | None
    areas: list[AreaForImprovement]
    causes: list[CauseOfConcern]


def _name(section: Section) -> str:
    return section.id or (f"question-{section.number}" if section.number else "other")


class _Page:
    """A page, and how many of each kind of item were met in each of its sections."""

    def __init__(self, read: Inspection, force: str, words: RegisterWords, place: str, understood: Deadlines):
        self.read, self.force, self.words, self.place, self.understood = read, force, words, place, understood
        cycle = f" {read.cycle}" if read.cycle else ""
        name = read.force.name if read.force else force
        self.source = Source(kind="inspection", name=f"{name}{cycle}, {read.kind}",
                             published=read.published.date if read.published else None,
                             updated=read.updated.date if read.updated else None)
        self.counted: dict[str, int] = {}

    def proposals(self) -> Iterator[Proposal]:
        read = self.read
        sections: list[_Section] = [_Section("all", None, read.areas_for_improvement, read.causes_of_concern)]
        pillars: list[Section] = [*([read.headline] if read.headline else []), *read.pillars]
        sections += [_Section(_name(one), question, one.areas_for_improvement, one.causes_of_concern)
                     for one, question in [*((one, None) for one in pillars), *((one, one.id) for one in read.questions)]]
        for section in sections:
            for area in section.areas:
                yield self._made(section, "areas_for_improvement", _whole(area), area.span.text, area.deadline)
            for cause in section.causes:
                yield from self._of_cause(section, cause)

    def _of_cause(self, section: _Section, cause: CauseOfConcern) -> Iterator[Proposal]:
        for one in cause.recommendations:
            yield self._made(section, "causes_of_concern", _whole(one), one.span.text, one.deadline, cause.text or None)
        if not cause.recommendations:
            yield self._made(section, "causes_of_concern", cause.text, cause.span.text, None)

    def _made(self, section: _Section, read_from: str, text: str, words: str, asked: DeadlineSaid | None,
              cause: str | None = None) -> Proposal:
        level = next((one.level for one in self.words.levels if one.read_from == read_from), None)
        short = "".join(word[0] for word in read_from.split("_"))
        named = f"{self.force}-{self.read.cycle or 'undated'}-{section.name}-{short}".replace("/", "-")
        begins = re.sub(r"[^A-Za-z0-9._/-]+", "-", named)
        self.counted[begins] = self.counted.get(begins, 0) + 1
        return model_of(Proposal, self.place, improvement=f"{begins}-{self.counted[begins]}", text=text, cause=cause, force=self.force,
                        question=section.question, level=level, deadline=self._deadline(asked),
                        source={**self.source.model_dump(), "words": words})

    def _deadline(self, asked: DeadlineSaid | None) -> Deadline | None:
        """By when: as read here from the words, or else as the reader of the page understood them."""
        if asked is None:
            return None
        found = deadline_of(asked.text, self.source.counted_from, self.understood)
        return Deadline(words=asked.text, by=asked.by) if found.by is None and asked.by else found
