"""The quality of an extract in words: first what is wrong and how to mend it, then what there is. Complete columns are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from peelian.problems import did_you_mean, shortened
from peelian.records import times
from peelian.records.accounting import EXACT_DUPLICATE, NOT_YET_KNOWN, OTHER_FORCE, SetAsideCount
from peelian.records.text_files import DAMAGED, RAGGED, TOO_LONG, UNCLOSED
from peelian.records.workbook_errors import UNREADABLE_VALUE

if TYPE_CHECKING:
    from peelian.records.quality import LinkQuality, Quality

FILES_SHOWN = 30
VALUE_SHOWN = 40
_MENDS = {
    times.UNREADABLE: "say in a mapping how the times are written (times: ['%d/%m/%Y %H:%M'], with %y for a year in two digits).",
    times.OUT_OF_RANGE: "mend the day, or say in the mapping that it means blank (null_words: ['1753-01-01']).",
    times.TWICE: "write times with their offset, or say in the mapping which is meant (ambiguous: earlier, or later).",
    times.NEVER: "check the clock of the source, or say in the mapping what to make of them (impossible: later).",
    times.UNKNOWN_PRECISION: "name the word in the mapping's precision, or give it an otherwise.",
    "missing key": "find out why the source gives no key; a mapping can make one (hash_of, row_number).",
    "value not allowed": "map the source's words to the table's (values: {theirs: ours}), or blank the others (others: blank).",
    UNREADABLE_VALUE: "mend the formula in the spreadsheet, keep long numbers as text there, or say in the mapping what an error "
                      "means (null_words: ['#N/A']).",
    "unreadable whole number": "write whole numbers in digits only, without units or separators.",
    "unreadable number": "write numbers with a decimal point and without units or separators.",
    "unreadable yes or no": "write true or false, or map the source's words (values: {J: true, N: false}).",
    RAGGED: "put values that hold the delimiter in quotation marks, or check the delimiter; in a workbook, clear what stands "
            "right of the header, or name its column.",
    UNCLOSED: "double each quotation mark inside a quoted value.",
    DAMAGED: "save the file in one encoding throughout, or name the encoding in a mapping.",
    TOO_LONG: "look at the line: a quotation mark or a line's end is likely to be missing.",
    EXACT_DUPLICATE: "nothing need be done: each such row is kept once.",
    OTHER_FORCE: "put the force before the key, and before each link to it, in the mapping "
                 "({expression: \"concat([force], '-', [number])\"}).",
    NOT_YET_KNOWN: "nothing need be done: a run as at a later moment sees these rows.",
    "repeated key": "say in the mapping which row is meant (duplicates: {same_key: keep_last, by: entered_at}).",
}


def in_words(quality: Quality) -> str:
    account = quality.accounting
    parts = [f"{account.rows_read:,} {'row' if account.rows_read == 1 else 'rows'} read: {account.rows_accepted:,} accepted, "
             f"{account.rows_set_aside:,} set aside.", *_set_aside(account.set_aside, quality.allowed), *_files(quality),
             *_tables(quality), *_columns(quality), *_links(quality.links), *_unread(quality)]
    if noted := [*account.warnings, *quality.warnings()]:
        parts.append("\n" + "\n".join(f"Note: {warning}" for warning in noted))
    return "\n".join(parts)


def _set_aside(found: Sequence[SetAsideCount], allowed: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if not found:
        return
    groups: dict[tuple[str, str, str], list[SetAsideCount]] = {}
    for one in found:
        groups.setdefault((one.table, one.reason, one.column or ""), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: -sum(one.rows for one in item[1]))
    yield "\nSet aside, by reason\n" + text_table(
        ("table", "reason", "column", "rows", "the first of them"),
        [(*place, f"{sum(one.rows for one in several):,}", _example(several[0])) for place, several in ordered])
    mends = {reason: _MENDS[reason] for (_, reason, _), _ in ordered if reason in _MENDS}
    if mends:
        lines = [line for reason, mend in mends.items() for line in (f"  {reason}: {mend}", *(
            f"      {one}" for one in (_meant(several, allowed) for (_, why, _), several in ordered if why == reason) if one))]
        yield "\nWhat would mend it\n" + "\n".join(lines)
    yield "\nAn assessment keeps each of these rows, with its reason, in set_aside.parquet."


def _meant(several: Sequence[SetAsideCount], allowed: Mapping[str, Sequence[str]]) -> str:
    """Of a column with allowed values: which of them its first wrong value may mean, and what may stand there."""
    first = several[0]
    known = allowed.get(f"{first.table}.{first.column}")
    if not known or first.first_value is None:
        return ""
    near = did_you_mean(first.first_value, known)
    return (f"{first.table}.{first.column}: '{shortened(first.first_value)[:VALUE_SHOWN]}'? "
            f"{near if near.startswith('Did') else ''} Allowed: {shortened(', '.join(known))}.").replace("  ", " ")


def _example(one: SetAsideCount) -> str:
    value = "" if one.first_value is None else f": {shortened(one.first_value)[:VALUE_SHOWN]}"
    return f"{one.file} row {one.first_row:,}{value}"


def _files(quality: Quality) -> Iterator[str]:
    every = quality.accounting.files
    chosen = every if len(every) <= FILES_SHOWN else [one for one in every if one.rows_set_aside][:FILES_SHOWN]
    if chosen:
        yield "\nFiles\n" + text_table(("file", "table", "read", "accepted", "set aside"), [
            (one.file, one.table, f"{one.rows_read:,}", f"{one.rows_accepted:,}", f"{one.rows_set_aside:,}")
            for one in chosen])
    if rest := [one for one in every if one not in chosen]:
        aside = sum(one.rows_set_aside for one in rest)
        yield (f"{'and' if chosen else 'Files:'} {len(rest)} {'more' if chosen else ''} with {sum(one.rows_read for one in rest):,} "
               f"rows, {f'{aside:,} of them' if aside else 'none of them'} set aside").replace("  ", " ")


def _tables(quality: Quality) -> Iterator[str]:
    yield "\nTables\n" + text_table(("table", "rows", "first (UTC)", "last (UTC)"), [
        (one.table, f"{one.rows:,}", _moment(one.first), _moment(one.last)) for one in quality.tables])
    rules: dict[str, list[str]] = {}
    for name, one in quality.accounting.tables.items():
        rules.setdefault(one.duplicates, []).append(name)
    for rule, names in rules.items():
        of = "all tables" if len(rules) == 1 else ", ".join(names)
        yield f"Of {of}: {rule}."


def _columns(quality: Quality) -> Iterator[str]:
    shown = [one for one in quality.columns if one.complete is not None and one.filled < one.rows]
    yield "\nHow complete each column is (* expected of the source)"
    if shown:
        yield text_table(("table", "column", "filled", "blank rows"), [
            (one.table, one.column + (" *" if one.required else ""), share(one.complete), f"{one.rows - one.filled:,}")
            for one in shown])
    complete = sum(one.complete == 1 for one in quality.columns)
    empty = sum(one.complete is None for one in quality.columns)
    yield f"{complete:,} {'more ' if shown else ''}columns have a value in every row" + (
        f"; {empty:,} stand in tables without a row." if empty else ".")


def _links(links: Sequence[LinkQuality]) -> Iterator[str]:
    if links:
        yield "\nHow well links match\n" + text_table(
            ("link", "values", "matched", "share", "blank", ""),
            [(one.link, f"{one.rows:,}", f"{one.matched:,}", share(one.rate), f"{one.blank:,}", _assurance(one))
             for one in links])


def _assurance(link: LinkQuality) -> str:
    if link.assured:
        return ""
    if link.rate is not None:
        return "cannot be assured: what leans on it may miss records"
    return "the extract lacks the other table" if link.rows else "no value"


def _unread(quality: Quality) -> Iterator[str]:
    account = quality.accounting
    if account.not_read:
        more = f" and {len(account.not_read) - FILES_SHOWN} more" if len(account.not_read) > FILES_SHOWN else ""
        yield "\nFiles that nothing reads: " + ", ".join(account.not_read[:FILES_SHOWN]) + more
    unread: dict[tuple[str, str], int] = {}
    for file in account.files:
        if file.columns_not_read:
            alike = (file.table, ", ".join(shortened(name) for name in file.columns_not_read[:FILES_SHOWN]))
            unread[alike] = unread.get(alike, 0) + 1
    if unread:
        yield "\nColumns that nothing reads\n" + text_table(
            ("table", "files", "columns"), [(table, str(files), words) for (table, words), files in unread.items()])


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(sep=" ", timespec="minutes")


def share(value: float | None) -> str:
    """A share as a percentage. What is not quite all, or not quite none, is not rounded to it."""
    if value is None:
        return ""
    return f"{min(max(value, 0.001 if value else 0), 1 if value == 1 else 0.999) * 100:.1f}%"


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in plain text: columns padded, numbers to the right."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(header))]
    numeric = [all(row[index][:1].isdigit() or not row[index] for row in rows) and bool(rows)
               for index in range(len(header))]
    lines = []
    for row in cells:
        padded = [cell.rjust(width) if right else cell.ljust(width)
                  for cell, width, right in zip(row, widths, numeric, strict=True)]
        lines.append("  " + "  ".join(padded).rstrip())
    return "\n".join(lines)
