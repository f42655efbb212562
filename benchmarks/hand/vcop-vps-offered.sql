-- subject_type: victim_case
-- owed_by: investigator
-- edition: CASE WHEN s < 1617231600000000 THEN '2015-11-16' ELSE '2021-04-01' END
-- kind: within
-- holder: crime
WITH offers AS (
    SELECT victim_case_id, min(proof(offered_at, vps_id, entered_at, true)) AS offered
    FROM vps WHERE response IS NOT NULL AND offered_at IS NOT NULL AND victim_case_id IS NOT NULL GROUP BY victim_case_id
)
SELECT v.victim_case_id AS subject_id, v.victim_case_id AS trigger_id, v.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN enhanced_from IS NOT NULL AND enhanced THEN 'high' ELSE 'medium' END AS risk,
       statement_at AS s, day_end(local_day(s)) AS u, offered.lo AS d, offered.id AS proof_id,
       offered.entered AS proof_entered_at,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the crime record was cancelled' AS end_reason
FROM victim_case v LEFT JOIN crimes ON crimes.crime_id = v.crime_id
LEFT JOIN offers ON offers.victim_case_id = v.victim_case_id
WHERE statement_at >= 1447632000000000
