"""Strengths and weaknesses: bullets take the sign of the words before their list, sentences that of their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from peelian.inspections.read.changes import on_now, put_right
from peelian.inspections.read.lines import Line, Sentence, Text
from peelian.inspections.read.model import Finding, Sign
from peelian.inspections.read.phrases import one_line, plain
from peelian.inspections.read.wording import Wording, any_of

CLOSING = re.compile(r"[\s;,]*(?:\b(?:and|or)\b)?[\s;,]*$")
FEW_WORDS = 3
NOT_GOING_ON = r"(?!(?:or|and|nor|which|who|including|such|especially|particularly)\b)"  # a comma that an aside goes on after
# Before who acts may stand when or where; between them and what they do, who is meant more closely, or how often.
BEFORE = (r"(?:(?:today|now|instead)\s+|"
          r"(?:and|also|then|here|in|at|on|when|where|since|by|after|before|during|with|once|through|as)\b[^,;]{0,60},\s+)?")
BETWEEN = r"(?:\s+(?:at|in|from|of|on|who|with|there|for|also|now|then|always|usually|often|routinely|regularly)\b[^,;]{0,50}?)?,?\s+"
WHOLE = re.compile(r"[.!?;][\"'’”)]*$")  # a title, or a sentence that was cut off, proves nothing


@dataclass
class _List:
    """The list that bullets stand in: the words before it, their sign, and whether it has come to its full stop."""

    lead_in: str
    sign: Sign | None
    lower: bool | None = None
    finished: bool = False


@dataclass
class _State:
    sign: Sign | None = None
    around: _List | None = None
    found: list[Finding] = field(default_factory=list)


class FindingEye:
    """Finds strengths and weaknesses in the prose of a section."""

    def __init__(self, wording: Wording, text: Text, force: str | None = None):
        """force: the code of the force whose page it is, if that is known."""
        self.wording, self.words, self.text, self.force = wording, wording.words, text, force
        self._force_named = re.compile(rf"(?<!\w){wording.force_names}(?!\w)")
        aside = "|".join(map(re.escape, self.words.prose.aside))
        self._first_aside = re.compile(rf"^(?:however,? )?(?:{aside})\b[^,]*(?:,[^,]{{0,90}}?)??,\s+{NOT_GOING_ON}")
        self._later_aside = re.compile(rf"[,(]?\s+(?:{aside})\b.*$")
        self._turn = re.compile(r",?\s+(?:but|(?<!not )(?<!has )(?<!have )(?<!is )(?<!are )yet)\s+")  # 'not yet' turns nothing
        self._beside = re.compile(rf"\s(?:{any_of(wording, self.words.prose.beside)})[^,;.]*")
        self._work = re.compile(rf"{BEFORE}(?:(?:{any_of(wording, self.words.prose.actors)}){BETWEEN}"
                                rf"(?:{any_of(wording, self.words.prose.doing)})|"
                                rf"(?:{any_of(wording, self.words.prose.served)}){BETWEEN}"
                                rf"(?:{any_of(wording, self.words.prose.served_by)}))(?!\w)")
        self._paragraph = wording.pattern([*self.words.subjects, "{force}", *self.words.sentence_starts], whole_words=True)

    def findings(self, prose: list[tuple[Line, str | None]], grading: set[tuple[int, int]]) -> list[Finding]:
        """In order. `grading`: places of sentences that only give the section's grade."""
        state = _State()
        heading_before: str | None = None
        for line, heading in prose:
            if heading != heading_before:
                state.sign, state.around, heading_before = None, None, heading
            if line.bullet and state.around and not self._is_paragraph(line, state.around):
                self._bullet(line, heading, state, grading)
            else:
                self._paragraph_of(line, heading, state, grading)
        return state.found

    def _is_paragraph(self, line: Line, around: _List) -> bool:
        """Whether a bullet is a paragraph that the list has swallowed."""
        return around.finished and bool(around.lower) and line.text[:1].isupper()

    def _paragraph_of(self, line: Line, heading: str | None, state: _State, grading: set[tuple[int, int]]) -> None:
        state.around = None
        self._sentences(self.text.sentences(line), heading, state, grading)

    def _sentences(self, sentences: list[Sentence], heading: str | None, state: _State, grading: set[tuple[int, int]]) -> None:
        for sentence in sentences:
            if sentence.text.endswith(":"):
                state.around = _List(sentence.text, self._lead_sign(sentence.plain, state.sign))
                state.sign = state.around.sign or state.sign
                continue
            sign = self.sign(sentence.plain) if WHOLE.search(sentence.text) and not self._is_of_another(sentence.plain) else None
            if sign is not None and (halves := self._halves(sentence)):
                state.found += [self._finding(one, start, end, None, heading) for one, start, end in halves]
                state.sign = halves[-1][0]
                continue
            if sign is not None:
                state.sign = sign
                if (sentence.start, sentence.end) not in grading or self._says_more(sentence.plain):
                    state.found.append(self._finding(sign, sentence.start, sentence.end, None, heading))

    def _is_of_another(self, words: str) -> bool:
        """Whether a sentence begins with the name of another force and does not name this one: it is no finding of this one."""
        if self.force is None or self._force_named.match(words) is None:
            return False
        named = [self.wording.force_of(match[0]) for match in self._force_named.finditer(words)]
        return all(one is not None and one.code != self.force for one in named)

    def _says_more(self, words: str) -> bool:
        """Whether a sentence that gives a grade turns: 'Although it is good at this, that needs to get better.'"""
        return bool(self._first_aside.search(words) or self._later_aside.search(words) or self._turn.search(words))

    def _bullet(self, line: Line, heading: str | None, state: _State, grading: set[tuple[int, int]]) -> None:
        around = state.around
        assert around is not None
        sentences = self.text.sentences(line)
        if around.lower is None:
            around.lower = line.text[:1].islower()
        own = 1
        while own < len(sentences) and not self._paragraph.match(sentences[own].plain) and not sentences[own].text.endswith(":"):
            own += 1
        if line.text.endswith(":") and len(sentences) == 1:  # a list within the list, or a lead-in that became a bullet
            state.around = _List(line.text, self._lead_sign(plain(line.text), around.sign))
            return
        around.finished = bool(re.search(r"[.!?][\"'’”]*$", sentences[own - 1].text))
        if around.sign:
            sign: Sign = "weakness" if self._denies(sentences[0].plain) else around.sign
            state.found.append(self._finding(sign, sentences[0].start, sentences[own - 1].end, around.lead_in, heading))
            state.sign = sign
        if own < len(sentences):
            self._sentences(sentences[own:], heading, state, grading)

    def _denies(self, words: str) -> bool:
        """Whether a bullet is itself a denial, as 'does not analyse repeat callers', whatever its list is of."""
        ways, words = self.words.prose, one_line(words)
        return bool(self.wording.pattern(ways.denying, whole_words=True).match(words)) and not self.wording.says(ways.gone, words)

    def _halves(self, sentence: Sentence) -> list[tuple[Sign, int, int]]:
        """A sentence that begins 'While it does not ..., it has ...' says two things where their signs differ: each with its place."""
        aside = self._first_aside.search(sentence.plain)
        if aside is None or self.wording.has(self.words.prose.neutral, sentence.plain):
            return []
        first, second = (self._clause_sign(one_line(part)) for part in (aside[0], sentence.plain[aside.end():]))
        if first is None or second is None or first == second or not self.wording.says(["not"], aside[0]):
            return []
        middle = sentence.start + aside.end()
        ends = middle - len(aside[0]) + len(aside[0].rstrip(" ,"))
        return [(first, sentence.start, ends), (second, middle, sentence.end)]

    def _finding(self, sign: Sign, start: int, end: int, lead_in: str | None, heading: str | None) -> Finding:
        span = self.text.span(start, end)
        words = one_line(span.text)
        if lead_in is not None:
            words = CLOSING.sub("", words) or words
        return Finding(sign=sign, text=words, lead_in=lead_in, heading=heading, span=span)

    def _lead_sign(self, words: str, before: Sign | None) -> Sign | None:
        """The sign of the bullets after these words."""
        ways, words = self.words.lead_ins, one_line(words)
        if self.wording.pattern(ways.continuing).fullmatch(words):
            return before or "strength"
        turns = self.wording.has(ways.turning, words)
        if not turns and self.wording.has(ways.neutral, words):
            return None
        if self.wording.has(ways.weakness, words) and not self.wording.says(self.words.prose.gone, words):
            return "weakness"
        if self.wording.has(ways.strength, words):
            return "strength"
        if turns:
            return "weakness"
        return "strength" if self.wording.pattern(ways.plain).search(words) else None

    def sign(self, words: str) -> Sign | None:
        """The sign of a sentence in plain text, or None where it says neither."""
        words = one_line(words)
        if len(words.split()) < FEW_WORDS or self.wording.has(self.words.prose.neutral, words):
            return None
        if any(self.wording.has(ways, words) for ways in self.words.changes.grade.values()):
            return None
        if put_right(words, self.wording):
            return "strength"
        words = self._beside.sub("", on_now(words, self.wording) or words)
        main = self._later_aside.sub("", self._first_aside.sub("", words, count=1))
        clauses = self._turn.split(main)
        if self._is_elliptic(main):
            return None
        for clause in reversed(clauses):
            if (sign := self._clause_sign(clause)) is not None:
                return sign
        if main != words and (sign := self._clause_sign(words)) is not None:
            return sign
        better = self.wording.has(self.words.changes.finding.get("better", []), words)
        return "strength" if better or self._tells_of_work(main) else None

    def _tells_of_work(self, words: str) -> bool:
        """Whether it tells what those who serve the public do for them. Inspectors tell it because it is as it should be: what is
        not, they say. Plain facts of the area or of numbers tell of no work."""
        return bool(self._work.match(words)) and not self.wording.says(self.words.prose.facts, words)

    def _is_elliptic(self, words: str) -> bool:
        """Whether its last clause denies by its last word what the one before says: 'most were good, three were not.'"""
        before, comma, last = words.rstrip(" .;!").rpartition(",")
        ends = rf"(?:{self.wording.pattern(self.words.prose.elliptic).pattern})$"
        return bool(comma and re.search(ends, last)) and self._clause_sign(before) == "strength"

    def _clause_sign(self, clause: str) -> Sign | None:
        ways = self.words.prose
        if self.wording.says(ways.gone, clause) and not self.wording.says(self.words.improvement_words, clause):
            return "strength"
        if self.wording.says(ways.weakness, clause):
            return "weakness"
        return "strength" if self.wording.says(ways.strength, clause) else None
