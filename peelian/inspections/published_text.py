"""The table "shown by" as Markdown: each sentence of a published page, and what answers it."""

from __future__ import annotations

from pathlib import Path

from peelian.inspections.published import IN_WORDS, Answer, Line, Published, published_of
from peelian.problems import problem
from peelian.standards.library import Library
from peelian.standards.listing import sound_library

OTHERS = {"lead": "*opens a list; its items follow*", "context": "*claims nothing, so nothing has to answer it*"}
HEAD = """# What answers each sentence of a published page

Made by `peelian library published` from the library; a test fails while it is out of date.

Each sentence has one mark or more, part by part:

- **records**: records show it;
- **proxy**: records show something near it, and the table says what they cannot show;
- **people's evidence**: only a person can say, and the table says where a person records it.

A mark speaks of the fact that the words claim. Whether it is good is for people to judge.
"""


def published_text(path: Path) -> str:
    """Every published page of a library. Raises Problems where it holds none, or something in it is wrong."""
    library = sound_library(path)
    pages = published_of(library)
    if not pages:
        raise problem(path / "published", "holds no page.", "Write published/<name>.yaml, as the library england_and_wales has.")
    return HEAD + "".join(_page(page, library) for page in pages)


def _page(page: Published, library: Library) -> str:
    claims = [line for line in page.lines if line.kind == "claim"]
    with_mark = {mark: sum(any(one.mark == mark for one in line.answers) for line in claims) for mark in IN_WORDS}
    people_only = sum(all(one.mark == "people" for one in line.answers) for line in claims)
    named = {name for line in claims for name in line.standards}
    lines = [f"\n## {page.title}\n", f"{page.published_by}, {page.published_on.day} {page.published_on:%B %Y}. Of {len(claims)} "
             f"sentences and items that claim something, {with_mark['records']} are answered by records at least in part, "
             f"{with_mark['proxy']} by a proxy, and {with_mark['people']} by people's evidence ({people_only} of them by nothing else)."
             f" {len(named)} of the library's {len(library.standards)} standards answer some of it.\n"]
    table = False
    for line in page.lines:
        if line.kind == "heading":
            lines.append(f"{'' if not table else chr(10)}**{line.words}**\n")
            table = False
            continue
        if not table:
            lines += ["| sentence | mark | what answers it | what it cannot show, or where a person records it |", "|---|---|---|---|"]
            table = True
        lines += _rows(line, page)
    lines += ["", "### Where people record it\n", "| place | how | tables or command |", "|---|---|---|"]
    for place in page.places.values():
        kept = ", ".join(f"`{one}`" for one in [*place.tables, *([place.command] if place.command else [])]) or "none yet"
        lines.append(f"| {place.title} | {_cell(place.how)} | {kept} |")
    return "\n".join(lines) + "\n"


def _rows(line: Line, page: Published) -> list[str]:
    if line.kind != "claim":
        return [f"| {_cell(line.words)} | – | {OTHERS[line.kind]} | – |"]
    return [f"| {_cell(line.words) if number == 0 else '″'} | *{IN_WORDS[answer.mark]}* | {_what(answer)} | {_rest(answer, page)} |"
            for number, answer in enumerate(line.answers)]


def _what(answer: Answer) -> str:
    names = ", ".join(f"`{name}`" for name in answer.standards) or "no standard"
    return f"“{_cell(answer.about)}”: {names}" if answer.about else names


def _rest(answer: Answer, page: Published) -> str:
    if answer.place:
        return _cell(f"{answer.what} In: {page.places[answer.place].title}.")
    return _cell(answer.cannot_show or answer.note or "–")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
