"""People's answers over a sample, settled: one for each record of the population, in the month of that record.

The latest answer about a record counts. Answers of one moment that contradict each other leave it unclear. An answer about a
record outside the population is no part of the sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

ANSWERS = ("answered", "yes")
UNCLEAR, AGAIN, OUTSIDE = "answer_unclear", "answer_again", "answer_outside"  # roles of `told`, beside those of the rules
# Where rows do not say what an answer is about, each is about a record of its own name.
SETTLED = f"""
CREATE TEMP TABLE settled AS
WITH sampled AS (
  SELECT standard, settings, record_id, min(period) AS period FROM told WHERE role = 'population' AND truth GROUP BY ALL
),
yes AS (SELECT DISTINCT standard, settings, record_id FROM told WHERE role = 'yes' AND truth),
given AS (
  SELECT answer.*, coalesce(answer.category, answer.record_id) AS about, yes.record_id IS NOT NULL AS is_yes,
         sampled.period AS sampled_in
  FROM told AS answer
  LEFT JOIN yes USING (standard, settings, record_id)
  LEFT JOIN sampled ON sampled.standard = answer.standard AND sampled.settings = answer.settings
       AND sampled.record_id = coalesce(answer.category, answer.record_id)
  WHERE answer.role = 'answered' AND answer.truth
),
newest AS (
  SELECT *, count(*) OVER about_one AS answers,
         row_number() OVER (PARTITION BY standard, settings, about ORDER BY happened_at DESC NULLS LAST, record_id) AS place,
         count(DISTINCT is_yes) OVER (PARTITION BY standard, settings, about, happened_at) AS kinds
  FROM given WHERE sampled_in IS NOT NULL
  WINDOW about_one AS (PARTITION BY standard, settings, about)
),
one AS (SELECT * EXCLUDE (place) FROM newest WHERE place = 1),
roles AS (
  SELECT *, CASE WHEN kinds > 1 THEN '{UNCLEAR}' ELSE 'answered' END AS told_as, sampled_in AS told_in FROM one
  UNION ALL SELECT *, 'yes', sampled_in FROM one WHERE kinds = 1 AND is_yes
  UNION ALL SELECT *, '{AGAIN}', sampled_in FROM one WHERE answers > 1
  UNION ALL SELECT *, 1, 1, '{OUTSIDE}', period FROM given WHERE sampled_in IS NULL
)
SELECT * EXCLUDE (about, is_yes, sampled_in, answers, kinds, told_as, told_in) REPLACE (told_as AS role, told_in AS period) FROM roles
"""


def settle_answers(connection: duckdb.DuckDBPyConnection) -> None:
    """In the table `told`, put the settled answers in the place of those that were given."""
    connection.execute(SETTLED)
    connection.execute(f"DELETE FROM told WHERE role IN {ANSWERS}")
    connection.execute("INSERT INTO told BY NAME SELECT * FROM settled")
