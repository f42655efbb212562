-- subject_type: crime
-- owed_by: supervisor
-- kind: within
-- holder: crime
SELECT crime_id AS subject_id, crime_id AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN vulnerable OR investigation_level = 'serious' THEN 'high' ELSE 'medium' END AS risk, allocated AS pop,
       allocated_at AS s, CASE WHEN investigation_level <> 'serious' THEN due_days(s, 7) ELSE s + hours(72) END AS u,
       CASE WHEN investigation_level = 'serious' THEN s + hours(72) ELSE due_days(s, 7) END AS u_hi,
       first_sure(first_reviews, s) AS found,
       first_possible(first_reviews, s) AS p,
       least(cancelled_at, finalised_at) AS e_lo, least(hi(cancelled_at), hi(finalised_at)) AS e_hi,
       CASE WHEN cancelled_at <= coalesce(finalised_at, never()) THEN 'the record was cancelled'
            ELSE 'the investigation was closed' END AS end_reason
FROM crimes
WHERE allocated IS NOT FALSE AND allocated_at >= 1420070400000000
