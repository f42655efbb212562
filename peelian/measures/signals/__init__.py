"""Signals: what changed in a run beyond chance, and where it is held. docs/explanation/signals.md says how they are found."""

from peelian.measures.signals.drawing import HOW_TO_READ_CHANGE, HOW_TO_READ_GROUPS, change_svg, group_rows, groups_svg
from peelian.measures.signals.find import LEVEL, Signal, Signals, find_signals
from peelian.measures.signals.words import no_signal_sentence, rate_sentence, signal_sentence, told

__all__ = [
    "HOW_TO_READ_CHANGE",
    "HOW_TO_READ_GROUPS",
    "LEVEL",
    "Signal",
    "Signals",
    "change_svg",
    "find_signals",
    "group_rows",
    "groups_svg",
    "no_signal_sentence",
    "rate_sentence",
    "signal_sentence",
    "told",
]
