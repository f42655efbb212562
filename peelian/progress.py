"""How long work tells how far it has come: a callable that is given the step in words, what is done and of how much.

On a terminal it draws a bar, one line to each step; in a pipe or a log it stays quiet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, of: int) -> None:
    """Progress for those who do not watch."""


@contextmanager
def on_terminal() -> Iterator[Progress]:
    """Progress on standard error where that is a terminal, else `silent`. The bars are cleared at the end."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        known: dict[str, int] = {}

        def show(step: str, done: int, of: int) -> None:
            if step not in known:
                known[step] = int(bars.add_task(step, total=of))
            bars.update(bars.task_ids[known[step]], completed=done, total=of)

        yield show
