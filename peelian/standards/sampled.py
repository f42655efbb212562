"""Which record a person's answer is about: the column of the answers that names a record of the audit's population."""

from __future__ import annotations

from collections.abc import Mapping

from peelian.records.tables import Table
from peelian.standards.model import Audit
from peelian.standards.scope import Scope
from peelian.yaml_file import Place


def looked_at(audit: Audit, scope: Scope, tables: Mapping[str, Table], place: Place) -> str | None:
    """The column of the answers that holds the key of what is sampled. scope: of the population. None with a problem."""
    answers = tables.get(audit.answers.record)
    if answers is None:
        return None
    base = tables[scope.each[0]]
    if len(scope.each) > 1 or len(base.key) != 1:
        scope.problem(place, f"a sample is drawn of the rows of one table with a key of one column, and {' and '.join(scope.each)} "
                      "is not.", "Name such a table as `each` of the population.")
        return None
    known = len(scope.problems)
    pairs = scope.keys(answers, audit.answers.same, audit.answers.about, place)
    if len(pairs) == 1 and (pairs[0][1].table, pairs[0][1].column) == (base.table, base.key[0]):
        return pairs[0][0]
    del scope.problems[known:]
    scope.problem(place, f"nothing says which {base.table} an answer of {answers.table} is about.",
                  f"Add `same: {{its column: {base.table}.{base.key[0]}}}`.")
    return None
