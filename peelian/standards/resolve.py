"""From a standard's words to rules: one for each edition and kind of trigger, every reference checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from peelian.clocks import EPOCH_DAY, NEVER, LocalCalendar
from peelian.problems import Problem, did_you_mean
from peelian.records.tables import Table
from peelian.standards import conditions
from peelian.standards.attribution import attribution_of
from peelian.standards.editions import with_changes
from peelian.standards.kinds import of_a_moment
from peelian.standards.meeting import join_of
from peelian.standards.model import Alternative, Clock, Counted, Each, Edition, End, Excuse, Proof, Standard, Subset
from peelian.standards.rules import (
    ALWAYS,
    All,
    ClockRule,
    CountedRule,
    EndRule,
    ExcuseRule,
    MomentNode,
    Node,
    NthRule,
    PeriodRule,
    ProofStep,
    Ref,
    Resolved,
    Rule,
)
from peelian.standards.sampled import looked_at
from peelian.standards.scope import Scope
from peelian.standards.since import entries, since, undated, ways, when_entered
from peelian.yaml_file import Place, YamlFile

Window = tuple[date, date | None]


class Resolver:
    """Resolves one standard. Problems are gathered, never raised, so that all are told at once."""

    def __init__(self, standard: Standard, file: YamlFile, tables: dict[str, Table], calendar: LocalCalendar,
                 problems: list[Problem], settings: str = "force", window: Window | None = None):
        self.standard, self.file, self.tables, self.calendar = standard, file, tables, calendar
        self.problems, self.settings, self.window = problems, settings, window
        self.day_sets: Collection[str] = calendar.set_names

    def resolved(self) -> Resolved:
        result = Resolved()
        for index, edition in enumerate(self.standard.editions):
            span = self._span(edition, index)
            if span is None:
                continue
            if self.standard.kind == "duty":
                alternatives = self.standard.either or [Alternative(each=self.standard.each or "")]
                for number, alternative in enumerate(alternatives):
                    rule = self._rule(edition, index, alternative, number, span)
                    if rule is not None:
                        result.duties.append(rule)
            result.counted.extend(self._counted_rules(edition, index, span))
        result.duties = with_changes(result.duties)
        return result

    def _span(self, edition: Edition, index: int) -> tuple[int, int] | None:
        """The edition's days in force, cut to the window of one set of parameter values, in microseconds."""
        start, end = edition.in_force.start, edition.in_force.end
        if end is not None and end < start:
            self.problems.append(Problem(self.file.at(("editions", index, "in_force")), f"ends on {end}, before it begins "
                                         f"on {start}.", "Mend `to`."))
        if self.window:
            start = max(start, self.window[0])
            ends = [day for day in (end, self.window[1]) if day is not None]
            end = min(ends) if ends else None
            if end is not None and end < start:
                return None
        first = -NEVER if start <= EPOCH_DAY else self.calendar.day_start(start)
        return first, NEVER if end is None else self.calendar.day_start(end + timedelta(days=1))

    def _meant(self, each: tuple[str, ...], place: Place) -> tuple[str, ...]:
        """The tables of `each`; for a word that is none, the table that was likely meant, where the rest speaks of it too."""
        meant = []
        for name in each:
            near = did_you_mean(name, self.tables)
            if name not in self.tables:
                self.problems.append(Problem(self.file.at(place), f"'{name}' is not a table.", near))
                name = next((one for one in self.tables if near == f"Did you mean '{one}'?"
                             and re.search(rf"\b{one}\.", str(self.file.data))), name)
            meant.append(name)
        return tuple(meant)

    def _scope(self, each: tuple[str, ...], place: Place, prefix: str) -> Scope | None:
        if not set(each) <= set(self.tables):
            return None
        scope = Scope(self.tables, each, self.file, self.problems, self.day_sets, prefix)
        if len(each) == 2:
            scope.join_with(join_of(each, place, self.tables, self.file, self.problems))
        elif len(each) > 2:
            scope.problem(place, "`each` takes one table or two.")
        return scope

    def _rule(self, edition: Edition, index: int, alternative: Alternative, number: int,
              span: tuple[int, int]) -> Rule | None:
        standard, top = self.standard, ("editions", index)
        inside: Place = ("either", number) if standard.either else ()
        each = alternative.each
        names = (each.record,) if isinstance(each, Each) else (each,) if isinstance(each, str) else tuple(each)
        names = self._meant(names, (*inside, "each"))
        scope = self._scope(names, (*inside, "each"), standard.id)
        if scope is None:
            return None
        period, nth = self._grouping(each, names[0], scope, (*inside, "each"))
        where = self._wheres(edition, index, alternative, inside, scope)
        if period is not None:
            period = replace(period, where=_both(period.where, where))
            scope.only = (period.per,)
            where = ALWAYS
        clock = self._clock(edition.clock, alternative, (*top, "clock"), inside, scope) if edition.clock else None
        proof, place = self._chosen("proof", edition, index, alternative, inside)
        proofs = self._proofs(proof, scope, place)
        excuses, place = self._chosen("excused_when", edition, index, alternative, inside)
        excuse_rules = [rule for at, one in enumerate(excuses or []) for rule in self._excuse(one, scope, (*place, at))]
        ends, place = self._chosen("ends_when", edition, index, alternative, inside)
        end_rules = [self._end(one, scope, (*place, at)) for at, one in enumerate(ends or [])]
        risks = tuple((conditions.condition(one.when, scope, ("risk_when", at, "when")), one.level)
                      for at, one in enumerate(standard.risk_when))
        subject_type, subject = self._subject(alternative, names, period, scope, inside)
        if edition.clock and (period is not None) != edition.clock.in_period:
            scope.problem((*top, "clock"), "`in_period` and an `each` with a period go together.")
            return None
        if clock is None or not proofs or subject is None:
            return None
        triggers = (subject,) if period else tuple(
            Ref(name, column) for name in names for column in self.tables[name].key)
        attribution = attribution_of(names, period, scope)
        return Rule(
            standard=standard.id, edition=_label(edition, self.window), settings=self.settings,
            in_force_from=span[0], in_force_to=span[1], frame=scope.frame(), subject_type=subject_type,
            subject=subject, triggers=triggers, where=where, clock=clock, proofs=proofs,
            excuses=tuple(excuse_rules), ends=tuple(one for one in end_rules if one),
            owed_by=standard.owed_by or "", risk=standard.risk, risk_when=risks, attribution=attribution,
            nth=nth, period=period, alternative=number, way=_ways(standard)[number],
            first=self._is_first(edition))

    def _is_first(self, edition: Edition) -> bool:
        start = min(one.in_force.start for one in self.standard.editions)
        return edition.in_force.start == start and not (self.window and self.window[0] > start)

    def _chosen(self, word: str, edition: Edition, index: int, alternative: Alternative,
                inside: Place) -> tuple[Any, Place]:
        """A part as the edition, else the alternative, else the standard gives it, with its place."""
        if getattr(edition, word) is not None:
            return getattr(edition, word), ("editions", index, word)
        if getattr(alternative, word) is not None:
            return getattr(alternative, word), (*inside, word)
        return getattr(self.standard, word), (word,)

    def _wheres(self, edition: Edition, index: int, alternative: Alternative, inside: Place, scope: Scope) -> Node:
        node: Node = ALWAYS
        for raw, place in ((self.standard.where, ("where",)), (alternative.where, (*inside, "where")),
                           (edition.where or {}, ("editions", index, "where"))):
            if raw:
                node = _both(node, conditions.condition(raw, scope, place))
        return node

    def _grouping(self, each: str | list[str] | Each, name: str, scope: Scope,
                  place: Place) -> tuple[PeriodRule | None, NthRule | None]:
        if not isinstance(each, Each):
            return None, None
        table = self.tables[name]
        where = conditions.condition(each.where, scope, (*place, "where"))
        per = each.per or ""
        if table.column(per) is None:
            scope.problem((*place, "per"), f"'{per}' is not a column of {name}.",
                          did_you_mean(per, table.all_columns))
        if table.happened is None:
            scope.problem((*place, "record"), f"{name} has no `happened` moment to count by.")
        if each.period:
            return PeriodRule(per, where), None
        within = conditions.literal_length(each.within, scope, (*place, "within"))
        return None, NthRule(per, each.nth or 2, within, where) if within else None

    def _subject(self, alternative: Alternative, names: tuple[str, ...], period: PeriodRule | None, scope: Scope,
                 inside: Place) -> tuple[str, Ref | None]:
        if period is not None:
            column = self.tables[names[0]].column(period.per)
            linked = column.link.partition(".")[0] if column and column.link else period.per
            return linked, Ref(names[0], period.per)
        given = alternative.subject or self.standard.subject
        name = given or names[0]
        place = (*inside, "subject") if alternative.subject else ("subject",)
        if name not in scope.paths:
            scope.problem(place, f"'{name}' is not within reach.", did_you_mean(name, scope.paths))
            return name, None
        key = self.tables[name].key
        if len(key) != 1:
            scope.problem(place, f"{name} has a key of {len(key)} columns, and a subject needs one.")
        link = [join for join in scope.paths[name] if join.table == name]
        if link and name not in names:  # the link's own value: it is there even where the linked row is not
            own = link[-1].on[0][0]
            return name, own if own.table in names else scope.ref(f"{name}.{key[0]}", place)
        return name, Ref(name, key[0])

    def _clock(self, clock: Clock, alternative: Alternative, place: Place, inside: Place,
               scope: Scope) -> ClockRule | None:
        if clock.in_period:
            return ClockRule("in_period", None, at_least=clock.at_least, never=clock.never)
        if alternative.starts is not None:
            starts = conditions.moment_node(alternative.starts, scope, (*inside, "starts"))
        else:
            starts = conditions.moment_node(clock.starts, scope, (*place, "starts"))
        if starts is None:
            return None
        if clock.before is not None or clock.by_date is not None:
            word = "before" if clock.before is not None else "by_date"
            deadline = conditions.moment_node(getattr(clock, word), scope, (*place, word))
            return ClockRule(word, starts, deadline=deadline, at_least=clock.at_least,
                             never=clock.never) if deadline else None
        word = "within" if clock.within is not None else "every"
        lengths: list[tuple[Node | None, Any]] = []
        for at, option in enumerate(clock.options):
            here = (*place, "or", at)
            if getattr(option, word) is None:
                scope.problem(here, f"needs `{word}`, as the clock itself has.")
                continue
            lengths.append((conditions.condition(option.when, scope, (*here, "when")),
                            conditions.length(getattr(option, word), scope, (*here, word))))
        lengths.append((None, conditions.length(getattr(clock, word), scope, (*place, word))))
        pause = self._pause(clock, lengths, place, scope)
        if any(one is None for _, one in lengths):
            return None
        return ClockRule(word, starts, tuple(lengths), None, clock.at_least, clock.never, pause)

    def _pause(self, clock: Clock, lengths: list[tuple[Node | None, Any]], place: Place,
               scope: Scope) -> tuple[MomentNode, MomentNode] | None:
        if clock.paused_while is None:
            return None
        for _, one in lengths:
            if one is not None and (getattr(one, "leaving_out", None) or one.unit not in
                                    ("second", "minute", "hour", "day", "week", "month", "year")):
                scope.problem((*place, "paused_while"), f"a clock in {one.unit}s cannot be paused.",
                              "Use months, days, hours or minutes.")
        start = conditions.moment_node(clock.paused_while.start, scope, (*place, "paused_while", "from"))
        end = conditions.moment_node(clock.paused_while.end, scope, (*place, "paused_while", "to"))
        return (start, end) if start and end else None

    def _proofs(self, proof: Proof | None, scope: Scope, place: Place) -> tuple[tuple[ProofStep, ...], ...]:
        if proof is None:
            self.problems.append(Problem(self.file.at(place), "'proof' is missing.", "Say what shows it was done."))
            return ()
        groups = [(one, (*place, "all", at)) for at, one in enumerate(proof.all)] if proof.all else [(proof, place)]
        result = []
        for group, here in groups:
            members = [(one, (*here, "any", at)) for at, one in enumerate(group.any)] if group.any else [(group, here)]
            steps = [self._step(one, scope, inner, proof.early or group.early) for one, inner in members]
            result.append(tuple(step for step in steps if step is not None))
        return tuple(group for group in result if group)

    def _step(self, proof: Proof, scope: Scope, place: Place, early: str | None) -> ProofStep | None:
        if proof.any or proof.all:
            scope.problem(place, "a proof nests `any` inside `all` and no deeper.")
            return None
        counts = bool(proof.early or early)
        if proof.moment is not None:
            if proof.where:
                scope.problem(place, "a proof by `moment` has no `where`.", "Put the condition in a `record` proof.")
            node = conditions.moment_node(proof.moment, scope, (*place, "moment"))
            return ProofStep(None, node, counts) if node else None
        rows = conditions.related(proof, scope, place, None)
        if rows is None:
            return None
        if rows.at is None:
            scope.problem(place, f"'{rows.frame.base}' has no moment of its own.", "Add `at: column`.")
        return ProofStep(rows, None, counts)

    def _excuse(self, excuse: Excuse, scope: Scope, place: Place) -> list[ExcuseRule]:
        """One rule for each way in which the exception can be true, for each came true at its own moment."""
        when = conditions.condition(excuse.when, scope, (*place, "when"))
        if excuse.at:
            at = conditions.moment_node(excuse.at, scope, (*place, "at"))
            return [ExcuseRule(excuse.reason, when, when_entered(at), excuse.known_later, entries(at))] if at else []
        if undated(when) and not excuse.known_later:
            scope.problem(place, "nothing says since when this exception is true.",
                          "Add `at:` with a moment, or `known_later: true`.")
        dated = [(way, since(way, self.tables)) for way in ways(when)]
        if all(at is None for _, at in dated):
            return [ExcuseRule(excuse.reason, when, None, excuse.known_later)]
        return [ExcuseRule(excuse.reason, way, at, excuse.known_later, entries(at)) for way, at in dated]

    def _end(self, end: End, scope: Scope, place: Place) -> EndRule | None:
        at = conditions.moment_node(end.at, scope, (*place, "at"))
        return EndRule(end.reason, at, conditions.condition(end.when, scope, (*place, "when"))) if at else None

    def _counted_rules(self, edition: Edition, index: int, span: tuple[int, int]) -> list[CountedRule]:
        standard = self.standard
        found: list[CountedRule | None] = []
        if standard.indicator:
            denominator, numerator = standard.indicator.denominator, standard.indicator.numerator
            found.append(self._count(denominator, "denominator", ("indicator", "denominator"), edition, index, span))
            if isinstance(numerator, Subset):
                found.append(self._count(denominator, "numerator", ("indicator", "denominator"), edition, index, span,
                                         numerator))
            else:
                found.append(self._count(numerator, "numerator", ("indicator", "numerator"), edition, index, span))
        if standard.capacity:
            for role in ("held", "needed"):
                counted = getattr(standard.capacity, role)
                found.append(self._count(counted, role, ("capacity", role), edition, index, span))
        if standard.audit:
            found.append(self._count(standard.audit.population, "population", ("audit", "population"), edition, index,
                                     span))
            found.extend(self._answers(edition, index, span))
        check = standard.population_check
        if check is not None:
            counted = Counted(each=check.each, where=check.where, month=check.month)
            found.append(self._count(counted, "population_check", ("population_check",), edition, index, span))
        return [one for one in found if one is not None]

    def _answers(self, edition: Edition, index: int, span: tuple[int, int]) -> list[CountedRule | None]:
        audit = self.standard.audit
        assert audit is not None
        where = {**audit.answers.where, "standard": self.standard.id, "question": audit.question}
        place: Place = ("audit", "answers")
        each = audit.population.each
        scope = self._scope((each,) if isinstance(each, str) else tuple(each), ("audit", "population", "each"), self.standard.id)
        column = looked_at(audit, scope, self.tables, place) if scope else None
        counted = {"each": audit.answers.record, "category": column and f"{audit.answers.record}.{column}"}
        return [self._count(Counted.model_validate({**counted, "where": {**where, "answer": answer}}), role, place, edition,
                            index, span) for role, answer in (("answered", ["yes", "no"]), ("yes", "yes"))]

    def _count(self, counted: Counted, role: str, place: Place, edition: Edition, index: int, span: tuple[int, int],
               subset: Subset | None = None) -> CountedRule | None:
        names = (counted.each,) if isinstance(counted.each, str) else tuple(counted.each)
        names = self._meant(names, (*place, "each"))
        scope = self._scope(names, (*place, "each"), self.standard.id)
        if scope is None:
            return None
        where = conditions.condition(counted.where, scope, (*place, "where"))
        if edition.where:
            before = len(self.problems)
            where = _both(where, conditions.condition(edition.where, scope, ("editions", index, "where")))
            if role == "population_check":
                self.problems[before:] = [replace(one, what=f"{one.what} The population check's rows are asked this too.")
                                          for one in self.problems[before:]]
        category, beside = counted.category, place
        if subset is not None:
            where = _both(where, conditions.condition(subset.where, scope, ("indicator", "numerator", "where")))
            category, beside = (subset.category, ("indicator", "numerator")) if subset.category else (category, beside)
        month: MomentNode | None = None
        if counted.month is not None:
            month = conditions.moment_node(counted.month, scope, (*place, "month"))
        elif self.tables[names[0]].happened and role not in ("held", "needed"):
            month = conditions.moment_node(f"{names[0]}.{self.tables[names[0]].happened}", scope, place)
        value = self._of_type(counted.value, scope, (*place, "value"), ("int", "num"), "can be added up", "Name a column of numbers.")
        shown = self._of_type(category, scope, (*beside, "category"), ("text", "enum", "bool", "id", "int"),
                              "can break a count down", "Name a column of words.")
        attribution = attribution_of(names, None, scope)
        key = tuple(Ref(name, column) for name in names for column in self.tables[name].key)
        standing = role == "population_check" and of_a_moment(self.standard)
        return CountedRule(self.standard.id, _label(edition, self.window), self.settings, role, span[0], span[1],
                           scope.frame(), key, where, month, value, shown, attribution, standing)


    def _of_type(self, word: str | None, scope: Scope, place: Place, types: tuple[str, ...], what: str, mend: str) -> Ref | None:
        ref = scope.ref(word, place) if word else None
        column = self.tables[ref.table].column(ref.column) if ref else None
        if column is not None and column.type not in types:
            scope.problem(place, f"'{word}' holds values of type {column.type}, and none {what}.", mend)
        return ref


def _ways(standard: Standard) -> list[str]:
    """A name for each kind of trigger of a standard that has several: its tables, with a number where an earlier one has the same."""
    each = [one.each.record if isinstance(one.each, Each) else one.each if isinstance(one.each, str) else "+".join(one.each)
            for one in standard.either]
    if len(each) < 2:
        return [""]
    before = [each[:place].count(name) for place, name in enumerate(each)]
    return [f"{name}.{same + 1}" if same else name for name, same in zip(each, before, strict=True)]


def _both(left: Node, right: Node) -> Node:
    if left == ALWAYS or right == ALWAYS:
        return right if left == ALWAYS else left
    return All((left, right))


def _label(edition: Edition, window: Window | None) -> str:
    label = edition.in_force.start.isoformat()
    return f"{label}/{window[0].isoformat()}" if window and window[0] > edition.in_force.start else label
