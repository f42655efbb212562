"""What a measure rests on, and what it therefore cannot show: law, evidence, local values, missing columns, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peelian.clocks import spoken_day
from peelian.duties.run_folder import RunFolder
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import Law, LocalValue, Measure
from peelian.measures.assured import lost_rows, weak_links
from peelian.measures.chart_text import many, number
from peelian.measures.indicators import is_part
from peelian.standards.blank import IN_EVERY_ROW
from peelian.standards.library import Library
from peelian.standards.model import Standard
from peelian.standards.needs import standard_needs

EVIDENCE = {
    "verified": "verified: the source was read",
    "partly": "partly verified: the source was seen, but not every number in it",
    "unverified": "not verified: not yet checked against a source",
    "local": "local: no national figure exists, so each sets its own",
}
DOUBTED = {"unverified": "source not verified", "partly": "source partly verified"}
NO_DUTY = {
    "no_edition": ("started when no edition of this standard was in force", "record", "records"),
    "no_key": ("had no identity, so no duty could be named", "record", "records"),
    "not_started": ("had not reached the moment that starts the clock", "record", "records"),
}


def law_of(standard: Standard, today: date) -> list[Law]:
    """The editions, newest first."""
    found = []
    for edition in sorted(standard.editions, key=lambda one: one.in_force.start, reverse=True):
        start, end, authority = edition.in_force.start, edition.in_force.end, edition.authority
        note = " ".join(text.strip() for text in (edition.note, authority.note) if text)
        url = authority.url if authority.url and authority.url.startswith(("https://", "http://")) else None
        found.append(Law(f"from {spoken_day(start)}" + (f" to {spoken_day(end)}" if end else ""), authority.cite, authority.kind,
                         authority.evidence, EVIDENCE[authority.evidence], url, note or None,
                         start <= today and (end is None or today <= end)))
    return found


def local_values(library: Library, standard: Standard, run: RunFolder) -> list[LocalValue]:
    """The parameters that the standard's file names, as used in this run and as the library has them."""
    own = set(run.manifest.get("overridden", {}).get(standard.id, []))
    found = []
    for name in library.parameters_of(standard.id):
        parameter = library.parameters[name]
        settings = library.settings.get(name, [])
        used = ", then ".join(str(one.value) if one.start == date(1, 1, 1) else f"{one.value} from {spoken_day(one.start)}"
                              for one in settings)
        otherwise = f"the {library.about.called}'s own" if name in own else str(parameter.value)
        found.append(LocalValue(name, parameter.title, used or otherwise,
                                str(parameter.value), parameter.basis, name in own))
    return found


def outside_words(said: Mapping[str, Any]) -> str:
    """How many records were looked at and left out; nothing where none were."""
    count = said.get("outside", 0)
    which = "1 record of the kind that it looks at lies" if count == 1 else f"{number(count)} records of the kinds that it looks at lie"
    return f"{which} outside it and make no duty." if count else ""


def marks(standard: Standard, made: Measure, called: str) -> list[str]:
    """Short words beside a title: what a reader must know before the figure. called: what the library calls a service."""
    found = []
    if any(law.evidence == "local" for law in made.law) or any(one.basis == "local" for one in made.local_values):
        found.append("local value")
    if any(one.own for one in made.local_values):
        found.append(f"the {called}'s own setting")
    for evidence, words in DOUBTED.items():
        if any(law.current and law.evidence == evidence for law in made.law):
            found.append(words)
    if made.verdict == "partly":
        found.append("partly measured")
    if not standard.publish:
        found.append("never for publication")
    return found


def cannot_show(standard: Standard, made: Measure, said: Mapping[str, Any], found: Gathered, undated: int) -> list[str]:
    """What this measure cannot show, said from the run and not from habit. Adds marks where it cannot be assured."""
    words, called = list(standard.cannot_show), found.library.about.called
    if made.guards or standard.guards:
        titles = [found.library.standards[name].title for name in standard.guards if name in found.library.standards]
        words.append(f"How well it was done: read it beside {_listed(titles)}.")
    if made.verdict == "partly":
        missing = said.get("missing", [])
        words.append(f"All of its rule: the records lack {', '.join(missing)}.{whether_done(missing, called)}")
    if empty := really_empty(standard, found):
        words.append(f"More than the {called} says of itself: that {', '.join(empty)} is blank in every row because nothing "
                     "happened.")
    if leans := said.get("leans_on"):
        words.append(f"What was known at an earlier date: it leans on {', '.join(leans)} as extracted, and nothing says since "
                     "when these values stand.")
    for word, (what, one, more) in NO_DUTY.items():
        if said.get(word):
            words.append(f"{many(said[word], one, more)} that {what}: no duty was made of them.")
    if undated:
        words.append(f"In which month {many(undated, 'duty', 'duties')} fell due: no date is known for them, so they stand in "
                     "no month. Those that cannot be told count against the worst case.")
    for link in _unlinked(standard, found):
        words.append(link)
        made.weak_links.append(link)
        _mark(made, "cannot be assured: weak link")
    for lost in lost_rows(found.run.manifest["records"], found.resolved[standard.id], found.library.tables):
        words.append(f"What was not read: {lost}.")
        made.lost_rows.append(lost)
        _mark(made, "cannot be assured: rows set aside")
    if made.population_check_material:
        words.append("All that it should: the population check found a material number of records that it missed.")
        _mark(made, "cannot be assured: population")
    if made.population_unchecked:
        words.append("Whether it looks at all that it should: the records lack what its population check needs.")
        _mark(made, "cannot be assured: population not checked")
    if standard.indicator is not None and not is_part(standard.indicator):
        words.append("The fate of the same records: each side is counted in its own month.")
    if standard.indicator is not None and standard.indicator.matures_after:
        words.append(f"What becomes of the newest records: a month is judged after {standard.indicator.matures_after}.")
        words.append("One month against another without a bias: an earlier month has had longer, so that the newest would stand "
                     "lower even if nothing had changed.")
    if standard.expect is not None and standard.expect.basis == "local":
        words.append("Whether a national expectation is kept: what is expected here is a local value.")
    return words


def whether_done(missing: Iterable[str], called: str) -> str:
    """What to do about a column that no row fills: the records cannot say whether it was done; the service can."""
    if not any(name.endswith(IN_EVERY_ROW) for name in missing):
        return ""
    return (" It was never done, or it was never extracted: the records cannot say which. Extract it, or name the column "
            f"under really_empty in the {called}'s settings.")


def really_empty(standard: Standard, found: Gathered) -> list[str]:
    """The columns that this standard reads and of which the service says that they are truly empty."""
    needs = standard_needs(found.resolved[standard.id], found.library.tables)
    return [name for name in found.run.manifest.get("really_empty", [])
            if name.partition(".")[2] in needs.get(name.partition(".")[0], ())]


def _listed(titles: list[str]) -> str:
    return "; ".join(titles)


def _mark(made: Measure, word: str) -> None:
    if word not in made.marks:
        made.marks.append(word)


def _unlinked(standard: Standard, found: Gathered) -> list[str]:
    """The links below 90% that this standard's rules follow, and those that no row of many fills."""
    weak = weak_links(found.run.manifest.get("links") or [], found.resolved[standard.id])
    return [f"What is not linked: {link}." for link in weak]
