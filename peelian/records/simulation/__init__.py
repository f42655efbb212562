"""A made-up force: records of any size, planted so that it is known what an assessment must find in them."""

from peelian.records.simulation.planting import AnswerKey
from peelian.records.simulation.scenario import Scenario, read_scenario
from peelian.records.simulation.simulate import find_scenario, simulate, simulate_to

__all__ = ["AnswerKey", "Scenario", "find_scenario", "read_scenario", "simulate", "simulate_to"]
