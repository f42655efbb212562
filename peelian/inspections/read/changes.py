"""What a page says has changed since an earlier inspection."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Change, Direction, Sign
from peelian.inspections.read.phrases import one_line
from peelian.inspections.read.wording import Wording

YEAR = re.compile(r"\b(20[012]\d)(?:/\d\d)?\b")
CLOSING = re.compile(r"[\s;,]*(?:\b(?:and|or)\b)?[\s;,]*$")
CLAUSES = re.compile(r";\s+|,\s+(?:and|but)\s+|\s+but\s+")
Said = tuple[Direction, Literal["grade", "finding"], bool]  # direction, what changed, whether a failing was put right
ORDER: tuple[Direction, ...] = ("same", "worse", "better")


def changes(prose: list[tuple[Line, str | None]], text: Text, wording: Wording, cycle: str | None,
            sign: Callable[[str], Sign | None]) -> list[Change]:
    """One for each sentence that speaks of a change, in order; where that sentence leads to a list, one for each bullet.
    `sign` says whether a sentence tells of a strength or a weakness: something since an earlier inspection is a change."""
    found: list[Change] = []
    finished = False
    leading: tuple[Said, int | None] | None = None
    for line, _ in prose:
        sentences = text.sentences(line)
        if not line.bullet or (finished and line.text[:1].isupper()):
            leading = None
        finished = line.bullet and line.text.endswith(".")
        for sentence in sentences:
            words = one_line(sentence.plain)
            said = _change(words, wording) or _by_sign(words, wording, sign) or _then_and_now(words, wording, sign)
            since = _since(words, cycle)
            if sentence.text.endswith(":"):
                leading = (said, since) if said else None
                continue
            if said is None and leading and line.bullet and sentence is sentences[0]:
                said, since = leading
            if said is not None:
                direction, about, put_right = said
                found.append(Change(direction=direction, about=about, put_right=put_right, since=since,
                                    text=CLOSING.sub("", sentence.text) or sentence.text, span=text.span(sentence.start, sentence.end)))
    return found


def _change(words: str, wording: Wording) -> Said | None:
    ways = wording.words.changes
    for direction in ORDER:
        if wording.has(ways.grade.get(direction, []), words):
            return direction, "grade", False
    if wording.has(ways.put_right, words):
        return "better", "finding", True
    if found := _beside_then(words, wording):
        return found
    for direction in ORDER:
        match = wording.has(ways.finding.get(direction, []), words)
        if match and direction == "worse" and re.search(rf"{wording.pattern(ways.unchanged).pattern}$", words[:match.start()]):
            return "same", "finding", False
        if match:
            return direction, "finding", False
    return None


def _beside_then(words: str, wording: Wording) -> Said | None:
    """What words tell of a change because an earlier inspection is spoken of beside them."""
    ways, carried = wording.words.changes, wording.words.carried
    stands = wording.has([*carried.last_year, *carried.that_year, *carried.some_year], words)
    if stands or not wording.says(ways.then, words):  # a grade that still stands was not looked at anew
        return None
    if put_right(words, wording):
        return "better", "finding", True
    return next(((direction, "finding", False) for direction in ORDER if wording.says(ways.with_then.get(direction, []), words)), None)


def put_right(words: str, wording: Wording) -> bool:
    """Whether a fault that an earlier inspection found was mended."""
    ways = wording.words.changes
    if wording.has(ways.put_right, words):
        return True
    match = wording.pattern(ways.mended, whole_words=True).search(words)
    denied = match and (re.search(rf"{wording.pattern(ways.unchanged).pattern}$", words[:match.start()])
                        or wording.says(ways.undone, words[:match.start()]))
    return bool(match and not denied and wording.says(ways.then, words) and wording.says(ways.faults, words))


def _by_sign(words: str, wording: Wording, sign: Callable[[str], Sign | None]) -> Said | None:
    if not wording.has(wording.words.changes.since, words):
        return None
    found = sign(words)
    return ("better" if found == "strength" else "worse", "finding", False) if found else None


def on_now(words: str, wording: Wording) -> str | None:
    """Of a sentence that tells what was so at an earlier inspection and what is so now, the clause on now."""
    ways = wording.words.changes
    if not wording.says(ways.then, words):
        return None
    clauses = CLAUSES.split(words)
    return next((part for part in clauses[1:] if wording.says(ways.now, part)), None)


def _then_and_now(words: str, wording: Wording, sign: Callable[[str], Sign | None]) -> Said | None:
    clause = on_now(words, wording)
    found = sign(clause) if clause else None
    return ("better" if found == "strength" else "worse", "finding", False) if found else None


def _since(words: str, cycle: str | None) -> int | None:
    """The earlier year named; 'last year' is the year before the page's own."""
    own = int((cycle or "0")[:4])
    years = [int(year) for year in YEAR.findall(words) if not own or int(year) < own]
    if years:
        return years[-1]
    return own - 1 if own and re.search(r"\blast year\b|\bpast year\b", words) else None
