"""What differs between two versions of a library: standards with their rules and cases, parameters, tables, calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from peelian.differences.editions import editions
from peelian.differences.other_files import other_files
from peelian.differences.words import came_and_went, changed, reworded, spoken
from peelian.duties.cases import read_cases
from peelian.inspections.frameworks import frameworks_of
from peelian.problems import did_you_mean, problem
from peelian.records.tables import Column, Table
from peelian.standards.library import Library
from peelian.standards.listing import sound_library
from peelian.standards.model import Parameter, Standard
from peelian.standards.prose import Prose, expected_share
from peelian.standards.rules import Resolved

MANY_DAYS = 5  # of a calendar, named singly; more are counted


def between_libraries(old: Path, new: Path, only: str | None = None) -> str:
    """What changed from one library to another, or in one of its standards. Raises Problems where either is wrong."""
    libraries = sound_library(old), sound_library(new)
    names = [one for one in sorted({*libraries[0].files, *libraries[1].files}) if only in (None, one)]
    if not names and only is not None:
        raise problem("--standard", f"'{only}' is a standard of neither library.",
                      did_you_mean(only, {*libraries[0].files, *libraries[1].files}))
    before, after = (one.resolve(set(names) & set(one.files)) for one in libraries)
    parts = [("Standards", [line for name in names for line in _standard(libraries, name, before, after)])]
    if only is None:
        parts = [("The library", list(_about(*libraries))), *parts,
                 ("Parameters", list(_parameters(libraries[0].parameters, libraries[1].parameters))),
                 ("Tables", list(_tables(libraries[0].tables, libraries[1].tables))),
                 ("Calendar", list(_calendar(*libraries))), ("Questions", list(_questions(*libraries))),
                 ("Other files", list(other_files(old, new)))]
    lines = [f"From {libraries[0].about.title} {libraries[0].about.version} to "
             f"{libraries[1].about.title} {libraries[1].about.version}"]
    for title, found in parts:
        lines += ["", title, *(f"  {line}" for line in found)] if found else []
    return "\n".join(lines if len(lines) > 1 else [*lines, "", "Nothing changed."])


def _about(old: Library, new: Library) -> Iterator[str]:
    for word in ("title", "version", "zone", "calendar"):
        yield from changed(word.capitalize(), getattr(old.about, word), getattr(new.about, word))


def _standard(libraries: tuple[Library, Library], name: str, before: Mapping[str, Resolved],
              after: Mapping[str, Resolved]) -> Iterator[str]:
    old, new = (library.standards.get(name) for library in libraries)
    if old is None and new is not None:
        yield f"{name} came: {new.title}."
    elif new is None and old is not None:
        yield f"{name} went: {old.title}."
    elif old is not None and new is not None:
        pair = before[name], after[name]
        said = [*editions(libraries, (old, new), pair), *_counts(libraries, (old, new), pair)]
        if not said and _rule(old) != _rule(new):
            said = ["The rule is written otherwise, and its sentence says the same."]
        own = [library.parameters_of(name) for library in libraries]
        found = [*said, *_whole(old, new), *came_and_went("Value that a service may set", *own), *_cases(*libraries, name)]
        if found:
            yield f"{name}: {new.title}"
            yield from (f"  {line}" for line in found)


def _rule(standard: Standard) -> object:
    """What decides, as it is written."""
    edition = {"in_force", "clock", "where", "proof", "excused_when", "ends_when"}
    return standard.model_dump(include={
        **dict.fromkeys(("each", "either", "subject", "where", "excused_when", "ends_when", "proof", "indicator", "capacity", "audit"),
                        True),
        "editions": {"__all__": edition}})


def _counts(libraries: tuple[Library, Library], standards: tuple[Standard, Standard],
            resolved: tuple[Resolved, Resolved]) -> Iterator[str]:
    """What is counted, of a standard that makes no duties."""
    if all(one.kind != "duty" for one in standards):
        said = [Prose(library.tables, library.calendar).sentence(standard, rules)
                for library, standard, rules in zip(libraries, standards, resolved, strict=True)]
        yield from changed("What is counted", said[0], said[1])
    yield from changed("Kind", standards[0].kind, standards[1].kind)
    indicators = [one.indicator for one in standards]
    if indicators[0] is not None and indicators[1] is not None:
        yield from changed("A month is judged after", indicators[0].matures_after, indicators[1].matures_after)


def _whole(old: Standard, new: Standard) -> Iterator[str]:
    """What the standard says beside its editions."""
    yield from changed("Title", old.title, new.title)
    yield from changed("Theme", old.theme, new.theme)
    yield from reworded("Why", old.why, new.why)
    yield from changed("Owed by", old.owed_by, new.owed_by)
    yield from changed("Risk", old.risk, new.risk)
    if old.risk_when != new.risk_when:
        yield "What raises or lowers the risk changed."
    yield from came_and_went("Guard", old.guards, new.guards)
    yield from _population_check(old, new)
    yield from changed("Expected", _expected(old), _expected(new))
    yield from changed("A better figure is", old.better, new.better)
    yield from changed("May be published", _yes(old.publish), _yes(new.publish))
    yield from came_and_went("Often mis-stated: a warning", old.traps, new.traps)
    yield from came_and_went("What it cannot show", *([words.rstrip(".") for words in one.cannot_show] for one in (old, new)))
    yield from came_and_went("Words of a published page", old.answers, new.answers)


def _population_check(old: Standard, new: Standard) -> Iterator[str]:
    before, after = old.population_check, new.population_check
    yield from changed("Population check", before.title if before else None, after.title if after else None)
    if before and after:
        yield from changed("Population check, material above", before.material, after.material)
        if (before.each, before.where, before.month) != (after.each, after.where, after.month):
            yield "Population check: which rows it counts changed."


def _expected(one: Standard) -> str | None:
    if one.expect is None:
        return None
    return f"{expected_share(one)} ({one.expect.basis})"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _cases(old: Library, new: Library, name: str) -> Iterator[str]:
    before, after = ({case.name: case for case in (read_cases(one, name) or (None, []))[1]} for one in (old, new))
    yield from came_and_went("Worked case", before, after)
    for case in [one for one in after if one in before]:
        one, other = before[case], after[case]
        if (one.expect, one.counts) != (other.expect, other.counts):
            yield f"Worked case with another result: {case}."
        elif one != other:
            yield f"Worked case with other records: {case}."


def _parameters(old: Mapping[str, Parameter], new: Mapping[str, Parameter]) -> Iterator[str]:
    yield from (f"{name} came: {new[name].title}, {new[name].value}." for name in sorted(new.keys() - old.keys()))
    yield from (f"{name} went: {old[name].title}, {old[name].value}." for name in sorted(old.keys() - new.keys()))
    for name in sorted(old.keys() & new.keys()):
        one, other = old[name], new[name]
        yield from changed(f"{name}: what is set", one.title, other.title)
        yield from changed(f"{name} ({other.title})", one.value, other.value)
        yield from changed(f"{name}: who sets it", one.basis, other.basis)
        yield from changed(f"{name}: how well it is known", one.evidence, other.evidence)
        yield from changed(f"{name}: its source", one.source, other.source)


def _tables(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[str]:
    yield from came_and_went("Table", old, new)
    for name in sorted(old.keys() & new.keys()):
        one, other = old[name], new[name]
        yield from reworded(f"{name}: its meaning", one.meaning, other.meaning)
        yield from changed(f"{name}: what a row is called", one.called, other.called)
        yield from changed(f"{name}: who usually holds it", one.usual_source, other.usual_source)
        yield from came_and_went(f"{name}: column", one.columns, other.columns)
        for column in [word for word in other.columns if word in one.columns]:
            yield from _column(f"{name}.{column}", one.columns[column], other.columns[column])
        for word, what in (("key", "its key"), ("happened", "the moment at which a row is true"), ("area", "its area")):
            yield from changed(f"{name}: {what}", getattr(one, word), getattr(other, word))
        if one.holder != other.holder:
            yield f"{name}: who holds a row changed."
        if one.row_rules != other.row_rules:
            yield f"{name}: what each row must keep changed."


def _column(name: str, old: Column, new: Column) -> Iterator[str]:
    yield from changed(f"{name}: its type", old.type, new.type)
    yield from reworded(f"{name}: its meaning", old.meaning, new.meaning)
    yield from came_and_went(f"{name}: value", old.values or [], new.values or [])
    for value in [one for one in old.values or [] if one in (new.values or [])]:
        yield from changed(f"{name}: what {value} is called", old.value_called(value), new.value_called(value))
    for word, what in (("unit", "its unit"), ("link", "its link"), ("since", "since when it stands"),
                       ("blank_means", "what blank means"), ("required", "whether it is expected"), ("called", "what it is called"),
                       ("planned", "whether it may lie ahead"), ("as_extracted", "whether it stands as extracted"),
                       ("implied_by", "what shows that it has come"), ("parent", "whether it leads to what the row belongs to")):
        yield from changed(f"{name}: {what}", getattr(old, word), getattr(new, word))


def _calendar(old: Library, new: Library) -> Iterator[str]:
    yield from changed("First day that it knows", spoken(old.calendar.first), spoken(new.calendar.first))
    yield from changed("Last day that it knows", spoken(old.calendar.last), spoken(new.calendar.last))
    before, after = ({one.day: one for one in each.calendar.days} for each in (old, new))
    days = sorted(day for day in before.keys() & after.keys() if before[day] != after[day])
    if len(days) > MANY_DAYS:
        yield f"{len(days)} days count otherwise, from {spoken(days[0])} to {spoken(days[-1])}."
    elif days:
        yield f"Days that count otherwise: {', '.join(spoken(day) for day in days)}."


def _questions(old: Library, new: Library) -> Iterator[str]:
    """What answers each question of each framework."""
    before, after = frameworks_of(old), frameworks_of(new)
    yield from came_and_went("Framework", before, after)
    for name in [one for one in after if one in before]:
        earlier = {question.id: question for question in before[name].questions}
        yield from came_and_went(f"{name}: question", earlier, (question.id for question in after[name].questions))
        for question in after[name].questions:
            if (was := earlier.get(question.id)) is not None:
                yield from changed(f"{name}, {question.id}: its words", was.text, question.text)
                yield from came_and_went(f"{name}, {question.id}: standard", was.all_standards, question.all_standards)
