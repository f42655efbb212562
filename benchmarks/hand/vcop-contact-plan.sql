-- subject_type: victim_case
-- owed_by: investigator
-- edition: CASE WHEN s < 1617231600000000 THEN '2015-11-16' ELSE '2021-04-01' END
-- kind: within
-- holder: crime
WITH contacts AS (
    SELECT victim_case_id, list_sort(list(proof("at", contact_id, entered_at, good))) AS contacts
    FROM (SELECT *, direction = 'out' AND success
                    AND purpose IN ('update', 'decision', 'suspect_event', 'outcome') AS good FROM victim_contact)
    WHERE good IS NOT FALSE AND "at" IS NOT NULL AND victim_case_id IS NOT NULL
    GROUP BY victim_case_id
),
owed AS (
    SELECT v.*, area, last_from, last_owner, last_team, held, opened_at AS since, cancelled_at, finalised_at,
           CASE WHEN declined_contact THEN declined_at END AS silent_from,
           least(cancelled_at, finalised_at, silent_from) AS e_lo,
           least(hi(cancelled_at), hi(finalised_at), silent_from) AS e_hi,
           list_filter(contacts, lambda x: x.sure AND x.lo > since) AS sure,
           list_filter(sure, lambda x, i: i = 1 OR sure[i - 1].lo < x.lo) AS following,
           list_filter(contacts, lambda x: NOT x.sure AND x.lo > since) AS maybes
    FROM victim_case v
    LEFT JOIN contacts ON contacts.victim_case_id = v.victim_case_id
    LEFT JOIN crimes ON crimes.crime_id = v.crime_id
    WHERE opened_at IS NOT NULL
),
gaps AS (
    SELECT * EXCLUDE (sure, following, since),
           unnest(list_prepend(proof(since, NULL::VARCHAR, NULL::BIGINT, true), following)) AS gap,
           unnest(list_append(following, NULL)) AS found
    FROM owed
)
SELECT victim_case_id AS subject_id, victim_case_id || coalesce('|' || gap.id, '') AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN enhanced_from IS NOT NULL AND enhanced THEN 'high' ELSE 'medium' END AS risk, runs_from(gap.lo, found.lo, 1447632000000000) AS s,
       CASE WHEN agreed_interval_days < 0 THEN NULL ELSE due_days(s, coalesce(agreed_interval_days, 28)) END AS agreed,
       coalesce(agreed, -never()) AS u, coalesce(agreed, never()) AS u_hi,
       found.lo AS d, found.id AS proof_id, found.entered AS proof_entered_at,
       least(d, list_filter(maybes, lambda x: x.lo > s)[1].lo) AS p,
       e_lo, e_hi, CASE e_lo WHEN cancelled_at THEN 'the crime record was cancelled' WHEN finalised_at THEN 'the investigation was closed'
                           ELSE 'the victim asked not to be contacted' END AS end_reason,
       declined_at IS NOT NULL AND declined_contact AND told_in_time(declined_at, entered_at, u, u_hi) AS x,
       CASE WHEN x THEN declined_at END AS excused_at, 'the victim asked not to be contacted' AS x_reason
FROM gaps
WHERE s IS NOT NULL AND (gap.id IS NULL AND gap.lo = s OR s < coalesce(e_hi, never()))
