"""What keeps a sentence that names a grade from giving it: a negation, a condition, somebody else's view, an earlier year."""

from __future__ import annotations

import re

from peelian.inspections.read.phrases import one_line, year_of
from peelian.inspections.read.wording import Wording

YEAR = re.compile(r"\b(20[0-2]\d)\b")
CLAUSE = re.compile(r";|:\s|,\s+(?:and|but|yet)\s")


class Hearsay:
    """Judges the words around a grade, in the plain text of one sentence."""

    def __init__(self, wording: Wording, cycle: str | None):
        self.wording, self.words = wording, wording.words.grades
        self.first_year = int((cycle or "")[:4]) if (cycle or "")[:4].isdigit() else None
        turn = "|".join(map(re.escape, wording.words.prose.turn))
        self._certain = wording.pattern(self.words.certain, whole_words=True)
        self._turn = re.compile(rf"[,;]?\s+(?:{turn}|except)\b[^;.]*", re.IGNORECASE)

    def is_unsaid(self, words: str, start: int, end: int) -> bool:
        """Whether the words of its clause take back the grade that stands from `start` to `end`."""
        begins = max((match.end() for match in CLAUSE.finditer(words, 0, start)), default=0)
        before = self._certain.sub(" ", words[begins:start]).rstrip() + " "
        return (self.wording.says(self.words.unsaid, before) or self._is_a_view(before)
                or self.wording.says(self.words.unsaid_after, words[end:]))

    def _is_a_view(self, before: str) -> bool:
        own = tuple(self.words.own_voice)
        return any(not before[:match.start()].rstrip().endswith(own)
                   for match in self.wording.pattern(self.words.viewing, whole_words=True).finditer(before))

    def looked_back(self, words: str, start: int, end: int) -> tuple[bool, int | None]:
        """Whether the grade is one of an earlier inspection, and of which year."""
        looked = self.wording.has(self.words.look_back, words)
        if looked and self._is_earlier(year_of(looked)):
            return True, year_of(looked)
        if not self.wording.says(self.words.past, words[start:end]):
            return False, None
        years = [(min(abs(match.start() - end), abs(start - match.end())), int(match[1])) for match in YEAR.finditer(words)]
        year = min(years)[1] if years else None
        if year is None:
            return self.wording.says(self.words.earlier, words), None
        return self._is_earlier(year), year if self._is_earlier(year) else None

    def _is_earlier(self, year: int | None) -> bool:
        return year is None or self.first_year is None or year != self.first_year

    def limit(self, text: str, end: int) -> str | None:
        """The words after a grade that limit it: 'but rural areas do not get the same service'."""
        match = self._turn.search(text, end)
        words = one_line(match[0]).strip(" ,;") if match else ""
        return words if self.wording.says(self.wording.words.prose.weakness, words.lower()) else None
