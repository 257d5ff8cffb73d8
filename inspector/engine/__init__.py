"""The core: shapes and templates, the inspector, its history, and the recorder that runs beside a proxy.

Names are loaded when first used: a proxy that only hands exchanges over loads no validator.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.engine.history import Evidence, History
    from inspector.engine.inspector import Inspector, InspectorSettings
    from inspector.engine.judgement import Judgement
    from inspector.engine.releases import ReleasePolicy
    from inspector.engine.reporting import record, report

_HOMES = {
    "Evidence": "history",
    "History": "history",
    "Inspector": "inspector",
    "InspectorSettings": "inspector",
    "Judgement": "judgement",
    "ReleasePolicy": "releases",
    "record": "reporting",
    "report": "reporting",
}

__all__ = [
    "Evidence",
    "History",
    "Inspector",
    "InspectorSettings",
    "Judgement",
    "ReleasePolicy",
    "record",
    "report",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"inspector.engine.{_HOMES[name]}"), name)
