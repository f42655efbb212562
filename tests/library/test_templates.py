"""The templates of each library: empty files and a data package that Frictionless accepts. What stays empty counts as absent."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import frictionless
import pytest

from peelian.cli import main
from peelian.standards.needs import standard_needs

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
    assert "0 rows read" in shown and f"{len(READ[name].standards)} cannot" in shown


def test_templates_left_empty_prove_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A force that fills only its crimes owes nothing for what the empty files would hold."""
    out, library = tmp_path / "templates", READ["england_and_wales"]
    assert main(["library", "template", "--out", str(out)]) == 0
    assert "an empty one counts as absent" in capsys.readouterr().out
    with (out / "crime.csv").open("a", newline="", encoding="utf-8") as file:
        row = {"crime_id": "c1", "reported_at": "2021-03-09 14:05"}
        csv.DictWriter(file, list(library.tables["crime"].all_columns)).writerow(row)
    run = tmp_path / "run"
    assert main(["assess", str(out), "--as-at", "2021-12-31", "--out", str(run)]) == 0
    shown = capsys.readouterr().out
    [said] = [line for line in shown.splitlines() if "hold no row that can be used" in line]
    assert said.endswith("so what needs them is not measured.") and f"and {len(library.tables) - 13} more" in said
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert said.strip() in manifest["records"]["warnings"]
    for name, resolved in library.resolve().items():
        others = set(standard_needs(resolved, library.tables)) - {"crime"}
        missing = set(manifest["by_standard"][name]["missing"])
        assert missing == others
        assert manifest["by_standard"][name]["verdict"] == "can" if not others else missing


def test_a_mapped_file_without_rows_counts_as_absent_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "out.csv").write_text("loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at,condition\n")
    (tmp_path / "data" / "people.csv").write_text("member_id\nm1\n")
    mapping = tmp_path / "own.yaml"
    mapping.write_text("mapping: own\ntitle: Own\ntables:\n  loan: {sources: [{files: out.csv, same_names: true}]}\n"
                       "  member: {sources: [{files: people.csv, same_names: true}]}\n")
    assert main(["check", str(tmp_path / "data"), "--mapping", str(mapping), "--library", str(LIBRARIES["lending"])]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Note: loan: holds no row that can be used, so what needs it is not measured." in said
    assert "2 cannot" in said and "lacks the table loan" in said
