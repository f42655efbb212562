"""The sheet that a person fills: one row for each drawn duty or record, and two columns left empty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peelian.inspections.improvement.sheets import read_rows, write_rows
from peelian.inspections.reviews.sample import MEANING, Sample
from peelian.problems import Problem, Problems, problem, shortened

MARKING = "OFFICIAL-SENSITIVE"
COLUMNS = ["marking", "sample", "number", "stratum", "means", "says", "duty_or_record", "subject", "started", "due", "done", "proof",
           "source_link", "right", "why"]
NEEDED = ("sample", "number", "duty_or_record", "right", "why")
ANSWERS = {"yes": "right", "y": "right", "right": "right", "no": "wrong", "n": "wrong", "wrong": "wrong",
           "cannot tell": "cannot tell", "?": "cannot tell"}
LONGEST_WHY = 2_000


@dataclass(frozen=True)
class Answer:
    """What a person found of one row: right, wrong or cannot tell, and why."""

    id: str
    answer: str
    why: str


def sample_name(sample: Sample, key: str) -> str:
    """What every row of a sheet says of the draw that it belongs to: standard, size, seed and run."""
    return f"{sample.standard}/{sample.n}/{key}/{sample.seed}"


def write_sheet(path: Path, sample: Sample, key: str) -> None:
    """Write a new .csv or .xlsx. Raises Problems where there is one already."""
    name = sample_name(sample, key)
    rows = [[MARKING, name, str(number), row.stratum, MEANING[row.stratum], row.says, row.id, row.subject, row.started, row.due,
             row.done, row.proof, row.source_link, "", ""] for number, row in enumerate(sample.rows, start=1)]
    # It names single records: whoever draws it decides who else may read it.
    write_rows(path, COLUMNS, rows, "to check", {"right": ["yes", "no", "cannot tell"]}, private=True)


def read_sheet(path: Path) -> tuple[str, int, str, str, list[Answer]]:
    """A filled sheet: standard, n, the run's key, seed, and the answers by row. Raises Problems with every row that lacks one."""
    columns, rows = read_rows(path)
    lacking = [name for name in NEEDED if name not in columns]
    if lacking:
        raise Problems(Problem(path.name, f"has no column '{name}'.", "Fill a sheet that `peelian sample` wrote.") for name in lacking)
    if not rows:
        raise problem(path.name, "holds no row.", "Fill a sheet that `peelian sample` wrote.")
    names = {row.cells["sample"] for row in rows}
    parts = next(iter(names)).split("/", 3)
    if len(names) > 1 or len(parts) != 4 or not parts[1].isascii() or not parts[1].isdigit():
        raise problem(path.name, "does not say, alike in every row, which sample it is.",
                      "Leave the column 'sample' as it was written.")
    wrong, found = [], []
    for row in rows:
        cells = row.cells
        answer = ANSWERS.get(cells["right"].casefold())
        if answer is None:
            said = f"'{shortened(cells['right'])}' is no answer." if cells["right"] else "is not answered."
            wrong.append(Problem(row.place, said, "Write yes, no, or cannot tell in the column 'right'."))
        elif answer == "wrong" and not cells["why"]:
            wrong.append(Problem(row.place, "does not say why it is wrong.", "Say it in the column 'why'."))
        elif len(cells["why"]) > LONGEST_WHY:
            wrong.append(Problem(row.place, f"says why in more than {LONGEST_WHY:,} characters.", "Say it shorter."))
        else:
            found.append(Answer(cells["duty_or_record"], answer, cells["why"]))
    if wrong:
        raise Problems(wrong)
    return parts[0], int(parts[1]), parts[2], parts[3], found
