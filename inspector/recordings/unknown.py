"""What is not known of an exchange, where a format has no way to leave it out.

Flow files and HARs must have a time, a client or a URL: where there is none, something is written, and the
names of what was made up stand beside it, so that reading it back invents nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from inspector.model.exchange import Exchange

MARK = "xmlinspect_unknown"
_BLANKS: Mapping[str, str | None] = MappingProxyType(
    {
        "request": None,
        "response": None,
        "url": "",
        "http": None,
        "status": None,
        "started": None,
        "duration_ms": None,
        "client": None,
    }
)


def unknown(exchange: Exchange) -> list[str]:
    """The facts that are not known of `exchange`, by their names in `Exchange`."""
    return [name for name, blank in _BLANKS.items() if getattr(exchange, name) == blank]


def without(exchange: Exchange, names: object) -> Exchange:
    """`exchange` without the facts of these names; what is no list of names says nothing."""
    listed = names if isinstance(names, (list, tuple)) else ()
    made_up = {name: _BLANKS[name] for name in listed if isinstance(name, str) and name in _BLANKS}
    return replace(exchange, **made_up) if made_up else exchange  # type: ignore[arg-type]
