"""The demonstration's own care: what it may replace, and the figures it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.demo import MARK, clear_earlier, in_words
from peelian.problems import Problems


def test_an_earlier_demonstration_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    clear_earlier(out)
    out.mkdir()
    (out / MARK).touch()
    clear_earlier(out)
    assert not out.exists()


def test_a_folder_of_someone_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(Problems, match="no demonstration wrote it"):
        clear_earlier(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_the_headline_counts_every_duty_once(tmp_path: Path) -> None:
    manifest = {
        "as_at": "2017-04-30T23:59:59.999999+01:00",
        "duties": {"met": 60, "met_late": 20, "missed": 5, "overdue": 15, "due": 7, "lapsed": 3},
        "by_standard": {"a": {}, "b": {}},
        "records": {"rows_accepted": 1234},
    }
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text(json.dumps(manifest))
    pq.write_table(pa.table({"standard": ["a"] * 110}), tmp_path / "run" / "ledger.parquet")
    (tmp_path / "report").mkdir()
    changes = [{"title": "Victim told", "before": "70.1%", "now": "82.5%", "doubt": ""},
               {"title": "Arrests", "before": "47.0", "now": "42.2", "doubt": "no interval"}]
    (tmp_path / "report" / "report.json").write_text(json.dumps({"changes": changes}))
    words = in_words(tmp_path, Path("report/index.html"))
    assert "70.1%  to  82.5%  Victim told\n" in words
    assert "47.0  to   42.2  Arrests (no interval)" in words
    assert "1,234  records" in words
    assert "110  duties, by 1 of 2 standards" in words
    assert "60  met in time\n" in words
    assert "15  overdue" in words
    assert str(tmp_path / "report" / "index.html") in words
