"""force.yaml, the values that a force sets for itself, as a model: what its JSON Schema is made from."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class DatedValue(BaseModel):
    """A value from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: date = Field(alias="from", description="first day on which it holds")
    value: str | int | float | bool = Field(description="the value from then on")


class SettingsFile(BaseModel):
    """The values that a force sets for itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    parameters: dict[str, str | int | float | bool | list[DatedValue]] = Field(
        default={}, description="parameter of the library: the force's own value, or values by the day from which each holds")
    really_empty: list[str] = Field(
        default=[], description="columns (table.column) that the extract holds and that are blank in every row because "
                                "nothing happened, not because they were not extracted")
