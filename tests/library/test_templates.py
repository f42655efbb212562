"""The templates of each library: empty files and a data package that Frictionless accepts, and that can be read as they are."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import frictionless
import pytest

from peelian.cli import main

from .test_cases import LIBRARIES, READ


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_data_package_of_a_library_is_accepted(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "templates"
    assert main(["library", "template", "--out", str(out), "--library", str(LIBRARIES[name])]) == 0
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {one["path"] for one in described} == {f"{table}.csv" for table in READ[name].tables}
    for table, model in READ[name].tables.items():
        with (out / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            assert [*csv.reader(file)] == [list(model.all_columns)]
    capsys.readouterr()
    assert main(["check", str(out), "--library", str(LIBRARIES[name])]) == 0
    shown = capsys.readouterr().out
    assert "0 rows read" in shown and f"{len(READ[name].standards)} can:" in shown
