"""The pages about checks by hand and disputes: every command of them runs, in its order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pytest

from peelian.cli import main
from peelian.inspections.reviews.disputes import standing
from peelian.inspections.reviews.store import read_reviews
from peelian.libraries import DEFAULT, library_path
from tests.library.test_improvement_page import blocks
from tests.unit.inspections.improvement.made import run_of
from tests.unit.inspections.reviews.made import filled
from tests.unit.measures.made_run import duty

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
STATUSES = ["met"] * 60 + ["met_late"] * 20 + ["overdue"] * 10 + ["excused"] * 5


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of a made-up force, and where it stands."""
    rows = [duty(number, status, "2018-02-15 12:00", standard="da-risk-supervised", force="hertfordshire")
            for number, status in enumerate(STATUSES)]
    run = run_of(tmp_path / "RUN", library_path(DEFAULT), rows, as_at="2018-03-22", made_up={"scenario": "forms", "seed": 1})
    (run / "records").mkdir()
    keys = ", ".join(f"('{row['trigger_id']}', TIMESTAMP '2018-02-01')" for row in [*rows, {"trigger_id": "form-without"}])
    forms = duckdb.sql(f"SELECT * FROM (VALUES {keys}) AS t(form_id, started_at)")
    forms.write_parquet(str(run / "records" / "da_risk_form.parquet"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(page: str) -> list[list[str]]:
    found = [shlex.split(line) for block in blocks("", PAGES / page) for line in block.splitlines()]
    assert found and all(words[0] == ".venv/bin/peelian" for words in found)
    return [words[1:] for words in found]


def test_checking_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ""
    for words in commands("check_by_hand.md"):
        if words[0] == "tally":
            drawn = folder / "sheet.csv"
            filled(drawn, folder / f"filled-{words[2]}", {3: "no"})
            words[2] = f"filled-{words[2]}"
        assert main(words) == 0, (words, capsys.readouterr().err)
        said += capsys.readouterr().out
    assert "Two people checked and agreed on 50 of 50: kappa 1.00" in said
    pages = "".join(page.read_text(encoding="utf-8") for page in (folder / "REPORT" / "internal").glob("question-*.html"))
    assert "Checked by hand: 49 of 50 right." in pages


def test_disputing_a_duty(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [settings] = blocks("yaml", PAGES / "dispute_a_duty.md")
    (folder / "RUN" / "settings.yaml").write_text(settings, encoding="utf-8")
    said = []
    for words in commands("dispute_a_duty.md"):
        words = [re.sub("^DUTY_ID$", "da-risk-supervised|s85|t85", word) for word in words]
        assert main(words) == 0, (words, capsys.readouterr().err)
        said.append(capsys.readouterr().out)
    assert "It goes to public protection systems, who answers for the records of da_risk_form" in said[0]
    assert "It goes to head of public protection, who answers for the rule of da-risk-supervised" in said[1]
    assert [(one.number, one.state) for one in standing(read_reviews(folder / "reviews.sqlite"))] == [(1, "upheld"), (2, "open")]
