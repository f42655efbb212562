-- subject_type: incident
-- owed_by: dispatcher
-- kind: within
SELECT g.incident_id AS subject_id, grade_id AS trigger_id, g.force_code, beat AS area, incident.handler_id AS owner, incident.team_id AS team,
       grade = 'priority' AND deployed AS pop, set_at AS s, s + minutes(60) AS u,
       arrived.lo AS d, arrived.id AS proof_id, arrived.entered AS proof_entered_at, possibly AS p,
       CASE WHEN grade_current = 'immediate' THEN raised_at END AS raised,
       CASE WHEN grade_current IN ('scheduled', 'rwd') THEN lowered_at END AS lowered,
       least(CASE WHEN grade_current IS NULL THEN raised_at END, CASE WHEN grade_current IS NULL THEN lowered_at END, raised,
             lowered, closed_at) AS e_lo,
       least(raised, lowered, closed_at) AS e_hi, e_hi AS ended_at,
       CASE WHEN raised <= coalesce(closed_at, never()) THEN 'the grade was raised to immediate'
            WHEN lowered <= coalesce(closed_at, never()) THEN 'the grade was lowered with a supervisor''s agreement'
            ELSE 'the log was closed before anybody arrived' END AS end_reason
FROM grade_history g JOIN incident USING (incident_id) LEFT JOIN scenes USING (incident_id) LEFT JOIN grades USING (incident_id)
WHERE deployed_at IS NOT NULL AND (grade = 'priority' AND deployed) IS NOT FALSE AND set_at >= 1420070400000000
