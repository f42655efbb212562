-- subject_type: da_risk_form
-- owed_by: domestic abuse specialist
-- kind: within
WITH asked AS (
    SELECT *, officer_grade = 'high' OR (tool = 'SafeLives24' AND yes_count >= 14) AS is_first, supervisor_grade = 'high' AS is_second,
           specialist_grade = 'high' AS is_third
    FROM da_risk_form
),
graded AS (
    SELECT *, CASE WHEN is_first IS NOT FALSE THEN submitted_at END AS first,
           CASE WHEN is_second IS NOT FALSE THEN supervisor_at END AS second,
           CASE WHEN is_third IS NOT FALSE THEN specialist_at END AS third,
           least(first, second, third) AS since,
           least(CASE WHEN is_first THEN first END, CASE WHEN is_second THEN hi(second) END, CASE WHEN is_third THEN hi(third) END) AS surely,
           coalesce(surely, greatest(first, hi(second), hi(third))) AS since_hi
    FROM asked
),
referrals AS (
    SELECT victim_id, list_sort(list(proof(referred_at, marac_id, entered_at, true))) AS referrals
    FROM marac_referral WHERE victim_id IS NOT NULL AND referred_at IS NOT NULL GROUP BY victim_id
)
SELECT form_id AS subject_id, form_id AS trigger_id, f.force_code, beat AS area, incident.handler_id AS owner, incident.team_id AS team,
       'high' AS risk, since AS s, surely IS NOT NULL AS s_sure, CASE WHEN s > -never() THEN day_end(w.second) ELSE -never() END AS u,
       CASE WHEN s > -never() THEN day_end(w_hi.second) ELSE never() END AS u_hi,
       CASE WHEN s > -never() THEN first_sure(referrals, s) END AS found
FROM graded f
LEFT JOIN referrals ON referrals.victim_id = f.victim_id
LEFT JOIN incident ON incident.incident_id = f.incident_id
LEFT JOIN working_days w ON w.day = local_day(since)
LEFT JOIN working_days w_hi ON w_hi.day = local_day(since_hi)
WHERE CASE WHEN since = -never() THEN since_hi ELSE since END >= 1420070400000000
