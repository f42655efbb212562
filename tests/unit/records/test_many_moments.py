"""Reading keeps within its memory however many moments a table has, and on however many processors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from peelian.records.tables import Table

from .conftest import Reader


@pytest.mark.parametrize("threads", [1, 8])
def test_rows_of_very_many_moments_are_read(tables: dict[str, Table], read: Reader, monkeypatch: pytest.MonkeyPatch,
                                            threads: int) -> None:
    connect = duckdb.connect

    def on_a_machine(config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return connect(config={**config, "threads": threads})

    monkeypatch.setattr(duckdb, "connect", on_a_machine)
    names = [f"renewed_{number}_at" for number in range(80)]
    loan = tables["loan"].model_dump(exclude_none=True)
    loan["columns"] |= {name: {"type": "moment", "meaning": "When it was renewed."} for name in names}
    tables["loan"] = Table.model_validate(loan)
    rows = read(f"loan_id,lent_at,{','.join(names)}\n1,2021-07-01 10:00:00{',2021-07-01 12:00:00' * len(names)}\n").rows()
    assert [{row[name] for name in names} for row in rows] == [{datetime(2021, 7, 1, 11)}]
