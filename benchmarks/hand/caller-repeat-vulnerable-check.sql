-- subject_type: incident
-- owed_by: call handler
-- kind: before
WITH checks AS (
    SELECT incident_id,
           list_sort(list(proof("at", check_id, entered_at, history AND result IS NOT NULL))
                     FILTER (history IS NOT FALSE AND result IS NOT NULL)) AS histories,
           list_sort(list(proof("at", check_id, entered_at, marker AND result IS NOT NULL))
                     FILTER (marker IS NOT FALSE AND result IS NOT NULL)) AS markers
    FROM (SELECT *, "check" IN ('phone', 'person', 'address') AS history, "check" = 'marker' AS marker FROM incident_check)
    WHERE "at" IS NOT NULL AND incident_id IS NOT NULL
    GROUP BY incident_id
)
SELECT incident_id AS subject_id, incident_id AS trigger_id, force_code, beat AS area,
       handler_id AS owner, team_id AS team,
       CASE WHEN da_flagged_at IS NOT NULL AND da_flag THEN 'high' ELSE 'medium' END AS risk,
       opening_code IN ('crime', 'welfare') AND NOT caller_anonymous AS pop,
       created_at AS s, coalesce(least(first_at, closed_at), never()) AS u,
       first_sure(histories, s) AS history, first_sure(markers, s) AS marker,
       CASE WHEN (history).lo IS NOT NULL AND (marker).lo IS NOT NULL THEN greatest(history, marker) END AS found,
       first_possible(histories, s) + 0 * first_possible(markers, s) AS p1,
       first_possible(markers, s) + 0 * first_possible(histories, s) AS p2, greatest(p1, p2) AS p
FROM incident LEFT JOIN grades USING (incident_id) LEFT JOIN checks USING (incident_id)
WHERE (opening_code IN ('crime', 'welfare') AND NOT caller_anonymous) IS NOT FALSE AND created_at >= 1420070400000000
