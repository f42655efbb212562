-- subject_type: crime
-- owed_by: allocation desk
-- kind: before
-- holder: crime
SELECT o.crime_id AS subject_id, o.crime_owner_id AS trigger_id, o.force_code, area,
       last_from, last_owner, last_team, held,
       CASE WHEN allocated_at IS NOT NULL AND pip_level_needed >= 2 THEN 'high' ELSE 'medium' END AS risk,
       o.reason NOT IN ('correction') AS pop, from_at AS s, from_at AS u,
       mentor_id IS NOT NULL OR (allocated_at IS NOT NULL AND (
           (pip_level_needed = 1 AND pip_level_held >= 1) OR (pip_level_needed = 2 AND pip_level_held >= 2)
           OR (pip_level_needed = 3 AND pip_level_held >= 3) OR (pip_level_needed = 4 AND pip_level_held >= 4))) AS skilled,
       CASE WHEN skilled THEN from_at END AS d, CASE WHEN skilled IS NOT FALSE THEN from_at END AS p,
       CASE WHEN skilled THEN crime_owner_id END AS proof_id,
       CASE WHEN skilled THEN o.entered_at END AS proof_entered_at
FROM crime_owner o JOIN crimes ON crimes.crime_id = o.crime_id
WHERE o.reason IS DISTINCT FROM 'correction' AND pip_level_needed IS NOT NULL AND crime_owner_id IS NOT NULL
  AND from_at >= 1420070400000000
