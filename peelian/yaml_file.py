"""YAML as a library writes it: plain data, with the line of every value so that a problem can name it.

PyYAML's composer gives the marks; the values follow YAML 1.2 (only `true` and `false` are booleans, so that
an answer `no` or `off` stays a word). Dates stay text: models decide what a date is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from peelian.problems import Problem, Problems, shortened

Place = tuple[str | int, ...]
T = TypeVar("T")
MAXIMUM_BYTES = 5_000_000
MAXIMUM_DEPTH = 60
MAXIMUM_VALUES = 500_000  # a few lines of aliases can stand for billions
SURELY_SHALLOW = 2_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loader with the booleans and dates of YAML 1.1 taken out."""


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass
class YamlFile:
    """The data of one file and the line (from 1) of each place in it."""

    path: Path
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def at(self, place: Place) -> str:
        """"file:line" of a place, or of the nearest parent that has a line."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return f"{self.path}:{self.lines[place[:length]]}"
        return str(self.path)


def read_yaml(path: Path) -> YamlFile:
    """Read one file. Raises Problems naming file and line for a slip, a repeated key, and what would fill the memory."""
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise Problems([Problem(str(path), "is larger than 5 MB.", "Split it into smaller files.")])
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        mend = "Name a file that is there." if isinstance(error, FileNotFoundError) else "Name another file, or let it be read."
        raise Problems([Problem(str(path), f"cannot be read ({error.strerror}).", mend)]) from None
    except UnicodeDecodeError:
        raise Problems([Problem(str(path), "is not UTF-8 text.", "Save it as UTF-8.")]) from None
    try:
        _refuse_depth(path, text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):  # the parser's own bound
            raise _too_deep(path, error.problem_mark) from None
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        began = error.context_mark.line + 1 if error.context_mark else line
        found = text.splitlines()[line - 1:line]
        if found and "\t" in found[0][:len(found[0]) - len(found[0].lstrip())]:
            raise Problems([Problem(f"{path}:{line}", "has a tab where the indent stands.", "Indent with spaces.")]) from None
        where = f", {error.context} that begins in line {began}" if began != line and error.context else ""
        raise Problems([Problem(f"{path}:{line}", f"is not YAML: {error.problem}{where}.",
                                "Check the indent, the colons and the quotes near this line.")]) from None
    except yaml.YAMLError as error:
        raise Problems([Problem(str(path), f"is not YAML: {str(error).splitlines()[0]}.", "Take out what is not text.")]) from None
    file = YamlFile(path, None)
    problems: list[Problem] = []
    if node is not None:
        file.data = _value(node, (), file, problems, _Loader(""))
    if problems:
        raise Problems(problems)
    return file


def read_folder(folder: Path, read: Callable[[Path], T]) -> list[T]:
    """What `read` makes of every YAML file of a folder, by name; none where it is not there. Raises Problems with all that is wrong."""
    found: list[T] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(read(path))
        except Problems as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Problems(problems)
    return found


def _refuse_depth(path: Path, text: str) -> None:
    """The parser needs the machine's stack for each level. No text is deeper than it has brackets and wide lines."""
    if text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0) < SURELY_SHALLOW:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAXIMUM_DEPTH:
            raise _too_deep(path, event.start_mark)


def _too_deep(path: Path, mark: Any) -> Problems:
    return Problems([Problem(f"{path}:{mark.line + 1 if mark else 1}", "is nested too deeply.", "Make it flatter.")])


def _value(node: Any, place: Place, file: YamlFile, problems: list[Problem], loader: Any) -> Any:
    line = node.start_mark.line + 1
    file.lines.setdefault(place, line)
    if len(file.lines) > MAXIMUM_VALUES:
        raise Problems([Problem(f"{file.path}:{line}", f"says more than {MAXIMUM_VALUES:,} things, aliases counted.",
                                "Write out what the aliases (*name) stand for, or split the file.")])
    if len(place) > MAXIMUM_DEPTH:
        problems.append(Problem(f"{file.path}:{line}", "is nested too deeply.", "Make it flatter."))
        return None
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else repr(key_node.value)
            if key in result:
                problems.append(Problem(f"{file.path}:{key_node.start_mark.line + 1}",
                                        f"'{key}' stands twice in the same block.", "Keep one of them."))
            file.lines[(*place, key)] = key_node.start_mark.line + 1
            result[key] = _value(value_node, (*place, key), file, problems, loader)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), file, problems, loader) for index, item in enumerate(node.value)]
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        problems.append(Problem(f"{file.path}:{line}", f"'{shortened(node.value)}' cannot be read: {said}.",
                                "Put it in quotes if it is text."))
        return None
