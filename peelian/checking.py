"""What of an extract can be used and measured, before anything is assessed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peelian.progress import Progress, silent

LACKING_SHOWN = 12
CANNOT_SHOWN = 20  # more standards that cannot be measured than these are only counted, unless one asks for each
WORK = "peelian-check-"  # how a work folder is called, before the number of its process


def library_and_mapping(library: Path, settings: Path | None, mapping: str | None) -> tuple[Any, Any]:
    """The library, and the mapping (a name or a file) by which an extract is read; None where none is named.

    Raises Problems with all that is wrong with the library, the settings and the mapping.
    """
    from peelian.records.mapping import read_mapping
    from peelian.standards.check import sound_with

    return sound_with(library, settings, lambda found: read_mapping(
        mapping, found.library.tables, library) if mapping else None)


def read(data: str, library: Any, mapping: Any, folder: Path, progress: Progress, *,
         refuse_unknown_columns: bool = False, as_at: int | None = None) -> Any:
    """Read an extract into `folder` by a mapping, or by the names of its files, for a run's moment (microseconds, UTC)
    where there is one. Returns its accounting."""
    from peelian.records.reading import read_records

    return read_records(data, library.tables, mapping, folder, library.about.zone, progress,
                        refuse_unknown_columns=refuse_unknown_columns, as_at=as_at)


def check(data: str, mapping: str | None, library: Path, progress: Progress = silent, settings: Path | None = None,
          lacking: bool = False) -> str:
    """What is set aside and why, how complete columns are, how links match, and which standards can be measured.

    lacking: name every standard that cannot be measured, with what it lacks, however many there are.

    Raises Problems for whatever is wrong with data or library.
    """
    from peelian.duties.run import columns_in_part, columns_present, measurable_rules
    from peelian.records.quality import check_records

    found, chosen = library_and_mapping(library, settings, mapping)
    _clear_left()
    with tempfile.TemporaryDirectory(prefix=f"{WORK}{os.getpid()}-") as folder:
        accounting = read(data, found, chosen, Path(folder), progress)
        quality = check_records(Path(folder) / "records", found.tables, accounting)
        rules = measurable_rules(found, columns_present(accounting), quality.blank(), columns_in_part(accounting))
    verdicts = [one.verdict for one in rules.standards.values()]
    first = (f"Of {len(verdicts):,} standards, {verdicts.count('can'):,} can be measured with these records, "
             f"{verdicts.count('partly'):,} partly, {verdicts.count('cannot'):,} not.")
    return "\n".join([first, quality.in_words(), *_measurable(found, rules, quality, lacking)])


def _clear_left() -> None:
    """Remove the work folders of checks that were killed: they hold records."""
    for left in Path(tempfile.gettempdir()).glob(f"{WORK}*-*"):
        try:
            os.kill(int(left.name.removeprefix(WORK).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, OverflowError, PermissionError):
            continue


def _measurable(library: Any, rules: Any, quality: Any, lacking: bool) -> Iterator[str]:
    from peelian.records.quality_words import text_table
    from peelian.standards.linked import links_followed
    from peelian.standards.needs import standard_needs

    resolved = library.resolve()
    needed = {name: {f"{table}.{column}" for table, columns in standard_needs(resolved[name], library.tables).items()
                     for column in columns} for name in rules.standards}
    usable = [name for name, one in rules.standards.items() if one.verdict != "cannot"]
    blank = {f"{one.table}.{one.column}" for one in quality.columns if one.rows and not one.filled}
    wanted = {column: sum(column in needed[name] for name in usable) for column in sorted(blank)}
    if any(wanted.values()):
        yield ("\nColumns that standards lean on, but that are blank in every row: was there nothing to say, or was it "
               "not extracted?\n" + text_table(("column", "standards"), [
                   (column, str(count)) for column, count in wanted.items() if count]))
    outside = _outside_calendar(library, resolved, quality)
    weak = {one.column for one in quality.links if one.weakness}
    cover = library.calendar.spoken_cover
    yield "\nWhat can be measured with these records"
    for verdict, words in (("can", "can"), ("partly", "partly can"), ("cannot", "cannot")):
        named = [one for one in rules.standards.values() if one.verdict == verdict]
        if not named:
            yield f"\n0 {words}."
            continue
        if verdict == "cannot" and len(named) > CANNOT_SHOWN and not lacking:
            yield f"\n{len(named)} {words}. `--lacking` names each, with what it lacks."
            continue
        yield f"\n{len(named)} {words}:"
        for one in named:
            yield f"  {one.standard}: {library.standards[one.standard].title}"
            if one.missing:
                yield f"      lacks {_lacking(one.missing)}"
            followed = {f"{need.table}.{need.column}" for need in links_followed(resolved[one.standard])}
            if verdict != "cannot" and (leans := sorted(weak & followed)):
                yield f"      cannot be assured, for it leans on {', '.join(leans)}"
            if verdict != "cannot" and (tables := sorted(outside.get(one.standard, ()))):
                yield f"      cannot tell of some {', '.join(tables)} rows: they lie outside its calendar ({cover})"
    yield from _most_lacking(rules)


def _outside_calendar(library: Any, resolved: Any, quality: Any) -> dict[str, set[str]]:
    """By standard whose clock leans on which days count: its tables with rows that the calendar does not reach."""
    from peelian.clocks import micros
    from peelian.standards.needs import leans_on_calendar

    beyond = {one.table for one in quality.tables for at in (one.first, one.last)
              if at is not None and not library.calendar.covers(micros(at))}
    found: dict[str, set[str]] = {}
    for name, one in resolved.items():
        for rule in one.duties:
            if rule.frame.base in beyond and leans_on_calendar(rule):
                found.setdefault(name, set()).add(rule.frame.base)
    return found


def _lacking(missing: tuple[str, ...]) -> str:
    """"the tables a, b and of crime the columns c, d"."""
    tables = [name for name in missing if "." not in name]
    columns: dict[str, list[str]] = {}
    for table, _, column in (name.partition(".") for name in missing if "." in name):
        columns.setdefault(table, []).append(column)
    parts = [f"the {'tables' if len(tables) > 1 else 'table'} {', '.join(tables)}"] if tables else []
    parts += [f"of {table}: {', '.join(names)}" for table, names in columns.items()]
    return "; ".join(parts)


def _most_lacking(rules: Any) -> Iterator[str]:
    """What would open up the most: tables and columns by how many standards wait for them."""
    from peelian.records.quality_words import text_table

    waiting: dict[str, int] = {}
    for one in rules.standards.values():
        for name in one.missing:
            waiting[name] = waiting.get(name, 0) + 1
    most = sorted(waiting.items(), key=lambda item: (-item[1], item[0]))[:LACKING_SHOWN]
    if most:
        yield "\nWhat is lacking most\n" + text_table(("table or column", "standards that wait for it"), [
            (name, str(count)) for name, count in most])
