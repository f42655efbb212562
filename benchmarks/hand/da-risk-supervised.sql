-- subject_type: da_risk_form
-- owed_by: supervisor
-- kind: within
SELECT form_id AS subject_id, form_id AS trigger_id, f.force_code, beat AS area, incident.handler_id AS owner, incident.team_id AS team,
       CASE WHEN officer_grade = 'high' THEN 'high' ELSE 'medium' END AS risk, submitted_at AS s, s + hours(24) AS u,
       CASE WHEN hi(supervisor_at) >= s THEN supervisor_at END AS checked,
       CASE WHEN supervisor_id <> completed_by THEN checked END AS d, hi(d) AS d_hi,
       CASE WHEN (supervisor_id <> completed_by) IS NOT FALSE THEN checked END AS p,
       CASE WHEN d IS NOT NULL THEN form_id END AS proof_id,
       CASE WHEN d IS NOT NULL THEN f.entered_at END AS proof_entered_at
FROM da_risk_form f LEFT JOIN incident ON incident.incident_id = f.incident_id
WHERE submitted_at >= 1420070400000000
