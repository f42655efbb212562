-- subject_type: officer
-- owed_by: control-room supervisor
-- kind: in_period
WITH months AS (
    SELECT officer_id, month_of(starts_at) AS month, bool_or(role = 'call_handler') AS pop, min(team_id) AS team,
           min(force_code) AS force_code
    FROM shift
    WHERE (role = 'call_handler') IS NOT FALSE AND officer_id IS NOT NULL AND starts_at IS NOT NULL
    GROUP BY ALL
),
bounded AS (
    SELECT *, CAST(month || '-01' AS DATE) AS first_day,
           day_start(first_day - DATE '1970-01-01') AS s,
           day_start(CAST(first_day + INTERVAL 1 MONTH AS DATE) - DATE '1970-01-01') - 1 AS u
    FROM months
),
seen AS (
    SELECT *, subject_type IN ('call', 'incident') AND scored AND NOT recheck AND reviewer <> officer_id AS good
    FROM qa_review WHERE "at" IS NOT NULL
),
reviews AS (
    SELECT officer_id, month_of("at") AS month,
           list_sort(list(proof("at", review_id, entered_at, true)) FILTER (good))[3] AS third,
           list_sort(list("at"))[3] AS possible
    FROM seen WHERE good IS NOT FALSE AND officer_id IS NOT NULL GROUP BY ALL
),
unlinked AS (SELECT "at" AS unlinked_at FROM seen WHERE good IS NOT FALSE AND officer_id IS NULL)
SELECT officer_id AS subject_id, month AS trigger_id, force_code, officer_id AS owner, team,
       CASE WHEN pop THEN true END AS pop, s, u, third.lo AS d, third.id AS proof_id, third.entered AS proof_entered_at,
       least(possible, if_by(unlinked_at, u)) AS p
FROM (SELECT *, day_of(s) AS from_day FROM bounded) months
LEFT JOIN reviews USING (officer_id, month)
ASOF LEFT JOIN unlinked ON unlinked_at >= from_day
WHERE s >= 1420070400000000
