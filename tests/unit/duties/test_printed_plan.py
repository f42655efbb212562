"""The plan as it was run: what is made in which order is printed, and the SQL that the engine took is kept beside the run."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlglot

from peelian.assessment import assess
from peelian.standards.listing import template

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
LOAN = {"loan_id": "a", "member_id": "m1", "thing": "book", "lent_at": "2017-03-01 10:00"}


def printed(tmp_path: Path, name: str, *, asked: bool) -> str:
    data = tmp_path / f"{name} data"
    template(LENDING, data)
    with (data / "loan.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    with (data / "loan.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerow(LOAN)
    return assess(str(data), "2017-03-31", tmp_path / name, None, LENDING, print_plan=asked)


def test_the_plan_names_each_step_and_its_sql(tmp_path: Path) -> None:
    text = printed(tmp_path, "run", asked=True)
    printed_outline, _, rest = text.partition("\n\n")
    assert rest.startswith(f"The whole plan, with its queries, is {tmp_path / 'run' / 'plan.txt'}.\nRead 1 row")
    assert "SELECT" not in text and printed(tmp_path, "again", asked=False).startswith("Read 1 row")
    assert not (tmp_path / "again" / "plan.txt").exists()
    outline, _, queries = (tmp_path / "run" / "plan.txt").read_text(encoding="utf-8").partition("\n\n")
    assert outline == printed_outline
    assert outline.startswith("What all standards share:")
    duties = outline.split("Duties, a query for each standard:")[1]
    measured = [line.split()[0] for line in duties.splitlines() if line.startswith("  ")]
    assert "loan-returned" in measured
    for standard in measured:
        assert f"-- {standard}: its rows" in queries
    statements = [one for one in sqlglot.parse(queries, dialect="duckdb") if one is not None]
    assert len(statements) >= len(measured)
    # Each table of the records is looked at by one step that all standards share.
    assert queries.count('FROM "records_loan"') == 1
