"""By when something is asked: the one understanding of deadlines, for the reader of pages and for the register of improvements.

The words are a library's (`deadlines` in `inspections/wording.yaml`). What is not certain has no date; its words stay. Lengths
count from the day of publication, the next day being day 1.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from peelian.clocks import add_months
from peelian.inspections.read.phrases import MONTHS, NUMBERS, expression
from peelian.inspections.read.wording import FOLDER, DeadlineWords, read_file
from peelian.libraries import DEFAULT, library_path

TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
COUNTED = {"a": 1, "an": 1} | {word: number for number, word in enumerate((*NUMBERS, *TEENS), 1)} | TENS
UNITS = "hour|day|week|month|year"
MONTH = rf"(?P<month>{'|'.join(name if len(name) < 4 else f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.?"
DAY, YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>(?:19|20)\d\d)"
NUMBER = rf"(?:\d{{1,3}}|(?:{'|'.join(TENS)})[\s-](?:{'|'.join(NUMBERS[:9])})|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
OTHER_YEAR = r"(?:\s+(?P<vague>(?:of\s+)?(?:the\s+)?(?:next|following|coming)\s+(?:(?:financial|calendar)\s+)?year))"  # after which?
DATES = (
    rf"(?:the\s+)?{WEEKDAY}(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR}|{OTHER_YEAR})?(?!\w)",
    rf"{WEEKDAY}{MONTH}\s+{DAY}(?!\d)(?:,?\s+{YEAR}|{OTHER_YEAR})?(?!\w)",
    r"(?P<iso>\d{4}-\d\d-\d\d)(?![\w-])", r"(?P<slashed>\d{1,2}/\d{1,2}/\d{4})(?![\w/])",
    rf"(?:the\s+)?(?P<end>end)\s+of\s+{MONTH}(?:,?\s+{YEAR}|{OTHER_YEAR})?(?!\w)",
    r"(?:the\s+)?(?P<end>end)\s+of\s+(?:the\s+financial\s+year\s+)?(?P<first>20\d\d)\s?[/-]\s?(?P<last>\d\d(?:\d\d)?)(?![\w/-])",
    rf"(?:the\s+)?(?P<end>end)\s+of\s+{YEAR}(?![\w/-])", rf"(?P<vague>{MONTH.replace('<month>', '<vaguemonth>')})\s+{YEAR}(?!\w)",
    rf"(?:(?:early|late|mid)[\s-]+)?(?P<vague>spring|summer|autumn|winter)\s+(?:of\s+)?{YEAR}(?![\w/-])",
    r"(?:the\s+)?(?P<vague>end)\s+of\s+(?:the|this|next)\s+(?:(?:financial|calendar)\s+)?year(?!\w)",
)
LENGTH = (rf"(?P<number>{NUMBER})(?P<range>\s*(?:to|or|-)\s*{NUMBER})?\s+(?P<working>working\s+)?(?P<unit>{UNITS})s?(?!\w)"
          rf"(?P<half>\s+and\s+a\s+half)?(?:\s+and\s+(?P<more>{NUMBER})\s+(?P<moreunit>{UNITS})s?(?!\w))?"
          rf"(?P<vagueto>\s+(?:to|or)\s+{NUMBER}\s+(?:{UNITS})s?(?!\w))?(?:\s+(?:of|from|after)\s+(?P<after>[^,.;:]*))?")
LONGEST = 20_000


@dataclass(frozen=True)
class Asked:
    """One deadline as worded, in text from `start` to `end`. At most one of the rest is known: a whole date; a day and month
    whose year follows from the publication; a length after publication; or at once."""

    start: int
    end: int
    by: datetime.date | None = None
    yearless: tuple[int, int, int] | None = None  # month, day (0: the last), days to go back
    length: tuple[int, str] | None = None  # of hours, days, weeks, months or years
    at_once: bool = False

    def day(self, published: datetime.date | None) -> datetime.date | None:
        """The last day on which it is in time, for what was published then; none where that is not certain."""
        if self.by or published is None:
            return self.by
        if self.at_once:
            return published
        if self.yearless:
            month, day, back = self.yearless
            for year in (published.year, published.year + 1):
                found = _day(year, month, day)
                if found and found >= published:
                    return found - datetime.timedelta(days=back)
        return _after(published, *self.length) if self.length else None


class Deadlines:
    """Understands the deadlines of text by a library's words."""

    def __init__(self, words: DeadlineWords):
        def any_of(ways: list[str]) -> str:
            return "(?:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", expression(way)) + r"(?!\w)" for way in ways) + ")"

        by = rf"(?P<by>(?P<before>{any_of(words.before)})|{any_of(words.by)})"
        self._dates = [re.compile(rf"{by}\s+{date}", re.IGNORECASE) for date in DATES]
        self._bare = [re.compile(rf"(?P<by>(?P<before>(?!)))?{date}", re.IGNORECASE) for date in DATES]
        self._length = re.compile(rf"{any_of(words.within)}\s+{LENGTH}", re.IGNORECASE)
        self._at_once = re.compile(rf"{any_of(words.immediately)}", re.IGNORECASE)
        self._urgent = re.compile(rf"{any_of(words.urgently)}", re.IGNORECASE)
        asking = any_of(words.asking)
        self._asking = re.compile(asking, re.IGNORECASE)
        self._opens = re.compile(rf"(?:^|[.;:•]|{asking}(?:\s+also)?,?|\bthat,)\s*$", re.IGNORECASE)
        self._one_verb = re.compile(
            rf"(?:^|[.;:•]\s+|{asking}\s+(?:also\s+)?)(?!(?:{any_of(words.ensuring)}))[a-z]+\s+$", re.IGNORECASE)
        self._published = re.compile(any_of(words.published), re.IGNORECASE)
        self._each = re.compile(r"(?:an?|each|every|any|being|their)\b", re.IGNORECASE)
        self._done = re.compile(rf"{any_of(words.done)}\s+$", re.IGNORECASE)

    def alone(self, text: str) -> list[Asked]:
        """What words that stand in a field of their own give: '31 March 2015', 'within three months'."""
        found = [self._date(match) for pattern in self._dates for match in pattern.finditer(text)]
        found += [self._of_length(match) for match in self._length.finditer(text)]
        found += [self._date(match) for pattern in self._bare if (match := pattern.match(text))]
        urgent = re.compile(f"(?:{self._at_once.pattern}|{self._urgent.pattern})", re.IGNORECASE).fullmatch(text.rstrip(" .,"))
        return found + ([Asked(0, len(text), at_once=True)] if urgent else [])

    def within(self, text: str, published: datetime.date | None = None) -> list[Asked]:
        """What prose asks, in order. Words that say how the work itself is to be done ('told within five days of a return') and
        days before the publication ask nothing."""
        found: list[Asked] = []
        for one in sorted(self._all(text), key=lambda asked: (asked.start, -asked.end)):
            inside = any(other.start <= one.start and one.end <= other.end for other in found)
            if not inside and not (one.by and published and one.by < published):
                found.append(one)
        return found

    def _all(self, text: str) -> Iterator[Asked]:
        for pattern in self._dates:
            yield from (self._date(match) for match in pattern.finditer(text) if not self._done.search(text, 0, match.start()))
        yield from (self._of_length(match) for match in self._length.finditer(text) if self._asks(text, match))
        for match in self._at_once.finditer(text):
            if self._opens.search(text[:match.start()]) or self._one_verb.search(text[:match.start()]):
                yield Asked(match.start(), match.end(), at_once=True)
        yield from (Asked(match.start(), match.end(), at_once=True) for match in self._urgent.finditer(text))

    def _asks(self, text: str, match: re.Match[str]) -> bool:
        """Whether a length asks by when: beside the asking word, or at the end of what is asked, in months or years."""
        after = match["after"]
        if after and not self._published.match(after.strip()):
            return bool(self._opens.search(text[:match.start()])) and not self._each.match(after.strip())
        if after or self._opens.search(text[:match.start()]):
            return True
        begins = max(text.rfind(stop, 0, match.start()) for stop in ".;:") + 1
        asked = self._asking.search(text, begins, match.start()) is not None
        apart = text[:match.start()].rstrip().endswith(",") and text[match.end():match.end() + 1] == ","
        ends = text[match.end():match.end() + 1] in ("", ".", ";", ",", ":") and match["unit"].lower() in ("month", "year")
        return asked and (apart or ends)

    def _date(self, match: re.Match[str]) -> Asked:
        said: dict[str, str | None] = dict.fromkeys(("day", "month", "year", "iso", "slashed", "end", "first", "last", "vague"), None)
        said |= match.groupdict()
        start, end, back = match.start(), match.end(), 1 if said["before"] and not said["end"] else 0
        by: datetime.date | None = None
        month = 12 if said["month"] is None else 1 + next(index for index, name in enumerate(MONTHS)
                                                          if name.startswith((said["month"] or "").lower()[:3]))
        if said["iso"]:
            by = _day(*map(int, said["iso"].split("-")))
        elif said["slashed"]:
            by = _day(*reversed([int(one) for one in said["slashed"].split("/")]))
        elif said["first"] and said["last"]:
            follows = int(said["last"][-2:]) == (int(said["first"]) + 1) % 100
            by = _day(int(said["first"]) + 1, 3, 31) if follows else None
        elif said["year"] and not said["vague"]:
            by = _day(int(said["year"]), month, 0 if said["end"] else int(said["day"] or 0) or 99)
        elif not said["vague"]:
            return Asked(start, end, yearless=(month, 0 if said["end"] else int(said["day"] or 99) or 99, back))
        return Asked(start, end, by=by - datetime.timedelta(days=back) if by else None)

    def _of_length(self, match: re.Match[str]) -> Asked:
        """Working days need a calendar, a range is no length, and what counts from something else has no date here."""
        after = (match["after"] or "").strip()
        sound = not (match["working"] or match["range"] or match["vagueto"] or (after and not self._published.match(after)))
        number, unit = _number(match["number"]), f"{match['unit'].lower()}s"
        if match["half"] or match["more"]:
            number, unit, sound = number * 12, "months", sound and unit == "years" and (match["moreunit"] or "month").lower() == "month"
            number += 6 if match["half"] else _number(match["more"])
        end = match.end() - len(match[0]) + len(match[0].rstrip())
        return Asked(match.start(), end, length=(number, unit) if sound else None)


def _number(word: str) -> int:
    word = word.lower()
    return int(word) if word.isdigit() else sum(COUNTED[part] for part in re.split(r"[\s-]", word))


def _day(year: int, month: int, day: int) -> datetime.date | None:
    """A day, of day 0 the last of the month; none where there is no such day."""
    try:
        first = datetime.date(year, month, 1)
        return first.replace(day=day) if day else add_months(first, 1) - datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _after(published: datetime.date, number: int, unit: str) -> datetime.date | None:
    try:
        if unit == "hours":
            return published + datetime.timedelta(days=-(-number // 24))
        if unit in ("days", "weeks"):
            return published + datetime.timedelta(days=number * (7 if unit == "weeks" else 1))
        return add_months(published, number * (12 if unit == "years" else 1))
    except (ValueError, OverflowError):  # beyond the years that can be counted
        return None


@lru_cache
def _of_library(path: Path) -> Deadlines:
    return Deadlines(read_file(path)[0].deadlines)


def deadlines(library: Path | None = None) -> Deadlines:
    """By a library's words; by those of the library that Peelian brings where none is given, or where it has none of its own."""
    own = library / FOLDER / "wording.yaml" if library else None
    return _of_library(own if own and own.is_file() else library_path(DEFAULT) / FOLDER / "wording.yaml")
