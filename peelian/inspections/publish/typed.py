"""Numbers that people type into sentences: no report can refresh them, and nothing protects them."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = ("one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
        "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|twice|single|couple")
NUMBER = re.compile(rf"(?<!\w)\d[\d,.]*%?|[½¼¾⅓⅔]|\b(?:{WORD})(?:(?:[- ]| and )(?:{WORD}))*\b", re.IGNORECASE)
NOT_COUNTING = re.compile(r"\b(?:no|any|every|each|this|that|which|some) $", re.IGNORECASE)  # "no one", "this one"
YEAR = re.compile(r"(19|20)\d\d")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|winter|the year"
AFTER_MONTH = re.compile(rf"\b(?:{MONTH}) $")
AFTER_WORD = re.compile(r"\b(?:in|since|during|until|before|after|from|to) $", re.IGNORECASE)
NO_NOUN = re.compile(r"\s*(?:$|[^\w\s{]|(?:all|and|to|the|it|we|this|that|than|as|on|onwards|nearly|but|there|a|an|or|until)\b)",
                     re.IGNORECASE)  # what follows a year, where what follows a count would be what is counted


def typed_numbers(words: str, title: str) -> list[str]:
    """The numbers typed into the words, in digits or in words, other than years and those of the measure's own title.

    words: with {} where a figure is filled in. A number of the title is compared whole: "4" is none of "within 24 hours".
    """
    of_title = {found.lower() for found, _, _ in _numbers(title)}
    return [found for found, begins, ends in _numbers(words)
            if found.lower() not in of_title and not _is_year(found, words[:begins], words[ends:])
            and not (found.lower() == "one" and (NOT_COUNTING.search(words[:begins]) or words[ends:].startswith(" another")))]


def _numbers(words: str) -> Iterator[tuple[str, int, int]]:
    for match in NUMBER.finditer(words):
        found = match[0].rstrip(".,")
        yield found, match.start(), match.start() + len(found)


def _is_year(found: str, before: str, after: str) -> bool:
    """Whether four digits are a year as they stand: "2017 of them", where a count could stand, is none."""
    if YEAR.fullmatch(found) is None:
        return False
    return bool(AFTER_MONTH.search(before) or (AFTER_WORD.search(before) and NO_NOUN.match(after)))
