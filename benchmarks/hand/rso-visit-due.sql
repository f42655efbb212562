-- subject_type: rso
-- owed_by: offender manager
-- edition: CASE WHEN s < 1498777200000000 THEN '2015-01-01' ELSE '2017-06-30' END
-- kind: within
WITH proofs AS (
    SELECT rso_id, list_sort(list({'lo': "at", 'id': visit_id, 'entered': entered_at, 'sure': coalesce(good, false),
                                  'hi': "at"})) AS proofs
    FROM (SELECT *, successful AS good FROM rso_visit)
    WHERE good IS NOT FALSE AND "at" IS NOT NULL AND rso_id IS NOT NULL
    GROUP BY rso_id
),
owed AS (
    SELECT o.*, o.management = 'active' AS pop, registered_on AS since, registered_on_hi AS since_hi, o.risk AS risk_band, o.ended_on AS e_lo, o.ended_on_hi AS e_hi,
           'the requirement to notify ended or the person left' AS end_reason,
           list_filter(proofs, lambda x: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(proofs, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM rso o LEFT JOIN proofs ON proofs.rso_id = o.rso_id
    WHERE (o.management = 'active') IS NOT FALSE AND registered_on IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since, since_hi),
           unnest(list_prepend({'lo': since, 'id': NULL::VARCHAR, 'entered': NULL::BIGINT, 'sure': true, 'hi': since_hi},
                               following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT rso_id AS subject_id, rso_id || coalesce('|' || gap.id, '') AS trigger_id, force_code,
       owner_id AS owner, team_id AS team, CASE WHEN risk_band IN ('VH', 'H') THEN 'high' ELSE 'medium' END AS risk, pop, runs_from(gap.lo, found.lo, 1420070400000000) AS s, greatest(gap.hi, s) AS s_hi,
       CASE risk_band WHEN 'VH' THEN 1 WHEN 'H' THEN 3 WHEN 'M' THEN 6 ELSE 12 END AS longest,
       s >= 1498777200000000 AND visit_interval_days IS NOT NULL AS planned,
       CASE WHEN NOT planned THEN due_months(s, CASE WHEN risk_band IS NULL THEN 1 ELSE longest END)
            WHEN visit_interval_days >= 0 THEN due_days(s, visit_interval_days) ELSE -never() END AS u,
       CASE WHEN NOT planned THEN due_months(s_hi, longest)
            WHEN visit_interval_days >= 0 THEN due_days(s_hi, visit_interval_days) ELSE never() END AS u_hi,
       found.lo AS d, found.hi AS d_hi, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p, e_lo, e_hi, end_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
