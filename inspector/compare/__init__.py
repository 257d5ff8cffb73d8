"""Two messages held against each other by structure; calls found again among recorded ones."""

from inspector.compare.aligned import Aligned, Row, aligned
from inspector.compare.differ import Comparison, Difference, Learned, compare, learn, ordered_calls
from inspector.compare.exchanges import Pair, Pairs, Side, payload_of
from inspector.compare.matching import Fields, Matcher, Near
from inspector.compare.noise import Ignored, Noise, NoiseFileError
from inspector.compare.reading import Reader
from inspector.compare.tree import CallTree, Element, Tree

__all__ = [
    "Aligned",
    "CallTree",
    "Comparison",
    "Difference",
    "Element",
    "Fields",
    "Ignored",
    "Learned",
    "Matcher",
    "Near",
    "Noise",
    "NoiseFileError",
    "Pair",
    "Pairs",
    "Reader",
    "Row",
    "Side",
    "Tree",
    "aligned",
    "compare",
    "learn",
    "ordered_calls",
    "payload_of",
]
