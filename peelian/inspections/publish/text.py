"""The file in which people edit what is published: sentences with places for figures, each with what it rests on.

A run fills the places anew and looks whether each sentence still holds. It adds drafts at the end and writes flags as comments;
nothing that people wrote is changed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from peelian.inspections.publish.claims import BETTER, DOES_NOT_KEEP, YEAR, Claims
from peelian.inspections.publish.drafts import Draft
from peelian.inspections.publish.model import UNDER, Under
from peelian.inspections.publish.typed import typed_numbers
from peelian.problems import Problem, did_you_mean, problem
from peelian.records.tables import Strict
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_yaml

PLACE = re.compile(r"{([^{}]*)}")
FLAG = re.compile(r"^\s*# FLAG: .*\n?", re.MULTILINE)
OF_CHANGE = (BETTER, *YEAR.values())  # what such a sentence praises is the change, not the level
KNOWN = frozenset({
    "title", "done", "expected", "share", "share_before", "good", "good_before", "counted", "counted_before", "interval",
    "interval_before", "period", "period_before", "since", "months_before", "share_since", "share_earlier", "group", "period_group",
    "share_group", "share_others", "others"})
HEAD = """# What the public reads of {service}, in words. Edit `words` as you like; keep figures in their places in braces, as
# {{share}}: the next report fills them anew. A sentence with a measure is published while `holds_while` holds of that measure. Where it
# does not, a report writes a FLAG above it and leaves it out, until you edit or remove it. Nothing of yours is ever changed.
#   publish: false            keeps a sentence out, and keeps it from being drafted again
#   numbers_checked: true     says that you checked the numbers that you typed into the words
# Places: {places}.
report_text: 1
sentences:
"""


class Sentence(Strict):
    """One sentence of the report."""

    id: str = Field(description="its name; the draft of the same name is not made again")
    question: str = Field("", description="the question that it stands under, by id; empty for the report in short")
    under: Under = Field(description="the heading that it stands under")
    measure: str | None = Field(None, description="the measure whose figures it names, by id")
    holds_while: str | None = Field(None, description="what must hold of the measure for the sentence to be true")
    words: str = Field(description="the sentence, with figures in braces")
    publish: bool = Field(True, description="whether it is published")
    numbers_checked: bool = Field(False, description="whether somebody checked the numbers typed into the words")


class ReportText(Strict):
    """The sentences of a published report, as people edit them."""

    report_text: Literal[1] = Field(description="the version of this kind of file")
    sentences: list[Sentence] = Field(default_factory=list, description="in the order in which they are published")


@dataclass(frozen=True)
class Said:
    """A sentence with its figures filled in, or why it is not published."""

    sentence: Sentence
    words: str
    flag: str = ""
    drafted: bool = False


def read_text(path: Path, questions: Sequence[str], measures: Sequence[str]) -> tuple[ReportText, YamlFile]:
    """A file of text. Raises Problems, each with file and line, for questions, measures and places that are not known."""
    file = read_yaml(path)
    return whole(ReportText, file, lambda text, read: _problems(text, read, questions, measures)), file


def _problems(text: ReportText, file: YamlFile, questions: Sequence[str], measures: Sequence[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, one in enumerate(text.sentences):
        place = ("sentences", index)
        if one.id in seen:
            yield Problem(file.at((*place, "id")), f"the sentence '{one.id}' stands twice.", "Name each once.")
        seen.add(one.id)
        if one.question and one.question not in questions:
            yield Problem(file.at((*place, "question")), f"'{one.question}' is no question of the framework.",
                          did_you_mean(one.question, questions))
        if not one.question and one.under != "summary":
            yield Problem(file.at(place), "names no question.", "Name one, or let it stand under: summary.")
        if one.measure is not None and one.measure not in measures:
            yield Problem(file.at((*place, "measure")), f"'{one.measure}' is not a standard of this library.",
                          did_you_mean(one.measure, measures))
        if one.holds_while is not None and one.measure is None:
            yield Problem(file.at((*place, "holds_while")), "there is no measure of which it could hold.", "Name the measure.")
        for name in PLACE.findall(one.words):
            if name not in KNOWN and one.under != "summary":
                yield Problem(file.at((*place, "words")), f"there is no figure {{{name}}}.", did_you_mean(name, KNOWN))


def said(text: ReportText, claims: Mapping[str, Claims], whole: Mapping[str, str], drafts: Mapping[str, str],
         assured: Collection[str]) -> list[Said]:
    """Each sentence with its figures, or its flag. whole: figures of the report as a whole. drafts: the words of drafts by id.

    assured: the measures that keep what is expected even in the worst case; only these may be said to go well for their level.
    """
    return [_said(one, claims, whole, one.words == drafts.get(one.id), assured) for one in text.sentences]


def _said(one: Sentence, claims: Mapping[str, Claims], whole: Mapping[str, str], drafted: bool, assured: Collection[str]) -> Said:
    values = dict(whole)
    if one.measure is not None:
        known = claims.get(one.measure)
        if known is None:
            return Said(one, "", "its measure has no figure that may be published in this run", drafted)
        if one.holds_while is not None and one.holds_while not in known.holds:
            now = "; ".join(known.holds) or "nothing of the kind holds now"
            return Said(one, "", f"no longer holds: '{one.holds_while}'. Now: {now}", drafted)
        if one.under == "going_well" and one.holds_while not in OF_CHANGE and one.measure not in assured:
            return Said(one, "", "stands under what is going well, and its measure is not assured (any more): the internal report "
                                 "says why", drafted)
        values |= known.of(one.holds_while)
    lacking = [name for name in PLACE.findall(one.words) if name not in values]
    short = ""
    if one.measure is not None and one.under == "going_well" and one.measure not in assured and values.get("expected"):
        short = _falls_short(claims[one.measure], values["expected"])
    if lacking:
        return Said(one, "", f"names {', '.join(f'{{{name}}}' for name in lacking)}, which may not be told or is not there", drafted)
    typed = typed_numbers(PLACE.sub("{}", one.words), values.get("title", ""))
    if typed and not one.numbers_checked and not drafted:
        return Said(one, "", f"has the typed number {', '.join(typed)}, which no report can refresh or protect: put a place "
                             f"in braces, or add "
                             "numbers_checked: true", drafted)
    return Said(one, " ".join([*PLACE.sub(lambda found: values[found[1]], one.words).split(), *short.split()]), "", drafted)


def _falls_short(claims: Claims, expected: str) -> str:
    """What stands after praise of a change whose level is not assured. It is of each run, so no words of people can be behind it."""
    if DOES_NOT_KEEP in claims.holds:
        return f"It still {DOES_NOT_KEEP}: {expected}."
    return f"That it keeps what is expected ({expected}) is not assured."


def drafted_text(drafts: Sequence[Draft]) -> ReportText:
    return ReportText(report_text=1, sentences=[_sentence(one) for one in drafts])


def _sentence(one: Draft) -> Sentence:
    return Sentence(id=one.id, question=one.question, under=one.under, measure=one.measure, holds_while=one.holds_while,
                    words=one.words)


def refreshed(path: Path, file: YamlFile | None, existing: Sequence[Said], fresh: Sequence[Draft], titles: Mapping[str, str],
              service: str) -> str:
    """The text of the file with flags renewed and new drafts at its end; all else stays as it is, to the letter."""
    if file is None:
        return HEAD.format(service=service, places=", ".join(sorted(KNOWN))) + _blocks(fresh, titles)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    starts = {file.lines["sentences", place]: one for place, one in enumerate(existing)}
    made: list[str] = []
    for number, line in enumerate(lines, 1):
        if FLAG.fullmatch(line):
            continue
        if number in starts and starts[number].flag:
            indent = line[:len(line) - len(line.lstrip())]
            made.append(f"{indent}# FLAG: {starts[number].flag}.\n")
        made.append(line)
    text = "".join(made)
    if fresh and not existing:
        text = re.sub(r"(?m)^sentences:\s*\[\s*\]\s*$", "sentences:", text)
    return text if not fresh else f"{text.rstrip()}\n\n{_indented(_blocks(fresh, titles), lines, starts)}"


def _indented(blocks: str, lines: Sequence[str], starts: Mapping[int, Said]) -> str:
    """As far in as the sentences of the file stand."""
    if not starts:
        return blocks
    line = lines[min(starts) - 1]
    wanted = line[:len(line) - len(line.lstrip())]
    return re.sub(r"(?m)^  (?=\S|  )", wanted, blocks) if wanted != "  " else blocks


def _blocks(drafts: Sequence[Draft], titles: Mapping[str, str]) -> str:
    made, at = [], None
    for one in drafts:
        if (one.question, one.under) != at:
            at = (one.question, one.under)
            made.append(f"\n  # {titles.get(one.question, 'The report in short')}: {UNDER[one.under].lower()}\n")
        made.append(_block(one))
    return "".join(made)


def _block(one: Draft) -> str:
    said = [f"  - id: {one.id}\n"]
    said += [f"    question: {one.question}\n"] if one.question else []
    said.append(f"    under: {one.under}\n")
    said += [f"    measure: {one.measure}\n    holds_while: {_quoted(one.holds_while or '')}\n"] if one.measure else []
    return "".join([*said, f"    words: {_quoted(one.words)}\n"])


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_text(path: Path, text: str) -> None:
    """In place of the earlier file, whole or not at all. Raises Problems where its folder is not there."""
    if path.is_dir() or not path.parent.is_dir():
        raise problem(path, "is a folder." if path.is_dir() else "its folder does not exist.", "Name a file in a folder that is there.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
