"""A made-up force: records of any size, planted so that it is known what an assessment must find in them."""

from peelian.records.simulation.planting import AnswerKey
from peelian.records.simulation.scenario import Scenario, read_scenario
from peelian.records.simulation.simulate import find_scenario, simulate, simulate_to
from peelian.records.simulation.spoil import USUAL, Spoiling, SpoilKey, chosen_spoilings, spoil

__all__ = [
    "USUAL", "AnswerKey", "Scenario", "SpoilKey", "Spoiling", "chosen_spoilings", "find_scenario", "read_scenario", "simulate",
    "simulate_to", "spoil",
]
