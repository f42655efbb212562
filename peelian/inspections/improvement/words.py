"""The words of a library for improvements: how grave they can be, and the statuses of the register that others keep.

Data in a library's registers/ folder. Without one, improvements have no level, and statuses are the states' own names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean, problem, shortened
from peelian.records.tables import Strict
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml

Kept = Literal["proposed", "in_progress", "closed"]


class Level(Strict):
    """How grave an improvement is."""

    level: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", description="its name in short")
    title: str = Field(description="its name in words")
    read_from: Literal["causes_of_concern", "areas_for_improvement"] | None = Field(
        None, description="the list of a read inspection whose items have this level")


class Status(Strict):
    """A status of the register that others keep."""

    status: str = Field(min_length=1, description="the word that the register uses")
    state: Kept = Field(description="what it means here")


class RegisterWords(Strict):
    """How one register words its levels and statuses."""

    register_: str = Field(alias="register", description="its name, as the file is called")
    title: str = Field(description="whose register it is")
    source: str = Field(description="where its words were read")
    note: str | None = Field(None, description="what a reader must know of it")
    levels: list[Level] = Field(default_factory=list, description="the levels, gravest first")
    ageing_days: int = Field(180, ge=1, le=10_000, description=(
        "what has no deadline and stood so many days without an action is told of as ageing"))
    verifications: list[str] = Field(default_factory=list, description="the kinds of verification, where they have names")
    statuses: list[Status] = Field(min_length=1, description="the statuses; of several with one meaning the first is written")

    def level_title(self, level: str | None) -> str:
        return next((one.title for one in self.levels if one.level == level), level or "")

    def state_of(self, status: str) -> Kept | None:
        return next((one.state for one in self.statuses if one.status.casefold() == status.strip().casefold()), None)

    def status_of(self, state: str) -> str:
        """The register's word for a state: what is neither begun nor ended there is in progress."""
        wanted = {"proposed": "proposed", "accepted": "proposed", "closed": "closed", "superseded": "closed"}.get(state, "in_progress")
        return next((one.status for one in self.statuses if one.state == wanted), state)

    def sound_level(self, level: str | None, place: str) -> None:
        """Raises Problems for a level that the register does not have."""
        names = [one.level for one in self.levels]
        if level is not None and level not in names:
            raise problem(place, f"'{shortened(level)}' is no level of {self.title}.", did_you_mean(level, names))

    def lesser(self, level: str, than: str | None, place: str) -> None:
        """Raises Problems where a level is not below another."""
        self.sound_level(level, place)
        names = [one.level for one in self.levels]
        if than is None or names.index(level) <= names.index(than):
            below = ", ".join(names[names.index(than) + 1:]) if than in names else ""
            raise problem(place, f"'{level}' is not below its own level ({than or 'it has none'}).",
                          f"Below it: {below}." if below else "Nothing is below it.")


PLAIN = RegisterWords.model_validate({"register": "plain", "title": "the states' own names", "source": "none", "statuses": [
    {"status": state, "state": state} for state in ("proposed", "in_progress", "closed")]})


def read_register_words(path: Path) -> RegisterWords:
    """One file of a library. Raises Problems, each with file and line."""
    file = read_yaml(path)
    found = validated(RegisterWords, file)
    if problems := list(_problems(found, file)):
        raise Problems(problems)
    return found


def _problems(found: RegisterWords, file: YamlFile) -> Iterator[Problem]:
    if found.register_ != file.path.stem:
        yield Problem(file.at(("register",)), f"'{found.register_}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    for kind, names in (("levels", [one.level for one in found.levels]),
                        ("statuses", [one.status.casefold() for one in found.statuses])):
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Problem(file.at((kind, index)), f"'{name}' stands twice.", "Name each once.")


def register_words(library: Path) -> RegisterWords:
    """The words of a library: its first file by name, or plain ones where it has none."""
    files = sorted((library / "registers").glob("*.yaml"))
    return read_register_words(files[0]) if files else PLAIN
