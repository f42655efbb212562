"""What may be published of a small table, so that nobody can be found in it. docs/explanation/disclosure.md says how."""

from peelian.measures.disclosure.differencing import Revealed, revealed
from peelian.measures.disclosure.suppression import Cell, Protected, Rules, protect

__all__ = ["Cell", "Protected", "Revealed", "Rules", "protect", "revealed"]
