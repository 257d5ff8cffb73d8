"""The version of the product."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The installed version, "(not installed)" for a bare checkout."""
    try:
        return installed("xmlservice-inspector")
    except PackageNotFoundError:
        return "(not installed)"
