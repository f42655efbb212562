-- subject_type: fraud_referral
-- owed_by: investigator
-- kind: within
-- holder: crime
SELECT ref_id AS subject_id, ref_id AS trigger_id, f.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN f.vulnerable THEN 'medium' ELSE 'low' END AS risk, direction = 'in_from_national' AS pop,
       f.finalised_at AS s, due_months(f.finalised_at, 1) AS u,
       CASE WHEN outcome_returned_at >= f.finalised_at THEN outcome_returned_at END AS d,
       CASE WHEN d IS NOT NULL THEN ref_id END AS proof_id
FROM fraud_referral f LEFT JOIN crimes ON crimes.crime_id = f.crime_id
WHERE (direction = 'in_from_national') IS NOT FALSE AND f.finalised_at >= 1420070400000000
