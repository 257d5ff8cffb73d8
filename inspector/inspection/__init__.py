"""Inspection of recordings and stores: which exchanges there are, each once, and what is said of each."""

from inspector.inspection.once import MANY, MAYBE, SEEN
from inspector.inspection.walk import Inspection, Seen, shown

__all__ = ["MANY", "MAYBE", "SEEN", "Inspection", "Seen", "shown"]
