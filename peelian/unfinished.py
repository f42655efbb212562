"""A file in which something is wrong, understood as far as it goes, so that one slip hides no other.

What may not stand is taken out, what was misspelt is taken for the word that was likely meant, and what is wrong is
replaced by a stand-in. Nothing is told of what only follows from this.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError, model_validator

from peelian.problems import Problem, Problems, did_you_mean
from peelian.validation import no_block, problem_of, real_place, told_once, words_at
from peelian.yaml_file import Place, YamlFile

Model = TypeVar("Model", bound=BaseModel)
ROUNDS = 8  # each uncovers what the last one hid; blocks are not nested deeper than that
UNTOLD = ""  # the place of a problem that only follows from another


@dataclass
class PatchedFile(YamlFile):
    """A file with parts of which nothing more can be said. A problem at one of these places is not to be told."""

    patched: set[Place] = field(default_factory=set)

    def at(self, place: Place) -> str:
        if any(place[:length] in self.patched for length in range(1, len(place) + 1)):
            return UNTOLD
        return super().at(place)


@dataclass
class Understood(Generic[Model]):
    """What could be made of a file. model: None where nothing could. whole: whether all that it says was looked at.

    A block that lacks what its rules ask for is not held to them where a word was taken out of it.
    """

    model: Model | None
    file: PatchedFile
    problems: list[Problem]
    whole: bool = True
    lacking: set[Place] = field(default_factory=set)  # blocks from which a word was taken out that may have been needed


def told(problems: list[Problem]) -> list[Problem]:
    """The problems without those that only follow from others."""
    return [one for one in problems if one.place != UNTOLD]


def understood(model: type[Model], file: YamlFile, data: Any = None, place: Place = (),
               patched: set[Place] | None = None) -> Understood[Model]:
    """`data` (or the whole file) as `model` as far as it goes, and what is wrong with it. patched: places with stand-ins."""
    value = copy.deepcopy(file.data if data is None else data)
    own = PatchedFile(file.path, file.data, dict(file.lines), set(patched or ()))
    found: Understood[Model] = Understood(None, own, [])
    if not isinstance(value, dict):
        found.problems.append(no_block(file, place, value))
        found.whole = False
        return found
    kind: type[Model] = model
    for _ in range(ROUNDS):
        try:
            found.model = kind.model_validate(value)
            return found
        except ValidationError as error:
            details = told_once(value, error.errors())
        mending = _Mending(kind, found, value, place)
        renamed = mending.take_words_for_what_was_meant(details)
        for detail in details:
            inner = real_place(value, detail)
            if detail["type"] == "extra_forbidden" or (*place, *inner) in renamed:
                continue
            mending.tell(detail, inner)
            if inner:
                mending.replace(detail, inner)
            else:
                kind = _without_its_rules(model)
                own.patched |= {(*place, name) for name in model.model_fields if name not in value}
                found.whole = False
    found.whole = False
    return found


def whole(model: type[Model], file: YamlFile, rules: Callable[[Model, PatchedFile], Iterable[Problem]],
          data: Any = None) -> Model:
    """A file as `model`, held to further rules. Raises Problems with all that is wrong, by the model and by the rules."""
    found = understood(model, file, data)
    problems = list(found.problems)
    if found.model is not None:
        problems += told(list(rules(found.model, found.file)))
    if not found.whole:
        problems.append(not_in_full(file.path))
    if problems or found.model is None:
        raise Problems(problems)
    return found.model


def not_in_full(path: Path) -> Problem:
    """What to say of a file of which a part is so wrong that what it says could not be looked at."""
    return Problem(str(path), "is not checked in full yet.", "Mend what is wrong with it, and check again.")


class _Mending(Generic[Model]):
    def __init__(self, model: type[Model], found: Understood[Model], value: Any, place: Place):
        self.model, self.found, self.value, self.place = model, found, value, place

    def tell(self, detail: Any, inner: Place) -> None:
        """Tell what is wrong, unless it may come of what was replaced there or below."""
        here = (*self.place, *inner)
        if detail["type"] == "value_error" and here in self.found.lacking:
            return
        if not any(one[:len(here)] == here or here[:len(one)] == one for one in self.found.file.patched):
            self.found.problems.append(problem_of(self.model, self.found.file, self.place, self.value, detail))

    def take_words_for_what_was_meant(self, details: list[Any]) -> set[Place]:
        """Rename or take out each word that may not stand. Returns the places that are no longer missing by this."""
        renamed: set[Place] = set()
        # Where one of several shapes may stand, each shape names the same word.
        unknown = {real_place(self.value, one): one for one in details if one["type"] == "extra_forbidden"}
        for inner, detail in unknown.items():
            self.found.problems.append(problem_of(self.model, self.found.file, self.place, self.value, detail))
            block, word, outer = self._inside(inner[:-1]), inner[-1], (*self.place, *inner[:-1])
            near = re.match(r"Did you mean '(.*)'", did_you_mean(str(word), words_at(self.model, inner[:-1])))
            meant = near.group(1) if near else ""
            content = block.pop(word)
            if not meant or meant in block:
                self.found.lacking.add(outer)
                self.found.whole &= not isinstance(content, dict | list)
                continue
            block[meant] = content
            lines = self.found.file.lines
            for line_place in [one for one in lines if one[:len(outer) + 1] == (*outer, word)]:
                lines[(*outer, meant, *line_place[len(outer) + 1:])] = lines[line_place]
            renamed.add((*outer, meant))
        return renamed

    def replace(self, detail: Any, inner: Place) -> None:
        """Put a stand-in where something is wrong or missing, or take out the block in which it cannot be had."""
        here = inner
        while here:
            block: Any = self._inside(here[:-1])
            word: Any = here[-1]
            self.found.file.patched.add((*self.place, *here))
            content = block[word] if isinstance(block, list) or word in block else None
            self.found.whole &= not isinstance(content, dict | list) or detail["type"] == "missing"
            annotation, required = _field(self.model, here)
            stand_in = _stand_in(annotation, detail if here == inner else None)
            if stand_in is not None and (required or isinstance(block, list)):
                block[word] = stand_in
                return
            if isinstance(block, dict) and not required:
                block.pop(word, None)
                return
            here = here[:-1]

    def _inside(self, place: Place) -> Any:
        value = self.value
        for step in place:
            value = value[step]
        return value


def _field(model: type[BaseModel], place: Place) -> tuple[Any, bool]:
    """The type at a place and whether its block needs it. (None, False) where the model leaves this to others."""
    kind: Any = model
    required = True
    for step in place:
        if isinstance(step, int):
            kind, required = _argument(kind, list), True
        elif get_origin(kind) is dict:
            kind, required = get_args(kind)[1], False
        else:
            fields = getattr(_argument(kind, BaseModel), "model_fields", {})
            named = fields.get(step) or next((one for one in fields.values() if one.alias == step), None)
            if named is None:
                return None, False
            kind, required = named.annotation, named.is_required()
    return kind, required


def _argument(annotation: Any, wanted: type) -> Any:
    """Of a type that may be several: the item of its list, or its model."""
    if wanted is list and get_origin(annotation) is list:
        return get_args(annotation)[0]
    if wanted is BaseModel and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _argument(one, wanted)) is not None), None)


def _stand_in(annotation: Any, detail: Any) -> Any:
    """A value that may stand at a place; None where none is sure to be."""
    if get_origin(annotation) is Literal:
        known = get_args(annotation)
        near = did_you_mean(str(detail.get("input")), map(str, known)) if detail else ""
        return next((one for one in known if near == f"Did you mean '{one}'?"), known[0])
    if detail is not None and detail["type"] == "string_pattern_mismatch":
        return "stand-in"
    simple = {str: "stand-in", date: "2000-01-01", int: 1, float: 1, bool: True}
    if annotation in simple:
        return simple[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        made = {one.alias or name: _stand_in(one.annotation, None) for name, one in annotation.model_fields.items()
                if one.is_required()}
        try:
            annotation.model_validate(made)
        except ValidationError:
            return None
        return made
    kinds = get_args(annotation)
    if get_origin(annotation) in (list, dict):
        return get_origin(annotation)()
    return next((made for one in kinds if (made := _stand_in(one, None)) is not None), None)


def _without_its_rules(model: type[Model]) -> type[Model]:
    """The same model with nothing said of how its words go together."""
    @model_validator(mode="after")
    def anything(self: Any) -> Any:
        return self

    return type(model.__name__, (model,), dict.fromkeys(model.__pydantic_decorators__.model_validators, anything))
