-- subject_type: offender_mgmt
-- owed_by: public protection coordinator
-- kind: within
WITH proofs AS (
    SELECT om_id, list_sort(list({'lo': "at", 'id': review_id, 'entered': entered_at, 'sure': coalesce(good, false),
                                  'hi': "at"})) AS proofs
    FROM (SELECT *, kind = 'mappa_meeting' AND minuted AS good FROM om_review)
    WHERE good IS NOT FALSE AND "at" IS NOT NULL AND om_id IS NOT NULL
    GROUP BY om_id
),
owed AS (
    SELECT o.*, o.scheme = 'MAPPA' AND o.level IN (2, 3) AS pop, started_on AS since, started_on_hi AS since_hi, o.ended_on AS e_lo, o.ended_on_hi AS e_hi, 'the person is no longer managed at this level' AS end_reason,
           list_filter(proofs, lambda x: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(proofs, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM offender_mgmt o LEFT JOIN proofs ON proofs.om_id = o.om_id
    WHERE (o.scheme = 'MAPPA' AND o.level IN (2, 3)) IS NOT FALSE AND started_on IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since, since_hi),
           unnest(list_prepend({'lo': since, 'id': NULL::VARCHAR, 'entered': NULL::BIGINT, 'sure': true, 'hi': since_hi},
                               following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT om_id AS subject_id, om_id || coalesce('|' || gap.id, '') AS trigger_id, force_code,
       owner_id AS owner, team_id AS team, 'high' AS risk, pop, runs_from(gap.lo, found.lo, 1420070400000000) AS s, greatest(gap.hi, s) AS s_hi,
       due_days(s, CASE WHEN level <> 3 THEN 84 ELSE 42 END) AS u, due_days(s_hi, CASE level WHEN 3 THEN 42 ELSE 84 END) AS u_hi,
       found.lo AS d, found.hi AS d_hi, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p, e_lo, e_hi, end_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
