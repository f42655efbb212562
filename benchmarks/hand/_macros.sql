-- Moments are microseconds (UTC), days are counted from 1970. `ahead_from` and `ahead_to` hold, for each year from 1970,
-- the instants between which London's clocks are an hour ahead. Both lie far from New Year, so that a year of mean length
-- finds the right ones.
CREATE TEMP MACRO t() AS getvariable('as_at');
CREATE TEMP MACRO never() AS 4611686018427387904;
CREATE TEMP MACRO hours(n) AS n * 3600000000;
CREATE TEMP MACRO minutes(n) AS n::BIGINT * 60000000;
CREATE TEMP MACRO utc_day(moment) AS moment // 86400000000;
CREATE TEMP MACRO ahead(moment) AS
    CASE WHEN moment >= getvariable('ahead_from')[moment // 31556952000000 + 1]
          AND moment < getvariable('ahead_to')[moment // 31556952000000 + 1] THEN 3600000000 ELSE 0 END;
CREATE TEMP MACRO local_day(moment) AS (moment + ahead(moment)) // 86400000000;
-- The clocks change after midnight, so that midnight in UTC and in London have the same offset.
CREATE TEMP MACRO day_start(day) AS day * 86400000000 - ahead(day * 86400000000);
CREATE TEMP MACRO day_end(day) AS day_start(day + 1) - 1;
CREATE TEMP MACRO date_of(day) AS DATE '1970-01-01' + CAST(day AS INTEGER);
CREATE TEMP MACRO month_of(moment) AS substring(CAST(date_of(local_day(moment)) AS VARCHAR), 1, 7);
CREATE TEMP MACRO due_days(moment, n) AS day_end(local_day(moment) + n);
CREATE TEMP MACRO months_later(moment, n) AS
    CAST(date_of(local_day(moment)) + to_months(CAST(n AS INTEGER)) AS DATE) - DATE '1970-01-01';
-- The last day of n months that begin with the day: a month without such a day ends them by itself.
CREATE TEMP MACRO months_beginning(moment, n) AS
    months_later(moment, n) - CASE WHEN day(date_of(months_later(moment, n))) < day(date_of(local_day(moment))) THEN 0 ELSE 1 END;
CREATE TEMP MACRO due_months(moment, n) AS day_end(months_later(moment, n));
-- A deadline in days with the days added on which its clock stood still.
CREATE TEMP MACRO stood_still(u, s, stopped, ran_on) AS
    CASE WHEN stopped IS NULL OR stopped > u OR ran_on <= greatest(stopped, s) THEN u
         WHEN ran_on IS NULL THEN never()
         ELSE day_end(local_day(u) + local_day(ran_on) - local_day(greatest(stopped, s))) END;
-- A moment that is only implied lies anywhere up to the run's moment.
CREATE TEMP MACRO hi(moment) AS CASE WHEN moment = -never() THEN t() ELSE moment END;
-- A record that may be the proof: when, its number, when entered, and whether it surely is one.
CREATE TEMP MACRO proof(moment, id, entered, sure) AS {'lo': moment, 'id': id, 'entered': entered, 'sure': coalesce(sure, false)};
CREATE TEMP MACRO first_sure(proofs, s) AS list_filter(proofs, lambda x: x.sure AND x.lo >= s)[1];
CREATE TEMP MACRO first_possible(proofs, s) AS list_filter(proofs, lambda x: x.lo >= s)[1].lo;
-- Whether an exception that began at a moment was known in time.
CREATE TEMP MACRO in_time(moment, u, u_hi) AS
    CASE WHEN moment IS NULL THEN false WHEN moment <= least(u, t()) THEN true WHEN moment > least(u_hi, t()) THEN false END;
-- The same of what the duty's own row says: an earlier version of a row that was entered later may have said it in time, or not.
CREATE TEMP MACRO told_in_time(moment, entered, u, u_hi) AS
    CASE WHEN moment IS NULL THEN false WHEN greatest(moment, entered) <= least(u, t()) THEN true
         WHEN moment > least(u_hi, t()) THEN false END;
-- An unlinked record counts where it happened on a UTC day up to that of the deadline.
CREATE TEMP MACRO if_by(lo, u_hi) AS CASE WHEN utc_day(lo) <= utc_day(least(u_hi, t())) THEN lo END;
-- When the clock of a gap starts: of the gap that runs when the first edition comes into force, then.
CREATE TEMP MACRO runs_from(lo, next_lo, first) AS
    CASE WHEN lo >= first THEN lo WHEN lo > -never() AND first <= t() AND coalesce(next_lo, never()) > first THEN first END;
CREATE TEMP MACRO day_of(moment) AS utc_day(moment) * 86400000000;
CREATE TEMP MACRO owner_then(last_from, last_owner, held, moment) AS
    CASE WHEN last_from <= moment THEN last_owner ELSE list_filter(held, lambda x: x.since <= moment)[-1].owner END;
CREATE TEMP MACRO team_then(last_from, last_team, held, moment) AS
    CASE WHEN last_from <= moment THEN last_team ELSE list_filter(held, lambda x: x.since <= moment)[-1].team END;
