-- subject_type: crime
-- owed_by: investigator
-- kind: within
-- holder: crime
WITH submitted AS (
    SELECT *, form_type = 'handover' AND unanswered = 0 AS whole FROM form
    WHERE submitted_at IS NOT NULL AND (form_type = 'handover' AND unanswered = 0) IS NOT FALSE
),
forms AS (
    SELECT crime_id, crime_owner_id, min(proof(submitted_at, form_id, entered_at, true)) FILTER (whole) AS formed,
           min(submitted_at) AS possible
    FROM submitted WHERE crime_id IS NOT NULL AND crime_owner_id IS NOT NULL GROUP BY ALL
),
of_crime AS (SELECT crime_id, min(submitted_at) AS of_crime FROM submitted WHERE crime_owner_id IS NULL AND crime_id IS NOT NULL
             GROUP BY crime_id),
of_owner AS (SELECT crime_owner_id, min(submitted_at) AS of_owner FROM submitted
             WHERE crime_id IS NULL AND crime_owner_id IS NOT NULL GROUP BY crime_owner_id),
of_none AS (SELECT min(submitted_at) AS of_none FROM submitted WHERE crime_id IS NULL AND crime_owner_id IS NULL)
SELECT o.crime_id AS subject_id, o.crime_owner_id AS trigger_id, o.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk,
       reason IN ('handover', 'absence', 'workload') AS pop, from_at AS s, day_end(local_day(from_at)) AS u,
       CASE WHEN formed.lo IS NOT NULL AND accepted_at IS NOT NULL
            THEN greatest(formed, proof(accepted_at, o.crime_owner_id, NULL::BIGINT, true)) END AS found,
       least(possible, if_by(of_crime, u), if_by(of_owner, u), if_by(of_none, u)) AS form_p,
       CASE WHEN form_p IS NOT NULL AND accepted_at IS NOT NULL THEN greatest(form_p, accepted_at) END AS p,
       finalised_at AS e_lo, hi(finalised_at) AS e_hi, 'the investigation was closed' AS end_reason
FROM crime_owner o
LEFT JOIN crimes ON crimes.crime_id = o.crime_id
LEFT JOIN forms ON forms.crime_id = o.crime_id AND forms.crime_owner_id = o.crime_owner_id
LEFT JOIN of_crime ON of_crime.crime_id = o.crime_id
LEFT JOIN of_owner ON of_owner.crime_owner_id = o.crime_owner_id
CROSS JOIN of_none
WHERE (reason IN ('handover', 'absence', 'workload')) IS NOT FALSE AND o.crime_id IS NOT NULL
  AND from_at >= 1420070400000000
