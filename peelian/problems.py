"""What is wrong, said so that a person can mend it: the place, the value and the mend, all at once."""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_WORD, LONGEST = 100, 1_000
_LINE = re.compile(r"(.*?)(?::| row )(\d{1,12})", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. Problems are in order of file and line.

    place: file, with line or row where known ("standards/victims/x.yaml:12", "crime.csv row 7").
    what: what is wrong, naming the value. mend: what would put it right.
    """

    place: str
    what: str
    mend: str = ""

    def __lt__(self, other: Problem) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, str, str]:
        found = _LINE.fullmatch(self.place)
        file, line = (found[1], int(found[2])) if found else (self.place, 0)
        return file, line, self.what, self.mend

    def __str__(self) -> str:
        what = self.what if len(self.what) <= LONGEST else f"{self.what[:LONGEST]}…"
        return f"{self.place}: {what}" + (f" {self.mend}" if self.mend else "")


class Problems(Exception):
    """The data or the library is wrong (exit code 1). Holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def problem(place: object, what: str, mend: str = "") -> Problems:
    """A single problem, ready to raise."""
    return Problems([Problem(str(place), what, mend)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A mend for a word that is not known: the nearest known one, or the list when it is short."""
    names = sorted({str(name) for name in known})
    small = {name.lower(): name for name in reversed(names)}
    near = difflib.get_close_matches(str(word)[:LONGEST_WORD].lower(), small, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{shortened(small[near[0]])}'?"
    return f"Known: {', '.join(map(shortened, names))}." if 0 < len(names) <= 12 else ""


def shortened(text: object) -> str:
    """A word or value as a message may show it: one line, and not too long."""
    words = " ".join(str(text).split())
    return words if len(words) <= LONGEST_WORD else f"{words[:LONGEST_WORD]}…"


_FREE = "Free some, or name a folder on another disk (--out)."
_NO_ROOM = {errno.ENOSPC: f"no space is left on the disk. {_FREE}",
            errno.EDQUOT: f"the space that you may use on the disk is used up. {_FREE}",
            errno.EFBIG: "the machine lets no file grow as large as is needed. Raise the limit (`ulimit -f` shows it), or ask who "
                         "looks after the machine."}
_ENGINES_WORDS = {"No space left on device": errno.ENOSPC, "Disk quota exceeded": errno.EDQUOT, "File too large": errno.EFBIG}


def no_room(error: BaseException) -> str:
    """What to say of an error by which the disk has no more room, with its mend; "" for another. Engines raise errors of
    their own, which keep the system's words."""
    number = error.errno if isinstance(error, OSError) else None
    found = next((code for words, code in _ENGINES_WORDS.items() if words in str(error)), None)
    return _NO_ROOM.get(number or -1) or _NO_ROOM.get(found or -1, "")
