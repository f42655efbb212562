-- subject_type: crime
-- owed_by: crime registrar
-- kind: within
-- holder: crime
WITH suspects AS (
    SELECT crime_id, bool_or(eliminated_at IS NULL) AS standing, max(eliminated_at) AS last_eliminated
    FROM suspect WHERE crime_id IS NOT NULL GROUP BY crime_id
)
SELECT c.crime_id AS subject_id, c.crime_id AS trigger_id, force_code, area, last_from, last_owner, last_team, held,
       finalised_at AS s, CASE WHEN s > -never() THEN day_end(local_day(s)) ELSE -never() END AS u,
       CASE WHEN s > -never() THEN u ELSE never() END AS u_hi,
       coalesce(standing OR last_eliminated > finalised_at, false) AS suspected,
       s > -never() AND outcome IS NOT NULL AND CASE
           WHEN outcome = '1' THEN charged_at IS NOT NULL
           WHEN outcome IN ('15', '16') THEN suspected
           WHEN outcome IN ('14', '18') THEN NOT suspected
           ELSE outcome <> '0' END AS valid,
       CASE WHEN valid THEN finalised_at END AS d, CASE WHEN valid THEN c.crime_id END AS proof_id,
       CASE WHEN valid THEN entered_at END AS proof_entered_at
FROM crimes c LEFT JOIN suspects ON suspects.crime_id = c.crime_id
WHERE finalised_at >= 1420070400000000 OR (finalised_at = -never() AND t() >= 1420070400000000)
