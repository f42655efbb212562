"""What comes in and who there is to meet it: records by month, and live duties beside the people who hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peelian.duties.run_folder import RunFolder
from peelian.inspections.management import Demand
from peelian.measures.figures import FEWEST_OWNERS
from peelian.measures.periods import Periods, months_back
from peelian.standards.library import Library

LIVE = ("due", "overdue")
BY_MONTH = """
SELECT months.name, count(*) FROM (SELECT unnest($1::VARCHAR[]) AS name, unnest($2::TIMESTAMP[]) AS begins,
unnest($3::TIMESTAMP[]) AS ends) AS months
JOIN read_parquet($4) AS records ON records."{happened}" BETWEEN months.begins AND months.ends
WHERE records."{happened}" <= $5 GROUP BY months.name
"""
FIRST = 'SELECT min("{happened}") FROM read_parquet(?)'
WORK = f"""
SELECT team_now, count(*), count(*) FILTER (WHERE status = 'overdue'), count(DISTINCT owner_now),
       count(*) FILTER (WHERE owner_now IS NULL)
FROM read_parquet(?) WHERE settings = 'force' AND status IN {LIVE} GROUP BY team_now ORDER BY team_now NULLS LAST
"""


@dataclass(frozen=True)
class Volume:
    """Records of one table by local month, oldest first; the newest month may be cut short. latest, before: of
    the twelve newest whole months, and the twelve before. whole_before: the records cover all of these. why_none: why there is no
    count."""

    title: str
    short: str
    table: str
    months: dict[str, int]
    latest: int = 0
    before: int = 0
    whole_before: bool = False
    why_none: str = ""


@dataclass(frozen=True)
class Work:
    """Live duties of one team, and how many people hold them. each: duties for each of them; None for fewer than five."""

    team: str
    live: int
    overdue: int
    people: int
    nobody: int

    @property
    def each(self) -> float | None:
        return (self.live - self.nobody) / self.people if self.people >= FEWEST_OWNERS else None


def volumes(run: RunFolder, library: Library, periods: Periods, demands: Iterable[Demand]) -> list[Volume]:
    """By month, from the first of the twenty-four newest whole months to the run's own."""
    found = []
    for one in demands:
        table, path = library.tables[one.each], run.path / "records" / f"{one.each}.parquet"
        happened = table.happened
        with run.connect() as connection:
            if not path.is_file() or happened is None or happened not in connection.read_parquet(str(path)).columns:
                found.append(Volume(one.title, one.short or one.title, one.each, {}, why_none="the records hold none"))
                continue
            # Twelve whole months beside twelve whole ones: a month that was not over would look like a fall.
            twelve = periods.twelve_to(periods.latest_whole)
            spans = periods.span(months_back(twelve[0], 12), periods.month)
            counts = dict(connection.execute(BY_MONTH.format(happened=happened), [
                [span.name for span in spans], [span.begins for span in spans], [span.ends for span in spans], str(path),
                run.as_at]).fetchall())
            row = connection.execute(FIRST.format(happened=happened), [str(path)]).fetchone()
        months = {span.name: int(counts.get(span.name, 0)) for span in spans}
        whole = bool(row and row[0] is not None and row[0] < spans[0].ends)
        found.append(Volume(one.title, one.short or one.title, one.each, months, sum(months[name] for name in twelve),
                            sum(count for name, count in months.items() if name < twelve[0]), whole))
    return found


def work_by_team(run: RunFolder) -> list[Work]:
    """By name of team, never by how much there is."""
    with run.connect() as connection:
        rows = connection.execute(WORK, [run.ledger]).fetchall()
    return [Work(team or "no team", int(live), int(overdue), int(people), int(nobody)) for team, live, overdue, people, nobody in rows]
