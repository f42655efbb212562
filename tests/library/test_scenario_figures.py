"""The volumes and mixes of the scenario are those of the published files, where real data is at hand to compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from peelian.records.simulation import find_scenario
from tests.library.made_force import FOLDER

FORCE = "Hertfordshire"
RARE = (0, 4, 5)  # no outcome yet; and outcomes too rare to draw
# The Home Office's offence subgroups, in its words of different years, as the scenario gathers them.
GROUPS = {
    "violence_with_injury": ("Violence with injury",), "violence_without_injury": ("Violence without injury",),
    "stalking_harassment": ("Stalking and harassment", "Harassment"), "homicide": ("Homicide",),
    "sexual": ("Rape offences", "Rape", "Other sexual offences"),
    "robbery": ("Robbery of business property", "Robbery of personal property", "Robbery"),
    "burglary": ("Domestic burglary", "Non-domestic burglary", "Residential burglary", "Non-residential burglary"),
    "vehicle": ("Vehicle offences", "Theft from a vehicle", "Theft of a motor vehicle", "Vehicle interference"),
    "theft_person": ("Theft from the person",), "bicycle": ("Bicycle theft",), "shoplifting": ("Shoplifting",),
    "other_theft": ("Other theft offences",), "criminal_damage": ("Arson", "Criminal damage"),
    "drugs": ("Possession of drugs", "Trafficking of drugs"), "weapons": ("Possession of weapons offences",),
    "public_order": ("Public order offences",),
    "miscellaneous": ("Miscellaneous crimes against society", "Miscellaneous crimes"),
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
NATIONAL = "fraud"  # recorded by the national centre, and assumed here
LEFT_OUT = ("Death or serious injury - unlawful driving",)


@pytest.mark.parametrize("name", ["hertfordshire_2017", "hertfordshire_2018", "all_well"])
def test_crimes_are_those_recorded_in_two_years(real_data: Path, name: str) -> None:
    scenario = find_scenario(name, FOLDER)
    rows = duckdb.sql(f"""
        SELECT "Offence Subgroup", sum(n) FROM read_parquet('{real_data}/home-office/prc_pfa_long.parquet')
        WHERE Force = '{FORCE}' AND FY IN ('2016/17', '2017/18') GROUP BY ALL""").fetchall()
    published: dict[str, float] = {}
    for subgroup, crimes in rows:
        if subgroup not in LEFT_OUT:
            published[GROUP_OF[subgroup]] = published.get(GROUP_OF[subgroup], 0) + crimes
    assert {one.group: one.crimes for one in scenario.offences if one.group != NATIONAL} == published


def test_the_volume_of_crime_is_that_of_each_year(real_data: Path) -> None:
    rows = duckdb.sql(f"""
        SELECT FY, sum(n) FROM read_parquet('{real_data}/home-office/prc_pfa_long.parquet')
        WHERE Force = '{FORCE}' AND FY BETWEEN '2014/15' AND '2018/19' GROUP BY FY""").fetchall()
    middle = {date(int(year[:4]), 10, 1): crimes for year, crimes in rows}
    assert find_scenario("hertfordshire_2017", FOLDER).volumes["crimes_a_year"].value.points == middle


@pytest.mark.parametrize("name", ["hertfordshire_2017", "hertfordshire_2018", "all_well"])
def test_outcomes_are_those_of_the_crimes_of_a_year(real_data: Path, name: str) -> None:
    scenario = find_scenario(name, FOLDER)
    rows = duckdb.sql(f"""
        SELECT offence_subgroup, outcome_type, sum(try_cast(force_outcomes_for_offences_recorded_in_quarter AS int)) AS crimes
        FROM read_csv('{real_data}/home-office/ho_crime_outcomes_open_data.csv.gz')
        WHERE force_name = '{FORCE}' AND financial_year = '2018/19' AND outcome_type NOT IN {RARE}
        GROUP BY ALL HAVING crimes > 0""").fetchall()
    published: dict[str, dict[str, float]] = {}
    for subgroup, outcome, crimes in rows:
        if subgroup in GROUP_OF:
            found = published.setdefault(GROUP_OF[subgroup], {})
            found[str(outcome)] = found.get(str(outcome), 0) + crimes
    assert {one.group: one.outcomes for one in scenario.offences if one.group != NATIONAL} == published


def test_no_more_officers_than_the_force_had(real_data: Path) -> None:
    row = duckdb.sql(f"""
        SELECT sum(total_headcount) FROM read_csv('{real_data}/home-office/ho_police_workforce_open_data.csv.gz')
        WHERE force_name = '{FORCE}' AND date = '2017-03-01' AND rank_description IN ('Constable', 'Sergeant')""").fetchone()
    assert row == (1849,)
    assert sum(team.officers for team in find_scenario("hertfordshire_2017", FOLDER).teams) <= row[0]


@pytest.mark.parametrize("name", ["hertfordshire_2017", "hertfordshire_2018", "all_well"])
def test_every_volume_says_where_it_comes_from(name: str) -> None:
    scenario = find_scenario(name, FOLDER)
    for volume in (*scenario.volumes.values(), *scenario.outcomes_change.values()):
        assert len(volume.source) > 3
    assert "OGL" in scenario.offences_source and "OGL" in scenario.outcomes_source
