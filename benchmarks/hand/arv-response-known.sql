-- subject_type: armed_deployment
-- owed_by: armed commander
-- kind: within
SELECT deployment_id AS subject_id, deployment_id AS trigger_id, a.force_code,
       a.owner_id AS owner, a.team_id AS team, 'high' AS risk, NOT preplanned AS pop,
       least(identified_at, authorised_at, arv_assigned_at) AS s, due_days(s, 7) AS u,
       CASE WHEN incident.created_at IS NOT NULL AND identified_at >= s AND authorised_at >= s AND arv_assigned_at >= s
                 AND enroute_at >= s AND rvp_at >= s AND contact_at >= s
            THEN greatest(incident.created_at, identified_at, authorised_at, arv_assigned_at, enroute_at, rvp_at,
                          contact_at) END AS d,
       CASE WHEN d IS NOT NULL THEN deployment_id END AS proof_id,
       stood_off AS x, 'a commander held the officers back or stood them down' AS x_reason
FROM armed_deployment a LEFT JOIN incident ON incident.incident_id = a.incident_id
WHERE preplanned IS NOT TRUE AND least(identified_at, authorised_at, arv_assigned_at) >= 1420070400000000
