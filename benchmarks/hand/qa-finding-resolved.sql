-- subject_type: qa_review
-- owed_by: supervisor
-- kind: within
WITH rechecks AS (
    SELECT *, recheck AND NOT finding AS clean FROM qa_review
    WHERE (recheck AND NOT finding) IS NOT FALSE AND "at" IS NOT NULL
),
linked AS (
    SELECT recheck_of, list({'lo': "at", 'id': review_id, 'entered': entered_at, 'clean': clean, 'reviewer': reviewer}) AS rechecks
    FROM rechecks WHERE recheck_of IS NOT NULL GROUP BY recheck_of
),
unlinked AS (SELECT "at" AS unlinked_at FROM rechecks WHERE recheck_of IS NULL),
owed AS (
    SELECT *, finding AS pop, "at" AS s, day_of("at") AS from_day FROM qa_review
    WHERE finding IS NOT FALSE AND "at" >= 1420070400000000
)
SELECT review_id AS subject_id, review_id AS trigger_id, force_code, officer_id AS owner,
       team_id AS team, pop, s, due_days(s, 14) AS u,
       list_sort(list_filter(coalesce([proof(x.lo, x.id, x.entered, x.clean AND x.reviewer <> officer_id)
                              FOR x IN rechecks IF x.lo >= s AND (x.clean AND x.reviewer <> officer_id) IS NOT FALSE], [])
                             || [proof(finding_closed_at, review_id, NULL::BIGINT, true)], lambda x: x.lo >= s)) AS proofs,
       list_filter(proofs, lambda x: x.sure)[1] AS found, least((proofs[1]).lo, if_by(unlinked_at, u)) AS p
FROM owed LEFT JOIN linked ON linked.recheck_of = owed.review_id
ASOF LEFT JOIN unlinked ON unlinked_at >= owed.from_day
