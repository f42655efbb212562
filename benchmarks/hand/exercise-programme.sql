-- subject_type: plan_document
-- owed_by: plan owner
-- kind: within
WITH proofs AS (
    SELECT plan_id, list_sort(list({'lo': held_on, 'id': exercise_id, 'entered': entered_at, 'sure': coalesce(good, false),
                                  'hi': held_on_hi})) AS proofs
    FROM (SELECT *, true AS good FROM exercise)
    WHERE good IS NOT FALSE AND held_on IS NOT NULL AND plan_id IS NOT NULL
    GROUP BY plan_id
),
owed AS (
    SELECT o.*, true AS pop, adopted_on AS since, adopted_on_hi AS since_hi, retired_on AS e_lo, retired_on_hi AS e_hi, 'the plan was withdrawn' AS end_reason,
           list_filter(proofs, lambda x: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(proofs, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM plan_document o LEFT JOIN proofs ON proofs.plan_id = o.plan_id
    WHERE (true) IS NOT FALSE AND adopted_on IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since, since_hi),
           unnest(list_prepend({'lo': since, 'id': NULL::VARCHAR, 'entered': NULL::BIGINT, 'sure': true, 'hi': since_hi},
                               following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT plan_id AS subject_id, plan_id || coalesce('|' || gap.id, '') AS trigger_id, force_code,
       owner_id AS owner, team_id AS team, 'medium' AS risk, pop, runs_from(gap.lo, found.lo, 1420070400000000) AS s, greatest(gap.hi, s) AS s_hi,
       due_months(s, 12) AS u, due_months(s_hi, 12) AS u_hi,
       found.lo AS d, found.hi AS d_hi, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p, e_lo, e_hi, end_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
