"""The one table of an improvement's states and moves: what may follow what, who may do it, and what it needs.

The table is data (lifecycle.yaml). The diagram and the table of the documentation are drawn from it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import read_yaml

TABLE = Path(__file__).with_name("lifecycle.yaml")
NOTHING = ""  # the state before there is an improvement
SYSTEM = "system"  # who did it, where no person did
State = Literal["proposed", "accepted", "in_progress", "evidence_offered", "verified", "closed", "reopened", "superseded",
                "stepped_down"]
Who = Literal["person", "owner", "another", "system", "anyone"]
Need = Literal["reason", "owner", "exit_test", "change", "action", "evidence", "proof", "replacement", "lesser_level", "result",
               "entry"]
WHO_MAY = {"person": "a person", "owner": "its owner", "another": "another person than its owners and whoever offered the evidence",
           "system": "the system, at a recheck", "anyone": "a person or the system"}
NEEDED = {
    "reason": "a reason", "owner": "an owner", "exit_test": "an exit test", "change": "something to change",
    "action": "an action, new or done", "evidence": "evidence",
    "replacement": "what takes its place: another improvement of the register, or something outside it",
    "proof": "an exit test that passed at the last recheck, or the word that it is done without proof",
    "lesser_level": "a level below its own", "result": "the result of a recheck", "entry": "an entry of the other register"}


class StateSaid(Strict):
    """What a state is."""

    title: str = Field(description="its name in words")
    open: bool = Field(description="whether something is still to be done")
    about: str = Field(description="what it means")


class Move(Strict):
    """One row of the table. `to` is none where the state stays as it is; without `from` it begins an improvement."""

    command: str = Field(description="what is done")
    from_: list[State] = Field(default_factory=list, alias="from", description="the states in which it may be done")
    to: State | None = Field(None, description="the state that it leads to")
    stays: bool = Field(False, description="whether it leaves the state as it is")
    by: Who = Field(description="who may do it")
    test_by: Who | None = Field(None, description="who may do it, where it changes the exit test")
    needs: list[Need] = Field(default_factory=list, description="what must come with it")

    def ends(self, state: str) -> str:
        """The state after the move from `state`."""
        return self.to or state


class Lifecycle(Strict):
    """The whole table."""

    states: dict[State, StateSaid] = Field(description="every state")
    moves: list[Move] = Field(description="every move")

    def commands(self) -> list[str]:
        return list(dict.fromkeys(move.command for move in self.moves))

    def move(self, command: str, state: str, to: str | None = None) -> Move | None:
        """The row for a command in a state, or None. `to` chooses where a command may lead to several states."""
        return next((move for move in self.moves if move.command == command
                     and (state in move.from_ if move.from_ else state == NOTHING)
                     and (to is None or move.ends(state) == to)), None)

    def may_follow(self, state: str) -> list[str]:
        """The commands that people may give in a state."""
        found = [move.command for move in self.moves if state in move.from_ and move.by != "system"]
        return [command for command in dict.fromkeys(found) if command != "record"]

    def title(self, state: str) -> str:
        return next((said.title for name, said in self.states.items() if name == state), state)

    def open(self, state: str) -> bool:
        return any(said.open for name, said in self.states.items() if name == state)


@cache
def lifecycle() -> Lifecycle:
    """The table as it is in force."""
    return validated(Lifecycle, read_yaml(TABLE))


def diagram(table: Lifecycle) -> str:
    """The table as a Mermaid state diagram. Commands between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in table.moves:
        starts: list[str] = [*move.from_] or ["[*]"]
        for state in starts if not move.stays else ():
            words = arrows.setdefault((state, str(move.to)), [])
            if move.command not in words:
                words.append(move.command)
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f"    {name}: {said.title}" for name, said in table.states.items()]
    lines += [f"    {start} --> {end}: {', '.join(words)}" for (start, end), words in arrows.items() if start != end]
    return "\n".join(lines) + "\n"


def as_table(table: Lifecycle) -> str:
    """The moves as a Markdown table."""
    rows = ["| command | in the states | leads to | who may | needs |", "|---|---|---|---|---|"]
    for move in table.moves:
        start = ", ".join(table.title(state).lower() for state in move.from_) or "none: it begins here"
        end = "the same state" if move.to is None else table.title(move.to).lower()
        needs = "; ".join(NEEDED[need] for need in move.needs)
        may = WHO_MAY[move.by] + (f"; another exit test: {WHO_MAY[move.test_by]}" if move.test_by else "")
        rows.append(f"| `{move.command}` | {start} | {end} | {may} | {needs} |")
    return "\n".join(rows) + "\n"
