-- subject_type: incident
-- owed_by: attending officer
-- edition: CASE WHEN s < 1669420800000000 THEN '2015-01-01' ELSE '2022-11-26' END
-- kind: within
WITH forms AS (
    SELECT incident_id, list_sort(list(proof(submitted_at, form_id, entered_at, whole))) AS forms
    FROM (SELECT *, officer_grade IS NOT NULL AND unasked_count <= 0 AND rationale_len >= 1 AS whole FROM da_risk_form)
    WHERE whole IS NOT FALSE AND submitted_at IS NOT NULL AND incident_id IS NOT NULL
    GROUP BY incident_id
)
SELECT incident_id AS subject_id, incident_id AS trigger_id, force_code, beat AS area, handler_id AS owner, team_id AS team,
       'high' AS risk, da_flag AS pop, arrived.lo AS s, s + hours(12) AS u,
       first_sure(forms, s) AS found,
       first_possible(forms, s) AS p
FROM incident JOIN scenes USING (incident_id) LEFT JOIN forms USING (incident_id)
WHERE da_flagged_at IS NOT NULL AND da_flag IS NOT FALSE AND arrived.lo >= 1420070400000000
