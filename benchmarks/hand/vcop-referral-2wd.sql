-- subject_type: victim_case
-- owed_by: investigator
-- edition: CASE WHEN s < 1617231600000000 THEN '2015-11-16' ELSE '2021-04-01' END
-- kind: within
-- holder: crime
WITH referrals AS (
    SELECT victim_case_id,
           list_sort(list(proof(sent_at, referral_id, entered_at, true)) FILTER (sent_at IS NOT NULL)) AS referrals,
           bool_or(refused) AS refusal, bool_or(refused IS NULL) AS doubtful,
           min(decided_at) FILTER (refused) AS refused_at, greatest(refused_at, min(entered_at) FILTER (refused)) AS refusal_known_at
    FROM victim_referral WHERE victim_case_id IS NOT NULL GROUP BY victim_case_id
)
SELECT v.victim_case_id AS subject_id, v.victim_case_id AS trigger_id, v.force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN enhanced_from IS NOT NULL AND enhanced THEN 'high' ELSE 'medium' END AS risk,
       opened_at AS s, day_end(second) AS u,
       first_sure(referrals, s) AS found,
       consent_at IS NOT NULL AND consent_refer = 'refused' AND told_in_time(consent_at, v.entered_at, u, u) AS no_consent,
       coalesce(in_time(refusal_known_at, u, u), false) AND refusal AS refused_this,
       no_consent OR CASE WHEN refused_this THEN true WHEN doubtful AND in_time(refusal_known_at, u, u) THEN NULL ELSE false END AS x,
       CASE WHEN no_consent THEN consent_at WHEN x THEN refusal_known_at END AS excused_at,
       CASE WHEN no_consent THEN 'the victim refused to be referred' ELSE 'the victim refused this referral' END AS x_reason,
       CASE WHEN consent_refer = 'refused' THEN consent_at END AS unwilling_from,
       least(cancelled_at, CASE WHEN (consent_refer = 'refused') IS NOT FALSE THEN consent_at END, refused_at) AS e_lo,
       least(hi(cancelled_at), unwilling_from, refused_at) AS e_hi,
       least(cancelled_at, unwilling_from, refused_at) AS ended_at,
       CASE ended_at WHEN cancelled_at THEN 'the crime record was cancelled'
                     WHEN unwilling_from THEN 'the victim refused to be referred' ELSE 'the victim refused this referral' END AS end_reason
FROM victim_case v LEFT JOIN crimes ON crimes.crime_id = v.crime_id
LEFT JOIN referrals ON referrals.victim_case_id = v.victim_case_id
JOIN working_days ON working_days.day = local_day(opened_at)
WHERE opened_at >= 1447632000000000
