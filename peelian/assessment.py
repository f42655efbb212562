"""From records to a run with its measures and report, in one folder that appears whole or not at all."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from peelian.checking import library_and_mapping, read
from peelian.problems import did_you_mean, problem, shortened
from peelian.progress import Progress, silent
from peelian.records.accounting import counts_as_absent
from peelian.records.databases import without_password
from peelian.records.made_up import MADE_UP, made_up, made_up_sentence
from peelian.records.mapping import BY_NAME

COLUMNS_SHOWN = 12


def assess(data: str, as_at: str, out: Path, mapping: str | None, library: Path, settings: Path | None = None,
           engine: str = "duckdb", progress: Progress = silent, print_plan: bool = False, improvements: Path | None = None,
           ignore_unknown_columns: bool = False, framework: str | None = None) -> str:
    """Read `data`, judge it by `library` as at a date, and write the run `out`. Returns what to tell the person.

    as_at: a local date (its last microsecond) or moment. improvements: a register whose exit tests the run rechecks.
    ignore_unknown_columns: go on where, without a mapping, a file has columns that its table has not.
    framework: whose questions the report asks, by name; the library's first where none is named.
    Raises Problems for whatever is wrong with data or library.
    """
    from peelian.duties.engines import kind_of_engine
    from peelian.duties.run import evaluate_run, moment_of_run, new_folder, register
    from peelian.duties.run_folder import PLAN
    from peelian.inspections.frameworks import choose_framework
    from peelian.inspections.improvement.recheck import recheck
    from peelian.inspections.improvement.store import read_register
    from peelian.inspections.report import write_report
    from peelian.measures.breakdown import write_breakdown
    from peelian.measures.counts import write_measures
    from peelian.records.quality import check_records

    _refuse_a_date_that_is_none(as_at)
    kind_of_engine(engine)  # before much is read
    if improvements is not None:
        read_register(improvements)
    started = time.monotonic()
    found, chosen = library_and_mapping(library, settings, mapping)
    if framework is not None:
        choose_framework(found, framework)  # before records are read
    moment = moment_of_run(as_at, found.about.zone)
    with new_folder(out) as folder:
        accounting = read(data, found, chosen, folder, progress, refuse_unknown_columns=not ignore_unknown_columns, as_at=moment)
        _refuse_nothing(data, accounting)
        quality = check_records(folder / "records", found.tables, accounting, moment)
        told = [*accounting.warn_of_columns_in_part(), *quality.warnings()]
        accounting.warnings += quality.warnings()
        links = [vars(link) if hasattr(link, "__dict__") else link.model_dump() for link in quality.links]
        manifest, outline = evaluate_run(folder, found, accounting, moment, engine, settings, links, progress, started,
                                         print_plan, made_up(data), quality.blank())
        progress("Measures", 0, 1)
        write_measures(folder, found)
        write_breakdown(folder, found)
        progress("Measures", 1, 1)
        progress("Writing the report", 0, 1)
        write_report(folder, framework=framework)
        progress("Writing the report", 1, 1)
    register(out, manifest)
    plan = f"{outline}\n\nThe whole plan, with its queries, is {out / PLAN}.\n" if print_plan else ""
    rechecked = f"\n{recheck(improvements, out).words}" if improvements is not None else ""
    return plan + summary(out, manifest, [*_files_not_read(manifest["records"], found.tables), *told],
                          [name for name, one in found.standards.items() if one.kind != "duty"]) + rechecked


def _refuse_a_date_that_is_none(text: str) -> None:
    try:
        if not re.match(r"\d{4}-\d{2}-\d{2}", text):  # weeks and other shapes would be read as the midnight of a day
            raise ValueError
        datetime.fromisoformat(text)
    except ValueError:
        raise problem("--as-at", f"'{shortened(text)}' is not a date.",
                      "Write it as 2022-01-31, or 2022-01-31T17:00 for a moment.") from None


def _refuse_nothing(data: str, accounting: Any) -> None:
    """A run over no record at all would look like a force that owes nothing."""
    if accounting.rows_accepted == 0:
        reasons = ", ".join(f"{rows:,} {reason}" for reason, rows in accounting.set_aside_by_reason.items())
        raise problem(without_password(data), f"holds no row that can be used ({reasons or 'it has no row at all'}).",
                      "See what `peelian check` says of it.")


def summary(out: Path, manifest: dict[str, Any], told: list[str], counting: Collection[str] = ()) -> str:
    """What was read (with what is `told` of it), what is owed and what could not be measured, in a few lines.

    counting: the standards that count records and make no duties.
    """
    records, duties = manifest["records"], manifest["duties"]
    verdicts = [one["verdict"] for one in manifest["by_standard"].values()]
    said = made_up_sentence(manifest.get(MADE_UP))
    lines = [said] if said else []
    lines += [f"Read {records['rows_read']:,} {'row' if records['rows_read'] == 1 else 'rows'}: {records['rows_accepted']:,} accepted, "
              f"{records['rows_set_aside']:,} set aside."]
    lines += [f"  set aside: {rows:,} {reason}" for reason, rows in records["set_aside_by_reason"].items()]
    absent = [name for name, table in records["tables"].items() if not table["seen"]]
    lines += [f"  {counts_as_absent(absent)}"] if absent else []
    lines += [f"  {words}" for words in told]
    lines += [f"  not read: {words}" for words in _columns_not_read(records)]
    lines.append(f"Duties: {sum(duties.values()):,}{_why_none(manifest, counting)}" + ("".join(
        f"\n  {status.replace('_', ' ')}: {count:,}" for status, count in duties.items() if count)))
    lines.append(f"Standards that these records can answer: {verdicts.count('can')} whole, {verdicts.count('partly')} partly, "
                 f"{verdicts.count('cannot')} not.")
    lines.append(f"The run is {out}; its report is {out / 'report' / 'internal' / 'index.html'}.")
    return "\n".join(lines)


def _why_none(manifest: dict[str, Any], counting: Collection[str]) -> str:
    """Why a run that measured something has no duty: a nought alone would read as if nothing were owed."""
    measured = [name for name, one in manifest["by_standard"].items() if one["verdict"] != "cannot"]
    if sum(manifest["duties"].values()) or not measured or not set(measured) <= set(counting):
        return ""
    one = len(measured) == 1
    return (f" ({'the one standard' if one else f'the {len(measured):,} standards'} that could be measured "
            f"{'counts records and makes' if one else 'count records and make'} no duties)")


def _files_not_read(records: dict[str, Any], tables: Collection[str]) -> list[str]:
    """The files of the extract that no table was read from, each with the table that may be meant."""
    found = []
    for file in records["not_read"][:COLUMNS_SHOWN]:
        if records["mapping"] == BY_NAME:
            meant = did_you_mean(Path(file).name.partition(".")[0], tables)
            found.append(f"not read: {file}: no table of the library has this name. {meant}".rstrip())
        else:
            found.append(f"not read: {file}: no source of the mapping matches it.")
    more = len(records["not_read"]) - len(found)
    return [*found, *([f"not read: {more:,} more files; the manifest names them."] if more > 0 else [])]


def _columns_not_read(records: dict[str, Any]) -> list[str]:
    """Of an extract in the library's own layout: what its files hold that no table does. A mapping leaves out on purpose."""
    if records["mapping"] != BY_NAME:
        return []
    found = [f"{one['file']}: {', '.join(map(shortened, one['columns_not_read'][:COLUMNS_SHOWN]))}"
             for one in records["files"] if one["columns_not_read"]]
    return found[:COLUMNS_SHOWN]
