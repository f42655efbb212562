"""The standards that would measure each statement of an inspection: what the method suggests and what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from peelian.inspections.links.decisions import NOTHING, Decision
from peelian.inspections.links.match import Likeness, Matched, Matcher
from peelian.inspections.links.said_as import Band
from peelian.inspections.links.statements import Statement, about, statements_of
from peelian.inspections.read.model import Inspection
from peelian.records.tables import Strict

TELLING = 0.25  # a phrase, or own words, that matched by less is no reason to name
SURELY_ABOUT = 0.5  # so well must something that is not measured match to be named
MOST_NAMED = 3


class Decided(Strict):
    """What a person decided of a link."""

    verdict: Literal["confirmed", "rejected"] = Field(description="confirmed: this standard measures it; rejected: it does not")
    by: str = Field(description="who decided")
    at: str = Field(description="when, in UTC")
    why: str = Field(description="why, in their words")


class Link(Strict):
    """One standard that measures, or may measure, what a statement says."""

    standard: str = Field(description="the standard's id")
    title: str | None = Field(description="its title; none where the library does not hold it")
    confidence: float = Field(ge=0, le=1, description="how sure the method is that the link is right, whatever people decided")
    band: str = Field(description="the name of that range of confidence; 'none' below the lowest")
    reason: str = Field(description="which words of the statement matched which part of the standard")
    decided: Decided | None = Field(None, description="what a person decided; none where nobody has")


class NotMeasuredHere(Strict):
    """What the statement may speak of that no standard of this library measures."""

    id: str = Field(description="its id in the library's file of phrases")
    title: str = Field(description="what it is")
    not_yet: bool = Field(description="whether a standard could measure it, which the library does not hold yet")
    reason: str = Field(description="which words of the statement matched")


class Linked(Strict):
    """One statement with its links. `answer` is confirmed where a person decided, suggested where the method did."""

    statement: Statement = Field(description="what the inspection said")
    answer: Literal["confirmed", "suggested", "no standard measures this"] = Field(description="how it stands")
    decided: Decided | None = Field(None, description="who confirmed that no standard measures this, where somebody has")
    links: list[Link] = Field(description="confirmed ones first, then suggested ones, the surest first")
    rejected: list[Link] = Field(default_factory=list, description="what a person rejected")
    not_measured: list[NotMeasuredHere] = Field(default_factory=list, description="what of it this library does not measure")


class InspectionLinks(Strict):
    """Every statement of one inspection with the standards that would measure it."""

    force: str | None = Field(description="the force's short name; none where the page does not say")
    cycle: str | None = Field(description="the cycle; none where the page does not say")
    source: str = Field(description="the file that was read, by its name")
    source_sha256: str = Field(description="the checksum of its bytes")
    library: str = Field(description="the library and its version")
    bands: list[Band] = Field(default_factory=list, description="what the ranges of confidence mean, highest first")
    linked: list[Linked] = Field(description="the statements, in the order of the page's questions")


def links_of(inspection: Inspection, matcher: Matcher, decided: Mapping[str, Mapping[str, Decision]],
             strengths: bool = False) -> InspectionLinks:
    """Link every statement that asks for better, and, where wanted, every strength too."""
    library = matcher.library
    wanted = [one for one in statements_of(inspection) if strengths or one.kind != "strength"]
    force, cycle = about(inspection)
    return InspectionLinks(
        force=force or None, cycle=cycle or None, source=inspection.source.file, source_sha256=inspection.source.sha256,
        library=f"{library.about.name} {library.about.version}", bands=matcher.said.bands,
        linked=[linked(one, matcher, decided.get(one.id, {})) for one in wanted])


def linked(statement: Statement, matcher: Matcher, decided: Mapping[str, Decision]) -> Linked:
    """One statement: what people confirmed, then what the method suggests and nobody rejected."""
    lowest = matcher.said.bands[-1].at_least
    likes = {one.standard: one for one in matcher.likenesses(statement.text)}
    verdicts = {name: one for name, one in decided.items() if name != NOTHING}
    confirmed = [_link(name, likes.get(name), matcher, one) for name, one in verdicts.items() if one.verdict == "confirmed"]
    rejected = [_link(name, likes.get(name), matcher, one) for name, one in verdicts.items() if one.verdict == "rejected"]
    nothing = decided.get(NOTHING)
    ruled_out = nothing is not None and nothing.verdict == "confirmed"
    suggested = [_link(name, like, matcher, None) for name, like in likes.items()
                 if round(like.confidence, 2) >= lowest and name not in verdicts and not ruled_out]
    rivals = [one for one in matcher.rivals(statement.text) if one.score >= SURELY_ABOUT][:MOST_NAMED]
    answer: Literal["confirmed", "suggested", "no standard measures this"] = "no standard measures this"
    if confirmed:
        answer = "confirmed"
    elif suggested:
        answer = "suggested"
    return Linked(statement=statement, answer=answer, decided=_decided(nothing) if nothing and ruled_out else None,
                  links=[*confirmed, *suggested], rejected=rejected, not_measured=[_not_measured(one, matcher) for one in rivals])


def _link(name: str, like: Likeness | None, matcher: Matcher, decision: Decision | None) -> Link:
    decided = _decided(decision) if decision else None
    if like is None:
        return Link(standard=name, title=None, confidence=0.0, band="none", decided=decided,
                    reason="this library does not hold the standard")
    sure = round(like.confidence, 2)  # so that band and figure agree where both are shown
    band = next((one.name for one in matcher.said.bands if sure >= one.at_least), "none")
    return Link(standard=name, title=matcher.library.standards[name].title, confidence=sure, band=band, reason=_reason(like),
                decided=decided)


def _decided(decision: Decision) -> Decided:
    return Decided(verdict=decision.verdict, by=decision.by, at=decision.at, why=decision.why)


def _reason(like: Likeness) -> str:
    """In words: what matched what. What tells nothing new is left out; a faint match is told only where there is no better."""
    telling = [one for one in like.phrases if one.score >= TELLING] or [one for one in like.phrases[:1] if one.score > 0]
    said: list[str] = []
    told: set[str] = set()
    for one in telling:
        if not set(one.words) <= told:
            said.append(f"{_quoted(one.words)}: {_part(one)}")
            told.update(one.words)
    if like.parts.own_words >= TELLING and not set(like.own_words) <= told:
        said.append(f"its own text speaks of {_quoted(like.own_words)}")
    return "; ".join(said) or "no word of it matched"


def _part(one: Matched) -> str:
    return f"its title “{one.phrase.text}”" if one.phrase.source == "title" else f"said of it as “{one.phrase.text}”"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{one}”" for one in words)


def _not_measured(one: Matched, matcher: Matcher) -> NotMeasuredHere:
    found = matcher.not_measured[one.entry]
    return NotMeasuredHere(id=one.entry, title=found.title, not_yet=found in matcher.said.not_yet,
                           reason=f"{_quoted(one.words)}: {_part(one)}")

