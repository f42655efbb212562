"""A library copied to a folder of one's own, to be changed there."""

from __future__ import annotations

import re
from pathlib import Path

# In the library that Peelian brings the schemas lie one folder further up than in a copy of it.
FIRST_LINE = re.compile(r"\A(# yaml-language-server: \$schema=)\S*schemas/")
SCHEMAS = "schemas"


def copy_library(library: Path, out: Path) -> int:
    """Copy every YAML file of a library into the folder `out`, its first line pointing to `out`/schemas.

    Returns how many files were copied. The schemas themselves are not written here.
    """
    copied = 0
    for source in sorted(library.rglob("*.yaml")):
        inside = source.relative_to(library)
        target = out / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        up = "../" * (len(inside.parts) - 1)
        target.write_text(FIRST_LINE.sub(rf"\g<1>{up}{SCHEMAS}/", text), encoding="utf-8")
        copied += 1
    return copied
