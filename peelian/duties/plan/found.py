"""What was found: for each duty the proof (d_lo, d_hi, proof_id, proof_entered), and the earliest that it could be (p_lo).

NEVER stands where there is none. For `every`, each proof starts the next gap, and what follows it is its own proof.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from peelian.clocks import NEVER
from peelian.duties.plan.candidates import exact, follows, least_unlinked, paired, sure, windowed
from peelian.duties.plan.facts import Facts, least
from peelian.duties.plan.wide import linked
from peelian.duties.plan.world import World
from peelian.standards.rules import Rule

FOUND = ("d_lo", "d_hi", "p_lo", "proof_id", "proof_entered")
ORDER = ("lo", "id", "hi", "entered")  # the first proof; the last two only where two rows share moment and key


def with_proofs(rule: Rule, facts: Facts, at: Relation, world: World) -> Relation:
    """Adds FOUND to duties that stand in `at` one to a row number, with start and deadline."""
    for group, steps in enumerate(rule.proofs):
        if rule.clock.at_least == 1 and all(step.rows is None for step in steps):
            at = _own_moments(rule, group, facts, at)
        else:
            at = _first(rule, group, facts, at, world)
    return _together(rule, facts, at, world, ("row",))


def _named(group: int, values: dict[str, Value]) -> dict[str, Value]:
    return {f"{name}_{group}": value for name, value in values.items()}


def _own_moments(rule: Rule, group: int, facts: Facts, at: Relation) -> Relation:
    """Proofs that are moments of the duty's own row: no other table is looked at."""
    low, high, maybe = [], [], []
    for index, step in enumerate(rule.proofs[group]):
        span = facts.span(at, f"moment_{group}_{index}")
        counts = span.lo.notnull()
        if not step.early:
            counts = counts & (span.hi >= at.start_lo)
        if windowed(rule):
            counts = counts & (span.lo <= at.u_hi)
        surely = counts & span.come if step.early else counts & span.come & follows(span, facts, at)
        low.append(surely.ifelse(span.lo, NEVER))
        high.append(surely.ifelse(span.hi, NEVER))
        maybe.append(counts.ifelse(span.lo, NEVER))
    d_lo = least(low)
    return at.mutate(**_named(group, {
        "d_lo": d_lo, "d_hi": least(high), "p_lo": least(maybe), "proof_entered": ibis.literal(NEVER),
        "proof_id": (d_lo < NEVER).ifelse(at.trigger, ibis.null("string"))}))


def _first(rule: Rule, group: int, facts: Facts, at: Relation, world: World) -> Relation:
    """The nth certain candidate of each duty, and the nth of all that might be."""
    steps, nth = rule.proofs[group], rule.clock.at_least
    is_exact, is_sure = exact(steps, group, facts, world), sure(rule, group, facts, world)
    pairs = paired(rule, group, *_sought(rule, facts, at), world, counting="from_start")
    if not (is_exact and is_sure):
        pairs = world.staged("pairs", "the candidates of each duty", pairs)
    certain = pairs if is_sure else pairs.filter(pairs.certain)
    chosen = _nth(certain, nth, *ORDER)
    at = linked(at, chosen, [at.row == chosen.row],
                {f"d_lo_{group}": "lo", f"proof_id_{group}": "id", f"proof_entered_{group}": "entered"})
    if not is_exact:
        at = _with_nth(at, certain, nth, "hi", f"d_hi_{group}")
    if not is_sure:
        at = _with_nth(at, pairs, nth, "lo", f"p_lo_{group}")
    sources = {"d_lo": "d_lo", "d_hi": "d_lo" if is_exact else "d_hi", "p_lo": "d_lo" if is_sure else "p_lo"}
    return at.mutate(**_named(group, {name: at[f"{source}_{group}"].fill_null(NEVER)
                                      for name, source in sources.items()}))


def _sought(rule: Rule, facts: Facts, at: Relation) -> tuple[Facts, Relation]:
    """Where to begin to look for proofs: at no more than ties them to duties, or at the whole where the deadline counts."""
    return (facts, at) if facts.ties is None or windowed(rule) else (facts.ties, facts.ties.table)


def _nth(pairs: Relation, nth: int, *order: str) -> Relation:
    """The nth pair of each row number, in an order."""
    place = ibis.row_number().over(ibis.window(group_by="row", order_by=list(order)))
    placed = pairs.mutate(place=place)
    return placed.filter(placed.place == nth - 1).drop("place")


def _with_nth(at: Relation, pairs: Relation, nth: int, column: str, name: str) -> Relation:
    """Adds the nth smallest value of a column of the pairs."""
    if nth == 1:
        found = pairs.group_by("row").aggregate(**{column: pairs[column].min()})
    else:
        found = _nth(pairs, nth, column).select("row", column)
    return linked(at, found, [at.row == found.row], {name: column})


def _together(rule: Rule, facts: Facts, at: Relation, world: World, identity: tuple[str, ...]) -> Relation:
    """One answer from all groups: every one is needed, so the last of them counts."""
    for group in range(len(rule.proofs)):
        at, lost = least_unlinked(rule, group, facts, at, world, identity)
        if lost:
            p_lo = ibis.least(at[f"p_lo_{group}"], *[at[name].fill_null(NEVER) for name in lost])
            at = at.mutate(**{f"p_lo_{group}": p_lo})
        if group in facts.lost:
            at = at.mutate(**{f"p_lo_{group}": at[f"lost_{group}"].ifelse(-NEVER, at[f"p_lo_{group}"])})
    at = at.mutate(**{name: at[f"{name}_0"] for name in FOUND})
    for group in range(1, len(rule.proofs)):
        d_lo, proof_id = at[f"d_lo_{group}"], at[f"proof_id_{group}"]
        later = (d_lo > at.d_lo) | ((d_lo == at.d_lo) & (proof_id.fill_null("") > at.proof_id.fill_null("")))
        at = at.mutate(later=later)
        at = at.mutate(proof_id=at.later.ifelse(proof_id, at.proof_id),
                       proof_entered=at.later.ifelse(at[f"proof_entered_{group}"], at.proof_entered),
                       **{name: ibis.greatest(at[name], at[f"{name}_{group}"]) for name in ("d_lo", "d_hi", "p_lo")})
    return at


# Gaps.

def gaps(rule: Rule, facts: Facts, at: Relation, world: World) -> tuple[Relation, bool]:
    """The duties of an `every` clock: one gap from the start and one from each proof before the end.

    Gives the facts with each gap's own start_lo and start_hi, `gap` (the id of the proof that began it) and, for each
    group, what was found after it. Also: whether every start is exact.
    """
    groups = range(len(rule.proofs))
    begun, begins = _sought(rule, facts, at)
    exactly = {group: exact(rule.proofs[group], group, facts, world) for group in groups}
    pairs = {}
    for group in groups:
        found = paired(rule, group, begun, begins, world, counting="after_start")
        once = len(groups) == 1 and exactly[group] and sure(rule, group, begun, world)
        pairs[group] = found if once else world.staged("pairs", "the candidates of each duty", found)
    certain = {group: _distinct(found if sure(rule, group, begun, world) else found.filter(found.certain), exactly[group])
               for group, found in pairs.items()}
    start = begun.span(begins, "start")
    first = begins.select("row", lo=start.lo, hi=start.hi, id=ibis.null("string"), entered=ibis.literal(NEVER),
                      least_hi=ibis.literal(NEVER))
    timeline = (_one_timeline(rule, first, certain[0], exactly[0], world) if len(groups) == 1
                else _timelines(rule, first, certain, world))
    for group in groups:
        if not sure(rule, group, begun, world):
            timeline = _with_maybe(timeline, pairs[group], group)
        if not exactly[group]:
            timeline = _with_overlapping(timeline, pairs[group], group)
    rest = at.drop("start_lo", *([] if facts.exact["start"] else ["start_hi"]))
    joined = linked(timeline, rest, [timeline.row == rest.row],
                    {name: name for name in rest.columns if name != "row"}, "inner")
    if rule.ends:
        whenever = joined.gap.isnull() & (joined.began == joined.start_lo) if rule.takes_over else joined.gap.isnull()
        joined = joined.filter(whenever | (joined.start_lo < joined.end_hi))
    return joined, facts.exact["start"] and all(exactly.values())


def with_gap_proofs(rule: Rule, facts: Facts, at: Relation, world: World) -> Relation:
    """Adds FOUND to gaps that have their deadline."""
    return _together(rule, facts, at, world, ("row", "start_lo"))


def _distinct(certain: Relation, is_exact: bool) -> Relation:
    """The certain candidates of each duty, one for each moment (the smallest id), with the least hi of that moment."""
    window = {"group_by": ["row", "lo"]}
    placed = certain.mutate(place=ibis.row_number().over(ibis.window(**window, order_by=["id", "hi", "entered"])),
                            least_hi=certain.lo if is_exact else certain.hi.min().over(ibis.window(**window)))
    return placed.filter(placed.place == 0).select("row", "lo", "hi", "id", "entered", "least_hi")


def _one_timeline(rule: Rule, first: Relation, certain: Relation, is_exact: bool, world: World) -> Relation:
    """Start and proofs in their order: each gap's proof is the next one."""
    events = ibis.union(first, certain.select(*first.columns))
    window = ibis.window(group_by="row", order_by="lo")
    following = ibis.window(group_by="row", order_by="lo", rows=(1, None))
    d_lo = events.lo.lead(1).over(window).fill_null(NEVER)
    timeline = events.select(
        "row", start_lo=events.lo, start_hi=events.hi, gap=events.id, d_lo_0=d_lo, p_lo_0=d_lo,
        d_hi_0=d_lo if is_exact else events.least_hi.min().over(following).fill_null(NEVER),
        proof_id_0=events.id.lead(1).over(window), proof_entered_0=events.entered.lead(1).over(window).fill_null(NEVER))
    return _taken_over(rule, timeline.mutate(next_lo=timeline.d_lo_0), world)


def _taken_over(rule: Rule, timeline: Relation, world: World) -> Relation:
    """Adds `began`, when what started a gap happened. The gap that runs when a first edition comes into force starts then.

    next_lo: the moment at which the next gap begins, NEVER where none does.
    """
    if not rule.takes_over:
        return timeline.drop("next_lo")
    first = rule.in_force_from
    runs_on = (timeline.start_lo < first) & (timeline.next_lo > first) & (first <= world.as_at)
    return timeline.mutate(
        began=timeline.start_lo, start_lo=runs_on.ifelse(first, timeline.start_lo),
        start_hi=runs_on.ifelse(ibis.greatest(timeline.start_hi, first), timeline.start_hi)).drop("next_lo")


def _timelines(rule: Rule, first: Relation, certain: dict[int, Relation], world: World) -> Relation:
    """As `_one_timeline` where several proofs are needed: any of them begins a gap, and each is looked for after it."""
    certain = {group: world.staged("proofs", "the certain candidates of one proof", found.select(*first.columns))
               for group, found in certain.items()}
    begun = ibis.union(*certain.values())
    begun = begun.mutate(place=ibis.row_number().over(ibis.window(group_by=["row", "lo"], order_by=["id", "hi"])))
    begun = begun.filter(begun.place == 0).drop("place")
    begun = ibis.union(first, begun.select(*first.columns))
    next_lo = begun.lo.lead(1).over(ibis.window(group_by="row", order_by="lo")).fill_null(NEVER)
    begun = begun.select("row", start_lo=begun.lo, start_hi=begun.hi, gap=begun.id, next_lo=next_lo)
    timeline = starts = world.staged("starts", "where gaps begin", _taken_over(rule, begun, world))
    for group, proofs in certain.items():
        # A proof stands before a start of the same moment, so it does not follow it.
        events = ibis.union(starts.select("row", lo=starts.start_lo, proof_lo=ibis.literal(NEVER), proof_hi=ibis.literal(NEVER),
                                          kind=1),
                            proofs.select("row", "lo", proof_lo=proofs.lo, proof_hi=proofs.least_hi, kind=0))
        following = ibis.window(group_by="row", order_by=["lo", "kind"], rows=(1, None))
        events = events.mutate(d_lo=events.proof_lo.min().over(following).fill_null(NEVER),
                               d_hi=events.proof_hi.min().over(following).fill_null(NEVER))
        events = events.filter(events.kind == 1)
        timeline = linked(timeline, events, [timeline.row == events.row, timeline.start_lo == events.lo],
                          {f"d_lo_{group}": "d_lo", f"d_hi_{group}": "d_hi", f"p_lo_{group}": "d_lo"})
        timeline = linked(timeline, proofs, [timeline.row == proofs.row, timeline[f"d_lo_{group}"] == proofs.lo],
                          {f"proof_id_{group}": "id", f"proof_entered_{group}": "entered"})
        entered = timeline[f"proof_entered_{group}"].fill_null(NEVER)
        timeline = timeline.mutate(**{f"proof_entered_{group}": entered})
    return timeline


def _with_maybe(timeline: Relation, pairs: Relation, group: int) -> Relation:
    """p_lo where a candidate after the gap's start, and before its proof, might be one."""
    maybe = pairs.filter(~pairs.certain)
    starts = timeline.select("row", "start_lo")
    later = linked(starts, maybe, [starts.row == maybe.row, (maybe.lo > starts.start_lo) | (maybe.lo == -NEVER)], {"lo": "lo"}, "inner")
    first = later.group_by("row", "start_lo").aggregate(maybe_lo=later.lo.min())
    timeline = linked(timeline, first, [timeline.row == first.row, timeline.start_lo == first.start_lo],
                      {"maybe_lo": "maybe_lo"})
    p_lo = ibis.least(timeline[f"p_lo_{group}"], timeline.maybe_lo.fill_null(NEVER))
    return timeline.mutate(**{f"p_lo_{group}": p_lo}).drop("maybe_lo")


def _with_overlapping(timeline: Relation, pairs: Relation, group: int) -> Relation:
    """p_lo where a candidate that stands before the gap may have come only after it began, its moment being coarse."""
    began = timeline.began if "began" in timeline.columns else timeline.start_lo
    starts = timeline.select("row", lo=began, hi=ibis.literal(-NEVER), kind=0)
    events = ibis.union(starts, pairs.filter(pairs.lo > -NEVER).select("row", "lo", "hi", kind=1))
    before = ibis.window(group_by="row", order_by=["lo", "kind"], rows=(None, -1))
    events = events.mutate(latest=events.hi.max().over(before))
    events = events.filter(events.kind == 0)
    timeline = linked(timeline, events, [timeline.row == events.row, began == events.lo], {"latest": "latest"})
    p_lo = (timeline.latest > timeline.start_lo).fill_null(False).ifelse(
        ibis.least(timeline[f"p_lo_{group}"], timeline.start_lo + 1), timeline[f"p_lo_{group}"])
    return timeline.mutate(**{f"p_lo_{group}": p_lo}).drop("latest")
