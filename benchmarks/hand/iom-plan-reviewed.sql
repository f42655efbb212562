-- subject_type: offender_mgmt
-- owed_by: offender manager
-- edition: CASE WHEN s < 1735689600000000 THEN '2015-01-01' ELSE '2025-01-01' END
-- kind: within
WITH mappa_now AS (
    SELECT person_id, max({'lo': started_on, 'id': om_id, 'hi': started_on_hi}) AS mappa
    FROM offender_mgmt
    WHERE scheme = 'MAPPA' AND level IN (2, 3) AND ended_on IS NULL AND started_on IS NOT NULL AND person_id IS NOT NULL
    GROUP BY person_id
),
proofs AS (
    SELECT om_id, list_sort(list({'lo': "at", 'id': review_id, 'entered': entered_at, 'sure': coalesce(good, false),
                                  'hi': "at"})) AS proofs
    FROM (SELECT *, kind = 'multi_agency' AND decision IS NOT NULL AS good FROM om_review)
    WHERE good IS NOT FALSE AND "at" IS NOT NULL AND om_id IS NOT NULL
    GROUP BY om_id
),
owed AS (
    SELECT o.*, o.scheme = 'IOM' AS pop, started_on AS since, started_on_hi AS since_hi, least(o.ended_on, mappa.lo) AS e_lo, least(o.ended_on_hi, mappa.hi) AS e_hi,
           CASE WHEN o.ended_on <= coalesce(mappa.lo, never()) THEN 'the person was taken off the scheme'
                ELSE 'public protection arrangements now lead' END AS end_reason,
           list_filter(proofs, lambda x: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(proofs, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM offender_mgmt o LEFT JOIN proofs ON proofs.om_id = o.om_id
    LEFT JOIN mappa_now ON mappa_now.person_id = o.person_id
    WHERE (o.scheme = 'IOM') IS NOT FALSE AND started_on IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since, since_hi),
           unnest(list_prepend({'lo': since, 'id': NULL::VARCHAR, 'entered': NULL::BIGINT, 'sure': true, 'hi': since_hi},
                               following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT om_id AS subject_id, om_id || coalesce('|' || gap.id, '') AS trigger_id, force_code,
       owner_id AS owner, team_id AS team, CASE rag WHEN 'red' THEN 'high' ELSE 'medium' END AS risk, pop, runs_from(gap.lo, found.lo, 1420070400000000) AS s, greatest(gap.hi, s) AS s_hi,
       due_months(s, CASE WHEN rag IS NULL OR rag = 'red' THEN 1 WHEN rag = 'amber' THEN 2 ELSE 3 END) AS u,
       due_months(s_hi, CASE rag WHEN 'red' THEN 1 WHEN 'amber' THEN 2 ELSE 3 END) AS u_hi,
       found.lo AS d, found.hi AS d_hi, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p, e_lo, e_hi, end_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
