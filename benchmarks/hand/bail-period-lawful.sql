-- subject_type: bail_period
-- owed_by: custody officer
-- edition: CASE WHEN s < 1666911600000000 THEN '2017-04-03' ELSE '2022-10-28' END
-- kind: within
WITH first_bail AS (
    SELECT custody_id, min({'lo': start_date, 'id': bail_id, 'hi': start_date_hi}) FILTER (start_date IS NOT NULL) AS first,
           min(cps_suspended_from) AS stopped, min(cps_suspended_to) AS ran_on
    FROM bail_period WHERE custody_id IS NOT NULL GROUP BY custody_id
),
extensions AS (
    SELECT extends_id,
           min(proof(authorised_at, bail_id, entered_at, true))
               FILTER (authority_rank IN ('superintendent', 'court') AND authority_right) AS by_2017,
           min(authorised_at)
               FILTER ((authority_rank IN ('superintendent', 'court') AND authority_right) IS NOT FALSE) AS maybe_2017,
           min(proof(authorised_at, bail_id, entered_at, true))
               FILTER (authority_rank IN ('inspector', 'superintendent', 'court') AND authority_right) AS by_2022,
           min(authorised_at) FILTER ((authority_rank IN ('inspector', 'superintendent', 'court') AND authority_right)
                                      IS NOT FALSE) AS maybe_2022
    FROM bail_period WHERE extends_id IS NOT NULL AND authorised_at IS NOT NULL GROUP BY extends_id
)
SELECT b.bail_id AS subject_id, b.bail_id AS trigger_id, b.force_code, c.officer_id AS owner, c.team_id AS team,
       'high' AS risk, authority_rank IN ('custody_officer', 'inspector', 'superintendent') AS pop,
       first.lo AS s, first.hi AS s_hi,
       day_end(months_beginning(s, CASE WHEN s < 1666911600000000 THEN CASE authority_rank WHEN 'superintendent' THEN 3 END
                                   ELSE CASE authority_rank WHEN 'inspector' THEN 6 WHEN 'superintendent' THEN 9 ELSE 3 END
                                   END)) AS by_months,
       coalesce(by_months, day_end(local_day(s) + 27)) AS without_stop,
       stood_still(without_stop, s, stopped, ran_on) AS u,
       CASE WHEN s < 1666911600000000 THEN by_2017 ELSE by_2022 END AS extended,
       CASE WHEN b.ended_at IS NULL OR (extended).lo < b.ended_at OR ((extended).lo = b.ended_at AND (extended).id < b.bail_id)
            THEN extended ELSE proof(b.ended_at, b.bail_id, NULL::BIGINT, true) END AS found,
       least(b.ended_at, CASE WHEN s < 1666911600000000 THEN maybe_2017 ELSE maybe_2022 END) AS p,
       NULL::BIGINT AS ended_at
FROM bail_period b
JOIN first_bail USING (custody_id)
LEFT JOIN extensions ON extensions.extends_id = b.bail_id
LEFT JOIN custody_record c ON c.custody_id = b.custody_id
WHERE (authority_rank IN ('custody_officer', 'inspector', 'superintendent')) IS NOT FALSE AND s >= 1491174000000000
