"""Inspection of Webex Meetings XML API (XMLService) traffic.

    import inspector

    core = inspector.inspector()
    judgement = core.judge_pair(inspector.Exchange(request=inspector.Payload(body=body)))
    print(inspector.report(judgement).findings)

Public names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.assemble import inspector
    from inspector.engine.inspector import Inspector
    from inspector.engine.reporting import record, report
    from inspector.model.exchange import Exchange, Payload
    from inspector.settings.model import Settings

_HOMES = {
    "Exchange": "model.exchange",
    "Inspector": "engine.inspector",
    "Payload": "model.exchange",
    "Settings": "settings.model",
    "inspector": "assemble",
    "record": "engine.reporting",
    "report": "engine.reporting",
}

__all__ = ["Exchange", "Inspector", "Payload", "Settings", "inspector", "record", "report"]


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"inspector.{_HOMES[name]}"), name)
