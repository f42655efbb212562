"""The rule in plain English, made from the rule itself, so that the sentence can never say something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peelian.clocks import Duration, spoken_day
from peelian.standards.model import Standard, Subset
from peelian.standards.phrases import Phrases, a, starting_at, within_reach
from peelian.standards.rules import ALWAYS, All, CountedRule, EndRule, ExcuseRule, Join, ProofStep, Ref, Resolved, Rule


@dataclass(frozen=True)
class RuleParts:
    """A rule taken apart: for whom, by when, what shows it done, what excuses it, what ends it. Empty: nothing does."""

    population: str
    clock: str
    proof: str
    excuses: tuple[str, ...]
    ends: tuple[str, ...]


class Prose(Phrases):
    """Says the rules of a library."""

    # Rules.

    def sentence(self, standard: Standard, resolved: Resolved) -> str:
        """What the standard says, edition by edition where they differ."""
        if standard.kind != "duty":
            return self._counted(standard, resolved)
        by_edition: dict[str, list[Rule]] = {}
        for rule in resolved.duties:
            if rule.settings == "force":
                by_edition.setdefault(rule.edition, []).append(rule)
        said = {edition: " ".join(dict.fromkeys(self.rule_sentence(rule) for rule in rules))
                for edition, rules in by_edition.items()}
        first, last = standard.editions[0].in_force.start, standard.editions[-1].in_force.end
        if len(set(said.values())) <= 1:
            span = f"From {spoken_day(first)} to {spoken_day(last)}: " if last and said else ""
            return "".join([span, *dict.fromkeys(said.values())])
        days = {edition: spoken_day(date.fromisoformat(edition.partition("/")[2] or edition)) for edition in said}
        return "\n".join(f"From {days[edition]}: {text}" for edition, text in said.items())

    def rule_sentence(self, rule: Rule) -> str:
        """One rule: for whom, who owes what, by when, and what lets it off."""
        said = self.parts(rule)
        parts = [f"{said.population}, the {rule.owed_by} {self._duty(rule)}."]
        if said.excuses:
            parts.append(f"It is excused where {'; or where '.join(said.excuses)}.")
        if said.ends:
            parts.append(f"It stops being owed when {'; or when '.join(said.ends)}.")
        return " ".join(parts)

    def parts(self, rule: Rule) -> RuleParts:
        """The parts of one rule, each in the words of its sentence."""
        base = rule.frame.base
        return RuleParts(self._each(rule), self._clock(rule), self._proofs(rule),
                         tuple(self._excuse(one, base) for one in rule.excuses), tuple(self._end(one, base) for one in rule.ends))

    def _excuse(self, excuse: ExcuseRule, base: str) -> str:
        said = self.condition(excuse.when, base)
        parts = [said] if said != excuse.reason else []
        parts += ["even if that became known only later"] if excuse.known_later else []
        return f"{excuse.reason} ({', '.join(parts)})" if parts else excuse.reason

    def _end(self, end: EndRule, base: str) -> str:
        said = self.condition(end.when, base)
        only = f"; only where {said}" if said not in ("", end.reason) else ""
        at = self.moment(end.at)
        return end.reason if not only and at == f"when {end.reason}" else f"{end.reason} ({at}{only})"

    def _each(self, rule: Rule) -> str:
        base = rule.frame.base
        noun = self.noun(base)
        if rule.period is not None:
            per = self.name(Ref(base, rule.period.per))
            return f"For each {per} and month with {a(noun)}{self.where(rule.period.where, base)}"
        second = [join for join in rule.frame.joins if join.inner]
        subject = f"{noun} and {self.noun(second[0].table)}{self._met(second[0])}" if second else noun
        if rule.nth is not None:
            subject = (f"{noun}{self.where(rule.nth.where, base)} that is the {_ordinal(rule.nth.nth)} or later of the same "
                       f"{self.name(Ref(base, rule.nth.per))} within {rule.nth.within}")
        return f"For each {subject}{self.where(rule.where, base)}"

    def _met(self, join: Join) -> str:
        """Of which third table two tables speak, where neither links to the other."""
        column = self.found(join.on[0][0])
        met = column.link.partition(".")[0] if column and column.link else join.table
        return "" if met == join.table else f" of the same {self.noun(met)}"

    def _duty(self, rule: Rule) -> str:
        if rule.clock.never:
            return f"must make sure that it never happens, {self._clock(rule)}, that {self._proofs(rule)}"
        return f"must see to it, {self._clock(rule)}, that {self._proofs(rule)}"

    def _proofs(self, rule: Rule) -> str:
        if len(rule.proofs) == 1:
            return "; or that ".join(self._step(step, rule) for step in rule.proofs[0])
        groups = [[self._step(step, rule) for step in group] for group in rule.proofs]
        return "; and that ".join(f"either {', or '.join(group)}" if len(group) > 1 else group[0] for group in groups)

    def _clock(self, rule: Rule) -> str:
        count = f"at least {rule.clock.at_least} times " if rule.clock.at_least > 1 else ""
        early = " (what was done before that counts too)" if _all_early(rule) else ""
        return f"{count}{self._window(rule)}{early}"

    def _step(self, step: ProofStep, rule: Rule) -> str:
        return self.proof(step) + (" (before then counts too)" if step.early and not _all_early(rule) else "")

    def _window(self, rule: Rule) -> str:
        clock, base = rule.clock, rule.frame.base
        if clock.kind == "in_period":
            return "within the month"
        if clock.kind in ("before", "by_date"):
            ends = self.moment(clock.deadline)
            by = "by " if not ends.startswith("when ") else "by the time "
            said = f"{by}{ends}" if clock.kind == "by_date" else f"before {ends.removeprefix('when ')}"
            return said if clock.starts == clock.deadline else f"{said} and starting {starting_at(self.moment(clock.starts))}"
        lengths = within_reach(rule)
        options = "; ".join(f"{self.length(one, base)} where {self.condition(when, base)}" for when, one in lengths[:-1] if when)
        last = lengths[-1][1]
        length = self.length(last, base) + (f" ({options})" if options else "")
        starts = self.moment(clock.starts)
        paused = ""
        if clock.pause:
            paused = f", not counting the time from {self.moment(clock.pause[0])} to {self.moment(clock.pause[1])}"
        if clock.kind == "every":
            return f"every {length}, counted from {starts} and then from each time that it was done{paused}"
        if isinstance(last, Duration) and last.beginning:
            return f"within {length} {starts if starts.startswith('when ') else 'of ' + starts}{paused}"
        return f"within {length} after {starts.removeprefix('when ')}{paused}"

    # Counts.

    def _counted(self, standard: Standard, resolved: Resolved) -> str:
        rules: dict[str, CountedRule] = {}
        for rule in resolved.counted:
            if rule.settings == "force":
                rules.setdefault(rule.role, rule)
        if standard.kind == "indicator" and standard.indicator is not None:
            top, bottom = rules["numerator"], rules["denominator"]
            month = self.moment(bottom.month)
            if isinstance(standard.indicator.numerator, Subset):
                own = top.where if bottom.where == ALWAYS or not isinstance(top.where, All) else top.where.parts[-1]
                basis = "followed from" if standard.indicator.basis == "cohort" else "counted in"
                in_month = month if month.startswith("when ") else f"of {month}"
                return (f"Of every {self._rows(bottom)}, it counts each{self.where(own, bottom.frame.base)}; {basis} the month "
                        f"{in_month}.")
            return (f"Counts every {self._rows(top)} against every {self._rows(bottom)}, each in its own month: the first by "
                    f"{self.moment(top.month)}, the second by {month}.")
        if standard.kind == "capacity":
            held, needed = (self._amount(rules[role]) for role in ("held", "needed"))
            return f"Sets {held} beside {needed}, at the run's moment."
        return (f"A person answers, for a seeded sample of every {self._rows(rules['population'])}: "
                f"{standard.audit.question if standard.audit else ''}")

    def _rows(self, rule: CountedRule) -> str:
        return f"{self.noun(rule.frame.base)}{self.where(rule.where, rule.frame.base)}"

    def _amount(self, rule: CountedRule) -> str:
        return f"{f'the {self.name(rule.value)} of ' if rule.value else ''}every {self._rows(rule)}"


def expected_share(standard: Standard) -> str:
    """What share is expected, in words: "at least 90%", "all of them"; empty where nothing is."""
    expect = standard.expect
    if expect is None:
        return ""
    part = standard.kind in ("duty", "audit") or (standard.indicator is not None and standard.indicator.basis == "cohort")
    whole = "all of them" if part else "all that is needed" if standard.kind == "capacity" else "at least 100%"
    said = [whole if expect.at_least == "100%" else f"at least {expect.at_least}"] if expect.at_least else []
    said += ["none" if expect.at_most == "0%" else f"at most {expect.at_most}"] if expect.at_most else []
    return " and ".join(said)


def _all_early(rule: Rule) -> bool:
    return all(step.early for group in rule.proofs for step in group)


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
