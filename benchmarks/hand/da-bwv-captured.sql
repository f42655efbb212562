-- subject_type: incident
-- owed_by: attending officer
-- kind: within
WITH clips AS (
    SELECT incident_id, officer_id,
           list_sort(list(proof(uploaded_at, clip_id, entered_at, category = 'evidential'))) AS clips
    FROM bwv_clip
    WHERE (category = 'evidential') IS NOT FALSE AND uploaded_at IS NOT NULL AND incident_id IS NOT NULL
      AND officer_id IS NOT NULL
    GROUP BY ALL
),
unlinked AS (
    SELECT officer_id AS unlinked_officer, uploaded_at AS unlinked_at FROM bwv_clip
    WHERE (category = 'evidential') IS NOT FALSE AND uploaded_at IS NOT NULL AND incident_id IS NULL
),
owed AS (
    SELECT incident.*, bwv_issued AND da_flag AS pop, arrived.lo AS s, day_of(s) AS from_day
    FROM incident JOIN scenes USING (incident_id)
    LEFT JOIN officer ON officer.officer_id = incident.attending_officer_id
    WHERE da_flagged_at IS NOT NULL AND (da_flag AND bwv_issued) IS NOT FALSE AND arrived.lo >= 1420070400000000
)
SELECT owed.incident_id AS subject_id, owed.incident_id AS trigger_id, force_code, beat AS area,
       handler_id AS owner, team_id AS team, pop, s, s + hours(12) AS u,
       first_sure(clips, s) AS found,
       least(first_possible(clips, s), if_by(unlinked_at, u)) AS p,
       camera_not_used_at IS NOT NULL AND camera_not_used_reason = 'victim_objected' AS objected,
       objected AND in_time(camera_not_used_at, u, u) AS x, CASE WHEN x THEN camera_not_used_at END AS excused_at,
       'the victim did not want to be recorded' AS x_reason
FROM owed
LEFT JOIN clips ON clips.incident_id = owed.incident_id AND clips.officer_id = owed.attending_officer_id
ASOF LEFT JOIN unlinked ON unlinked_officer = owed.attending_officer_id AND unlinked_at >= owed.from_day
