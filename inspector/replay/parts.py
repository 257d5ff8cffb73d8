"""What a run works with."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.replay.comparing import Answers
from inspector.replay.credentials import Credentials, Values
from inspector.replay.journal import Journal
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.request import Map
from inspector.wire import Limits


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run works with."""

    credentials: Credentials
    values: Values
    knowledge: ReplayKnowledge
    answers: Answers
    mapped: Map
    journal: Journal
    limits: Limits
