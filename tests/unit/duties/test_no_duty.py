"""What made no duty is counted by reason, and the page says how many records were looked at and left out."""

from __future__ import annotations

import json
from pathlib import Path

from peelian.cli import main

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
LOANS = """loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at
in-time,2017-01-01 10:00,book,2017-01-05 10:00,,,
map,2017-01-01 10:00,map,2017-01-05 10:00,,,
another-map,2017-01-01 10:00,map,,,,
perhaps-a-book,2017-01-01 10:00,,,,,
before-the-rule,2014-12-31 10:00,film,2015-01-02 10:00,,,
"""


def test_every_loan_is_a_duty_or_counted_as_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(LOANS)
    assert main(["assess", str(tmp_path / "data"), "--as-at", "2017-12-31", "--out", str(tmp_path / "run"), "--library",
                 str(LENDING)]) == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    said = manifest["by_standard"]["loan-returned"]
    assert {word: said[word] for word in ("outside", "no_key", "not_started", "no_edition")} == {
        "outside": 2, "no_key": 0, "not_started": 0, "no_edition": 1}
    assert manifest["duties"] == {"cannot_tell": 1, "met": 1}
    pages = " ".join(page.read_text() for page in (tmp_path / "run" / "report" / "internal").rglob("*.html"))
    assert "2 records of the kinds that it looks at lie outside it and make no duty." in pages
