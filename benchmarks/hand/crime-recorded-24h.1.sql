-- subject_type: incident
-- owed_by: call handler
-- edition: CASE WHEN s < 1427842800000000 THEN '2015-01-01' ELSE '2015-04-01' END
-- way: incident
-- kind: within
WITH recorded AS (
    SELECT incident_id, list_sort(list(proof(created_at, crime_id, entered_at, true))) AS crimes
    FROM crimes WHERE incident_id IS NOT NULL AND created_at IS NOT NULL GROUP BY incident_id
)
SELECT incident_id AS subject_id, incident_id AS trigger_id, force_code, beat AS area, handler_id AS owner, team_id AS team,
       CASE WHEN da_flagged_at IS NOT NULL AND da_flag THEN 'high' ELSE 'medium' END AS risk,
       crime_expected AND NOT transferred_out AS pop, first_reported_at AS s,
       s + hours(CASE WHEN s < 1427842800000000 THEN 72 ELSE 24 END) AS u,
       first_sure(crimes, s) AS found
FROM incident LEFT JOIN recorded USING (incident_id)
WHERE crime_expected_at IS NOT NULL AND (crime_expected AND NOT transferred_out) IS NOT FALSE AND duplicate_of IS NULL
  AND first_reported_at >= 1420070400000000
