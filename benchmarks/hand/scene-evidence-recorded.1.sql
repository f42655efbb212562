-- subject_type: crime
-- owed_by: attending officer
-- way: evidence_item
-- kind: by_date
-- holder: crime
SELECT e.crime_id AS subject_id, item_id AS trigger_id, e.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk, expected AND attended AND scene_potential AS pop, attended_at AS s,
       coalesce(attending_shift_end, -never()) AS u, coalesce(attending_shift_end, never()) AS u_hi,
       CASE WHEN collected_at >= s THEN collected_at END AS d, CASE WHEN collected_at >= s THEN item_id END AS proof_id,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the record was cancelled' AS end_reason,
       not_collected_reason IS NOT NULL
           AND not_collected_reason IN ('not_present', 'victim_declined', 'unsafe', 'not_proportionate') AS x,
       'it could rightly not be recorded' AS x_reason
FROM evidence_item e JOIN crimes USING (crime_id)
WHERE (expected AND attended AND scene_potential) IS NOT FALSE AND attended_at >= 1420070400000000
