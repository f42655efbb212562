"""Imports flow one way, and help is cheap: both are promises to whoever reads or runs the code."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

HEAVY = ("altair", "duckdb", "ibis", "jinja2", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "sqlglot")
LOOK = """
import contextlib, io, json, sys
from peelian.cli import main
with contextlib.redirect_stdout(io.StringIO()) as out:
    code = main(sys.argv[1:])
print(json.dumps([code, len(out.getvalue()), sorted(sys.modules)]))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )


def test_contracts_of_imports_hold() -> None:
    done = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_first_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert heavy_imports_of(arguments) == []


@pytest.mark.parametrize("arguments", [["assess", "--help"], ["library", "--help"]])
def test_help_of_a_command_imports_no_more_than_its_parser(arguments: list[str]) -> None:
    assert set(heavy_imports_of(arguments)) <= {"pydantic"}  # Typer itself reads arguments with it


def heavy_imports_of(arguments: list[str]) -> list[str]:
    done = run("-c", LOOK, *arguments)
    code, written, modules = json.loads(done.stdout)
    assert (code, written > 10) == (0, True), done.stderr
    return [module for module in HEAVY if module in modules]
