-- subject_type: crime
-- owed_by: supervisor
-- kind: within
-- holder: crime
WITH owed AS (
    SELECT * EXCLUDE (reviews), allocated AS pop, allocated_at AS since,
           least(cancelled_at, finalised_at, charged_at) AS e_lo,
           least(hi(cancelled_at), hi(finalised_at), charged_at) AS e_hi,
           list_filter(reviews, lambda x, i: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(reviews, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM crimes
    WHERE allocated IS NOT FALSE AND allocated_at IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since),
           unnest(list_prepend(proof(since, NULL::VARCHAR, NULL::BIGINT, true), following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT crime_id AS subject_id, crime_id || coalesce('|' || gap.id, '') AS trigger_id, force_code,
       area, last_from, last_owner, last_team, held, CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk, pop, runs_from(gap.lo, found.lo, 1420070400000000) AS s,
       stood_still(due_days(s, CASE WHEN vulnerable IS FALSE THEN 28 ELSE 14 END), s, suspended_from, suspended_to) AS u,
       stood_still(due_days(s, CASE WHEN vulnerable THEN 14 ELSE 28 END), s, suspended_from, suspended_to) AS u_hi,
       found.lo AS d, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p,
       e_lo, e_hi,
       CASE WHEN cancelled_at <= coalesce(least(finalised_at, charged_at), never()) THEN 'the record was cancelled'
            WHEN finalised_at <= coalesce(charged_at, never()) THEN 'the investigation was closed'
            ELSE 'a suspect was charged' END AS end_reason,
       CASE WHEN suspended_to IS NULL THEN in_time(suspended_from, u, u_hi) ELSE false END AS x,
       CASE WHEN x THEN suspended_from END AS excused_at,
       'enquiries wait on somebody outside the force, by authority' AS x_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
