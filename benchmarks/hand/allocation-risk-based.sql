-- subject_type: crime
-- owed_by: allocation desk
-- kind: within
-- holder: crime
SELECT crime_id AS subject_id, crime_id AS trigger_id, force_code, area,
       last_from, last_owner, last_team, held, CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk,
       NOT transferred_out AS pop, created_at AS s, created_at + hours(24) AS u,
       first_sure(allocations, created_at) AS found, first_possible(allocations, created_at) AS p,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the record was cancelled' AS end_reason
FROM crimes
WHERE transferred_out IS NOT TRUE AND created_at >= 1420070400000000
