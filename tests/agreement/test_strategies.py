"""Nothing that a standard can say is left out of the random ones: no word of the grammar, no field of what is made of it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from peelian.clocks import UNITS
from peelian.standards import model, rules
from tests.agreement import counted, strategies
from tests.agreement.test_agreement import LENDING, checked, resolved

DRAWN = 1200
OPERATIONS = ("is", "in", "not_in", "at_least", "at_most", "more_than", "less_than", "known", "before", "after", "on_or_before",
              "on_or_after", "same_as", "differs_from")
KINDS = ("within", "every", "before", "by_date", "in_period")
ROLES = ("denominator", "numerator", "population", "population_check", "held", "needed", "answered", "yes")
# What is the same in every random standard, for it alters no answer; and the one column of the lending tables that holds a length.
SAME = {"Rule.standard", "Rule.settings", "Rule.owed_by", "CountedRule.standard", "CountedRule.settings", "ColumnLength.ref"}
# What a standard says to its readers, and what measures read of it: no duty and no count depends on it.
FOR_READERS = {
    "Standard": {"id", "title", "theme", "why", "owed_by", "guards", "publish", "answers", "traps", "cannot_show",
                 "expect", "better"},
    "Edition": {"note"}, "Counted": {"called"}, "Indicator": {"matures_after", "per", "counts_only"},
    "PopulationCheck": {"title", "material"}, "Authority": set(model.Authority.model_fields), "Expect": set(model.Expect.model_fields),
    "Parameter": set(model.Parameter.model_fields)}


@dataclasses.dataclass
class Seen:
    """words: nodes, operations, kinds, units and roles. values: of each field of a node, up to two. given: fields of the model."""

    words: set[str] = dataclasses.field(default_factory=set)
    values: dict[str, set[Hashable]] = dataclasses.field(default_factory=lambda: defaultdict(set))
    given: dict[str, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))

    def rule(self, value: Any) -> None:
        if isinstance(value, tuple):
            for item in value:
                self.rule(item)
        if not dataclasses.is_dataclass(value):
            return
        name = type(value).__name__
        self.words.add(name)
        self.words |= {f"{word} {getattr(value, word)}" for word in ("operation", "kind", "unit", "role") if hasattr(value, word)}
        for field in dataclasses.fields(value):
            one = getattr(value, field.name)
            if len(self.values[f"{name}.{field.name}"]) < 2:
                self.values[f"{name}.{field.name}"].add(one)
            self.rule(one)

    def file(self, value: Any) -> None:
        if isinstance(value, BaseModel):
            self.given[type(value).__name__] |= value.model_fields_set
            for name in value.model_fields_set:
                self.file(getattr(value, name))
        elif isinstance(value, dict):  # a condition or a moment, which stay as they are written
            if "record" in value:
                self.given["Has" if "at_least" in value else "Related"] |= set(value)
            for part in value.values():
                self.file(part)
        elif isinstance(value, list):
            for part in value:
                self.file(part)


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen()

    @settings(max_examples=DRAWN, phases=[Phase.generate], derandomize=True, database=None)
    @given(st.one_of(checked(strategies.standards(LENDING.tables)), counted.counting(LENDING.tables)))
    def draw(raw: dict[str, Any]) -> None:
        found.file(model.Standard.model_validate(raw))
        made = resolved(raw)
        for rule in (*made.duties, *made.counted):
            found.rule(rule)

    draw()
    return found


def test_every_word_of_the_grammar_has_a_strategy(seen: Seen) -> None:
    nodes = {name for name, value in vars(rules).items() if isinstance(value, type) and dataclasses.is_dataclass(value)}
    wanted = nodes - {"Need", "Resolved"}
    for word, values in (("operation", OPERATIONS), ("kind", KINDS), ("unit", UNITS), ("role", ROLES)):
        wanted |= {f"{word} {value}" for value in values}
    assert wanted <= seen.words, sorted(wanted - seen.words)


def test_every_field_of_a_node_has_more_than_one_value(seen: Seen) -> None:
    fixed = {name for name, values in seen.values.items() if len(values) < 2}
    assert fixed - SAME == set(), " ".join(sorted(fixed - SAME))
    assert SAME.issubset(fixed), sorted(SAME - fixed)


def test_every_field_of_a_standard_is_given_by_some_of_them(seen: Seen) -> None:
    models = {one.__name__: one for one in model.Strict.__subclasses__() if one.__module__ == model.__name__}
    models["Has"] = model.Has
    lacking = {f"{name}.{field}" for name, value in models.items()
               for field in set(value.model_fields) - FOR_READERS.get(name, set()) - seen.given.get(name, set())}
    assert lacking == set(), " ".join(sorted(lacking))
