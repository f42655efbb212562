"""Links as a person at a terminal reads them: tables that fit, with nothing in them that could steer the terminal."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable

from peelian.duties.worklist import printable
from peelian.inspections.links.decisions import NOTHING, Decision
from peelian.inspections.links.links import Decided, InspectionLinks, Link, Linked
from peelian.inspections.links.said import SaidOf
from peelian.inspections.links.said_as import Band

NONE = "no standard measures this"


def links_table(found: InspectionLinks) -> str:
    """Each statement beside the standards that would measure it, each with its confidence and reason."""
    if not found.linked:
        return "The inspection lists no weakness, area for improvement, cause of concern or recommendation."
    rows = [(f"{one.statement.text}\n{one.statement.kind}, {one.statement.id}", _answers(one)) for one in found.linked]
    counts = {answer: sum(one.answer == answer for one in found.linked) for answer in ("confirmed", "suggested", NONE)}
    who = " ".join(filter(None, (found.force, found.cycle))) or found.source
    counted = (f"{who}: {_counted(len(found.linked), 'statement')}. Links are confirmed for {counts['confirmed']} and suggested for "
               f"{counts['suggested']}; for {counts[NONE]} there is no standard.")
    table = _table(("WHAT THE INSPECTION SAID", "WHAT WOULD MEASURE IT, HOW SURELY, AND WHY"), rows)
    return "\n\n".join(filter(None, (table, counted, _meaning(found.bands))))


def _meaning(bands: list[Band]) -> str:
    """What the words of the ranges mean, where the library says it."""
    said = [f"{one.name}: of a hundred such links about {one.right * 100:.0f} were right" for one in bands if one.right]
    return f"{'; '.join(said)}, where it was measured. Many right links are missed. A person decides." if said else ""


def _answers(one: Linked) -> str:
    parts = [_link(link) for link in one.links]
    if not one.links:
        by = f" - {_decided(one.decided)}" if one.decided else ""
        parts = [f"{NONE}{by}", *([f"  {_about(one)}"] if one.not_measured else [])]
    parts += [f"not {link.standard}: {_decided(link.decided)}" for link in one.rejected if link.decided]
    return "\n".join(parts)


def _about(one: Linked) -> str:
    first = one.not_measured[0]
    what = "a standard could, which this library does not hold yet" if first.not_yet else "no record of single cases would show it"
    return f"it speaks of {first.title} ({first.reason}); {what}"


def _link(link: Link) -> str:
    sure = _decided(link.decided) if link.decided else f"{link.band}, {link.confidence:.0%}"
    return f"{link.standard} ({sure})\n  {link.title or 'not in this library'}\n  {link.reason}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _decided(one: Decided | None) -> str:
    return f"{one.verdict} by {one.by} on {one.at[:10]}: {one.why}" if one else ""


def said_table(found: SaidOf) -> str:
    """What was said of a standard, by force and cycle."""
    counted = f"{_counted(found.inspections, 'inspection')} looked through, {_counted(len(found.said), 'statement')}."
    title = f"{found.title} ({found.standard})"
    if not found.said:
        return f"{title}\n\nNothing was said of it. {counted}"
    rows = [(" ".join(filter(None, (one.force, one.cycle))) or "not said", one.statement.kind, one.statement.text,
             f"{_decided(one.link.decided) or f'{one.link.band}, {one.link.confidence:.0%}'}\n{one.link.reason}",
             f"{one.file}, character {one.statement.span.start}") for one in found.said]
    return f"{title}\n\n{_table(('INSPECTION', 'AS', 'WHAT WAS SAID', 'HOW SURELY, AND WHY', 'WHERE'), rows)}\n\n{counted}"


def decisions_table(found: list[Decision]) -> str:
    """Every decision, in order, those too that later ones overtook."""
    if not found:
        return "Nothing has been decided yet."
    rows = [(one.at, one.by, f"{one.verdict}: {NONE if one.standard == NOTHING else one.standard}", one.why,
             f"{one.statement} {one.text}") for one in found]
    return _table(("WHEN", "WHO", "WHAT", "WHY", "ABOUT"), rows)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    from rich.console import Console, Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def cell(text: str) -> Group:
        """One line after the other; what is indented stays so where it wraps."""
        plain = (printable(line) for line in text.split("\n"))
        return Group(*(Padding(Text(line.lstrip(" ")), (0, 0, 0, len(line) - len(line.lstrip(" ")))) for line in plain))

    table = Table(box=None, pad_edge=False, header_style="", padding=(0, 2, 1, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(cell(text) for text in row))
    out = io.StringIO()
    Console(file=out, width=max(shutil.get_terminal_size((150, 40)).columns, 100), color_system=None).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip()
