"""Which operation the site answers, and how: each family brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspector.simulator import (
    accounts,
    attendees,
    auth,
    cards,
    contacts,
    events,
    histories,
    meeting_types,
    meetings,
    one_click,
    recordings,
    sales,
    session_lists,
    sessions,
    sites,
    trainings,
    user_lists,
    users,
    webacd,
)
from inspector.simulator.knowledge import table
from inspector.simulator.world import Answering

OPERATIONS: Mapping[str, Answering] = MappingProxyType(
    {
        **auth.HANDLERS,
        **accounts.HANDLERS,
        **users.HANDLERS,
        **user_lists.HANDLERS,
        **cards.HANDLERS,
        **meetings.HANDLERS,
        **meeting_types.HANDLERS,
        **events.HANDLERS,
        **trainings.HANDLERS,
        **sales.HANDLERS,
        **attendees.HANDLERS,
        **sessions.HANDLERS,
        **session_lists.HANDLERS,
        **recordings.HANDLERS,
        **histories.handlers(table("histories")),
        **contacts.HANDLERS,
        **one_click.HANDLERS,
        **webacd.HANDLERS,
        **sites.HANDLERS,
    }
)
