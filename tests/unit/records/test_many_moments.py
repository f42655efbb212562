"""The memory that reading takes does not grow with the number of a table's moments."""

from __future__ import annotations

from datetime import datetime

from peelian.records.tables import Table

from .conftest import Reader


def test_a_row_of_very_many_moments_is_read(tables: dict[str, Table], read: Reader) -> None:
    names = [f"renewed_{number}_at" for number in range(80)]
    loan = tables["loan"]
    columns = loan.model_dump(exclude_none=True)
    columns["columns"] |= {name: {"type": "moment", "meaning": "When it was renewed."} for name in names}
    tables["loan"] = Table.model_validate(columns)
    row = read(f"loan_id,lent_at,{','.join(names)}\n1,2021-07-01 10:00:00{',2021-07-01 12:00:00' * len(names)}\n").row("1")
    assert {row[name] for name in names} == {datetime(2021, 7, 1, 11)}
