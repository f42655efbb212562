-- subject_type: incident
-- owed_by: dispatcher
-- kind: within
SELECT g.incident_id AS subject_id, grade_id AS trigger_id, g.force_code, beat AS area, incident.handler_id AS owner, incident.team_id AS team,
       'high' AS risk,
       grade = 'immediate' AND deployed AND channel NOT IN ('counter', 'officer') AND NOT transferred_out AS pop,
       set_at AS s, s + minutes(CASE WHEN urban_rural <> 'rural' OR urban_rural IS NULL THEN 15 ELSE 20 END) AS u,
       s + minutes(CASE WHEN urban_rural <> 'rural' THEN 15 ELSE 20 END) AS u_hi,
       arrived.lo AS d, arrived.id AS proof_id, arrived.entered AS proof_entered_at, possibly AS p,
       held_for_tactical AS x, 'units were held back for safety' AS x_reason,
       CASE WHEN grade_current <> 'immediate' THEN lowered_at END AS lowered,
       CASE WHEN grade_current = 'immediate' THEN NULL ELSE lowered_at END AS maybe_lowered,
       least(maybe_lowered, closed_at) AS e_lo, least(lowered, closed_at) AS e_hi, e_hi AS ended_at,
       CASE WHEN lowered <= coalesce(closed_at, never())
            THEN 'the grade was lowered with a supervisor''s agreement'
            ELSE 'the log was closed before anybody arrived' END AS end_reason
FROM grade_history g JOIN incident USING (incident_id) LEFT JOIN scenes USING (incident_id) LEFT JOIN grades USING (incident_id)
WHERE deployed_at IS NOT NULL AND set_at >= 1420070400000000
  AND (grade = 'immediate' AND deployed AND channel NOT IN ('counter', 'officer') AND NOT transferred_out) IS NOT FALSE
