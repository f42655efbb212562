"""What the documents promise must be there: commands, options, make targets, files; and the licence's terms."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, written_files

DOCUMENTS = sorted(file for file in written_files() if file.suffix == ".md")
COMMAND = re.compile(r"(?:^|`|bin/)peelian +([a-z][^`\n]*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_there_are_documents() -> None:
    names = {file.name for file in DOCUMENTS}
    assert {"README.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "ACCESSIBILITY.md"} <= names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_lead_somewhere(document: Path) -> None:
    broken = [link for link in LINK.findall(document.read_text(encoding="utf-8"))
              if not (document.parent / link).exists()]
    assert broken == []


def commands_of_documents() -> list[tuple[str, tuple[str, ...]]]:
    """Each command line a document shows: its command words and its options."""
    found = set()
    for document in DOCUMENTS:
        for shown in COMMAND.findall(document.read_text(encoding="utf-8")):
            words = shlex.split(shown.replace("'", "").split("  ")[0])
            depth = 3 if words[:2] == ["judge", "evidence"] else 1 + (words[0] in ("library", "improve", "judge", "link", "disputes"))
            found.add((" ".join(words[:depth]), tuple(word for word in words if word.startswith("--"))))
    return sorted(found)


@pytest.mark.parametrize(("command", "options"), commands_of_documents())
def test_commands_and_options_of_the_documents_exist(
    command: str, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    from peelian.cli import main

    assert main([*command.split(), "--help"]) == 0, f"peelian {command} is shown but unknown"
    shown = capsys.readouterr().out
    assert [option for option in options if option not in shown] == []


def test_make_targets_of_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for document in DOCUMENTS
             for target in re.findall(r"(?:^|`)make ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE)}
    assert {"demo", "test"} <= named <= targets


def test_the_locked_files_name_hashes_and_no_addresses() -> None:
    for file in ("run", "test"):
        text = (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
        requirements = re.findall(r"^[a-z0-9][^\n]*", text, re.MULTILINE)
        assert requirements and all("==" in line and line.endswith("\\") for line in requirements)
        assert "://" not in text and "\n--" not in text


def test_the_locked_files_hold_every_requirement_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("_", "-") for line in requirements} - {"peelian"}

    def locked(file: str) -> set[str]:
        text = (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,-]+\])?==", text, re.MULTILINE))

    extras = project["optional-dependencies"]
    assert names(project["dependencies"]) <= locked("run") <= locked("test")
    assert names(extras["test"]) | names(extras["postgres"]) <= locked("test")
