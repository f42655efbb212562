"""What a run was made from: records in, accepted and set aside, links, duties by status, and the limits of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peelian.clocks import moment
from peelian.duties.truth import STATUSES
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import DataTable
from peelian.measures.chart_text import listed, many, number, percent
from peelian.standards.needs import leans_on_calendar

ENTERED = "entered_at"
COARSEST_FIRST = ("month", "day", "minute")
MEANING = {
    "met": "done by the deadline", "met_late": "done after the deadline", "missed": "never done, and no longer owed",
    "overdue": "not done, and still owed", "due": "the deadline is still to come",
    "excused": "an exception of the standard held", "lapsed": "stopped being owed before the deadline",
    "cannot_tell": "the records are missing, contradictory or too coarse to say",
}
# Deadlines that no calendar reaches: unknown, of duties that began outside it or within its last year.
BEYOND = """
SELECT count(*) FROM read_parquet($1) WHERE settings = 'force' AND status = 'cannot_tell' AND due_at IS NULL
AND list_contains($2, standard) AND NOT (started_at BETWEEN $3 AND $4::TIMESTAMP - INTERVAL 1 YEAR)
"""
LIMITS = [
    "This report says what the records show. What was done and never recorded looks like not done; what was recorded and "
    "never done looks like done.",
    "A rate counts only duties whose deadline had passed. What is excused, has lapsed or cannot be told stands beside each "
    "rate, never inside it.",
    "Worst to best: the figure if all that cannot be told was not done, and if all of it was.",
    "An interval is the 95% Wilson interval. It speaks of chance alone, and not of errors in the records.",
    "No rate is shown for fewer than 20 duties, or where fewer than five people held them: then there are counts only.",
    "A change from one month to the next is no finding by itself, and nothing here says why anything changed.",
    "No grade follows from these figures. People grade, with evidence that records cannot hold.",
    "Teams are listed by name and not by figure. Nothing here measures a named person, or may be used to.",
]


def sentence(records: Mapping[str, Any]) -> str:
    """Rows in = rows accepted + rows set aside, in words, and a warning where they do not add up."""
    read, accepted, aside = (int(records.get(word, 0)) for word in ("rows_read", "rows_accepted", "rows_set_aside"))
    said = f"{number(read)} rows were read: {number(accepted)} were accepted and {number(aside)} set aside."
    return said if read == accepted + aside else f"{said} These do not add up, so this report must not be relied on."


def warnings(records: Mapping[str, Any]) -> list[str]:
    """What the reading of the records warns of, and the files that it did not read."""
    said = [str(one) for one in records.get("warnings") or []]
    unread = [str(one) for one in records.get("not_read") or []]
    return [*said, f"Not read, because no source of the mapping matches: {', '.join(unread)}."] if unread else said


def limits_of_times(found: Gathered) -> list[str]:
    """What the times of these records cannot support: no time of entry, or times that are known to the day or month."""
    tables: Mapping[str, Any] = found.run.manifest["records"].get("tables") or {}
    without = sorted(name for name, one in tables.items() if ENTERED not in one.get("columns", []))
    coarse: dict[str, list[str]] = {}
    for name, one in sorted(tables.items()):
        for column, known_to in sorted(one.get("coarse", {}).items()):
            if found.library.tables[name].all_columns[column].type == "moment":
                coarse.setdefault(known_to, []).append(f"{name}.{column}")
    said = []
    if without:
        said.append(f"Nothing says when the rows of {listed(without)} were entered. What was entered after this moment "
                    "cannot be left out, so that less may have been known then.")
    if coarse:
        known = "; ".join(f"to the {word} only: {listed(coarse[word])}" for word in COARSEST_FIRST if word in coarse)
        said.append(f"Some times are known {known}. Nothing is claimed that depends on what is finer.")
    return said


def limits_of_calendar(found: Gathered) -> list[str]:
    """How many duties cannot be told because the calendar of the library does not reach their deadlines."""
    calendar = found.library.calendar
    leaning = [name for name, one in found.resolved.items() if any(map(leans_on_calendar, one.duties))]
    first, last = (moment(at) for at in (calendar.day_start(calendar.first), calendar.day_end(calendar.last)))
    with found.run.connect() as connection:
        row = connection.execute(BEYOND, [found.run.ledger, leaning, first, last]).fetchone()
    count = row[0] if row else 0
    if not count:
        return []
    return [f"The calendar, which says what is a working day, covers {calendar.spoken_cover}. {many(count, 'duty', 'duties')} "
            "began outside it or so near its end that the deadline may lie beyond: they cannot be told."]


def tables(found: Gathered) -> list[DataTable]:
    """Files, reasons, links and duties by status, as tables."""
    manifest = found.run.manifest
    records = manifest["records"]
    made = [_files(records), _reasons(records), _links(manifest.get("links") or []), _duties(manifest["duties"])]
    return [table for table in made if table is not None and table.rows]


def _files(records: Mapping[str, Any]) -> DataTable:
    rows = [[str(one["file"]), str(one["table"]), number(one["rows_read"]), number(one["rows_accepted"]),
             number(one["rows_set_aside"])] for one in records.get("files") or []]
    return DataTable("Records by source file", ["File", "Read as", "Rows read", "Accepted", "Set aside"], rows)


def _reasons(records: Mapping[str, Any]) -> DataTable:
    found = records.get("set_aside_by_reason") or {}
    rows = [[str(reason), number(count)] for reason, count in sorted(found.items(), key=lambda one: (-one[1], one[0]))]
    return DataTable("Rows set aside, by reason", ["Reason", "Rows"], rows)


def _links(links: list[Mapping[str, Any]]) -> DataTable:
    rows = [[str(one.get("link")), number(one.get("matched", 0)), number(one.get("rows", 0)),
             "none" if one.get("rate") is None else percent(one["rate"])] for one in links]
    return DataTable("How well the records known at this moment link to each other (below 90%, what leans on a link cannot be assured)",
                     ["Link", "Matched", "Rows", "Share"], rows)


def _duties(duties: Mapping[str, int]) -> DataTable:
    known = [status for status in STATUSES if status in duties] + [status for status in duties if status not in STATUSES]
    rows = [[status.replace("_", " "), number(duties[status]), MEANING.get(status, "")] for status in known]
    return DataTable("Every duty of the run, by status", ["Status", "Duties", "Meaning"], rows)
