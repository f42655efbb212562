"""Whether records were made up: a simulation leaves its answer key beside them, and what is made of them must say so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ANSWER_KEY, SUMMARY = "answer_key", "summary.json"
MADE_UP = "made_up"  # in a manifest and in a report's data


def made_up(data: str) -> dict[str, Any] | None:
    """Scenario and seed of the simulation that wrote the folder `data`, or None where none did."""
    try:
        summary = json.loads((Path(data) / ANSWER_KEY / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no folder, or no summary in it, or another's file of that name
        return None
    if not isinstance(summary, dict) or not {"scenario", "seed"} <= summary.keys():
        return None
    return {"scenario": str(summary["scenario"]), "seed": summary["seed"]}


def made_up_sentence(said: Mapping[str, Any] | None) -> str:
    """What a reader of a run over made-up records must know first. Empty for other records."""
    if not said:
        return ""
    return f"Made-up records (scenario {said['scenario']}, seed {said['seed']}): they say nothing about any real force."
