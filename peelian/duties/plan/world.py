"""What every part of a plan shares: the tables, the frames, the days, and where queries are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.duties.plan.days import Days
from peelian.duties.plan.frames import Frames
from peelian.duties.plan.proof_rows import ProofRows
from peelian.duties.plan.shares import Shares
from peelian.duties.plan.stages import Stages
from peelian.duties.plan.wide import linked
from peelian.records.tables import Table
from peelian.standards.rules import HolderRule, Ref, RelatedRows


@dataclass
class World:
    """common: stages for all standards. own: stages of the standard at hand, let go of when it is done.

    counted_alone: kinds of trigger, as `facts` gives them, whose rows that made no duty are counted over their own facts.
    """

    tables: Mapping[str, Table]
    as_at: int
    frames: Frames
    proofs: ProofRows
    shares: Shares
    days: Days
    common: Stages
    counted_alone: frozenset[tuple[str, int]]
    own: Stages = field(default_factory=lambda: Stages(""))
    _nearest: dict[RelatedRows, Relation] = field(default_factory=dict)
    _holders: dict[tuple[str | None, ...], Holders] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days.cut = self.cut

    def cut(self, rows: Relation) -> Relation:
        """The same rows as a step of their own. Ibis traces every column through every step before it, so a long chain
        would take it seconds to compile; a chain of short ones takes a tenth."""
        return self.staged("step", "", rows)

    def begin(self) -> None:
        """Start a new standard: nothing of the last one's own stages is there any more."""
        self.own = Stages(self.common.dialect)
        self._nearest.clear()

    def staged(self, name: str, says: str, rows: Relation, *, kept: bool = False) -> Relation:
        """Keep rows for the rest of one standard."""
        return self.own.add(f"{name}_{len(self.own.made)}", says, rows, kept=kept)

    def nearest_days(self, rows: RelatedRows, lost: Relation) -> Relation:
        """For each UTC day, the first moment from its beginning on at which one of these rows happened."""
        if rows not in self._nearest:
            known = lost.filter(lost.lo != -NEVER)
            firsts = known.group_by(day=self.days.utc_day(known.lo)).aggregate(first=known.lo.min())
            days = self.days.utc.select("utc_day")
            days = linked(days, firsts, [days.utc_day == firsts.day], {"first": "first"})
            following = days.first.min().over(ibis.window(order_by="utc_day", rows=(0, None)))
            says = f"{rows.frame.base}: rows that lack every link, by day"
            nearest = days.select("utc_day", found_lo=following)
            self._nearest[rows] = self.staged(f"unlinked_{rows.frame.base[:40]}", says, nearest, kept=True)
        return self._nearest[rows]

    def holders(self, holder: HolderRule) -> Holders:
        """Who holds a subject, and who held it."""
        table = (holder.record, holder.same, holder.since, holder.owner_column, holder.team_column)
        if table not in self._holders:
            assert holder.record and holder.same and holder.since
            seen = self.frames.sight.seen(holder.record)
            at = seen.table
            columns = {word: seen.value(at, Ref(holder.record, column)) if column else ibis.null("string")
                       for word, column in (("holder_key", holder.same), ("owner", holder.owner_column),
                                            ("team", holder.team_column))}
            rows = at.select(**columns, since=seen.value(at, Ref(holder.record, holder.since)))
            rows = rows.filter(rows.holder_key.notnull(), rows.since.notnull())
            order = [rows.since, rows.owner.fill_null(""), rows.team.fill_null("")]
            following = rows.since.lead(1).over(ibis.window(group_by="holder_key", order_by=order))
            # NEVER and not null: a comparison that engines can join by, where an `or` would have them try every pair.
            rows = rows.mutate(until=following.fill_null(NEVER))
            number = len(self._holders)
            rows = self.common.add(f"held_{number}", f"{holder.record}: who held what, from when until when", rows, kept=True)
            now = rows.filter(rows.since <= self.as_at, rows.until > self.as_at)
            others = rows.filter((rows.since > self.as_at) | (rows.until <= self.as_at), rows.until > rows.since)
            self._holders[table] = Holders(
                self.common.add(f"holds_now_{number}", f"{holder.record}: who holds it now", now, kept=True),
                self.common.add(f"held_before_{number}", f"{holder.record}: who held it before", others, kept=True))
        return self._holders[table]


@dataclass(frozen=True)
class Holders:
    """now: who holds a subject (no more than one row for a key); others: who held it before, or will. Both have holder_key,
    since, until, owner, team.

    Most subjects never change hands, so that there are few others.
    """

    now: Relation
    others: Relation

    def at(self, rows: Relation, moment: str, take: Mapping[str, str], took_now: Mapping[str, str]) -> Relation:
        """Adds who held `holder_key` at a moment, and who holds it now.

        take, took_now: new column -> "owner" or "team".
        """
        words = dict.fromkeys([*take.values(), *took_now.values()])
        now = {f"now_{word}": word for word in ("since", "until", *words)}
        rows = linked(rows, self.now, [rows.holder_key == self.now.holder_key], now)
        then = {f"then_{word}": word for word in dict.fromkeys(take.values())}
        rows = linked(rows, self.others, [rows.holder_key == self.others.holder_key, rows[moment] >= self.others.since,
                                          rows[moment] < self.others.until], then)
        same = (rows[moment] >= rows.now_since) & (rows[moment] < rows.now_until)
        values = {name: same.ifelse(rows[f"now_{word}"], rows[f"then_{word}"]) for name, word in take.items()}
        values |= {name: rows[f"now_{word}"] for name, word in took_now.items()}
        return rows.mutate(**values).drop(*now, *then)
