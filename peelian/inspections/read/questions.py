"""Which question of an inspection a line asks, and of which question a sentence speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from peelian.inspections.read.phrases import one_line, plain
from peelian.inspections.read.wording import Wording

LIKE_ENOUGH = 90
LONGEST = 260
QUESTION = re.compile(r"(?:how (?:well|effective|efficient|legitimate|sustainable|good|is|are|does|has)(?:ly)?\b|to what extent)"
                      r"[^?]*\?")


@dataclass(frozen=True)
class Asked:
    """A question as it was recognised. `id` is None for a pillar's headline question; both None for one that is not known."""

    pillar: str | None
    id: str | None
    number: int | None
    graded: bool
    rest: str = ""


class Questions:
    """The questions of a library, for pages of one cycle."""

    def __init__(self, wording: Wording, cycle: str | None):
        self._wording = wording
        self._forces = re.compile(wording.force_names + r"(?!\w)(?:'s)?")
        self._known: dict[str, Asked] = {}
        titles: dict[str, Asked] = {}
        self._numbers = {(pillar.pillar, one.id): way.number for pillar in wording.questions for one in pillar.questions
                         for way in one.worded if cycle in way.cycles}  # also of a question that is put in the words of another year
        for of_cycle in (False, True):  # the words of the page's own cycle are laid over the others
            for pillar in wording.questions:
                for identity, worded in [(None, pillar.worded), *((one.id, one.worded) for one in pillar.questions)]:
                    for way in worded:
                        if of_cycle and cycle not in way.cycles:
                            continue
                        asked = Asked(pillar.pillar, identity, way.number if cycle in way.cycles else None, way.graded)
                        words = self._simple(way.text)
                        if way.text.endswith("?"):
                            self._known[words] = asked
                        elif cycle in way.cycles:
                            titles[words] = asked
        self._titles = titles

    def _simple(self, text: str) -> str:
        """Without the force's name and with one word for what it is."""
        words = self._forces.sub("the force", plain(text))
        words = re.sub(r"\bthe (?:the )?(?:constabulary|service|police)\b", "the force", words.replace("the the", "the"))
        return one_line(re.sub(r"[^\w\s/-]", " ", words).replace("anti social", "anti-social").replace("antisocial", "anti-social"))

    def asked(self, text: str) -> Asked | None:
        """What a line asks, if it asks anything. A line that is one question and is not known gives one with no names."""
        line = plain(text)
        if len(line) > LONGEST:
            return None
        end = line.find("?")
        question, rest = (line[:end + 1], line[end + 1:].strip()) if end >= 0 else (line, "")
        if len(rest.split()) > 4:
            return None
        words = self._simple(question)
        found = self._titles.get(words) or self._known.get(words)
        if (not found and end >= 0) or (not found and line.startswith("how ")):
            best = process.extractOne(words, list(self._known), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
            found = self._known[best[0]] if best else None
        if not found and end >= 0 and QUESTION.fullmatch(question.strip()) and "force" in words:
            found = self._by_topic(words) or Asked(None, None, None, True)
        if found is None:
            return None
        number = found.number or self._numbers.get((found.pillar or "", found.id or ""))
        return Asked(found.pillar, found.id, number, found.graded, rest)

    def _by_topic(self, words: str) -> Asked | None:
        """A question in words of its own that asks about a topic: 'how good is the force at preventing crime?'"""
        begins = words.find(" at ") + 4
        topics = self.topics(words)
        if not topics or topics[0][0] != begins or begins < 4:
            return None
        _, _, pillar, identity = topics[0]
        alike = [one for one in self._known.values() if (one.pillar, one.id) == (pillar, identity)]
        return Asked(pillar, identity, next((one.number for one in alike if one.number), None), all(one.graded for one in alike))

    def topics(self, text: str) -> list[tuple[int, int, str, str | None]]:
        """(start, end, pillar, question or None for the pillar as a whole) of every topic in plain text, the longest at each place."""
        found: list[tuple[int, int, str, str | None]] = []
        for pillar in self._wording.questions:
            for identity, topics in [(None, pillar.topics), *((one.id, one.topics) for one in pillar.questions)]:
                if topics:
                    found += [(one.start(), one.end(), pillar.pillar, identity)
                              for one in self._wording.pattern(topics, whole_words=True).finditer(text)]
        found.sort(key=lambda one: (one[0], -one[1]))
        kept: list[tuple[int, int, str, str | None]] = []
        for one in found:
            if not kept or one[0] >= kept[-1][1]:
                kept.append(one)
        return kept

    def pillar_in(self, text: str) -> str | None:
        """The pillar that a sentence names by one of its words."""
        for pillar in self._wording.questions:
            if re.search(rf"\b({'|'.join(pillar.words)})\b", text):
                return pillar.pillar
        return None
