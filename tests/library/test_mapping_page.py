"""The page about mappings shows a file and a mapping: what it says of them is so."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from peelian.cli import main
from peelian.schemas import schemas
from peelian.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "map_your_files.md"


def block(kind: str) -> str:
    [found] = re.findall(rf"^```{kind}\n(.+?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return found


def test_the_example_comes_out_as_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "logs_2021_07.csv").write_text(block("csv"), encoding="cp1252")
    mapping = tmp_path / "our_logs.yaml"
    mapping.write_text(block("yaml"), encoding="utf-8")
    assert main(["check", str(tmp_path / "data"), "--mapping", str(mapping)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "7 rows read: 3 accepted, 4 set aside." in said
    for reason in ("incident exact duplicate incident_id 1", "incident a test of the system 1",
                   "incident value not allowed channel 1 logs_2021_07.csv row 8: Pigeon",
                   "incident local time that happened twice created_at 1 logs_2021_07.csv row 5"):
        assert reason in said
    assert not list(jsonschema.Draft202012Validator(schemas()["mapping"]).iter_errors(read_yaml(mapping).data))
    assert (PAGE.parent / block("yaml").splitlines()[0].partition("$schema=")[2]).is_file()
