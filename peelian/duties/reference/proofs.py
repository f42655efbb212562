"""What shows that a duty was done: candidates, certain and possible, and the first (or nth) of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from peelian.clocks import DAY_OF_HOURS, NEVER
from peelian.duties.reference.conditions import Truth, all_of, key_unseen, moment_of, not_of, own_truth, same_values
from peelian.duties.reference.sight import Row, Span
from peelian.duties.reference.world import Context, World, value_of
from peelian.standards.rules import Correlation, HolderRule, ProofStep, Rule


@dataclass(frozen=True)
class Candidate:
    """A row that could be the proof. certain: it is one. early: it counts before the start too."""

    span: Span
    id: str
    entered: int | None
    certain: bool
    early: bool
    table: str = ""


@dataclass
class Proofs:
    """The candidates of one group, and the rows without a link that might be the proof (none of them certain). lost: whether nobody
    knows which rows to look at, for what ties them to the duty stands in a row that is not seen."""

    candidates: list[Candidate] = field(default_factory=list)
    unlinked: list[Candidate] = field(default_factory=list)
    lost: bool = False


@dataclass(frozen=True)
class Found:
    """d_lo, d_hi: the proof; p_lo: the earliest that it could be. NEVER where there is none."""

    d_lo: int = NEVER
    d_hi: int = NEVER
    p_lo: int = NEVER
    id: str | None = None
    entered: int | None = None
    table: str = ""


def gather(rule: Rule, group: tuple[ProofStep, ...], context: Context, trigger: str, world: World, start: Span | None) -> Proofs:
    """Every candidate of a group for one trigger, wherever it lies in time. start: the trigger's."""
    proofs = Proofs()
    for step in group:
        if step.rows is None:
            span = moment_of(step.moment, context, world)
            if span is not None:
                proofs.candidates.append(Candidate(span, trigger, None, span.sure and _dated(rule, span), step.early))
        else:
            _from_rows(rule, step, context, world, proofs)
    if rule.clock.kind == "every" and start is not None:
        proofs.candidates = [replace(one, span=_after(start, one.span)) for one in proofs.candidates]
    return proofs


def _after(start: Span, span: Span) -> Span:
    """A coarse moment that overlaps the start follows it: records do not put an answer before its question."""
    return span._replace(lo=start.lo + 1) if -NEVER < span.lo < start.lo < span.hi else span


def _from_rows(rule: Rule, step: ProofStep, context: Context, world: World, proofs: Proofs) -> None:
    rows = step.rows
    assert rows is not None and rows.at is not None
    name = rows.frame.base
    wanted = [(column, value_of(context, ref)) for column, ref in rows.keys]
    if any(value is None for _, value in wanted):
        proofs.lost = proofs.lost or key_unseen(rows, context)
        return
    for row in world.rows[name]:
        span = row.get(rows.at)
        links = [(row.get(column), value) for column, value in wanted]
        if span is None or any(own is not None and own != value for own, value in links):
            continue
        answer = own_truth(rows, row, world)
        if answer is False:
            continue
        if any(own is None for own, _ in links):
            proofs.unlinked.append(Candidate(span, world.key(name, row), None, False, step.early, name))
            continue
        ties = [correlated(rule, tie, row, span, context, world) for tie in rows.correlations]
        certain = all_of([answer, *ties])
        if certain is not False:
            entered = row.get("entered_at")
            proofs.candidates.append(Candidate(span, world.key(name, row), entered.lo if entered else None,
                                               certain is True and _dated(rule, span), step.early, name))


def _dated(rule: Rule, span: Span) -> bool:
    """Whether it can be said which gap of `every` a candidate proves: not where it happened nobody knows when, or by one record or
    another."""
    return rule.clock.kind != "every" or (span.lo > -NEVER and span.one)


def correlated(rule: Rule, tie: Correlation, row: Row, span: Span, context: Context, world: World) -> Truth:
    """A row's own column against the duty's, or against whoever held the subject when the row happened."""
    own = row.get(tie.column)
    holder = rule.attribution.holder
    other = value_of(context, tie.against) if tie.against else holder_at(holder, context, span.lo, world)[0]
    same = same_values(own, other)
    answer = same if tie.operation == "same_as" else not_of(same)
    world.told(tie.place, answer)
    return answer


def holder_at(holder: HolderRule | None, context: Context, at: int, world: World) -> tuple[str | None, str | None]:
    """(owner, team) who held the subject at an instant; own columns have no history."""
    if holder is None:
        return None, None
    if holder.record is None:
        return (value_of(context, holder.owner) if holder.owner else None,
                value_of(context, holder.team) if holder.team else None)
    assert holder.same and holder.since and holder.key
    rows = world.matching(holder.record, (holder.same,), (value_of(context, holder.key),))
    held = [row for row in rows if row[holder.since] is not None and row[holder.since].lo <= at]
    if not held:
        return None, None

    def order(row: Row) -> tuple[int, str, str]:
        return (row[holder.since or ""].lo, str(row.get(holder.owner_column or "") or ""),
                str(row.get(holder.team_column or "") or ""))

    last = max(held, key=order)
    return last.get(holder.owner_column or ""), last.get(holder.team_column or "")


def first_found(proofs: Proofs, start: Span, deadline: Span, as_at: int, *, began: int | None, windowed: bool,
                nth: int = 1) -> Found:
    """The nth candidate that counts for a duty from `start` to `deadline`.

    began: of a gap of `every`, the moment at which it began: then only candidates with a lo later than the start's count.
    windowed: none after the deadline.
    """
    counting = [one for one in proofs.candidates if counts(one, start, after_start=began is not None)
                and not (windowed and one.span.lo > deadline.hi)]
    certain = sorted((one for one in counting if surely(one, start, after_start=began is not None)),
                     key=lambda one: (one.span.lo, one.id))
    possible = sorted(one.span.lo for one in counting)
    p_lo = possible[nth - 1] if len(possible) >= nth else NEVER
    p_lo = min([p_lo, *(one.span.lo for one in proofs.unlinked if might_be(one, start, deadline, as_at)),
                *(start.lo + 1 for one in proofs.candidates if overlaps(one, start, began))])
    p_lo = -NEVER if proofs.lost else p_lo
    if len(certain) < nth:
        return Found(p_lo=p_lo)
    chosen = certain[nth - 1]
    d_hi = sorted(one.span.hi for one in certain)[nth - 1]
    return Found(chosen.span.lo, d_hi, p_lo, chosen.id, chosen.entered, chosen.table)


def counts(one: Candidate, start: Span, *, after_start: bool) -> bool:
    """Whether a linked row lies where a proof may lie."""
    if after_start:
        return one.span.lo > start.lo or one.span.lo == -NEVER  # nobody knows when: it may have been after it
    return one.early or one.span.hi >= start.lo


def surely(one: Candidate, start: Span, *, after_start: bool) -> bool:
    """Whether a candidate that counts surely is a proof. One coarse time that overlaps another follows it, for records do not put an
    answer before its question. Where either of several records may be the start, or the proof, it may have been before it."""
    return one.certain and (after_start or one.early or one.span.lo >= start.hi or (start.one and one.span.one))


def overlaps(one: Candidate, start: Span, began: int | None) -> bool:
    """Whether what proved an earlier gap of `every` may have come only after this one began, its moment being coarse."""
    return began is not None and -NEVER < one.span.lo < began and one.span.hi > start.lo


def might_be(one: Candidate, start: Span, deadline: Span, as_at: int) -> bool:
    """Whether a row without a link lies where the proof may lie, by whole days."""
    day = _day(one.span.lo)
    return (one.early or _day(start.lo) <= day) and day <= _day(min(deadline.hi, as_at))


def _day(value: int) -> int:
    return value // DAY_OF_HOURS


def latest_of(groups: list[Found]) -> Found:
    """Several proofs that are all needed: done when the last of them is."""
    if len(groups) == 1:
        return groups[0]
    last = max(groups, key=lambda one: (one.d_lo, one.id or ""))
    return Found(last.d_lo, max(one.d_hi for one in groups), max(one.p_lo for one in groups), last.id, last.entered,
                 last.table)
