"""Phrases as a library writes them, turned into patterns, and text made plain so that they fit it.

A phrase is ordinary words. `…` stands for any words of the same sentence, `{near}` for some of the same clause, `*` for the
rest of a word, `(a|b)` for either, and a name in braces for what it says. Text is made plain letter for letter, so that a place
in the plain text is the same place in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ALIKE = {"‘": "'", "’": "'", "‚": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‐": "-", "‑": "-",
         "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\u200b": " ", "\u00ad": " ", "\ufeff": " "}
ANY_WORDS = r"[^.!?\n]{0,140}?"
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DATE = (rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)})(?:,? \d{{4}})?|(?:{'|'.join(MONTHS)}) \d{{4}}"
        r"|\d{1,2}/\d{1,2}/\d{4})")
STANDING_FOR = {
    "year": r"(?P<year>20[0-2]\d)(?:/\d\d)?", "cycle": r"20[0-2]\d(?:[/-]\d{2,4})?", "word": r"[a-z][a-z-]*",
    "date": rf"(?P<date>{DATE})", "number": rf"(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(NUMBERS)})",
    "near": r"[^,;:.!?\n]{0,70}?", "person": r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,3}", "pillar": r"[a-z]+",
}
PARTS = re.compile(r"…|\{(\w+)\}|[()|*]|[^…{}()|*]+")


def plain(text: str) -> str:
    """The text in small letters, with one kind of quotes, dashes and spaces; as long as the text itself."""
    return "".join(ALIKE.get(letter) or (letter.lower() if len(letter.lower()) == 1 else letter) for letter in text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def year_of(found: re.Match[str]) -> int | None:
    """The year that a phrase with {year} found."""
    return next((int(value) for name, value in found.groupdict().items() if value and name.startswith("year")), None)


def number_of(word: str) -> int | None:
    """The whole number that digits or a word up to twelve say."""
    if word in NUMBERS:
        return NUMBERS.index(word) + 1
    digits = word.replace(",", "")
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def expression(phrase: str, names: Mapping[str, str] | None = None) -> str:
    """The regular expression of one phrase, for plain text. Raises ValueError for an unknown name or unpaired bracket."""
    known = {**STANDING_FOR, **(names or {})}
    made = []
    for part in PARTS.finditer(plain(phrase)):
        text = part[0]
        if part[1]:
            if part[1] not in known:
                raise ValueError(f"'{{{part[1]}}}' stands for nothing here")
            made.append(known[part[1]])
        elif text == "…":
            made.append(ANY_WORDS)
        elif text == "*":
            made.append(r"\w*")
        elif text == "(":
            made.append("(?:")
        elif text in ")|":
            made.append(text)
        else:
            made.append(re.sub(r"(?:\\ )+", r"\\s+", re.escape(text)))
    # around what may be absent one space is enough
    found = _numbered("".join(made), 0).replace(r"|)\s+", r"|)\s*")
    for words in (ANY_WORDS, STANDING_FOR["near"]):
        found = found.replace(rf"\s+{words}\s+", rf"\s+(?:{words}\s+)?")
    start = r"(?<!\w)" if phrase[:1].isalnum() or phrase[:1] == "(" else ""
    try:
        re.compile(found)
    except re.error as error:
        raise ValueError(f"'{phrase}' is no phrase ({error})") from None
    return start + found


def pattern(phrases: Iterable[str], names: Mapping[str, str] | None = None, *, whole_words: bool = False) -> re.Pattern[str]:
    """One pattern for any of the phrases; with `whole_words` each ends with a word. No phrase: a pattern that fits nothing."""
    ends = r"(?!\w)" if whole_words else ""
    made = [expression(phrase, names) + ends for phrase in phrases]
    return re.compile("|".join(f"(?:{_numbered(one, number)})" for number, one in enumerate(made)) or r"(?!)")


def _numbered(text: str, number: int) -> str:
    """Names of groups may stand once in a pattern, so each phrase's carry its number."""
    seen: dict[str, int] = {}

    def name(found: re.Match[str]) -> str:
        word = found[1]
        seen[word] = seen.get(word, 0) + 1
        return f"(?P<{word}_{number}_{seen[word]}>"

    return re.sub(r"\(\?P<(\w+)>", name, text)


def named(found: re.Match[str], name: str) -> str | None:
    """What stood for a name of the phrase that was found."""
    return next((value for group, value in found.groupdict().items() if value and group.split("_")[0] == name), None)
