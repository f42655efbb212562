"""That a rule or a record is wrong: who says so of which duty, who must answer, and what was answered.

A dispute never changes a status. The records do, or the library, and the next run shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from peelian.duties.run_folder import RunFolder
from peelian.inspections.improvement.events import person
from peelian.inspections.reviews.store import Review, add_review, now, read_reviews, run_key, said_by, store_of
from peelian.problems import did_you_mean, problem, shortened
from peelian.standards.library import Library
from peelian.standards.rules import trigger_of

About = Literal["rule", "record"]
OUTCOMES = ("upheld", "rejected", "withdrawn")
NOBODY = "nobody is named"
ROW = """
SELECT standard, status, reason, subject_type, subject_id FROM read_parquet(?)
WHERE duty_id = ? AND settings = 'force' LIMIT 1
"""


@dataclass(frozen=True)
class Dispute:
    """One dispute as it stands. number: its place among the disputes of its file, from 1. goes_to: who must answer; empty where
    nobody is named. outcome: empty while it is open."""

    number: int
    duty_id: str
    standard: str
    about: About
    why: str
    by: str
    at: str
    goes_to: str
    table: str
    status_then: str
    as_at_then: str
    outcome: str = ""
    answered_by: str = ""
    answered_at: str = ""
    answer: str = ""

    @property
    def state(self) -> str:
        return self.outcome or "open"


def dispute(run: RunFolder, duty_id: str, why: str, about: str, who: str, table: str | None = None,
            store: Path | None = None) -> Dispute:
    """Record a dispute about one duty. table: whose record is wrong, where it is not the one that started the duty.

    Raises Problems for what is no duty of the run, and for a dispute of the same duty and matter that is still open.
    """
    said_by(who, why)
    if about not in ("rule", "record"):
        raise problem("--about", f"'{about}' is neither rule nor record.", "Say which of them is wrong.")
    library = run.library()
    details = _details(run, library, duty_id, about, table)
    details["why"] = why.strip()

    def make(before: list[Review]) -> Review:
        twin = next((one for one in standing(before) if one.state == "open"
                     and (one.duty_id, one.about, one.table) == (duty_id, about, details["table"])), None)
        if twin is not None:
            raise problem(duty_id, f"is disputed already: dispute {twin.number}, by {twin.by}.", "Wait for its answer.")
        return Review(len(before) + 1, "dispute", now(), who.strip(), details["standard"], run_key(run), details)

    path = store_of(run.path, store)
    added = add_review(path, make)
    return _by_entry(read_reviews(path))[added.number]


def _details(run: RunFolder, library: Library, duty_id: str, about: str, table: str | None) -> dict[str, Any]:
    with run.connect() as connection:
        row = connection.execute(ROW, [run.ledger, duty_id]).fetchone()
    if row is None:
        named, bar, _ = duty_id.partition("|")
        if bar and named not in library.files:
            raise problem("duty", f"'{shortened(duty_id)}' is not a duty of this run: '{shortened(named)}' is not a standard of "
                          "its library.", did_you_mean(named, library.files) or "`peelian worklist` shows the ids.")
        raise problem("duty", f"'{shortened(duty_id)}' is not a duty of this run.", "`peelian worklist` shows the ids; write "
                      "one in quotes.")
    standard, status, reason, subject_type, subject_id = row
    known = library.tables
    if table is not None and table not in known:
        raise problem("--table", f"'{table}' is not a table of the library.", did_you_mean(table, known))
    rules = library.resolve({standard})[standard].duties
    rule = next((one for one in rules if duty_id.startswith(f"{standard}|{subject_id}|{trigger_of(one)}")), None)
    of_record = table or (rule.frame.base if rule else subject_type)
    if about == "rule":
        goes_to = library.stewards.of_rule(library.standards[standard].theme)
    else:
        goes_to = library.stewards.of_record(of_record)
    return {"duty_id": duty_id, "standard": standard, "about": about, "table": of_record if about == "record" else "",
            "status": status + (f" ({reason})" if reason else ""), "as_at": str(run.manifest["as_at"]), "goes_to": goes_to,
            "system": known[of_record].usual_source or "" if about == "record" and of_record in known else ""}


def answer(store: Path, number: int, outcome: str, who: str, why: str) -> Dispute:
    """Answer a dispute: upheld or rejected by somebody else than raised it, withdrawn by whoever did. Raises Problems."""
    said_by(who, why)
    if outcome not in OUTCOMES:
        raise problem("--outcome", f"'{outcome}' is none of {', '.join(OUTCOMES)}.", did_you_mean(outcome, OUTCOMES))
    if not store.is_file():
        raise problem(store, "there is no such file.", "Name the file that `peelian dispute` wrote.")

    def make(before: list[Review]) -> Review:
        entry, one = next(((entry, one) for entry, one in _by_entry(before).items() if one.number == number), (0, None))
        if one is None:
            raise problem(f"dispute {number}", "there is no such dispute.", "`peelian disputes list` shows the numbers.")
        if one.outcome:
            raise problem(f"dispute {number}", f"was {one.outcome} by {one.answered_by} already.",
                          "Raise a new dispute if it is wrong again.")
        same = person(who) == person(one.by)
        if same != (outcome == "withdrawn"):
            rest = "another person answers it." if same else "only they can withdraw it."
            raise problem("--who", f"{one.by} raised it, so {rest}", "Name who answers.")
        return Review(len(before) + 1, "answer", now(), who.strip(), one.standard, "",
                      {"dispute": entry, "outcome": outcome, "why": why.strip()})

    add_review(store, make)
    return next(one for one in standing(read_reviews(store)) if one.number == number)


def standing(reviews: Iterable[Review]) -> list[Dispute]:
    """Every dispute as it stands, in order."""
    return list(_by_entry(reviews).values())


def _by_entry(reviews: Iterable[Review]) -> dict[int, Dispute]:
    """Number of the entry in the file of reviews, which holds tallies and answers too → the dispute."""
    found: dict[int, Dispute] = {}
    for one in reviews:
        if one.kind == "dispute":
            found[one.number] = _dispute(one, len(found) + 1)
        elif one.kind == "answer" and (before := found.get(one.details["dispute"])):
            found[one.details["dispute"]] = _answered(before, one)
    return found


def _dispute(one: Review, number: int) -> Dispute:
    said = one.details
    return Dispute(number, said["duty_id"], one.standard, said["about"], said["why"], one.by, one.at, said["goes_to"],
                   said["table"], said["status"], said["as_at"])


def _answered(before: Dispute, one: Review) -> Dispute:
    from dataclasses import replace

    return replace(before, outcome=one.details["outcome"], answered_by=one.by, answered_at=one.at, answer=one.details["why"])


def route_words(one: Dispute, library: Library) -> str:
    """Who must answer, and what to do where nobody is named."""
    if one.about == "rule":
        whose = f"the rule of {one.standard}"
        mend = "name one under `stewards: {rules: …}` in library.yaml or force.yaml"
    else:
        table = library.tables.get(one.table)
        system = f", usually held in {table.usual_source}" if table and table.usual_source else ""
        whose = f"the records of {one.table}{system}"
        mend = f"name one under `stewards: {{tables: {{{one.table}: …}}}}` in force.yaml"
    return f"It goes to {one.goes_to}, who answers for {whose}." if one.goes_to else f"Nobody is named who answers for {whose}: {mend}."


@dataclass(frozen=True)
class DisputeCount:
    """The disputes about the duties that a run holds of one standard. of: all of these duties."""

    standard: str
    of: int
    open: int
    upheld: int
    rejected: int
    about_rule: int

    @property
    def sentence(self) -> str:
        """"Disputed: 3 disputes about 1,200 duties (2.5 in 1,000), …"; empty where none is."""
        from peelian.measures.chart_text import many, number

        raised = self.open + self.upheld + self.rejected
        if not raised:
            return ""
        rate = f" ({1000 * raised / self.of:.1f} in 1,000)" if self.of else ""
        return (f"Disputed: {many(raised, 'dispute')} about {many(self.of, 'duty', 'duties')}{rate}, "
                f"{number(self.about_rule)} about the rule and {number(raised - self.about_rule)} about a record; "
                f"{number(self.open)} open, {number(self.upheld)} upheld, {number(self.rejected)} rejected. "
                "The figures stand as the records and the library have them.")


def counts(run: RunFolder, disputes: Sequence[Dispute]) -> dict[str, DisputeCount]:
    """Standard → its disputes, of those whose duty this run holds. What was withdrawn is not counted."""
    named = [one for one in disputes if one.outcome != "withdrawn"]
    if not named:
        return {}
    with run.connect() as connection:
        there = {row[0] for row in connection.execute(
            "SELECT duty_id FROM read_parquet($1) WHERE settings = 'force' AND duty_id IN (SELECT unnest($2::VARCHAR[]))",
            [run.ledger, sorted({one.duty_id for one in named})]).fetchall()}
        held = dict(connection.execute("SELECT standard, count(*) FROM read_parquet(?) WHERE settings = 'force' GROUP BY standard",
                                       [run.ledger]).fetchall())
    found: dict[str, list[Dispute]] = {}
    for one in named:
        if one.duty_id in there:
            found.setdefault(one.standard, []).append(one)
    return {name: _count(name, held.get(name, 0), several) for name, several in found.items()}


def _count(standard: str, of: int, several: Sequence[Dispute]) -> DisputeCount:
    states = [one.state for one in several]
    return DisputeCount(standard, of, states.count("open"), states.count("upheld"), states.count("rejected"),
                        sum(one.about == "rule" for one in several))
