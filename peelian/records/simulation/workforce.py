"""Officers and staff: teams, rota, supervisors, accreditations and cameras; and the quality reviews of their work."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.clocks import DAY_OF_HOURS, HOUR, NEVER
from peelian.records.simulation.columns import Bools, Choice, Ids, Numbers, Values
from peelian.records.simulation.planting import IN_TIME, done
from peelian.records.simulation.timeline import Ints, month_of
from peelian.records.simulation.world import PERSON, World, spread

OFFICER = "O"
ROTA_GROUPS = 5
ROLES = {"control_room": "call_handler", "response": "response", "investigation": "investigation",
         "specialist": "investigation", "custody": "other", "offender_management": "offender_manager",
         "safeguarding": "other", "armed": "armed", "planning": "other"}
ROLE_WORDS = ("call_handler", "response", "investigation", "armed", "offender_manager", "supervisor", "other")
ACTING = ("substantive", "acting")
RANKS = ("staff", "constable", "sergeant", "inspector")
ACCREDITATIONS = ("PIP1", "PIP2")
SHIFT_HOURS = ((7, 16), (15, 24), (22, 31))  # early, late, night: local hours from the shift's own midnight
QA_SUBJECTS = ("call", "incident", "crime")
QA_QUESTIONS = ("Was what was said written down?", "Was the risk recognised?", "Was the person treated with respect?")
CASE_LIMIT = 20  # cases that an investigator can hold; made up
QA_MINIMUM = 3  # scored reviews of each call handler in a month
FINDING_DAYS = 14


class Workforce:
    """Who works where. Teams are places in the scenario's list; officers are numbers from 1."""

    def __init__(self, world: World):
        self.world = world
        first = 1
        workers, supervisors, firsts = [], [], []
        for team in world.scenario.teams:
            count = max(2 * ROTA_GROUPS, round(team.officers * world.scale))
            count += -count % ROTA_GROUPS
            firsts.append(first)
            workers.append(count)
            supervisors.append(max(2, count // 8))
            first += count + supervisors[-1]
        self.first = np.array(firsts, dtype=np.int64)
        self.workers = np.array(workers, dtype=np.int64)
        self.supervisors = np.array(supervisors, dtype=np.int64)
        self.acting = np.maximum(self.supervisors // 2, 1)  # the last of a team's supervisors are those who act
        shares = np.array([team.qualified for team in world.scenario.teams])
        self.qualified = np.where(shares >= 1, self.workers,
                                  np.clip((shares * self.workers).round(), 0, self.workers - 1)).astype(np.int64)
        self.size = first - 1

    def drawing(self, world: World) -> Workforce:
        """The same people, chosen by the draws of another world."""
        other = copy(self)
        other.world = world
        return other

    def worker(self, teams: npt.NDArray[Any], ready: Bools | None = None) -> Ints:
        """A member of each row's team; where `ready` is given, one who is (or is not) qualified for serious crime."""
        low, high = np.zeros(len(teams), dtype=np.int64), self.workers[teams]
        if ready is not None:
            qualified = self.qualified[teams]
            low = np.where(ready, 0, np.where(qualified < high, qualified, 0))
            high = np.where(ready & (qualified > 0), qualified, high)
        return self.first[teams] + low + (self.world.rng.random(len(teams)) * (high - low)).astype(np.int64)

    def is_qualified(self, officers: Ints, teams: npt.NDArray[Any]) -> Bools:
        """Whether members of these teams are qualified for serious crime."""
        return officers - self.first[teams] < self.qualified[teams]

    def supervisor(self, teams: npt.NDArray[Any], acting: Bools) -> Ints:
        """A supervisor of each row's team, acting or not."""
        count = np.where(acting, self.acting[teams], self.supervisors[teams] - self.acting[teams])
        low = np.where(acting, self.supervisors[teams] - self.acting[teams], 0)
        place = low + (self.world.rng.random(len(teams)) * count).astype(np.int64)
        return self.first[teams] + self.workers[teams] + place

    def inspector(self, teams: npt.NDArray[Any]) -> Ints:
        """The inspector of each row's team: the first of its supervisors."""
        return self.first[teams] + self.workers[teams]

    def on_duty(self, teams: npt.NDArray[Any], moments: Ints) -> tuple[Ints, Ints]:
        """A member of each row's team whose turn of duty it is, and when that turn ends."""
        timeline = self.world.timeline
        safe = np.minimum(moments, self.world.as_at + 900 * DAY_OF_HOURS)
        hour, day = timeline.hour_of(safe), timeline.day_of(safe)
        turn = np.where((hour >= 22) | (hour < 7), 2, np.where(hour >= 15, 1, 0))
        day = np.where(hour < 7, day - 1, day)
        group = (day // 2 - turn) % ROTA_GROUPS
        seats = self.workers[teams] // ROTA_GROUPS
        officer = self.first[teams] + group + ROTA_GROUPS * (self.world.rng.random(len(teams)) * seats).astype(np.int64)
        ends = np.array([end for _, end in SHIFT_HOURS])[turn]
        return officer, timeline.at(day + ends // 24, ends % 24 * HOUR)

    def has_camera(self, officers: Ints) -> Bools:
        """Whether these officers were issued with a body-worn camera."""
        team = np.searchsorted(self.first, officers, side="right") - 1
        shares = np.array([one.cameras for one in self.world.scenario.teams])
        return (officers * 7919) % 1000 < shares[team] * 1000

    def write(self) -> None:
        """The people themselves: officer, officer_status, accreditation."""
        world = self.world
        officers = np.arange(1, self.size + 1, dtype=np.int64)
        team = np.searchsorted(self.first, officers, side="right") - 1
        place = officers - self.first[team]
        supervisor = place >= self.workers[team]
        acting = place >= self.workers[team] + self.supervisors[team] - self.acting[team]
        kinds = np.array([ROLE_WORDS.index(ROLES[one.kind]) for one in world.scenario.teams])
        staff = np.array([one.kind == "control_room" for one in world.scenario.teams])[team]
        inspector = place == self.workers[team]
        held = np.where(inspector, 3, np.where(supervisor, 2, np.where(staff, 0, 1)))
        joined = world.first - world.rng.integers(400, 9000, self.size)
        columns: dict[str, Values] = {
            "officer_id": Ids(OFFICER, officers), "rank_held": Choice(RANKS, held),
            "acting": Choice(ACTING, acting.astype(np.int8)), "team_id": world.team_words(team),
            "role": Choice(ROLE_WORDS, np.where(supervisor, ROLE_WORDS.index("supervisor"), kinds[team])),
        }
        world.records.write("officer", {
            **columns, "rank_substantive": Choice(RANKS, np.where(acting, 1, held)),
            "bwv_issued": self.has_camera(officers), "from_on": joined, "to_on": None,
            "case_limit": Numbers(np.full(self.size, CASE_LIMIT), kinds[team] == ROLE_WORDS.index("investigation"))})
        world.records.write("officer_status", {
            **columns, "status_id": world.records.number("OS", self.size), "from_at": world.timeline.start_of(joined)})
        self._accreditations(officers, team, place, joined, staff)

    def _accreditations(self, officers: Ints, team: npt.NDArray[Any], place: Ints, joined: Ints, staff: Bools) -> None:
        """Everybody who investigates holds the first level; the qualified the second; some of the rest let it lapse."""
        world = self.world
        investigates = ~staff
        qualified = investigates & (place < self.qualified[team])
        lapsed = investigates & ~qualified & (officers % 9 == 0)
        who = np.concatenate([officers[investigates], officers[qualified], officers[lapsed]])
        second = np.arange(len(who)) >= investigates.sum()
        ended = np.arange(len(who)) >= investigates.sum() + qualified.sum()
        world.records.write("accreditation", {
            "accreditation_id": world.records.number("AC", len(who)), "officer_id": Ids(OFFICER, who),
            "kind": Choice(ACCREDITATIONS, second.astype(np.int8)), "gained_on": joined[who - 1] + 300,
            "expires_on": np.where(ended, world.first - 30, NEVER)})

    def write_public(self) -> None:
        """Everybody who has been given a pseudonym: table person."""
        world = self.world
        people = world.records.used(PERSON)
        count = len(people)
        world.records.write("person", {
            "person_id": people, "dob_year": world.rng.integers(1935, 2004, count),
            "sex": Choice(("female", "male", "unknown"), world.pick((49, 49, 2), count)),
            "ethnicity": Choice(("white", "asian", "black", "mixed", "unknown"), world.pick((70, 8, 4, 3, 15), count)),
            "disability": Choice(("yes", "no", "unknown"), world.pick((8, 50, 42), count))})

    def write_shifts(self, first: int, last: int) -> None:
        """Turns of duty of control room and response between two local days, and the units that officers crew."""
        world = self.world
        teams = np.concatenate([world.teams_of("control_room"), world.teams_of("response")])
        days = np.arange(first, last + 1, dtype=np.int64)
        day, team, turn = (one.ravel() for one in np.meshgrid(days, teams, np.arange(3), indexing="ij"))
        parent = spread(self.workers[team] // ROTA_GROUPS)
        sizes = self.workers[team] // ROTA_GROUPS
        seat = np.arange(len(parent)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        day, team, turn = day[parent], team[parent], turn[parent]
        officer = self.first[team] + (day // 2 - turn) % ROTA_GROUPS + ROTA_GROUPS * seat
        begins, ends = np.array(SHIFT_HOURS).T
        starts_at = world.timeline.at(day, begins[turn] * HOUR)
        ends_at = world.timeline.at(day + ends[turn] // 24, ends[turn] % 24 * HOUR)
        response = np.isin(team, world.teams_of("response"))
        world.records.write("shift", {
            "shift_id": world.records.number("SH", len(day)), "officer_id": Ids(OFFICER, officer),
            "team_id": world.team_words(team), "starts_at": starts_at, "ends_at": ends_at,
            "role": Choice(("call_handler", "response"), response.astype(np.int8))})
        crew = officer[response]
        world.records.write("unit_crew", {
            "crew_id": world.records.number("UC", len(crew)), "unit_id": Ids("U", crew),
            "officer_id": Ids(OFFICER, crew), "from_at": starts_at[response], "to_at": ends_at[response]})

    def review_call_handlers(self, first: int, last: int, incidents: int) -> None:
        """Quality reviews of each call handler in each month (control-room-qa-sample)."""
        world, timeline = self.world, self.world.timeline
        months = np.unique(month_of(np.arange(first, last + 1)))
        teams = world.teams_of("control_room")
        handlers = np.concatenate([self.first[team] + np.arange(self.workers[team]) for team in teams])
        of_team = np.repeat(teams, self.workers[teams])
        month, place = (one.ravel() for one in np.meshgrid(months, np.arange(len(handlers)), indexing="ij"))
        handler, team = handlers[place], of_team[place]
        day = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        end_day = (month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
        start, due = timeline.start_of(day), timeline.end_of(end_day)
        fates = world.choose("control-room-qa-sample", start, team)
        count = np.where(fates == IN_TIME, world.rng.integers(3, 5, len(month)), world.rng.integers(0, 3, len(month)))
        parent = spread(count)
        at = timeline.at(day[parent] + world.rng.integers(1, 26, len(parent)), world.minutes(480, 1200, len(parent)))
        # The third review is the proof: the ends of each handler's stretch after sorting by handler-month and time.
        order = np.lexsort((at, parent))
        at = at[order]
        third = np.full(len(month), NEVER, dtype=np.int64)
        enough = count >= QA_MINIMUM
        third[enough] = at[(np.cumsum(count) - count)[enough] + QA_MINIMUM - 1]
        world.planted.plant("control-room-qa-sample", Ids(OFFICER, handler), Ids(OFFICER, handler), start, due, third,
                            team)
        subject = Ids("I", world.rng.integers(1, max(incidents, 1) + 1, len(parent)))
        self._write_reviews(at, handler[parent], team[parent], np.ones(len(parent), dtype=np.int8), subject)

    def review_investigations(self, first: int, last: int, crimes: int) -> None:
        """Quality reviews of crimes, some with a finding, and whether it was put right (qa-finding-resolved)."""
        world, timeline = self.world, self.world.timeline
        at = timeline.daytime(world.rng, world.arrivals(world.yearly("crime_quality_reviews_a_year", first, last),
                                                        first, last))
        count = len(at)
        pool = np.concatenate([world.teams_of("response"), world.teams_of("investigation"),
                               world.teams_of("specialist")])
        team = pool[world.rng.integers(0, len(pool), count)]
        finding = world.share("finding_share", timeline.day_of(at))
        fates = world.choose("qa-finding-resolved", at, team)
        due = timeline.within_days(at, FINDING_DAYS)
        closed = timeline.daytime(world.rng, done(world.rng, fates, at, (DAY_OF_HOURS, 12 * DAY_OF_HOURS),
                                                  (16 * DAY_OF_HOURS, 50 * DAY_OF_HOURS)))
        closed = np.where(finding, closed, NEVER)
        officer, subject = self.worker(team), Ids("C", world.rng.integers(1, max(crimes, 1) + 1, count))
        review = self._write_reviews(at, officer, team, np.full(count, 2), subject, finding, due, closed)
        world.planted.plant("qa-finding-resolved", review, review, at, due, closed, team, where=finding)
        again = closed < NEVER
        self._write_reviews(closed[again], officer[again], team[again], np.full(again.sum(), 2), subject.take(again),
                            recheck_of=review.take(again))

    def _write_reviews(self, at: Ints, officer: Ints, team: npt.NDArray[Any], kind: npt.NDArray[Any], subject: Ids,
                       finding: Bools | None = None, due: Ints | None = None, closed: Ints | None = None,
                       recheck_of: Ids | None = None) -> Ids:
        world, count = self.world, len(at)
        never = np.full(count, NEVER, dtype=np.int64)
        review = world.records.number("QA", count)
        poor = np.zeros(count, dtype=bool) if finding is None else finding
        acting = world.rng.random(count) < world.acting(team, world.timeline.day_of(np.minimum(at, world.as_at)))
        world.records.write("qa_review", {
            "review_id": review, "subject_type": Choice(QA_SUBJECTS, kind), "subject_id": subject,
            "crime_id": subject if subject.prefix == "C" else Ids("C", np.full(count, -1)),
            "incident_id": subject if subject.prefix == "I" else Ids("I", np.full(count, -1)),
            "officer_id": Ids(OFFICER, officer), "team_id": world.team_words(team),
            "reviewer": Ids(OFFICER, self.supervisor(team, acting)), "at": at,
            "overall": Choice(("good", "acceptable", "poor"), np.where(poor, 2, world.pick((7, 3), count))),
            "scored": True, "recheck": recheck_of is not None,
            "recheck_of": recheck_of or Ids("QA", np.full(count, -1)), "finding": poor,
            "finding_due": never if due is None else np.where(poor, due, NEVER),
            "finding_closed_at": never if closed is None else closed})
        self._write_answers(review, poor, at)
        return review

    def _write_answers(self, review: Ids, poor: Bools, at: Ints) -> None:
        """The scores behind each review."""
        world = self.world.apart("review answers")
        each = np.repeat(np.arange(len(at)), len(QA_QUESTIONS))
        score = np.where(poor[each], world.rng.integers(1, 3, len(each)), world.rng.integers(3, 6, len(each)))
        world.records.write("qa_answer", {
            "answer_id": world.records.number("QN", len(each)), "review_id": review.take(each),
            "question": Choice(QA_QUESTIONS, np.tile(np.arange(len(QA_QUESTIONS)), len(at))), "score": score},
            keep=at[each] <= world.as_at)


