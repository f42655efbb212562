-- subject_type: suspect
-- owed_by: investigator
-- kind: within
-- holder: crime
WITH arrests AS (
    SELECT suspect_id, list_sort(list(proof(happened_at, event_id, entered_at, kind = 'arrested'))) AS arrests
    FROM suspect_event
    WHERE (kind = 'arrested') IS NOT FALSE AND happened_at IS NOT NULL AND suspect_id IS NOT NULL
    GROUP BY suspect_id
)
SELECT s.suspect_id AS subject_id, s.suspect_id AS trigger_id, s.force_code, area, last_from, last_owner, last_team, held,
       s.risk = 'high' OR (domestic_abuse_from IS NOT NULL AND domestic_abuse) AS grave, s.risk AS band,
       CASE WHEN grave THEN 'high' ELSE 'medium' END AS risk, arrest_intended AS pop,
       identified_at AS s,
       CASE WHEN grave IS NOT FALSE THEN identified_at + hours(24)
            ELSE due_days(identified_at, CASE WHEN band <> 'medium' THEN 28 ELSE 7 END) END AS u,
       CASE WHEN grave THEN identified_at + hours(24)
            ELSE due_days(identified_at, CASE band WHEN 'medium' THEN 7 ELSE 28 END) END AS u_hi,
       CASE WHEN interviewed_at >= identified_at THEN interviewed_at END AS interviewed,
       CASE WHEN voluntary_attendance_at >= identified_at THEN voluntary_attendance_at END AS came,
       CASE WHEN eliminated_at >= identified_at THEN eliminated_at END AS eliminated,
       least(interviewed, came, eliminated) AS seen, first_sure(arrests, identified_at) AS arrested,
       CASE WHEN seen IS NULL OR (arrested).lo < seen OR ((arrested).lo = seen AND (arrested).id < s.suspect_id) THEN arrested
            ELSE proof(seen, s.suspect_id, NULL::BIGINT, true) END AS found,
       least(seen, first_possible(arrests, identified_at)) AS p,
       planned_operation AS x, 'the arrest waits for a planned operation' AS x_reason,
       cancelled_at AS e_lo, hi(cancelled_at) AS e_hi, 'the crime record was cancelled' AS end_reason
FROM suspect s
LEFT JOIN arrests ON arrests.suspect_id = s.suspect_id
LEFT JOIN crimes ON crimes.crime_id = s.crime_id
WHERE arrest_intended IS NOT FALSE AND identified_at >= 1420070400000000
