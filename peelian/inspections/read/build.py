"""From the text of a page to an inspection."""

from __future__ import annotations

from pathlib import Path

from peelian.inspections.read import press
from peelian.inspections.read.changes import changes
from peelian.inspections.read.figures import FigureEye
from peelian.inspections.read.findings import FindingEye
from peelian.inspections.read.grades import GradeEar, Heard, Said, decided
from peelian.inspections.read.improvements import Asking
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Grade, GradeState, Inspection, Passage, Section, Source, Warned
from peelian.inspections.read.page_text import MEND, PageText, page_text
from peelian.inspections.read.phrases import plain
from peelian.inspections.read.questions import Questions
from peelian.inspections.read.register import register_entry
from peelian.inspections.read.skeleton import Part, Parting, Skeleton
from peelian.inspections.read.title import cycle_named, dated, title_of
from peelian.inspections.read.wording import Wording, read_wording
from peelian.problems import did_you_mean, problem, shortened


def read_page(path: Path, library: Path, force: str | None = None) -> list[Inspection]:
    """Read one page by a library's words: one inspection, or of a page of several forces' press releases one for each.
    `force`: only this force's (its code or name). Raises Problems for a file that is no such page, and for a library that
    cannot read pages."""
    wording = read_wording(library)
    if force is not None and wording.known_code(force) is None:
        first = wording.forces[0]
        raise problem("--force", f"'{shortened(force)}' is no force that this library knows.",
                      did_you_mean(force, [name for one in wording.forces for name in (one.code, one.name, *one.names)])
                      or f"Write its name or its code, as '{first.name}' or '{first.code}'.")
    page = page_text(path, lambda words: plain(words) in wording.grades)
    return _Reading(path, page, wording).inspections(force)


class _Reading:
    """One page being read."""

    def __init__(self, path: Path, page: PageText, wording: Wording):
        self.path, self.page, self.wording = path, page, wording
        self.text = Text(page.text, page.headings, page.form != "html")
        self.title = title_of(self.text, wording, page.address)
        self.warnings = [*self.title.warnings, *(Warned(text=note) for note in page.notes)]
        self._settle()

    def _settle(self) -> None:
        """The tools, which depend on force and cycle."""
        code = self.title.force.code if self.title.force else None
        self.questions = Questions(self.wording, self.title.cycle)
        self.ear = GradeEar(self.wording, self.questions, self.text, code, self.title.cycle)
        self.eye = FindingEye(self.wording, self.text, code)
        self.figures = FigureEye(self.wording, self.text)
        self.asking = Asking(self.wording, self.text)

    def inspections(self, force: str | None) -> list[Inspection]:
        if self.title.kind == "press release":
            return self._press_release(force)
        own = self.title.force
        if force is not None and own is not None and own.code != self.wording.known_code(force):
            raise problem("--force", f"'{shortened(force)}' is not the force of this page, which is of {own.name}.", "Leave it out.")
        return [self._register_entry() if self.title.kind == "register entry" else self._page()]

    def _page(self) -> Inspection:
        skeleton = self._skeleton()
        if self._speaks_of_several(skeleton):
            self.title.kind = "force summary"
        found = self._made(skeleton)
        if self.title.kind == "force summary":
            self._summary(found, skeleton)
        else:
            self._pillar_page(found, skeleton)
        if not (found.headline or found.questions or found.pillars):
            if not self.title.first or not _says_anything(found):
                raise problem(self.path, "is no page of an inspection: no question, grade or finding of one stands in it.", MEND)
            self.warnings.append(Warned(text="No question of an inspection stands on this page, and no grade."))
        return self._finished(found)

    def _speaks_of_several(self, skeleton: Skeleton) -> bool:
        """Whether the page is about several pillars: it asks their questions, or says the grade of each in a sentence."""
        asked = {part.asked.pillar for part in skeleton.parts if part.asked.pillar and part.asked.id is None}
        said = [self.ear.hear(self.text.sentences(line)) for line, _ in skeleton.before.prose]
        return max(len(asked), len({one.topic[0] for heard in said for one in heard.said if one.topic[1] is None})) > 1

    def _skeleton(self) -> Skeleton:
        code = self.title.force.code if self.title.force else None
        skeleton = Parting(self.wording, self.questions, self.text, code, self.title.cycle).walk(self.text.lines[self.title.first:])
        self.warnings += [Warned(text=f"{said[0].upper()}{said[1:]}; it was left out.", span=self.text.span(line.start, line.end))
                          for said, line in skeleton.left_out]
        return skeleton

    def _made(self, skeleton: Skeleton | None) -> Inspection:
        found = Inspection(kind=self.title.kind, force=self.title.force, cycle=self.title.cycle, text=self.page.text, source=Source(
            file=self.page.file, form=self.page.form, encoding=self.page.encoding, sha256=self.page.sha256))
        if skeleton and skeleton.updated:
            found.updated = dated(skeleton.updated, self.text)
        for line in self.text.lines[:30]:
            if line.plain.startswith(("published on", "published:", "publication date")):
                found.published = found.published or dated(line, self.text)
        self.asking.published = found.published.date if found.published else None
        return found

    def _finished(self, found: Inspection) -> Inspection:
        if found.force is None:
            self.warnings.append(Warned(text="The page does not say which force it is about."))
        if found.cycle is None:
            self.warnings.append(Warned(text="The page does not say which cycle it belongs to."))
        found.warnings = self.warnings
        return found

    def _pillar_page(self, found: Inspection, skeleton: Skeleton) -> None:
        """One pillar: its headline question, then its questions."""
        if skeleton.detailed or any(heading for part in skeleton.parts if part.asked.id for _, heading in part.prose):
            found.kind = "detailed findings"
        pillars = [part for part in skeleton.parts if part.asked.pillar and part.asked.id is None]
        others = [part for part in skeleton.parts if part not in pillars]
        own = next((part.asked.pillar for part in others if part.asked.pillar), pillars[0].asked.pillar if pillars else None)
        head = next((part for part in pillars if part.asked.pillar == own), None)
        summary_said = self.ear.hear([one for line, _ in head.prose for one in self.text.sentences(line)]).said if head else []
        if head:
            found.headline = self._section(head, [])
        found.questions = [self._section(part, summary_said) for part in others]
        self._outside(found, skeleton.before)

    def _summary(self, found: Inspection, skeleton: Skeleton) -> None:
        """Several pillars: what each sentence says before their heads belongs to them, the rest is the inspector's own."""
        said: list[Said] = []
        states: dict[str, tuple[GradeState, Line]] = {}
        kept: list[tuple[Line, str | None]] = []
        for line, heading in skeleton.before.prose:
            heard = self.ear.hear(self.text.sentences(line))
            pillar = self.questions.pillar_in(line.plain)
            if heard.state and pillar:
                states.setdefault(pillar, (heard.state[0], line))
            elif any(one.topic[1] is None for one in heard.said) and len(line.text) < 300:
                said += heard.said
            else:
                kept.append((line, heading))
        heads = [part for part in skeleton.parts if part.asked.pillar and part.asked.id is None]
        found.pillars = [self._section(part, said) for part in heads]
        found.questions = [self._section(part, said) for part in skeleton.parts if part not in heads]
        for section in found.pillars:
            if section.grade.source == "unknown" and section.id in states:
                state, line = states.pop(section.id)
                section.grade.state, section.grade.source = state, "prose"
                section.grade.span = self.text.span(line.start, line.end)
        self._pillars_without_head(found, said, states)
        if kept:
            found.observations = self._observations(kept, skeleton.observed or kept[0][0])
        self._outside(found, skeleton.before)

    def _pillars_without_head(self, found: Inspection, said: list[Said], states: dict[str, tuple[GradeState, Line]]) -> None:
        """A pillar that only a sentence names is a section all the same."""
        order = [one.pillar for one in self.wording.questions]
        known = {section.id for section in found.pillars}
        for one in said:
            if one.topic[1] is None and one.topic[0] not in known and not one.looks_back:
                known.add(one.topic[0])
                span = self.text.span(one.sentence.start, one.sentence.end)
                grade, _ = decided(None, Heard(), [one], one.topic, self.text, None)
                found.pillars.append(Section(id=one.topic[0], pillar=one.topic[0], text=one.sentence.text, span=span, grade=grade))
        for pillar, (state, line) in states.items():
            if pillar not in known:
                span = self.text.span(line.start, line.end)
                section = Section(id=pillar, pillar=pillar, text=line.text, span=span)
                section.grade.state, section.grade.source, section.grade.span = state, "prose", span
                found.pillars.append(section)
        found.pillars.sort(key=lambda section: order.index(section.id) if section.id in order else len(order))

    def _observations(self, prose: list[tuple[Line, str | None]], line: Line) -> Section:
        section = Section(text=line.text, span=self.text.span(line.start, line.end))
        self._fill(section, prose, set())
        return section

    def _section(self, part: Part, elsewhere: list[Said]) -> Section:
        section = Section(id=part.asked.id or part.asked.pillar, pillar=part.asked.pillar, number=part.number or part.asked.number,
                          text=part.line.text, span=self.text.span(part.line.start, part.line.end))
        if part.asked.rest:
            section.text = section.text[:section.text.find("?") + 1]
        if part.asked.pillar is None:
            self.warnings.append(Warned(text="This question is not one that the library knows.", span=section.span))
        sentences = [one for line, _ in part.prose for one in self.text.sentences(line)]
        topic = (part.asked.pillar or "", part.asked.id)
        heard = self.ear.hear(sentences)
        code = self.title.force.code if self.title.force else None
        section.grade, warned = decided(part.grade_line, heard, elsewhere, topic, self.text, code)
        self.warnings += warned
        self._check_scale(section)
        grading = {(one.sentence.start, one.sentence.end) for one in heard.said}
        self._fill(section, part.prose, grading)
        section.areas_for_improvement = self.asking.areas(part.blocks)
        section.causes_of_concern = self.asking.causes(part.blocks)
        asked_for = [line for block in part.blocks if block.kind != "prose" for line in block.lines]
        section.figures = sorted([*section.figures, *self.figures.figures(asked_for)], key=lambda one: one.span.start)
        return section

    def _fill(self, section: Section, prose: list[tuple[Line, str | None]], grading: set[tuple[int, int]]) -> None:
        section.prose = [Passage(text=line.text, heading=heading, span=self.text.span(line.start, line.end)) for line, heading in prose]
        section.findings = self.eye.findings(prose, grading)
        section.changes = changes(prose, self.text, self.wording, self.title.cycle, self.eye.sign)
        section.figures = self.figures.figures([line for line, _ in prose])

    def _check_scale(self, section: Section) -> None:
        value = section.grade.value
        if value and self.title.cycle and value not in self.wording.scale(self.title.cycle):
            self.warnings.append(Warned(text=f"'{value}' is no grade of the scale of {self.title.cycle}.", span=section.grade.span))

    def _outside(self, found: Inspection, before: Part) -> None:
        found.areas_for_improvement = self.asking.areas(before.blocks)
        found.causes_of_concern = self.asking.causes(before.blocks)

    def _register_entry(self) -> Inspection:
        found = self._made(None)
        found.register_entry, found.causes_of_concern = register_entry(self.text, self.wording, self.page.address)
        found.cycle = cycle_named(plain(found.register_entry.report or ""), self.wording)
        if not found.causes_of_concern and not found.register_entry.history:
            raise problem(self.path, "is no entry of a register of recommendations: it recommends nothing.", MEND)
        return self._finished(found)

    def _press_release(self, wanted: str | None) -> list[Inspection]:
        blocks = press.blocks_of(self.text, self.wording)
        if not blocks and self.title.force:
            force = next(one for one in self.wording.forces if one.code == self.title.force.code)
            blocks = {force.code: press.Released(force, self.text.lines)}
        if not blocks:
            raise problem(self.path, "is a press release in which no force was judged.", "Name the release of the forces' own grades.")
        heard = [one for one in self.warnings if one not in self.title.warnings]
        found = []
        for block in [blocks[self._chosen(blocks, wanted)]] if wanted else blocks.values():
            self.title.force, self.warnings = block.named(self.text), list(heard)
            self._settle()
            found.append(self._released(block))
        return found

    def _released(self, block: press.Released) -> Inspection:
        found = self._made(None)
        numbers = {one.id: way.number for pillar in self.wording.questions for one in pillar.questions for way in one.worded
                   if self.title.cycle in way.cycles}
        lines = [line for line in block.lines if not self.wording.is_all(self.wording.words.noise, line.plain)]
        scale = self.wording.scale(self.title.cycle)
        pillars, found.questions, rest = press.judged_bullets(lines, self.text, scale, self.questions, numbers)
        prose: list[tuple[Line, str | None]] = [(line, None) for line in rest]
        if len(pillars) > 1:
            found.pillars = pillars
            if prose:
                found.observations = self._observations(prose, rest[0])
        else:
            found.headline = pillars[0] if pillars else self._released_headline(block, rest)
            self._fill(found.headline, prose, self._grading(rest))
        return self._finished(found)

    def _released_headline(self, block: press.Released, rest: list[Line]) -> Section:
        """The pillar that a release is about, by its sentences, or else by the title of the page."""
        said = press.said_pillars(rest, self.text, self.ear)
        titles = " ".join(line.plain for line in self.text.lines[:8])
        pillar = next(iter(said), None) or self.questions.pillar_in(titles)
        first = block.lines[0]
        return Section(id=pillar, pillar=pillar, text=first.text, span=self.text.span(first.start, first.end),
                       grade=said.get(pillar or "", Grade()))

    def _grading(self, lines: list[Line]) -> set[tuple[int, int]]:
        heard = self.ear.hear([one for line in lines for one in self.text.sentences(line)])
        return {(one.sentence.start, one.sentence.end) for one in heard.said}

    def _chosen(self, blocks: dict[str, press.Released], wanted: str) -> str:
        code = self.wording.known_code(wanted) or ""
        if code not in blocks:
            raise problem("--force", f"'{wanted}' is none of the forces on this page.", did_you_mean(wanted, blocks))
        return code


def _says_anything(found: Inspection) -> bool:
    """Whether a page without a question says when it came out, asks for something, or finds something good or bad, all the same.

    Later cycles show their judgments as pictures: of such a page no more than its title and its day may be left.
    """
    return bool(found.published or found.updated or found.areas_for_improvement or found.causes_of_concern
                or (found.observations and found.observations.findings))
