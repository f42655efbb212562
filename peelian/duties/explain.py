"""Why one duty has its status: clause by clause true, false, unknown or not reached, with the records used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from peelian.clocks import LONGEST_AMOUNT, NEVER, spoken_moment
from peelian.duties.because import because
from peelian.duties.explain_clauses import MOST_RECORDS, SAID, Clauses, named, shown, unseen, when
from peelian.duties.find_duty import Found, find_duty
from peelian.duties.reference import ledger_row
from peelian.duties.reference.conditions import Truth, moment_of, own_truth
from peelian.duties.reference.duties import latest_entry, outside_calendar
from peelian.duties.reference.proofs import Candidate, correlated, counts, gather, might_be, overlaps, surely
from peelian.duties.reference.sight import Row
from peelian.duties.reference.world import is_unseen, value_of
from peelian.duties.run_folder import open_run
from peelian.duties.shown_first import shown_first
from peelian.duties.slices import MOST_UNLINKED, related_rows_of
from peelian.duties.truth import LINES, NEVER_LINES
from peelian.standards.phrases import words
from peelian.standards.rules import ALWAYS, ColumnLength, ExcuseRule, Length, MomentNode, RelatedRows


def explain(run: Path, duty_id: str) -> str:
    """The explanation of one duty of a run, as text. Raises Problems where the run or the duty does not exist."""
    folder = open_run(run)
    library = folder.library()
    found = find_duty(run, duty_id, library, folder.as_at_micros)
    subject = str(ledger_row(found.duty, found.world)["subject_id"])
    first = shown_first(run, library, found.rule.subject_type, [subject]).get(subject, [])
    return "\n".join([*first, *_Explanation(found, library.about.zone).lines()])


class _Explanation:
    """The page about one duty. `used` gathers every record that it names."""

    def __init__(self, found: Found, zone: str):
        rule, duty, world = found.rule, found.duty, found.world
        self.found, self.rule, self.duty, self.world, self.zone = found, rule, duty, world, zone
        self.context, self.base = duty.trigger.context, rule.frame.base
        self.clauses = Clauses(rule, world)
        self.prose = self.clauses.prose
        self.groups = [gather(rule, group, self.context, duty.trigger.id or "", world, duty.trigger.start)
                       for group in rule.proofs]
        self.used: dict[tuple[str, str], Row] = {}
        self.table = NEVER_LINES if rule.clock.never else LINES
        decided = next((place for place, answer in enumerate(duty.answers) if answer is not False), -1)
        self.reached = {line.status for line in self.table[:decided + 1]}

    def lines(self) -> list[str]:
        duty, rule = self.duty, self.rule
        row = ledger_row(duty, self.world)
        return [*self._heading(str(row["duty_id"])), "",
                self.prose.rule_sentence(rule), "",
                f"Subject: {words(rule.subject_type)} {row['subject_id']}, triggered by {row['trigger_id']}; "
                f"edition in force from {rule.edition}.",
                f"As at {spoken_moment(self.world.as_at, self.zone)}.", "",
                *self._population(), *self._start(), *self._deadline(), *self._proofs(), *self._excuses(), *self._ends(),
                "", "The status, line by line (the first that is not false decides):", *self._status(),
                "", "Records used, as they were known then, in local time:", *self._records()]

    def _heading(self, duty_id: str) -> list[str]:
        """What became of it, and why. The ledger has the last word: it was made from all records."""
        duty, listed = self.duty, self.found.in_ledger
        mine = duty.status.replace("_", " ") + (f" ({duty.reason})" if duty.reason else "")
        unread = [] if self.found.whole else [
            f"Of the records that do not say what they belong to not all were looked at here, only the first {MOST_UNLINKED:,}."]
        if listed == duty.status:
            return [f"{duty_id}: {mine}", because(duty, self.groups, self.world, self.zone), *unread]
        said = listed.replace("_", " ")
        if unread:
            return [f"{duty_id}: {said}", *unread, f"Over these alone, which is what follows, it would be {mine}."]
        return [f"{duty_id}: {said}",
                f"The ledger says {said}; over the rows read here it would be {mine}: tell the maintainers."]

    def _population(self) -> list[str]:
        rule = self.rule
        if rule.period is None:
            lines = self.clauses.section("Population", rule.where, self.context, self.base)
            return lines + (self._earlier() if rule.nth else [])
        lines = [f"Population: {SAID[self.duty.trigger.population]} — {words(self.base)} records of the month"]
        for row in self._of_month():
            answer, asked = self.clauses.asked(rule.period.where, self.world.contexts(rule.frame, row)[0])
            lines += [f"  {SAID[answer]}:{named([self._use(self.base, row)])}", *(f"  {line}" for line in asked)]
        return lines

    def _of_month(self) -> Iterator[Row]:
        assert self.rule.period is not None
        happened = self.world.tables[self.base].happened or ""
        for row in self.world.rows[self.base]:
            if str(row.get(self.rule.period.per)) == self.duty.trigger.subject and row.get(happened) is not None \
                    and self.world.calendar.month(row[happened].lo) == self.duty.trigger.id:
                yield row

    def _earlier(self) -> list[str]:
        """The rows of which this is the nth, or may be."""
        assert self.rule.nth is not None
        nth, happened = self.rule.nth, self.world.tables[self.base].happened or ""
        own = self.context[self.base] or {}
        rows = [(self._counts(row), row) for row in self.world.rows[self.base] if row.get(nth.per) == own.get(nth.per)
                and row.get(happened) is not None and row[happened].lo <= own[happened].lo]
        rows.sort(key=lambda one: (one[1][happened].lo, self.world.key(self.base, one[1])))
        within = self.prose.length(nth.within)
        if self.duty.trigger.counts:
            counted = [self._use(self.base, row) for counts, row in rows if counts]
            return [f"  The {nth.nth} that count within {within}:{named(counted[-nth.nth:])}"]
        return [f"  Not sure to be the {nth.nth} that count within {within}:",
                *(f"    {SAID[counts]}:{named([self._use(self.base, row)])} {when(row[happened], self.zone)}"
                  for counts, row in rows if counts is not False)]

    def _counts(self, row: Row) -> Truth:
        """Whether a row counts towards the nth."""
        assert self.rule.nth is not None
        return self.clauses.asked(self.rule.nth.where, self.world.contexts(self.rule.frame, row)[0])[0]

    def _start(self) -> list[str]:
        duty = self.duty
        if duty.gap:
            said = f"the proof before this gap, {duty.gap}"
        elif self.rule.period is not None:
            said = "the month's first instant"
        else:
            said = self.prose.moment(self.rule.clock.starts)
        began = duty.gap_began
        rows = [] if duty.gap or self.rule.period is not None else self._leant_on(self.rule.clock.starts)
        if began is None or began >= duty.start.lo:
            return [f"Start: {said}: {when(duty.start, self.zone)}", *rows]
        return [f"Start: {said}: {spoken_moment(began, self.zone)}", "  The first edition of this standard came into force while it "
                f"ran, and its clock starts then: {when(duty.start, self.zone)}", *rows]

    def _leant_on(self, node: MomentNode | None, indent: str = "") -> list[str]:
        """The related rows that leave a moment open, to stand below its line."""
        lines = []
        for line, record in self.clauses.leant_on(node, self.context, self.zone):
            lines.append(indent + line)
            if record is not None:
                self._use(*record)
        return lines

    def _deadline(self) -> list[str]:
        clock, stopped = self.rule.clock, False
        said = {"in_period": "the month's end", "before": self.prose.moment(clock.deadline),
                "by_date": self.prose.moment(clock.deadline)}
        lines = [f"Deadline: {said[clock.kind] + ': ' if clock.kind in said else ''}{when(self.duty.deadline, self.zone)}",
                 *self._leant_on(clock.deadline)]
        for condition, one in clock.lengths:
            if condition is None or stopped:
                before, other = "not reached: " if stopped else "", "otherwise " if len(clock.lengths) > 1 else ""
                lines.append(f"  {before}{other}{self._length(one)}")
                continue
            asked = self.clauses.section(f"  {self._length(one)}", condition, self.context, self.base)
            lines += [asked[0], *(f"  {line}" for line in asked[1:])]
            stopped = SAID[True] in asked[0].partition(":")[2].partition("—")[0]
        if outside_calendar(self.duty, self.world):
            lines.append(f"  The calendar covers {self.world.calendar.spoken_cover}: this clock runs outside it.")
        return lines + self._paused()

    def _paused(self) -> list[str]:
        pause = self.rule.clock.pause
        if pause is None:
            return []
        begins, ends = (moment_of(one, self.context, self.world) for one in pause)
        if begins is None:
            return ["  Not paused."]
        since = when(begins._replace(sure=True), self.zone)
        word = "Paused" if begins.sure else "Perhaps paused"
        if not begins.sure and begins.lo == -NEVER:
            said = "Whether it was paused is not known."
        elif ends is None:
            said = f"{word} since {since}, and still."
        elif not ends.sure and ends.lo == -NEVER:
            said = f"{word} since {since}; whether that has ended is not known."
        else:
            said = f"{word} from {since} to {when(ends, self.zone)}."
        return [f"  {said}", *(line for one in pause for line in self._leant_on(one, "  "))]

    def _length(self, one: Length) -> str:
        said = self.prose.length(one, self.base)
        if not isinstance(one, ColumnLength):
            return said
        value = value_of(self.context, one.ref)
        if value is None:
            return f"{said}: not recorded"
        return f"{said}: {value}{'' if 0 <= value <= LONGEST_AMOUNT else ', which says nothing'}"

    def _proofs(self) -> list[str]:
        lines, word = [], "Breach" if self.rule.clock.never else "Proof"
        for group, found in zip(self.rule.proofs, self.groups, strict=True):
            lines += [f"{word if place == 0 else '  or'}: {self.prose.proof(step)}" for place, step in enumerate(group)]
            candidates = sorted(found.candidates, key=lambda one: (one.span.lo, one.id))
            moments = (step.moment for step in group if moment_of(step.moment, self.context, self.world) is not None)
            moment_at = dict(zip((one for one in found.candidates if not one.table), moments, strict=True))  # gathered step by step
            told = [line for one in candidates for line in (self._candidate(one), *self._leant_on(moment_at.get(one), "  "))]
            for step in group:
                if step.rows is not None:
                    told += list(self._rejected(step.rows))
            told += self._lost(found.unlinked)
            if found.lost:
                told.append("  What such a record is found by stands in one that the run does not see: it may be there.")
            if len(group) > 1:  # each way of proof says what came of it
                told += [f"  {self.prose.proof(step)}: not yet" for step in group
                         if step.moment is not None and moment_of(step.moment, self.context, self.world) is None]
            lines += told or ["  No such record."]
        return lines

    def _candidate(self, one: Candidate) -> str:
        duty, clock = self.duty, self.rule.clock
        windowed = clock.at_least > 1 or clock.kind == "in_period" or clock.never
        if duty.gap == one.id and duty.gap_began == one.span.lo:
            said = "begins this gap"
        elif overlaps(one, duty.start, duty.gap_began):
            said = "could be the proof: it proves an earlier gap, or came only after this one began"
        elif not counts(one, duty.start, after_start=clock.kind == "every"):
            said = "does not count: before the start"
        elif windowed and one.span.lo > duty.deadline.hi:
            said = "does not count: after the window"
        elif not surely(one, duty.start, after_start=clock.kind == "every"):
            said = "could be the proof" + ("; it may have been before the start" if one.certain else self._unsure(one))
        else:
            said = "counts"
        # Without an answer to any line of the status, no proof decided it.
        chosen = duty.answers and one.id == duty.found.id and one.span.lo == duty.found.d_lo and said == "counts"
        return f"  {self._named(one)}, {when(one.span, self.zone)}: {said}{' ← this one decides' if chosen else ''}"

    def _named(self, one: Candidate) -> str:
        for row in self.world.rows.get(one.table, []):
            if self.world.key(one.table, row) == one.id:
                self._use(one.table, row)
        return f"{words(one.table)} {one.id}" if one.table else "the duty's own record"

    def _unsure(self, one: Candidate) -> str:
        for group in self.rule.proofs:
            for rows in (step.rows for step in group if step.rows is not None and step.rows.frame.base == one.table):
                for row in self._linked(rows):
                    if self.world.key(one.table, row) == one.id:
                        _, unknown = self.clauses.failing(self._answers(rows, row), None)
                        return f"; not known: {', '.join(unknown)}" if unknown else ""
        return ""

    def _lost(self, unlinked: list[Candidate]) -> list[str]:
        """Rows without a link: those that could be the proof by their time, and how many could not."""
        duty = self.duty
        inside = [one for one in unlinked if might_be(one, duty.start, duty.deadline, self.world.as_at)]
        lines = [f"  {self._named(one)}, {when(one.span, self.zone)}: does not say what it belongs to; could be the proof"
                 for one in inside[:MOST_RECORDS]]
        for many, said in ((len(inside) - MOST_RECORDS, "could be the proof too"),
                           (len(unlinked) - len(inside), "cannot be the proof: outside the time in question")):
            if many > 0:
                lines.append(f"  {many} more that do not say what they belong to: {said}")
        return lines

    def _linked(self, rows: RelatedRows) -> list[Row]:
        columns = tuple(column for column, _ in rows.keys)
        values = tuple(value_of(self.context, ref) for _, ref in rows.keys)
        return self.world.matching(rows.frame.base, columns, values)

    def _answers(self, rows: RelatedRows, row: Row) -> Iterator[Truth]:
        yield own_truth(rows, row, self.world)
        span = row.get(rows.at or "")
        if span is not None:
            for tie in rows.correlations:
                yield correlated(self.rule, tie, row, span, self.context, self.world)

    def _rejected(self, rows: RelatedRows) -> Iterator[str]:
        """Linked rows that are no proof, with the clauses that say so."""
        for row in self._linked(rows):
            answer, false = self.clauses.failing(self._answers(rows, row), False)
            span = row.get(rows.at or "")
            if answer is not False and span is not None:
                continue
            self._use(rows.frame.base, row)
            said = f"not so: {', '.join(false)}" if answer is False else "it has not happened"
            yield f"  {words(rows.frame.base)} {self.world.key(rows.frame.base, row)}, {when(span, self.zone)}: no proof; {said}"

    def _excuses(self) -> list[str]:
        lines = []
        for excuse in self.rule.excuses:
            title = f"Exception “{excuse.reason}”{self._unless_reached('excused')}"
            asked = self.clauses.section(title, excuse.when, self.context, self.base)
            if self._too_late(excuse):
                asked[0] = asked[0].replace(f"{title}: {SAID[True]}", f"{title}: {SAID[True]}, but too late", 1)
            lines += asked
            if excuse.known_later:
                lines.append("  It counts whenever it is learned.")
            elif excuse.at is not None:
                at = moment_of(excuse.at, self.context, self.world)
                since = f"{self.prose.moment(excuse.at)} ({when(at, self.zone)})"
                lines.append(f"  It counts from {since}, if that is not after the deadline.")
                lines += self._leant_on(excuse.at, "  ")
                lines += self._perhaps_too_late(excuse)
        return lines

    def _perhaps_too_late(self, excuse: ExcuseRule) -> list[str]:
        entered = latest_entry(excuse, self.context, self.world)
        if entered is None or entered <= self.duty.deadline.lo or self._too_late(excuse):
            return []
        told = spoken_moment(entered, self.zone)
        return [f"  The row that says so was entered {told}: whether an earlier version said so by the deadline is not known."]

    def _too_late(self, excuse: ExcuseRule) -> bool:
        at = None if excuse.known_later else moment_of(excuse.at, self.context, self.world)
        return at is not None and at.lo > self.duty.deadline.hi

    def _ends(self) -> list[str]:
        lines = []
        for end in self.rule.ends:
            at = moment_of(end.at, self.context, self.world)
            missed = not {"lapsed", "missed"} & self.reached
            lines.append(f"End “{end.reason}”{' (not reached)' if missed else ''}: {self.prose.moment(end.at)}: {when(at, self.zone)}")
            lines += self._leant_on(end.at)
            if end.when != ALWAYS:
                asked = self.clauses.section("  Only where", end.when, self.context, self.base)
                lines += [asked[0], *(f"  {line}" for line in asked[1:])]
        return lines

    def _unless_reached(self, status: str) -> str:
        return "" if status in self.reached else " (not reached)"

    def _status(self) -> list[str]:
        duty = self.duty
        said = duty.status.replace("_", " ")
        if not duty.answers:
            return [f"  unknown: {'is it owed at all' if duty.reason == 'population' else 'has it started, and when'}? → {said}",
                    *(f"  not reached: {line.question}" for line in self.table)]
        lines, decided = [], False
        for line, answer in zip(self.table, duty.answers, strict=True):
            lines.append(f"  {'not reached' if decided else SAID[answer]}: {line.question}"
                         + ("" if decided or answer is False else f" → {said}"))
            decided = decided or answer is not False
        return lines

    def _use(self, table: str, row: Row) -> tuple[str, str]:
        key = (table, self.world.key(table, row))
        self.used[key] = row
        return key

    def _records(self) -> list[str]:
        seen = {table: row for table, row in self.context.items() if row is not None and not is_unseen(self.context, table)}
        own = {} if self.rule.period else {(table, self.world.key(table, row)): row for table, row in seen.items()}
        rows = {**own, **self.used}
        lines = [shown(table, row, self.zone) for (table, _), row in list(rows.items())[:MOST_RECORDS]]
        lines += [f"  … and {len(rows) - MOST_RECORDS} more."] if len(rows) > MOST_RECORDS else []
        return lines + self._unseen()

    def _unseen(self) -> list[str]:
        """What is named and not seen: by the duty's own records, and by the related ones that this page names."""
        looked = [(self.rule.frame, self.context)]
        for rows in related_rows_of(self.rule):
            looked += [(rows.frame, self.world.contexts(rows.frame, row)[0]) for row in self._linked(rows)
                       if (rows.frame.base, self.world.key(rows.frame.base, row)) in self.used]
        said = dict.fromkeys(line for frame, context in looked for line in unseen(frame, context, self.world))
        return list(said)[:MOST_RECORDS]
