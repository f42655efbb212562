"""A page of the documentation, run as its reader would: its files written, its commands given, what it quotes looked for.

A fence after "`path`:" is a file, and after "`path`, added:" more of it. A fence without a kind holds commands; of those marked
`refused` the last must end with exit code 1. A `text` fence quotes what the commands before it printed.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from peelian.cli import main
from tests.architecture.tree import ROOT

FENCE = re.compile(r"(?:^`([\w./-]+)`(, added)?:[^`]*?)?^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run_page(page: Path, capsys: pytest.CaptureFixture[str], chosen: Mapping[str, Callable[[], str]] | None = None) -> int:
    """Run a page in the current folder, and return how many commands it has. Its files may not leave that folder.

    chosen: words of a command in whose place the reader puts something found before, and how to find it.
    """
    commands, printed = 0, ""
    for name, added, kind, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if name:
            _write(Path(name), body, bool(added))
        elif kind in ("", "refused"):
            lines = body.strip().splitlines()
            for word, found in (chosen or {}).items():
                lines = [line.replace(word, shlex.quote(found())) if word in line else line for line in lines]
            printed = " ".join(_command(line, kind == "refused" and line == lines[-1], capsys) for line in lines)
            commands += len(lines)
        elif kind == "text":
            _quoted(body, " ".join(printed.split()))
    return commands


def _write(file: Path, body: str, added: bool) -> None:
    assert not file.is_absolute() and ".." not in file.parts
    file.parent.mkdir(parents=True, exist_ok=True)
    assert file.exists() == added, f"{file} is written twice, or added to before it is written"
    with file.open("a", encoding="utf-8") as writer:
        writer.write(body)


def _command(line: str, refused: bool, capsys: pytest.CaptureFixture[str]) -> str:
    program, *words = shlex.split(line)
    if program == "pytest":
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words], capture_output=True,
                              text=True, timeout=300, check=False, env={"PYTHONPATH": str(ROOT), "PATH": ""})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
    assert program == "peelian", f"{line}: no command that a page may give"
    code = main(words)
    shown = capsys.readouterr()
    assert code == (1 if refused else 0), f"{line}: {shown.err or shown.out}"
    return shown.out + shown.err


def _quoted(body: str, printed: str) -> None:
    """Each paragraph, or else each line, of a quotation stands in what was printed."""
    for paragraph in body.strip().split("\n\n"):
        if " ".join(paragraph.split()) not in printed:
            missing = [line for line in paragraph.splitlines() if " ".join(line.split()) not in printed]
            assert not missing, f"not printed: {missing}\n{printed}"
