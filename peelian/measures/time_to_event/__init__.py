"""How long until it was done, with what is still open counted as far as it has been seen. docs/explanation/time_to_event.md."""

from peelian.measures.time_to_event.drawing import curve_svg
from peelian.measures.time_to_event.from_ledger import Waits, timed, waits_of
from peelian.measures.time_to_event.kaplan_meier import Curve, Quantile, Step, Wait, curve_of
from peelian.measures.time_to_event.words import curve_sentence, how_to_read_curve, quantile_words

__all__ = [
    "Curve",
    "Quantile",
    "Step",
    "Wait",
    "Waits",
    "curve_of",
    "curve_sentence",
    "curve_svg",
    "how_to_read_curve",
    "quantile_words",
    "timed",
    "waits_of",
]
