"""A page of one question, made of the words that a test is about."""

from __future__ import annotations

import tempfile
from pathlib import Path

from peelian.inspections.read import read_page
from peelian.inspections.read.model import Inspection, Section
from peelian.libraries import library_path

PAGE = """Kent PEEL {cycle}

Effectiveness

How effective is the force at keeping people safe and reducing crime?

Questions for Effectiveness

1

How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?

"""


def read_text(text: str) -> Inspection:
    """What a page of plain text says."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(text, encoding="utf-8")
        [found] = read_page(page, library_path("england_and_wales"))
    return found


def question_with(body: str, cycle: str = "2017") -> Section:
    """The question under which these words stand."""
    return read_text(PAGE.format(cycle=cycle) + body + "\n").questions[0]
