"""The library says of each process what is known of it, and never more: its mode, its evidence, and what is local."""

from __future__ import annotations

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import read_library
from peelian.standards.needs import standard_needs
from tests.library.domain_table import BESIDE_THE_ROWS, HELD_IN_RECORDS, LOCAL, OTHERWISE, READ, ROWS

LIBRARY = read_library(library_path(DEFAULT))
ALL = [tuple(cell.strip() for cell in line.split("|")) for line in ROWS.strip().splitlines()]
KINDS = {"timer": "duty", "presence": "duty", "ratio": "indicator", "audit": "audit", "capacity": "capacity"}
# How much an edition may claim where the best that was read is this. Nothing is claimed of what is only local.
MAY_CLAIM = {"V": {"verified", "partly", "unverified", "local"}, "P": {"partly", "unverified", "local"}, "U": {"unverified", "local"},
             "-": {"unverified", "local"}}
STRENGTH = ["local", "unverified", "partly", "verified"]


def test_every_row_is_a_standard_and_none_stands_twice() -> None:
    names = [name for name, _, _ in ALL]
    assert len(names) == len(set(names)) == 114
    assert set(names) | set(BESIDE_THE_ROWS) <= set(LIBRARY.standards)


@pytest.mark.parametrize(("name", "mode", "best"), ALL)
def test_the_mode_is_the_rows(name: str, mode: str, best: str) -> None:
    first = mode.split(",")[0].split("/")[0]
    wanted = OTHERWISE[name][0] if name in OTHERWISE else KINDS[first]
    assert LIBRARY.standards[name].kind == wanted
    assert name not in OTHERWISE or KINDS[first] != wanted, "this is no exception"


@pytest.mark.parametrize(("name", "mode", "best"), ALL)
def test_what_recurs_is_owed_again_and_again(name: str, mode: str, best: str) -> None:
    clocks = [rule.clock.kind for rule in LIBRARY.resolve({name})[name].duties]
    if "recurring" in mode and name not in ("npt-briefed-high-risk",):  # its refreshing is npt-briefing-refreshed
        assert set(clocks) == {"every"}, clocks
    if "recurring" not in mode and name != "exercise-programme" and not name.startswith(("apstra", "investigation-drift")):
        assert "every" not in clocks


@pytest.mark.parametrize(("name", "mode", "best"), ALL)
def test_no_edition_claims_more_than_was_read(name: str, mode: str, best: str) -> None:
    found = {edition.authority.evidence for edition in LIBRARY.standards[name].editions}
    allowed = MAY_CLAIM[best] | ({"partly"} if name in READ else set())
    assert found <= allowed
    assert name not in READ or not found <= MAY_CLAIM[best], "this is no exception"


@pytest.mark.parametrize(("name", "mode", "best"), ALL)
def test_what_was_read_is_not_passed_off_as_local_without_a_word(name: str, mode: str, best: str) -> None:
    """Where something was read and the library still says local or unverified, its note or what it cites says why."""
    newest = LIBRARY.standards[name].editions[-1]
    strongest = max((edition.authority.evidence for edition in LIBRARY.standards[name].editions), key=STRENGTH.index)
    if best == "V" and strongest in ("local", "unverified"):
        assert "national" in f"{newest.authority.cite} {newest.authority.note}".lower(), newest.authority


@pytest.mark.parametrize(("name", "parameter"), [(name, one) for name, own in LOCAL.items() for one in own])
def test_a_local_value_is_a_parameter_with_the_stated_default(name: str, parameter: str) -> None:
    assert parameter in LIBRARY.parameters_of(name)
    found = LIBRARY.parameters[parameter]
    assert found.value == LOCAL[name][parameter][0]
    assert found.basis == "local" and found.evidence in ("local", "unverified") and found.source


@pytest.mark.parametrize("name", HELD_IN_RECORDS)
def test_a_local_value_that_the_records_hold_is_read_from_there(name: str) -> None:
    table, _, column = HELD_IN_RECORDS[name][0].partition(".")
    assert column in standard_needs(LIBRARY.resolve({name})[name], LIBRARY.tables)[table]


def test_every_parameter_of_these_standards_is_accounted_for() -> None:
    """A parameter that no row knows is one of this library's own, of a standard that no row has, or of how something is counted."""
    known = {parameter for own in LOCAL.values() for parameter in own}
    rows = {name for name, _, _ in ALL}
    own = {parameter for name in rows for parameter in LIBRARY.parameters_of(name)} - known
    assert own == {"armed_times_recorded", "da_reasons_least_length", "entry_least_length", "fraud_update_matures_after"}


@pytest.mark.parametrize("name", [name for name, _, _ in ALL])
def test_a_national_or_inspectors_level_is_not_local_and_a_local_one_says_so(name: str) -> None:
    standard = LIBRARY.standards[name]
    kinds = {edition.authority.kind for edition in standard.editions}
    if standard.expect is not None and kinds == {"local"}:
        assert standard.expect.basis == "local"
