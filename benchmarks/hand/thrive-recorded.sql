-- subject_type: incident
-- owed_by: call handler
-- kind: before
WITH assessments AS (
    SELECT incident_id,
           list_sort(list(proof(made_at, ra_id, entered_at, elements_missing = 0))) AS assessments
    FROM risk_assessment
    WHERE (elements_missing = 0) IS NOT FALSE AND made_at IS NOT NULL AND incident_id IS NOT NULL
    GROUP BY incident_id
)
SELECT incident_id AS subject_id, incident_id AS trigger_id, force_code, beat AS area,
       handler_id AS owner, team_id AS team,
       CASE WHEN da_flagged_at IS NOT NULL AND da_flag THEN 'high' ELSE 'medium' END AS risk,
       opening_code <> 'admin' AND NOT transferred_out AS pop,
       created_at AS s, coalesce(least(first_at, deployed_at, closed_at), never()) AS u,
       first_sure(assessments, s) AS found,
       first_possible(assessments, s) AS p
FROM incident LEFT JOIN grades USING (incident_id) LEFT JOIN assessments USING (incident_id)
WHERE (opening_code <> 'admin' AND NOT transferred_out) IS NOT FALSE AND duplicate_of IS NULL
  AND created_at >= 1420070400000000
