-- subject_type: wanted
-- owed_by: investigator
-- kind: within
SELECT wanted_id AS subject_id, wanted_id AS trigger_id, force_code, owner_id AS owner,
       team_id AS team, CASE risk WHEN 'high' THEN 'high' ELSE 'medium' END AS risk, declared_at AS s, s + hours(24) AS u,
       circulated_at AS d, CASE WHEN d IS NOT NULL THEN wanted_id END AS proof_id,
       cleared_at AS e_lo, 'the person was found or is no longer wanted' AS end_reason
FROM wanted
WHERE declared_at >= 1420070400000000
