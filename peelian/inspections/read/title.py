"""What a page says of itself before anything else: its force, cycle, days and kind."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from peelian.inspections.read.improvements import day_of
from peelian.inspections.read.lines import Line, Text
from peelian.inspections.read.model import Dated, Force, Kind, Warned
from peelian.inspections.read.phrases import DATE, plain
from peelian.inspections.read.wording import Wording

CYCLE = r"20[0-2]\d(?:\s?[/-]\s?(?:20)?\d\d)?"
DAY = re.compile(rf"(?:{DATE}|\d{{4}}-\d\d-\d\d)")
EARLY, FIRST = 40, 8  # of the lines, those in which a title is looked for, and those that name a list of press releases


@dataclass
class Title:
    """`first`: the line after the title; what stands before it is the site's. `says_pillar`: it is the title of one pillar's page."""

    kind: Kind = "effectiveness page"
    force: Force | None = None
    cycle: str | None = None
    first: int = 0
    says_pillar: bool = False
    warnings: list[Warned] = field(default_factory=list)


def title_of(text: Text, wording: Wording, address: str | None) -> Title:
    """Force, cycle and kind, from the title, else from the page's address, else from what the page speaks of most."""
    found = Title()
    _from_title(found, text, wording)
    if address:
        _from_address(found, address, wording)
    if found.cycle is None:
        _cycle_anywhere(found, text, wording)
    if found.force is None:
        _force_anywhere(found, text, wording)
    found.kind = _kind(found, text, wording, address)
    return found


def _from_title(found: Title, text: Text, wording: Wording) -> None:
    named = rf"(?P<force>{wording.force_names})(?: (?:police|constabulary))?"
    about = r"(?:\s*(?:,|and|police|efficiency|effectiveness|legitimacy|assessment))*"
    ways = (re.compile(rf"{named}[\s:,-]*(?P<peel>peel)?[\s:,-]*(?P<cycle>{CYCLE})[\s:,-]*{about}"),
            re.compile(rf"(?P<peel>peel)\s*:?{about}[\s:]*(?P<cycle>{CYCLE})[\s:,-]+(?:an inspection of )?{named}"))
    for place, line in enumerate(text.lines[:EARLY]):
        following = text.lines[place + 1].plain if place + 1 < len(text.lines) else ""
        for way, words in ((way, words) for words in (line.plain, f"{line.plain} {following}") for way in ways):
            if not line.bullet and (match := way.fullmatch(words)):
                force = wording.force_of(match["force"])
                cycle = wording.cycle_of(match["cycle"])
                if force and cycle:
                    found.force = Force(name=force.name, code=force.code, span=text.span(line.start, line.end))
                    found.cycle, found.first, found.says_pillar = cycle, place + 1, bool(match["peel"])
                    return


def _from_address(found: Title, address: str, wording: Wording) -> None:
    if found.cycle is None and (match := re.search(r"peel-(20\d\d(?:-\d\d)?)", address)):
        found.cycle = wording.cycle_of(match[1])


def _cycle_anywhere(found: Title, text: Text, wording: Wording) -> None:
    """The cycle that the first lines name beside the programme's name, or the only one that they do."""
    found.cycle = next((cycle for line in text.lines[:EARLY] if (cycle := cycle_named(line.plain, wording))), None)


def cycle_named(words: str, wording: Wording) -> str | None:
    """The cycle that plain words name beside the programme's name: 'peel: police effectiveness 2016'."""
    match = re.search(rf"peel\b[^.]{{0,80}}?\b({CYCLE})|\b({CYCLE})\s+peel\b", words)
    return wording.cycle_of(match[1] or match[2]) if match else None


def _force_anywhere(found: Title, text: Text, wording: Wording) -> None:
    """The force whose full name stands most often, where no other does as often, and no title names one that is not known."""
    strange = re.compile(rf"([a-z][\w' &-]+?)[\s:,-]*peel[\s:,-]*(?P<cycle>{CYCLE})")
    for line in text.lines[:EARLY]:
        match = None if line.bullet else strange.fullmatch(line.plain)
        if match and (cycle := wording.cycle_of(match["cycle"])):
            found.cycle, found.says_pillar = found.cycle or cycle, True
            span = text.span(line.start, line.end)
            found.warnings.append(Warned(text=f"'{line.text}' names no force that the library knows.", span=span))
            return
    pattern = re.compile(r"(?<!\w)" + wording.force_names + r"(?!\w)")
    full = {plain(force.name): force for force in wording.forces}
    first: dict[str, tuple[int, int]] = {}
    counts: Counter[str] = Counter()
    for match in pattern.finditer(text.plain):
        force = wording.force_of(match[0])
        if force and plain(match[0]).replace("&", "and") in full:
            counts[force.code] += 1
            first.setdefault(force.code, match.span())
    most = counts.most_common(2)
    if most and (len(most) == 1 or most[0][1] > most[1][1]):
        force = next(one for one in wording.forces if one.code == most[0][0])
        found.force = Force(name=force.name, code=force.code, span=text.span(*first[force.code]))
        found.warnings.append(Warned(text=f"No title names the force; {force.name} was taken, which is named most often.",
                                     span=found.force.span))


def _kind(found: Title, text: Text, wording: Wording, address: str | None) -> Kind:
    kinds = wording.words.kinds
    if wording.has(kinds.register_entry, text.plain):
        found.cycle = None  # the entry's own is that of the report it stems from, which may not be the first one named
        return "register entry"
    early = "\n".join(line.plain for line in text.lines[:EARLY])
    first = "\n".join(line.plain for line in text.lines[:FIRST])
    titled = found.first > 0
    if wording.has(kinds.press_title, first) or (not titled and wording.has(kinds.press_release, early)):
        found.first = 0
        return "press release"
    if titled and not found.says_pillar and not re.search(r"/(effectiveness|efficiency|legitimacy)/?", address or ""):
        return "force summary"
    return "detailed findings" if address and "detailed-findings" in address else "effectiveness page"


def dated(line: Line, text: Text) -> Dated | None:
    """The day that a line gives."""
    match = DAY.search(text.plain, line.start, line.end)
    day = day_of(match[0]) if match else None
    return Dated(date=day, span=text.span(line.start, line.end)) if day else None
