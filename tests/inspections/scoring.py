"""What the reader found beside what was expected, counted field by field.

Found is what `peelian read` writes: plain data of the published schema. Texts are the same when nine in ten of their words
are, in order; capitals, quotes and closing stops do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from tests.inspections.annotated import Expected, Section

ALIKE = 0.9
FIELDS = (
    "kind", "force", "cycle", "dates", "question found and matched to the library", "question number", "grade value", "grade source",
    "year a carried grade stands from", "strengths", "weaknesses", "areas for improvement", "causes of concern", "recommendations",
    "deadlines", "figures", "changes since an earlier inspection", "year of the earlier inspection",
    "register: number, status, history",
)
Found = dict[str, Any]


@dataclass
class Count:
    """How often a field was found rightly, wrongly (or where nothing is), and not at all (or otherwise)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; none where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of what is there that was found; none where nothing is there."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


@dataclass
class Score:
    """Counts by field, and each disagreement in words."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIELDS})
    disagreements: list[tuple[str, str, str, str]] = field(default_factory=list)

    def wrong(self, name: str, where: str, words: object) -> None:
        """Found, but not there."""
        self.counts[name].wrong += 1
        self.disagreements.append((name, where, "wrongly found", str(words)))

    def missed(self, name: str, where: str, words: object) -> None:
        """There, but not found."""
        self.counts[name].missed += 1
        self.disagreements.append((name, where, "missed", str(words)))

    def one(self, name: str, where: str, wanted: object, got: object) -> None:
        """A field of one value; None is no value."""
        if wanted == got:
            self.counts[name].right += wanted is not None
            return
        if got is not None:
            self.wrong(name, where, f"{got} (expected {wanted})")
        if wanted is not None:
            self.missed(name, where, f"{wanted} (found {got})")

    def many(self, name: str, where: str, wanted: list[Any], got: list[Any], same: Callable[[Any, Any], bool],
             may: Iterable[Any] = ()) -> list[tuple[Any, Any]]:
        """A field of several values, each found once; what may be found counts for nothing. Gives the pairs."""
        left, pairs = list(got), []
        for one in wanted:
            match = next((other for other in left if same(one, other)), None)
            if match is None:
                self.missed(name, where, one)
                continue
            left.remove(match)
            pairs.append((one, match))
            self.counts[name].right += 1
        for other in left:
            if not any(same(one, other) for one in may):
                self.wrong(name, where, other)
        return pairs


def plain(text: str) -> list[str]:
    """The words of a text in small letters, without quotes and stops."""
    words = re.sub(r"[‘’']", "", text.lower())
    words = re.sub(r"[;:,.•“”\"]+(?=\s|$)", "", words)
    return re.sub(r"\s(and|or)$", "", words.strip()).split()


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for a slip."""
    first, second = plain(one), plain(other)
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def within(one: str, other: str) -> bool:
    """Whether two texts are alike, or one stands in the other."""
    first, second = sorted((" ".join(plain(one)), " ".join(plain(other))), key=len)
    return alike(one, other) or (len(first.split()) > 3 and first in second)


def score_page(score: Score, name: str, expected: list[Expected], found: list[Found]) -> None:
    """Adds a page to a score. A force of a press release is set beside its own inspection."""
    left = list(found)
    for wanted in expected:
        got = next((one for one in left if code_of(one) == wanted.force), None)
        if got is None and len(expected) == 1 and left:
            got = left[0]
        if got is not None:
            left.remove(got)
        _score_inspection(score, f"{name} {wanted.force}" if len(expected) > 1 else name, wanted, got or {})
    for extra in left:
        score.wrong("force", name, code_of(extra))


def code_of(found: Found) -> str | None:
    """The code of the force that was found."""
    return found["force"]["code"] if found.get("force") else None


def _score_inspection(score: Score, where: str, wanted: Expected, got: Found) -> None:
    if wanted.kind != "any":
        score.one("kind", where, wanted.kind, got.get("kind"))
    score.one("force", where, wanted.force, code_of(got))
    score.one("cycle", where, wanted.cycle, got.get("cycle"))
    for name, day in (("updated", wanted.updated), ("published", wanted.published)):
        if wanted.kind not in ("any", "force summary"):  # a summary has a day for each pillar
            score.one("dates", where, day.isoformat() if day else None, got[name]["date"] if got.get(name) else None)
    if wanted.register:
        _score_register(score, where, wanted.register, got.get("register_entry") or {})
    left = [("headline", got["headline"])] if got.get("headline") else []
    left += [(one["pillar"] or "", one) for one in got.get("pillars", [])]
    left += [(one["id"] or "", one) for one in got.get("questions", [])]
    left.append(("page", {key: got.get(key, []) for key in ("areas_for_improvement", "causes_of_concern")}))
    for key, section in wanted.sections.items():
        match = next((one for one in left if one[0] == key), None)
        match = match or next((one for one in left if section.number and alike(section.text, one[1].get("text", ""))), None)
        if match:
            left.remove(match)
        _score_section(score, f"{where} {key}", section, match[1] if match else {}, match[0] if match else None)
    for key, extra in left:
        if wanted.kind == "any":
            extra = {"grade": extra.get("grade", {})}
        elif key not in ("page", "headline"):
            score.wrong("question found and matched to the library", where, extra.get("text"))
        _score_section(score, f"{where} {key}", Section(key, ""), extra, None)


def _score_register(score: Score, where: str, wanted: Found, got: Found) -> None:
    name = "register: number, status, history"
    score.one(name, where, wanted["id"], got.get("id"))
    score.one(name, where, wanted["status"], got.get("status"))
    score.many(name, where, [str(day) for day in wanted["steps"]], [step["date"] for step in got.get("history", [])], str.__eq__)


def _score_section(score: Score, where: str, wanted: Section, got: Found, key: str | None) -> None:
    if wanted.number is not None:
        score.one("question found and matched to the library", where, wanted.key, key or None)
        score.one("question number", where, wanted.number, got.get("number"))
    grade = got.get("grade") or {}
    score.one("grade value", where, _known(wanted.grade), grade_of(grade))
    score.one("grade source", where, _known(wanted.source), _known(grade.get("source", "unknown")))
    score.one("year a carried grade stands from", where, wanted.carried_from, grade.get("carried_from"))
    for name, sign, texts, may in (("strengths", "strength", wanted.strengths, wanted.may_be_strengths),
                                   ("weaknesses", "weakness", wanted.weaknesses, wanted.may_be_weaknesses)):
        signed = [one["text"] for one in got.get("findings", []) if one["sign"] == sign]
        score.many(name, where, texts, signed, alike, may)
    pairs = score.many("areas for improvement", where, wanted.areas_for_improvement, got.get("areas_for_improvement", []), _same_text)
    score.many("causes of concern", where, wanted.causes_of_concern, got.get("causes_of_concern", []), _same_text)
    pairs += score.many("recommendations", where,
                        [one for cause in wanted.causes_of_concern for one in cause["recommendations"]],
                        [one for cause in got.get("causes_of_concern", []) for one in cause["recommendations"]], _same_text)
    for label, other in pairs:
        score.one("deadlines", f"{where}: {label['text'][:50]}", label["deadline"], deadline_of(other["deadline"]))
    score.many("figures", where, wanted.figures, got.get("figures", []), _same_figure)
    changes = score.many("changes since an earlier inspection", where, wanted.changes, got.get("changes", []), _same_change)
    for label, other in changes:
        score.one("year of the earlier inspection", where, label["since"], other["since"])


def _known(words: str) -> str | None:
    return None if words == "unknown" else words


def grade_of(grade: Found) -> str | None:
    """A grade as a label says it: its value, or else the state that the page tells of; None where it tells nothing."""
    return grade.get("value") or _known(grade.get("state", "unknown"))


def deadline_of(deadline: Found | None) -> str | None:
    """A deadline as a label says it."""
    if deadline is None:
        return None
    if deadline["by"]:
        return f"by {deadline['by']}"
    if deadline["within"]:
        return f"within {deadline['within']} {deadline['unit']}"
    return "immediately" if deadline["immediately"] else "not understood"


def _same_text(label: Found, other: Found) -> bool:
    return alike(label["text"], other["text"])


def _same_figure(label: Found, other: Found) -> bool:
    shares = [(one["unit"] or "").startswith("per cent") for one in (label, other)]
    return shares[0] == shares[1] and all(label[key] == other[key] for key in ("value", "of", "plus_minus", "bound"))


def _same_change(label: Found, other: Found) -> bool:
    return all(label[key] == other[key] for key in ("direction", "put_right")) and within(label["text"], other["text"])


def total(counts: Iterable[Count]) -> Count:
    """Several counts as one."""
    summed: Counter[str] = Counter()
    for one in counts:
        summed.update(right=one.right, wrong=one.wrong, missed=one.missed)
    return Count(summed["right"], summed["wrong"], summed["missed"])
