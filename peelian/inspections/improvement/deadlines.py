"""By when something is asked, as it is worded: "not later than 31 March", "within three months", "immediately".

A deadline that is not certain has no date; its words stay. Lengths count from the day of publication, the next day being day 1.
"""

from __future__ import annotations

import datetime
import re

from pydantic import Field

from peelian.clocks import add_months
from peelian.records.tables import Strict

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MONTH = rf"(?P<month>{'|'.join(name if len(name) < 4 else f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
NUMBER = rf"(?P<number>\d{{1,3}}|an?|{'|'.join(NUMBERS[1:])}|eighteen)"
# What may stand before a date. "Before" leaves the day itself out.
BY = r"(?P<by>(?:by|not\s+later\s+than|no\s+later\s+than|on\s+or\s+before|before)(?!\s+then))\s+"
DATES = (
    rf"{BY}(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?(?!\w)", rf"{BY}{MONTH}\s+{DAY}(?!\d)(?:,?\s+{YEAR})?(?!\w)",
    rf"{BY}(?P<iso>\d{{4}}-\d\d-\d\d)(?![\w-])", rf"{BY}(?P<slashed>\d{{1,2}}/\d{{1,2}}/\d{{4}})(?![\w/])",
    rf"{BY}(?:the\s+)?(?P<end>end)\s+of\s+{MONTH}(?:,?\s+{YEAR})?(?!\w)", rf"{BY}(?:the\s+)?(?P<end>end)\s+of\s+{YEAR}(?!\w)",
)
AFTER = r"(?:\s+(?:of|from|after)\s+(?P<after>[^,.;:]*))?"
LENGTH = rf"within\s+(?:the\s+next\s+)?{NUMBER}\s+(?P<working>working\s+)?(?P<unit>day|week|month|year)s?(?!\w){AFTER}"
AT_ONCE = r"(?P<at_once>immediately|at\s+once|straight\s?away|with\s+immediate\s+effect)(?!\w)"
# In prose these words also say how the work itself is to be done ("told within five days"): only here do they ask by when.
ASKS = r"(?:^|[.;:•]\s+|\b(?:should|must|needs?\s+to)(?:\s+also)?,?\s+)"
PUBLISHED = re.compile(r"(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?(?:publication|publishing)\b|(?:this|the)\s+report\b", re.IGNORECASE)
LONGEST = 20_000


class Deadline(Strict):
    """By when something is asked."""

    words: str = Field(description="as written")
    by: datetime.date | None = Field(None, description="the last day on which it is in time; none where that is not certain")


def deadline_of(words: str, published: datetime.date | None) -> Deadline:
    """The deadline that `words` give, as they stand in a field of their own ("31 March 2015", "within three months")."""
    text = " ".join(words.split())[:LONGEST]
    found = _dates(text, "", published) | _lengths(text, published) | _dates(f"by {text}", "^", published)
    if re.fullmatch(AT_ONCE, text.rstrip(".,"), re.IGNORECASE):
        found |= {published}
    return Deadline(words=text, by=_only(found))


def deadline_in(text: str, published: datetime.date | None) -> Deadline | None:
    """The deadline that a sentence or more asks, or None where it asks none. Unsure, and two that differ, give no date."""
    text = " ".join(text.split())[:LONGEST]
    patterns = [*DATES, f"{ASKS}{LENGTH}", f"{ASKS}{AT_ONCE}"]
    spans = [match.group().lstrip(".;:• ") for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)]
    if not spans:
        return None
    words = [re.sub(r"^(?:should|must|needs?\s+to)(?:\s+also)?,?\s+", "", one, flags=re.IGNORECASE) for one in spans]
    found = {deadline_of(one, published).by for one in words}
    return Deadline(words="; ".join(dict.fromkeys(words)), by=_only(found))


def _only(found: set[datetime.date | None]) -> datetime.date | None:
    return next(iter(found)) if len(found) == 1 else None


def _dates(text: str, begins: str, published: datetime.date | None) -> set[datetime.date | None]:
    return {_date(match, published) for pattern in DATES for match in re.finditer(begins + pattern, text, re.IGNORECASE)}


def _date(match: re.Match[str], published: datetime.date | None) -> datetime.date | None:
    said: dict[str, str | None] = {word: None for word in ("day", "month", "year", "iso", "slashed", "end")} | match.groupdict()
    try:
        if said["iso"]:
            day = datetime.date.fromisoformat(said["iso"])
        elif said["slashed"]:
            day = datetime.datetime.strptime(said["slashed"], "%d/%m/%Y").date()
        else:
            found = _named(said, published)
            if found is None:
                return None
            day = found
    except ValueError:
        return None
    return day - datetime.timedelta(days=1) if match["by"].lower() == "before" else day


def _named(said: dict[str, str | None], published: datetime.date | None) -> datetime.date | None:
    """A date whose month is named. Without a year it is the first such day from publication on."""
    month = 12 if said["month"] is None else 1 + next(index for index, name in enumerate(MONTHS)
                                                      if name.startswith(said["month"].lower()[:3]))
    if said["year"] is None and published is None:
        return None
    years = [int(said["year"])] if said["year"] else [published.year, published.year + 1] if published else []
    for year in years:
        first = datetime.date(year, month, 1)
        day = add_months(first, 1) - datetime.timedelta(days=1) if said["end"] else first.replace(day=int(said["day"] or 0))
        if said["year"] or (published and day >= published):
            return day
    return None


def _lengths(text: str, published: datetime.date | None) -> set[datetime.date | None]:
    return {_length(match, published) for match in re.finditer(LENGTH, text, re.IGNORECASE)}


def _length(match: re.Match[str], published: datetime.date | None) -> datetime.date | None:
    """None for working days, which need a calendar, and for lengths that count from something else."""
    after = match["after"]
    if published is None or match["working"] or (after and not PUBLISHED.match(after.strip())):
        return None
    word = match["number"].lower()
    number = int(word) if word.isdigit() else 1 if word in ("a", "an") else 18 if word == "eighteen" else NUMBERS.index(word)
    unit = match["unit"].lower()
    try:
        if unit in ("day", "week"):
            return published + datetime.timedelta(days=number * (7 if unit == "week" else 1))
        return add_months(published, number * (12 if unit == "year" else 1))
    except (ValueError, OverflowError):  # beyond the years that can be counted
        return None
