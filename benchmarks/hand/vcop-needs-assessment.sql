-- subject_type: victim_case
-- owed_by: investigator
-- edition: CASE WHEN s < 1617231600000000 THEN '2015-11-16' ELSE '2021-04-01' END
-- kind: within
-- holder: crime
SELECT v.victim_case_id AS subject_id, v.victim_case_id AS trigger_id, v.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN enhanced_from IS NOT NULL AND enhanced THEN 'high' ELSE 'medium' END AS risk,
       opened_at AS s, s + hours(24) AS u, needs_assessed_at AS d,
       CASE WHEN d IS NOT NULL THEN v.victim_case_id END AS proof_id,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the crime record was cancelled' AS end_reason
FROM victim_case v LEFT JOIN crimes ON crimes.crime_id = v.crime_id
WHERE opened_at >= 1447632000000000
