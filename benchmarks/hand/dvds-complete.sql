-- subject_type: dvds_case
-- owed_by: disclosure scheme coordinator
-- edition: CASE WHEN s < 1680303600000000 THEN '2015-01-01' ELSE '2023-04-01' END
-- kind: within
SELECT dvds_id AS subject_id, dvds_id AS trigger_id, force_code, owner_id AS owner, team_id AS team, 'high' AS risk,
       received_at AS s, CASE WHEN s < 1680303600000000 THEN route = 'ask' ELSE true END AS pop,
       due_days(s, CASE WHEN s < 1680303600000000 THEN 35 ELSE 28 END) AS u,
       decided_at IS NOT NULL AND ((result = 'disclosure' AND safety_plan) OR result = 'no_disclosure') AS told,
       decided_at IS NOT NULL AND route = 'know' AND result = 'no_disclosure' AS decided,
       CASE WHEN told_at >= s THEN told_at END AS told_by, CASE WHEN hi(decided_at) >= s THEN decided_at END AS decided_by,
       least(CASE WHEN told THEN told_by END, CASE WHEN decided THEN decided_by END) AS d,
       least(CASE WHEN told THEN told_by END, CASE WHEN decided THEN hi(decided_by) END) AS d_hi,
       least(CASE WHEN told IS NOT FALSE THEN told_by END, CASE WHEN decided IS NOT FALSE THEN decided_by END) AS p,
       CASE WHEN d IS NOT NULL THEN dvds_id END AS proof_id, CASE WHEN d IS NOT NULL THEN entered_at END AS proof_entered_at,
       withdrawn_at AS e_lo, 'the application was withdrawn' AS end_reason
FROM dvds_case
WHERE received_at >= 1420070400000000 AND (received_at >= 1680303600000000 OR (route = 'ask') IS NOT FALSE)
