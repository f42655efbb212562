-- subject_type: civil_order
-- owed_by: officer in the case
-- kind: within
WITH owed AS (
    SELECT o.*, before + CASE WHEN counted > 0 THEN served_at - begins ELSE 0 END + hours(48) AS enough
    FROM civil_order o JOIN order_days ON order_days.day = local_day(served_at)
    WHERE (kind IN ('DVPN', 'DAPN')) IS NOT FALSE AND served_at >= 1420070400000000
),
ends AS (SELECT begins, before, before + counted AS after FROM order_days WHERE counted > 0)
SELECT order_id AS subject_id, order_id AS trigger_id, force_code, owner_id AS owner,
       team_id AS team, 'high' AS risk, kind IN ('DVPN', 'DAPN') AS pop, served_at AS s,
       coalesce(begins + enough - before, never()) AS u,
       CASE WHEN heard_at >= s THEN heard_at END AS d, CASE WHEN d IS NOT NULL THEN order_id END AS proof_id
FROM owed ASOF LEFT JOIN ends ON ends.after >= owed.enough
