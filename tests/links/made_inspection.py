"""Small made-up read inspections: each item is a line of the text, so that its span is where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peelian.inspections.read.model import Inspection

VICTIMS = "The force should ensure that victims receive regular updates about their investigation."
STATEMENTS = "Victim personal statements are seldom offered."
ESTATE = "Some buildings are in poor repair and the estate is costly."
MISSING = "Reviews of missing person enquiries are late."
DASH = "Officers complete DASH forms fully."
CAUSE = "The force is failing to record reported crime."
ASKED = "Within three months the force should record all reports of crime without delay."


def made(force: str | None = "northshire", cycle: str | None = "2017", weaknesses: tuple[str, ...] = (STATEMENTS, ESTATE, MISSING),
         areas: tuple[str, ...] = (VICTIMS,), strengths: tuple[str, ...] = (DASH,)) -> Inspection:
    text = "\n".join(("Northshire", "How good is it?", CAUSE, ASKED, *areas, *weaknesses, *strengths))

    def said(words: str) -> dict[str, Any]:
        start = text.index(words)
        return {"text": words, "span": {"start": start, "end": start + len(words), "text": words}}

    signed = [*(("weakness", words) for words in weaknesses), *(("strength", words) for words in strengths)]
    findings = [{**said(words), "sign": sign} for sign, words in signed]
    return Inspection.model_validate({
        "kind": "effectiveness page", "cycle": cycle, "text": text,
        "source": {"file": "page.txt", "form": "text", "sha256": "0" * 64},
        "force": None if force is None else {"name": "Northshire Police", "code": force, "span": said("Northshire")["span"]},
        "questions": [{
            **said("How good is it?"), "id": "investigation", "number": 2, "findings": findings,
            "areas_for_improvement": [said(words) for words in areas],
            "causes_of_concern": [{**said(CAUSE), "recommendations": [said(ASKED)]}]}]})


def written(path: Path, inspection: Inspection | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((inspection or made()).model_dump_json(), encoding="utf-8")
    return path
