"""How a command ends when it cannot go on: an exit code, and words for the person at the terminal.

0 done, 1 a value, a file or the library is wrong (or the machine refuses: no space, no right to write), 2 the command line
cannot be read (an unknown option, an argument that is missing), 3 our fault, 130 and 143 stopped by a person or by the system.
Nobody is shown a traceback unless they ask for one.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

from peelian.problems import Problems, no_room

DONE, WRONG_DATA, OUR_FAULT, INTERRUPTED = 0, 1, 3, 130


def ended_by(error: BaseException) -> int:
    """The exit code for an error, after telling the person on standard error what to do about it."""
    if isinstance(error, Problems):
        return _tell_problems(error)
    if isinstance(error, KeyboardInterrupt):
        _tell("Stopped. Nothing half done was left in the output folder.")
        return INTERRUPTED
    if words := no_room(error):
        # A copy that fails names first what it was copied from.
        name = getattr(error, "filename2", None) or getattr(error, "filename", None)
        _tell(f"{f'The disk that holds {_folder_of(os.fsdecode(name))}' if name else 'The disk'}: {words}")
        return WRONG_DATA
    if isinstance(error, OSError) and error.filename is not None:
        _tell(f"{os.fsdecode(error.filename)}: {error.strerror}. Check the path and your right to use it.")
        return WRONG_DATA
    if isinstance(error, MemoryError):
        _tell("The machine ran out of memory. Close other work, or assess fewer records at a time.")
        return WRONG_DATA
    return _tell_our_fault(error)


def _folder_of(name: str) -> str:
    """The folder in which a person would look: of what is being written, the one in which it is to stand when it is whole."""
    from peelian.duties.run_folder import UNFINISHED

    path = Path(name)
    work = next((one for one in path.parents if UNFINISHED in one.name), path)
    return str(work.parent)


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


def _tell_problems(error: Problems) -> int:
    for problem in error.problems:
        _tell(str(problem))
    count = len(error.problems)
    if count > 1:
        _tell(f"{count:,} problems.")
    return WRONG_DATA


def _tell_our_fault(error: BaseException) -> int:
    """A fault of Peelian's own. The traceback goes to a private file: its last line may quote a value of a record."""
    text = "".join(traceback.format_exception(error))
    _tell(f"Something went wrong inside Peelian ({type(error).__name__}). Your data is as it was.")
    if os.environ.get("PEELIAN_TRACEBACK"):
        _tell(text)
        return OUR_FAULT
    try:
        handle, name = tempfile.mkstemp(prefix="peelian-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        _tell("Run it again with PEELIAN_TRACEBACK=1 to see where.")
        return OUR_FAULT
    _tell(f"Where it went wrong is in {Path(name)}. It may quote a record: read it before you share it.")
    return OUR_FAULT
