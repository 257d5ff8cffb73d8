"""Which operation the site answers, and how: each family brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspector.simulator import (
    auth,
    cards,
    meetings,
    session_lists,
    sessions,
    sites,
    user_lists,
    users,
)
from inspector.simulator.world import Answering

OPERATIONS: Mapping[str, Answering] = MappingProxyType(
    {
        **auth.HANDLERS,
        **users.HANDLERS,
        **user_lists.HANDLERS,
        **cards.HANDLERS,
        **meetings.HANDLERS,
        **sessions.HANDLERS,
        **session_lists.HANDLERS,
        **sites.HANDLERS,
    }
)
