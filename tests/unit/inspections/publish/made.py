"""A small run of another domain with all that must not be told: small counts, names, and a standard that is not published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.unit.measures.made_run import counted, duty, made_library

MONTHS = [f"20{year}-{month:02d}" for year in (15, 16) for month in range(4, 13)] + ["2017-01", "2017-02", "2017-03"]
# Months with a few that were not met; the others have many or none.
SMALL = {"2016-06": 3, "2016-11": 1, "2015-07": 2}
SECRETS = ("secret-subject", "secret-owner", "secret-team", "secret-trigger")
QUIET = "fines-charged"


def rows() -> Iterator[dict[str, Any]]:
    number = 0
    for place, month in enumerate(MONTHS):
        bad = SMALL.get(month, 12 if place % 2 else 8)
        for each in range(140 + place):
            number += 1
            late = each < bad
            yield duty(number, "met_late" if late else "met", f"{month}-10 12:00", started_at=f"{month}-01 12:00",
                       done_at=f"{month}-{11 + each % 8 if late else 2 + each % 8:02d} 12:00",
                       subject_id=f"secret-subject-{number}", trigger_id=f"secret-trigger-{number}",
                       team_at_due=f"secret-team-{number % 3}", team_now=f"secret-team-{number % 3}",
                       owner_at_due=f"secret-owner-{number % 20}", owner_now=f"secret-owner-{number % 20}",
                       area=("north", "south", "tiny")[0 if number % 3 else 1 if number % 141 else 2])
    for each in range(3):
        yield duty(9000 + each, "excused", "2017-02-10 12:00", started_at="2017-02-01 12:00")
    for each in range(30):
        yield duty(9100 + each, "overdue", "2017-02-10 12:00", standard="loan-reminded", started_at="2017-02-01 12:00",
                   subject_id=f"secret-subject-r{each}", owner_at_due=f"secret-owner-{each % 8}", owner_now=f"secret-owner-{each % 8}")


def counts() -> list[dict[str, Any]]:
    found = [counted(number, role, month) for month in ("2016-10", "2016-11", "2017-01") for role, many in
             (("denominator", 40), ("numerator", 37 if month == "2016-11" else 30)) for number in range(many)]
    found += [counted(number, role, "2017-03", standard="fines-charged") for role, many in (("denominator", 61), ("numerator", 43))
              for number in range(many)]
    return found


def library_of(folder: Path) -> Path:
    """The lending library, in which the fines are not for publication."""
    made = made_library(folder)
    path = made / "standards" / "lending" / "fines-charged.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "publish: false\n", encoding="utf-8")
    return made
