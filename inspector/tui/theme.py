"""How weights and outcomes look: always a symbol beside the colour."""

from __future__ import annotations

from inspector.model.severity import Severity

SYMBOLS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "●"}
CLEAN = "✓"
CURSOR = "❯"


def symbol(severity: Severity | None) -> str:
    """The sign of a severity; a tick where there is no finding."""
    return SYMBOLS[severity] if severity is not None else CLEAN


def style_name(severity: Severity | None) -> str:
    """Name of the component class and CSS class that colours a severity."""
    return str(severity) if severity is not None else "clean"
