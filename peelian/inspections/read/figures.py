"""Figures: '83 of 92', '87.2 per cent ±1.86', 'one in five'. Numbers of dates, deadlines, pages and questions are none."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from peelian.inspections.read.deadlines import Deadlines
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Figure
from peelian.inspections.read.phrases import DATE, MONTHS, NUMBERS, number_of, one_line, plain
from peelian.inspections.read.wording import Wording

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
TIMES = {"million": 1_000_000, "m": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000, "thousand": 1_000, "k": 1_000}
YEARS = re.compile(r"(?:19|20)\d\d$")
CLOCK = r"\b\d{1,2}:\d\d\b|\b\d{1,2}(?:\.\d\d)?\s?[ap]m\b"
ORDINAL = r"(?:st|nd|rd|th)"
DATES = re.compile(rf"{DATE}|(?:19|20)\d\d\s?[/-]\s?\d{{2,4}}|\b\d{{1,2}}{ORDINAL}?\s+(?:to|and|-)\s+{DATE}"
                   rf"|\b\d{{1,2}}{ORDINAL}? (?:{'|'.join(MONTHS)})\b|\b\d+{ORDINAL}\b|{CLOCK}")
RANGE = re.compile(r"\s*(?:to|and|or|-)\s+(?:about\s+|around\s+)?")  # between two numbers of one unit
SMALL_WORDS = {
    "a", "across", "and", "are", "as", "at", "because", "between", "but", "by", "compared", "did", "for", "from", "had", "have", "in",
    "is",
    "it", "of", "on", "or", "out", "per", "should", "since", "than", "that", "the", "these", "this", "to", "up", "was", "were", "when",
    "where", "which", "who", "with", "would"}


class FigureEye:
    """Finds figures in sentences."""

    def __init__(self, wording: Wording, text: Text):
        self.wording, self.words, self.text = wording, wording.words.figures, text
        self._deadlines = Deadlines(wording.words.deadlines)
        units = {plain(way): unit for unit, ways in self.words.units.items() for way in ways if way != "£"}
        self._units = dict(sorted(units.items(), key=lambda item: -len(item[0])))
        unit = "|".join(re.escape(way) + (r"\b" if way[-1].isalpha() else "") for way in self._units)
        half = "|".join(re.escape(plain(sign)) for sign in self.words.plus_minus)
        bounds = sorted([*self.words.about, *self.words.over, *self.words.under], key=len, reverse=True)
        bound = "|".join(re.escape(plain(way)) for way in bounds)
        parts = "|".join(map(re.escape, self.words.parts))
        words = "|".join(NUMBERS)
        self._figure = re.compile(
            rf"(?:\b(?P<bound>{bound})\s+(?:(?:{parts})\s+of\s+(?:the\s+|its\s+)?)?)?(?P<pounds>£\s?)?(?<![\w./-])(?P<value>{NUMBER})(?P<times>\s?(?:million|billion|thousand|bn|m|k)\b)?"
            rf"(?:\s+(?:out\s+)?of\s+(?:the\s+|a\s+total\s+of\s+|its\s+|all\s+)?(?P<of>{NUMBER})(?!\s*(?:{unit}))(?!\w))?"
            rf"(?:[\s-]?(?P<unit>{unit}))?"
            rf"(?:[\s,(]*(?:with\s+a\s+confidence\s+interval\s+of\s+)?(?:{half})\s?(?P<half>\d+(?:\.\d+)?)(?:\s?(?P<halfunit>{unit}))?\)?)?(?![\w/]|\.\d|,\d)")
        self._in = re.compile(rf"\b(?P<value>{words}|\d+)\s+(?:in|out of)(?:\s+every)?\s+(?P<of>{words}|\d+)\b(?!\s*(?:{unit}))"
                              rf"|\b(?P<value_of>{words})\s+of\s+(?:the\s+)?(?P<of_of>{words}|(?<!one\sof\s)\d+)\b(?!\s*(?:{unit}))")
        ended = rf"(?=\s*(?:[,.;)]|$|\b(?:{'|'.join(sorted(SMALL_WORDS))})\b))"
        self._per = re.compile(rf"^\s*(?:[a-z-]+\s+){{0,6}}?(?:per|for every)\s+(?!cent)"
                               rf"(?P<per>(?:{NUMBER})(?:\s+[a-z-]+){{1,4}}?{ended}|[a-z-]+)")
        self._ignored = re.compile(rf"\b(?:{'|'.join(map(re.escape, self.words.ignored_before))})s?\s+$")

    def figures(self, lines: list[Line]) -> list[Figure]:
        return [figure for line in lines for one in self.text.sentences(line) for figure in self._of(one.start, one.plain, one.text)]

    def _of(self, start: int, words: str, context: str) -> list[Figure]:
        closed = [match.span() for match in DATES.finditer(words)]
        if self.wording.has(self.wording.words.improvement_words, words):
            closed += [(one.start, one.end) for one in self._deadlines.within(words)]
        found: list[tuple[int, Figure]] = []
        for match in self._in.finditer(words):
            value, whole = number_of(match["value"] or match["value_of"]), number_of(match["of"] or match["of_of"])
            if value is not None and whole and value <= whole and whole > 1 and not _within(match.span(), closed):
                closed.append(match.span())
                found.append((match.start(), self._made(start, match, float(value), float(whole), "exactly", context, words)))
        for match in self._figure.finditer(words):
            if not _within(match.span("value"), closed) and not self._is_name(words, match):
                found.append((match.start(), self._figure_of(start, match, context, words)))
                if per := self._per.match(words[match.end():]):
                    closed.append((match.end() + per.start("per"), match.end() + per.end("per")))
        ordered = [figure for _, figure in sorted(found, key=lambda one: one[0])]
        for first, second in pairwise(ordered):
            between = words[first.span.end - start:second.span.start - start]
            if first.unit is None and first.of is None and RANGE.fullmatch(between):
                first.unit = second.unit
        return ordered

    def _is_name(self, words: str, match: re.Match[str]) -> bool:
        """Whether the number is a year, a telephone number or the number of a page."""
        value = match["value"]
        bare = not any(match[name] for name in ("pounds", "of", "unit", "half", "times"))
        year = YEARS.match(value) and not match["pounds"] and not match["of"] and not match["unit"]
        return bool(year or (bare and value in self.words.not_figures) or self._ignored.search(words[:match.start("value")])
                    or (bare and match.start("value") <= 1 and words[match.end():match.end() + 1] in ".)"))

    def _figure_of(self, start: int, match: re.Match[str], context: str, words: str) -> Figure:
        value = float(match["value"].replace(",", "")) * TIMES.get((match["times"] or "").strip(), 1)
        whole = float(match["of"].replace(",", "")) if match["of"] else None
        bound = self._bound(match["bound"])
        return self._made(start, match, value, whole, bound, context, words)

    def _made(self, start: int, match: re.Match[str], value: float, whole: float | None,
              bound: Literal["exactly", "about", "over", "under"], context: str, words: str) -> Figure:
        groups = match.groupdict()
        after = words[match.end():]
        written = groups.get("unit") or groups.get("halfunit") or ""
        unit = "pounds" if groups.get("pounds") else self._units.get(written)
        per = self._per.match(after)
        begin = match.start(next(name for name in ("pounds", "value", "value_of") if groups.get(name)))
        return Figure(value=value, of=whole, plus_minus=float(groups["half"]) if groups.get("half") else None,
                      unit=unit or _counted(after), per=one_line(per["per"]) if per else None, bound=bound, context=one_line(context),
                      span=self.text.span(start + begin, start + match.end()))

    def _bound(self, word: str | None) -> Literal["exactly", "about", "over", "under"]:
        bounds: tuple[tuple[Literal["about", "over", "under"], list[str]], ...] = (
            ("over", self.words.over), ("under", self.words.under), ("about", self.words.about))
        for name, ways in bounds:
            if word and word in map(plain, ways):
                return name
        return "exactly"


def _within(place: tuple[int, int], closed: list[tuple[int, int]]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in closed)


def _counted(after: str) -> str | None:
    """What is counted: the last word of the noun after a number, as 'crimes' in '62 recorded crimes were'."""
    words = re.match(r"\s+((?:[a-z][a-z'-]*\s*){1,4})", after)
    found: str | None = None
    for word in words[1].split() if words else ():
        if word in SMALL_WORDS:
            break
        found = word
        if word.endswith("s") and not word.endswith("ss"):
            break
    return found
