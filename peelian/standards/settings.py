"""force.yaml, the values that a force sets for itself, as a model: what its JSON Schema is made from."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class DatedValue(BaseModel):
    """A value from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: date = Field(alias="from", description="first day on which it holds")
    value: str | int | float | bool = Field(description="the value from then on")


class Stewards(BaseModel):
    """Who answers for what a run rests on: roles or mailboxes, so that a dispute finds its way. More exact words win."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: str | None = Field(None, description="who answers for the standards, where nothing below says otherwise")
    themes: dict[str, str] = Field(default={}, description="theme: who answers for its standards")
    records: str | None = Field(None, description="who answers for the records, where nothing below says otherwise")
    tables: dict[str, str] = Field(default={}, description="table: who answers for the system that its records come from")

    def over(self, other: Stewards) -> Stewards:
        """These where they say something, and the other's elsewhere."""
        return Stewards(rules=self.rules or other.rules, themes={**other.themes, **self.themes},
                        records=self.records or other.records, tables={**other.tables, **self.tables})

    def of_rule(self, theme: str) -> str:
        """Who answers for a standard of a theme; empty where nobody is named."""
        return self.themes.get(theme) or self.rules or ""

    def of_record(self, table: str) -> str:
        """Who answers for the records of a table; empty where nobody is named."""
        return self.tables.get(table) or self.records or ""


class SettingsFile(BaseModel):
    """The values that a force sets for itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    parameters: dict[str, str | int | float | bool | list[DatedValue]] = Field(
        default={}, description="parameter of the library: the force's own value, or values by the day from which each holds")
    really_empty: list[str] = Field(
        default=[], description="columns (table.column) that the extract holds and that are blank in every row because "
                                "nothing happened, not because they were not extracted")
    stewards: Stewards = Field(default=Stewards(), description="who answers for rules and records here; goes before what the "
                                                              "library says")
