"""Where a library is: one that Peelian brings, by its name, or a folder of one's own, by its path."""

from __future__ import annotations

import os
from pathlib import Path

from peelian.problems import did_you_mean, problem

BUILT_IN = Path(__file__).parent / "library"
DEFAULT = "england_and_wales"
MARK = "library.yaml"  # the file that makes a folder a library


def built_in_names() -> list[str]:
    """The names of the libraries inside the package."""
    return sorted(file.parent.name for file in BUILT_IN.glob(f"*/{MARK}"))


def library_path(name_or_path: str | Path) -> Path:
    """The folder of a library. A path has a separator or exists; all else is a name. Raises Problems."""
    text = str(name_or_path)
    if text in built_in_names():
        return BUILT_IN / text
    folder = Path(text).expanduser()
    looks_like_path = os.sep in text or folder.exists()
    if not looks_like_path:
        names = built_in_names()
        mend = did_you_mean(text, names) or f"Known: {', '.join(names) or 'none'}."
        raise problem(f"--library {text}", "no library has this name.", f"{mend} A path to a folder will do too.")
    if not folder.is_dir():
        what = "is a file, not a folder." if folder.exists() else "there is no such folder."
        raise problem(f"--library {text}", what, f"Name the folder that holds {MARK}.")
    if not (folder / MARK).is_file():
        raise problem(f"--library {text}", f"holds no {MARK}, so it is no library.",
                      "Name the folder that holds it.")
    return folder
