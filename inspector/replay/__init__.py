"""Recorded calls sent again, and recordings as servers; the only room beside the commands that speaks HTTP.

`run` and what it sends by are in `inspector.replay.run`: HTTP is imported only where it is asked for.
"""

from inspector.replay.comparing import Answers
from inspector.replay.credentials import Credentials, Values
from inspector.replay.errors import ReplayError, StoppedError
from inspector.replay.journal import Journal
from inspector.replay.knowledge import ReplayFileError, ReplayKnowledge
from inspector.replay.plan import Plan, Planner, Step, Withheld, host_of
from inspector.replay.recorded_site import RecordedAnswer, RecordedSite
from inspector.replay.result import Group, Result, Summary, groups

__all__ = [
    "Answers",
    "Credentials",
    "Group",
    "Journal",
    "Plan",
    "Planner",
    "RecordedAnswer",
    "RecordedSite",
    "ReplayError",
    "ReplayFileError",
    "ReplayKnowledge",
    "Result",
    "Step",
    "StoppedError",
    "Summary",
    "Values",
    "Withheld",
    "groups",
    "host_of",
]
