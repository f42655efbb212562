-- What several standards ask for, gathered once.

-- Who held each crime: the last holder in columns, the whole history only where there were several.
CREATE OR REPLACE TEMP TABLE holders AS
SELECT crime_id, last.since AS last_from, last.owner AS last_owner, last.team AS last_team, held
FROM (
    SELECT crime_id, max({'since': from_at, 'owner': officer_id, 'team': team_id}) AS last,
           CASE WHEN count(*) > 1
                THEN list_sort(list({'since': from_at, 'owner': officer_id, 'team': team_id})) END AS held
    FROM crime_owner WHERE crime_id IS NOT NULL AND from_at IS NOT NULL
    GROUP BY crime_id
);

-- The entries of each crime's enquiry log that may prove something, in the order of time.
CREATE OR REPLACE TEMP TABLE entries AS
WITH judged AS (
    SELECT crime_id, event_id, "at", entered_at,
           kind = 'allocation' AND assessment_ref IS NOT NULL AND length >= 1 AS allocation,
           kind = 'plan' AND actions_set >= 1 AS plan,
           kind IN ('review', 'plan') AND supervisor
               AND "by" <> owner_then(last_from, last_owner, held, "at") AS first_review,
           kind = 'review' AND supervisor AND (length >= 100 OR actions_set >= 1 OR actions_closed >= 1)
               AND "by" <> owner_then(last_from, last_owner, held, "at") AS review
    FROM crime_event LEFT JOIN holders USING (crime_id)
    WHERE "at" IS NOT NULL AND crime_id IS NOT NULL
)
SELECT crime_id,
       list_sort(list(proof("at", event_id, entered_at, allocation)) FILTER (allocation IS NOT FALSE)) AS allocations,
       list_sort(list(proof("at", event_id, entered_at, plan)) FILTER (plan IS NOT FALSE)) AS plans,
       list_sort(list(proof("at", event_id, entered_at, first_review)) FILTER (first_review IS NOT FALSE)) AS first_reviews,
       list_sort(list(proof("at", event_id, entered_at, review)) FILTER (review IS NOT FALSE)) AS reviews
FROM judged
WHERE allocation IS NOT FALSE OR plan IS NOT FALSE OR first_review IS NOT FALSE OR review IS NOT FALSE
GROUP BY crime_id;

CREATE OR REPLACE TEMP TABLE crimes AS
SELECT crime.crime_id, incident_id, reported_at, created_at, ho_group, area, victim_based, domestic_abuse,
       domestic_abuse_from, attended, attended_at, attending_shift_end, scene_potential, allocated, allocated_at,
       investigation_level, pip_level_needed, suspended_from, suspended_to, charged_at, finalised_at, outcome,
       cancelled_at, transferred_out, entered_at, force_code,
       vulnerable_from IS NOT NULL AND vulnerable AS vulnerable,
       last_from, last_owner, last_team, held, allocations, plans, first_reviews, reviews
FROM crime LEFT JOIN holders ON holders.crime_id = crime.crime_id LEFT JOIN entries ON entries.crime_id = crime.crime_id;
DROP TABLE holders;
DROP TABLE entries;

-- The first unit at the scene of each log, and what happened to its grade.
CREATE OR REPLACE TEMP TABLE scenes AS
SELECT incident_id, min(proof("at", status_id, entered_at, true)) FILTER (status = 'at_scene') AS arrived,
       min("at") AS possibly
FROM unit_status
WHERE (status = 'at_scene') IS NOT FALSE AND "at" IS NOT NULL AND incident_id IS NOT NULL
GROUP BY incident_id;

CREATE OR REPLACE TEMP TABLE grades AS
SELECT incident_id, min(set_at) AS first_at,
       max(set_at) FILTER (downgrade AND endorsed_by IS NOT NULL) AS lowered_at,
       max(set_at) FILTER (grade = 'immediate') AS raised_at
FROM grade_history
WHERE incident_id IS NOT NULL
GROUP BY incident_id;
