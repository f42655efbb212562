"""Inspections as `peelian read` wrote them, read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from peelian.inspections.read.model import Inspection
from peelian.problems import Problem, Problems, problem, shortened

MAXIMUM_BYTES = 50_000_000
MOST_PROBLEMS = 20
MEND = "Name a file that `peelian read` wrote."
_SEVERAL = TypeAdapter(Annotated[list[Inspection], Field(min_length=1)])


def read_inspections(path: Path) -> list[Inspection]:
    """What a file holds that `peelian read` wrote: one inspection, or a list where the page had several forces.

    Raises Problems for what is no such file, each with its place.
    """
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise problem(path, "is larger than 50 MB.", MEND)
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise problem(path, f"cannot be read ({error.strerror}).", MEND) from None
    except json.JSONDecodeError as error:
        raise problem(f"{path}:{error.lineno}", f"is not JSON: {error.msg}.", MEND) from None
    except (ValueError, RecursionError):
        raise problem(path, "is not JSON: it is no UTF-8 text, or nested too deeply.", MEND) from None
    try:
        if isinstance(data, list):
            return _SEVERAL.validate_python(data)
        return [Inspection.model_validate(data)]
    except ValidationError as error:
        raise Problems(Problem(_place(path, detail["loc"]), f"{detail['msg']} (it says {shortened(repr(detail['input']))}).", MEND)
                       for detail in error.errors()[:MOST_PROBLEMS]) from None


def _place(path: Path, location: tuple[int | str, ...]) -> str:
    inner = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")
    return f"{path}, {inner}" if inner else str(path)
