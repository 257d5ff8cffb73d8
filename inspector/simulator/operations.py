"""Which operation the site answers, and how: each family brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspector.simulator.accounts import HANDLERS as ACCOUNTS
from inspector.simulator.attendees import HANDLERS as ATTENDEES
from inspector.simulator.auth import HANDLERS as AUTH
from inspector.simulator.cards import HANDLERS as CARDS
from inspector.simulator.contacts import HANDLERS as CONTACTS
from inspector.simulator.events import HANDLERS as EVENTS
from inspector.simulator.histories import handlers as histories
from inspector.simulator.knowledge import table
from inspector.simulator.meeting_types import HANDLERS as MEETING_TYPES
from inspector.simulator.meetings import HANDLERS as MEETINGS
from inspector.simulator.one_click import HANDLERS as ONE_CLICK
from inspector.simulator.recordings import HANDLERS as RECORDINGS
from inspector.simulator.sales import HANDLERS as SALES
from inspector.simulator.session_lists import HANDLERS as SESSION_LISTS
from inspector.simulator.sessions import HANDLERS as SESSIONS
from inspector.simulator.sites import HANDLERS as SITES
from inspector.simulator.trainings import HANDLERS as TRAININGS
from inspector.simulator.user_lists import HANDLERS as USER_LISTS
from inspector.simulator.users import HANDLERS as USERS
from inspector.simulator.webacd import HANDLERS as WEBACD
from inspector.simulator.world import Answering

OPERATIONS: Mapping[str, Answering] = MappingProxyType(
    {
        **AUTH,
        **ACCOUNTS,
        **USERS,
        **USER_LISTS,
        **CARDS,
        **MEETINGS,
        **MEETING_TYPES,
        **EVENTS,
        **TRAININGS,
        **SALES,
        **ATTENDEES,
        **SESSIONS,
        **SESSION_LISTS,
        **RECORDINGS,
        **histories(table("histories")),
        **CONTACTS,
        **ONE_CLICK,
        **WEBACD,
        **SITES,
    }
)
