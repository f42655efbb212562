"""How inspectors speak of what the standards of a library measure: its `links/said_as.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.tables import Strict
from peelian.standards.library import Library
from peelian.validation import validated
from peelian.yaml_file import YamlFile, read_yaml

FILE = Path("links") / "said_as.yaml"


class NotMeasured(Strict):
    """Something that inspectors speak of and that no standard of the library measures."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="its name in short")
    title: str = Field(description="what it is, in words")
    said_as: list[str] = Field(min_length=1, description="how inspections say it")


class Weights(Strict):
    """How the parts of a likeness are put together: confidence = 1 / (1 + e^-(constant + sum of weight × part))."""

    constant: float = Field(description="what stands before anything has matched")
    phrase: float = Field(description="of the phrase that matches best, from 0 to 1")
    all_phrases: float = Field(description="of all the telling words that its phrases share with the text, from 0 to 1")
    own_words: float = Field(description="of the standard's title, sentence and reason, from 0 to 1")
    rival: float = Field(description="of the best match among what this library does not measure")
    better: float = Field(description="of how much better another standard's phrase matches")


class Band(Strict):
    """A range of confidence."""

    name: str = Field(description="its name, as likely")
    at_least: float = Field(ge=0, le=1, description="the lowest confidence in it")
    right: float | None = Field(None, gt=0, le=1, description=(
        "the share of its links that were right, measured on findings that neither the phrases nor the weights had seen"))


class SaidAs(Strict):
    """How inspectors say what the standards measure, and what no standard measures."""

    title: str = Field(description="what the file holds")
    source: str = Field(description="where its phrases come from")
    little_words: list[str] = Field(default_factory=list, description="words that tell nothing of what a finding is about")
    alike: list[list[str]] = Field(default_factory=list, description="groups of words that mean the same; the first stands for all")
    said_as: dict[str, list[str]] = Field(
        default_factory=dict, description="standard: how inspections say what it measures")
    not_yet: list[NotMeasured] = Field(
        default_factory=list, description="standards that the library does not hold yet; once it does, the phrases count as theirs")
    not_measured: list[NotMeasured] = Field(default_factory=list, description="what no standard can measure")
    weights: Weights = Field(description="how the parts of a likeness are put together; fitted on labelled findings")
    bands: list[Band] = Field(min_length=1, description="ranges of confidence, highest first; below the last nothing is suggested")


def read_said_as(library: Library) -> SaidAs:
    """The file of a library. Raises Problems, each with file and line, and where there is none."""
    path = library.path / FILE
    if not path.is_file():
        raise problem(path, "is missing, so nothing says how findings speak of these standards.",
                      "Write it, as that of the library england_and_wales.")
    file = read_yaml(path)
    found = validated(SaidAs, file)
    wrong = list(_problems(found, file, library))
    if wrong:
        raise Problems(wrong)
    return found


def _problems(said: SaidAs, file: YamlFile, library: Library) -> Iterator[Problem]:
    for name in said.said_as:
        if name not in library.files:
            yield Problem(file.at(("said_as", name)), f"'{name}' is not a standard of this library.",
                          did_you_mean(name, library.files) or "Move it to not_yet.")
    levels = [band.at_least for band in said.bands]
    if levels != sorted(set(levels), reverse=True):
        yield Problem(file.at(("bands",)), "stand out of order, or two begin at the same confidence.", "Put the highest first.")
    seen = set(said.said_as)
    for place, group in (("not_yet", said.not_yet), ("not_measured", said.not_measured)):
        for index, one in enumerate(group):
            if one.id in seen:
                yield Problem(file.at((place, index, "id")), f"'{one.id}' stands twice.", "Name each once.")
            seen.add(one.id)
