-- subject_type: custody_record
-- owed_by: custody officer
-- kind: before
SELECT custody_id AS subject_id, custody_id AS trigger_id, force_code, officer_id AS owner,
       team_id AS team, nationality_group IN ('foreign', 'stateless', 'unclear') AS pop, detention_authorised_at AS s,
       coalesce(released_at, never()) AS u, hi(u) AS u_hi, fno_check_sent_at AS d,
       CASE WHEN d IS NOT NULL THEN custody_id END AS proof_id
FROM custody_record
WHERE (nationality_group IN ('foreign', 'stateless', 'unclear')) IS NOT FALSE
  AND detention_authorised_at >= 1420070400000000
