-- subject_type: crime
-- owed_by: call handler
-- edition: CASE WHEN s < 1427842800000000 THEN '2015-01-01' ELSE '2015-04-01' END
-- way: crime
-- kind: within
-- holder: crime
SELECT crime_id AS subject_id, crime_id AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       ho_group <> 'fraud' AND NOT transferred_out AS pop, reported_at AS s,
       s + hours(CASE WHEN s < 1427842800000000 THEN 72 ELSE 24 END) AS u,
       CASE WHEN created_at >= s THEN created_at END AS d, CASE WHEN created_at >= s THEN crime_id END AS proof_id
FROM crimes
WHERE incident_id IS NULL AND (ho_group <> 'fraud' AND NOT transferred_out) IS NOT FALSE AND reported_at >= 1420070400000000
