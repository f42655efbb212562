-- subject_type: victim_case
-- owed_by: investigator
-- edition: CASE WHEN s < 1617231600000000 THEN '2015-11-16' ELSE '2021-04-01' END
-- kind: within
-- holder: crime
WITH told AS (
    SELECT *, direction = 'out' AND success AND purpose IN ('suspect_event', 'outcome') AS good FROM victim_contact
    WHERE "at" IS NOT NULL AND victim_case_id IS NOT NULL
      AND (direction = 'out' AND success AND purpose IN ('suspect_event', 'outcome')) IS NOT FALSE
),
contacts AS (
    SELECT victim_case_id, about_event_id, list_sort(list(proof("at", contact_id, entered_at, good))) AS contacts
    FROM told WHERE about_event_id IS NOT NULL GROUP BY ALL
),
unlinked AS (SELECT victim_case_id AS unlinked_case, "at" AS unlinked_at FROM told WHERE about_event_id IS NULL),
owed AS (
    SELECT e.event_id, e.kind, e.happened_at, e.crime_id, e.force_code, v.* EXCLUDE (crime_id, force_code),
           day_of(happened_at) AS from_day
    FROM suspect_event e JOIN victim_case v ON v.crime_id = e.crime_id
    WHERE happened_at >= 1447632000000000
      AND (kind IN ('arrested', 'interviewed', 'released', 'bailed', 'bail_changed')
           OR (happened_at < 1617231600000000 AND kind IN ('charged', 'cautioned'))) IS NOT FALSE
)
SELECT o.victim_case_id AS subject_id, o.event_id || '|' || o.victim_case_id AS trigger_id, o.force_code, area, last_from, last_owner, last_team, held,
       enhanced_from IS NOT NULL AND enhanced AS more, CASE WHEN more THEN 'high' ELSE 'medium' END AS risk,
       CASE WHEN o.kind IS NOT NULL THEN true END AS pop, happened_at AS s,
       day_end(CASE WHEN more IS FALSE THEN fifth ELSE first END) AS u,
       day_end(CASE WHEN more THEN first ELSE fifth END) AS u_hi,
       first_sure(contacts, s) AS found,
       least(first_possible(contacts, s), if_by(unlinked_at, u_hi)) AS p,
       declined_at IS NOT NULL AND declined_contact AND in_time(declined_at, u, u_hi) AS x,
       CASE WHEN x THEN declined_at END AS excused_at, 'the victim asked not to be contacted' AS x_reason,
       CASE WHEN declined_contact THEN declined_at END AS silent_from,
       least(cancelled_at, silent_from) AS e_lo, least(hi(cancelled_at), silent_from) AS e_hi,
       CASE e_lo WHEN cancelled_at THEN 'the crime record was cancelled' ELSE x_reason END AS end_reason
FROM owed o
LEFT JOIN contacts c ON c.victim_case_id = o.victim_case_id AND c.about_event_id = o.event_id
LEFT JOIN crimes ON crimes.crime_id = o.crime_id
JOIN working_days ON working_days.day = local_day(o.happened_at)
ASOF LEFT JOIN unlinked ON unlinked_case = o.victim_case_id AND unlinked_at >= o.from_day
