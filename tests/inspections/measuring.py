"""How well the reader reads: precision and recall by field, on the made-up pages.

`python -m tests.inspections.measuring` prints the tables; `--disagreements` names each one (of the pages kept back too, which
ends their use as such); `--write` renews docs/reference/reader_scores.md.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from peelian.cli import main as peelian
from tests.inspections.fixtures import Fixture, all_fixtures
from tests.inspections.scoring import FIELDS, Count, Score, score_page, total

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "reader_scores.md"
HOW = """\
# How well the reader of inspection pages reads

Written by `python -m tests.inspections.measuring --write`; a test checks that it is up to date.

The pages are made up ({pages} of them, from every cycle; {kept_pages} kept back from those who wrote the reader). Each is read
whole and damaged as copying damages pages, as text, HTML and PDF: {files} files, of which {kept} were kept back.
`tests/inspections/README.md` tells how they are labelled. The labels are one person's reading, and the pages are cleaner than
real ones: expect less on real pages, and check by eye what matters.

**Precision** is the share of what the reader found that is right. **Recall** is the share of what is there that it found.
The number beside them is how many there are to find. Texts count as found when nine in ten of their words stand in order.
A sentence that may be read either way counts for nothing. Where a page does not say a grade, any grade found is wrong.

The reader was mended on the open pages until little was left to mend, so **only the pages kept back tell how well it reads**.
The weakest there is what is said in free prose: strengths, weaknesses and changes that no fixed phrase announces.
"""


def read(fixture: Fixture, folder: Path) -> list[dict[str, Any]]:
    """What `peelian read` writes for a fixture; nothing when it refuses the file."""
    out = folder / f"{fixture.name}.json"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        ended = peelian(["read", str(fixture.written(folder)), "--out", str(out)])
    if ended != 0:
        return []
    found = json.loads(out.read_text(encoding="utf-8"))
    return found if isinstance(found, list) else [found]


def scored(readings: Iterable[tuple[Fixture, list[dict[str, Any]]]]) -> Score:
    """The score of some fixtures as read."""
    score = Score()
    for fixture, found in readings:
        score_page(score, fixture.name, fixture.expected, found)
    return score


def readings_of(fixtures: Iterable[Fixture]) -> list[tuple[Fixture, list[dict[str, Any]]]]:
    """Each fixture with what the reader finds in it."""
    with tempfile.TemporaryDirectory() as folder:
        return [(fixture, read(fixture, Path(folder))) for fixture in fixtures]


def document(readings: list[tuple[Fixture, list[dict[str, Any]]]]) -> str:
    """The page of scores."""
    kept = [one for one in readings if one[0].held_out]
    seen = [one for one in readings if not one[0].held_out]
    names = {fixture.page.name for fixture, _ in readings}
    head = HOW.format(pages=len(names), kept_pages=len({fixture.page.name for fixture, _ in kept}),
                      files=len(readings), kept=len(kept))
    return "\n".join([head, "## By field", "", *by_field(scored(seen), scored(kept)), "",
                      "## By damage and form, all fields together", "", *by_form(readings), "",
                      "## Traps", "", "What each page is there to test, and what is expected.", "",
                      *traps(fixture for fixture, _ in readings), ""])


def by_field(seen: Score, kept: Score) -> list[str]:
    """Rows of a table: each field on the open pages and on those kept back."""
    rows = ["| field | open pages: precision | recall | to find | kept back: precision | recall | to find |",
            "|---|---|---|---|---|---|---|"]
    return rows + [f"| {name} | {_cells(seen.counts[name])} | {_cells(kept.counts[name])} |" for name in FIELDS]


def by_form(readings: list[tuple[Fixture, list[dict[str, Any]]]]) -> list[str]:
    """Rows of a table: each damage in each form."""
    rows = ["| damage | form | files | precision | recall | to find |", "|---|---|---|---|---|---|"]
    for damage, form in sorted({(fixture.damage, fixture.form) for fixture, _ in readings}):
        some = [one for one in readings if (one[0].damage, one[0].form) == (damage, form)]
        rows.append(f"| {damage} | {form} | {len(some)} | {_cells(total(scored(some).counts.values()))} |")
    return rows


def traps(fixtures: Iterable[Fixture]) -> list[str]:
    """Rows of a table: each trap, its page, and what is expected."""
    pages = {fixture.page.name: fixture.page for fixture in fixtures}
    rows = sorted((trap, name, what) for name, page in pages.items() for trap, what in page.about["traps"].items())
    return ["| trap | page | expected |", "|---|---|---|", *(f"| {trap} | {name} | {what} |" for trap, name, what in rows)]


def _cells(count: Count) -> str:
    shares = ["–" if share is None else f"{share:.3f}" for share in (count.precision, count.recall)]
    return f"{shares[0]} | {shares[1]} | {count.right + count.missed}"


def main(arguments: list[str]) -> None:
    """Prints the tables, or writes them."""
    readings = readings_of(all_fixtures())
    if "--write" in arguments:
        DOCUMENT.write_text(document(readings), encoding="utf-8")
    elif "--disagreements" in arguments:
        for line in scored(readings).disagreements:
            print(" | ".join(line))
    else:
        print(document(readings))


if __name__ == "__main__":
    main(sys.argv[1:])
