"""Two messages held against each other by structure; calls found again among recorded ones."""

from inspector.compare.differ import Comparison, Difference, Learned, compare, learn
from inspector.compare.matching import Fields, Matcher, Near
from inspector.compare.noise import Ignored, Noise, NoiseFileError
from inspector.compare.reading import Reader
from inspector.compare.tree import CallTree, Element, Tree

__all__ = [
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
    "Reader",
    "Tree",
    "compare",
    "learn",
]
