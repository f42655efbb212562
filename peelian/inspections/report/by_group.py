"""A measure by the people whom it concerns: a table for each characteristic, and in words what it cannot be told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import DataTable, Measure, Reading
from peelian.inspections.report.readings import audit_reading, capacity_reading, figure_reading, ratio_reading, stock_reading
from peelian.measures.audits import audit
from peelian.measures.breakdown import Groups
from peelian.measures.chart_text import number
from peelian.measures.indicators import Counts, capacity, is_part, ratio
from peelian.standards.model import Standard

DUTY, SUBJECT, RECORD, ANSWER = "A duty", "An open subject", "A record", "An answer"
AGE = {DUTY: "in the year in which the duty started", SUBJECT: "in the year of the run", RECORD: "in the year in which it counts",
       ANSWER: "in the year of the answer"}
BOTH = "Both counts"
NOTHING = "By whom it concerns, the run counted nothing of it in these months."


def show_groups(made: Measure, standard: Standard, found: Gathered, months: Sequence[str], at: str) -> None:
    """Fill in the measure's tables by group, how to read them, and why there are none. months: those of its headline."""
    key, period = (standard.id, "force"), found.periods.words(months)
    made.not_by_group = found.not_by_group.get(standard.id, [])
    if standard.kind == "duty":
        of = [(SUBJECT, tables(f"{standard.title}, open subjects", found.stock_groups.get(key, []), f"as at {at}",
                               "Nothing overdue", lambda one: stock_reading(one, "", ""), lambda one: one.cannot_tell)),
              (DUTY, tables(standard.title, found.groups.get(key, []), period, "Met in time",
                            lambda one: figure_reading(one, "", ""), lambda one: one.cannot_tell))]
    else:
        of = [_counted(standard, found, months, period, at)]
    kinds = [kind for kind, rows in of if rows]
    made.by_group = [table for _, rows in of for table in rows]
    if kinds:
        made.group_note = _note(kinds)
    elif not made.not_by_group and found.breaks_down:
        made.not_by_group = [NOTHING]


def _counted(standard: Standard, found: Gathered, months: Sequence[str], period: str, at: str) -> tuple[str, list[DataTable]]:
    def of(figure: Callable[[Counts], Any]) -> list[Groups]:
        return found.counted_groups.of((standard.id, "force"), figure)

    if standard.indicator is not None:
        heading = "Counted" if is_part(standard.indicator) else BOTH
        return RECORD, tables(standard.title, of(lambda counts: ratio(counts, standard, "force", months, found.periods)), period,
                              heading, lambda one: ratio_reading(one, "", ""), lambda one: one.unknown)
    if standard.kind == "capacity":
        return RECORD, tables(standard.title, of(lambda counts: capacity(counts, standard.id, "force", of_group=True)), f"as at {at}",
                              "Held of needed", lambda one: capacity_reading(one, "", ""), lambda one: one.needed.unknown_rows)
    return ANSWER, tables(standard.title, of(lambda counts: audit(counts, standard.id, "force", months, of_group=True)), period,
                          "Answered yes", lambda one: audit_reading(one, "", ""))


def tables(title: str, groups: Sequence[Groups], period: str, heading: str, reading: Callable[[Any], Reading],
           cannot_tell: Callable[[Any], float] | None = None) -> list[DataTable]:
    """A table for each characteristic. No share for few, and a mark on what not to publish."""
    made = []
    for one in groups:
        withheld = one.withheld()
        headings = [one.title, heading, "Ratio" if heading == BOTH else "Share", "95% interval",
                    *(["Cannot tell"] if cannot_tell else []), "May be published"]
        rows = []
        for name, figure in one.figures.items():
            shown = reading(figure)
            rows.append([name, shown.counts, shown.headline if shown.rate is not None else f"none: {shown.why_no_rate}",
                         shown.interval or "none", *([number(cannot_tell(figure))] if cannot_tell else []),
                         "none" if not figure.total else "no" if name in withheld else "yes"])
        caption = f"{title}, by {one.title.lower()} of {one.who}, {period}"
        made.append(DataTable(caption, headings, rows).without_blanks(("Cannot tell",)))
    return made


def _note(kinds: Sequence[str]) -> str:
    """How to read the tables."""
    whole = " or ".join([kinds[0], *(kind[0].lower() + kind[1:] for kind in kinds[1:])])
    ages = ", or ".join(AGE[kind] for kind in kinds)
    return (f"{whole} that concerns several people stands in the group of each, so groups may add up to more than the whole. What is "
            f"recorded of people is as extracted. An age is the one reached {ages}. Groups too few for a share, and one more where "
            "theirs could else be worked out, may not be published. Why groups differ, a table cannot say.")
