-- subject_type: crime
-- owed_by: attending officer
-- kind: by_date
-- holder: crime
WITH submitted AS (
    SELECT *, form_type = 'initial_investigation' AND unanswered = 0 AS whole FROM form
    WHERE submitted_at IS NOT NULL AND (form_type = 'initial_investigation' AND unanswered = 0) IS NOT FALSE
),
forms AS (
    SELECT crime_id, list_sort(list(proof(submitted_at, form_id, entered_at, whole))) AS forms
    FROM submitted WHERE crime_id IS NOT NULL GROUP BY crime_id
),
unlinked AS (SELECT submitted_at AS unlinked_at FROM submitted WHERE crime_id IS NULL),
owed AS (
    SELECT *, attended AND victim_based AS pop, attended_at AS s, day_of(attended_at) AS from_day FROM crimes
    WHERE (attended AND victim_based) IS NOT FALSE AND attended_at >= 1420070400000000
)
SELECT owed.crime_id AS subject_id, owed.crime_id AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk, pop, s,
       coalesce(attending_shift_end, -never()) AS u, coalesce(attending_shift_end, never()) AS u_hi,
       first_sure(forms, s) AS found,
       least(first_possible(forms, s), if_by(unlinked_at, u_hi)) AS p,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the record was cancelled' AS end_reason
FROM owed LEFT JOIN forms ON forms.crime_id = owed.crime_id
ASOF LEFT JOIN unlinked ON unlinked_at >= owed.from_day
