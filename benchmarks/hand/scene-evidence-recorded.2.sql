-- subject_type: crime
-- owed_by: attending officer
-- way: crime
-- kind: by_date
-- holder: crime
WITH items AS (
    SELECT crime_id, bool_or(expected) AS expected, bool_or(expected IS NULL) AS doubtful,
           list_sort(list(proof(collected_at, item_id, entered_at, kind IN ('photo', 'bwv', 'exhibit', 'forensic')))
                     FILTER ((kind IN ('photo', 'bwv', 'exhibit', 'forensic')) IS NOT FALSE AND collected_at IS NOT NULL)) AS items
    FROM evidence_item WHERE crime_id IS NOT NULL GROUP BY crime_id
)
SELECT crime_id AS subject_id, crime_id AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       CASE WHEN vulnerable THEN 'high' ELSE 'medium' END AS risk,
       attended AND scene_potential AND CASE WHEN expected THEN false WHEN doubtful THEN NULL ELSE true END AS pop,
       attended_at AS s, coalesce(attending_shift_end, -never()) AS u, coalesce(attending_shift_end, never()) AS u_hi,
       first_sure(items, s) AS found,
       first_possible(items, s) AS p,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the record was cancelled' AS end_reason
FROM crimes LEFT JOIN items USING (crime_id)
WHERE (attended AND scene_potential) IS NOT FALSE AND expected IS NOT TRUE AND attended_at >= 1420070400000000
