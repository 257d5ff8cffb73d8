"""Recorded calls sent again, and recordings as servers; the only room beside the commands that speaks HTTP.

`run` and what it sends by are in `inspector.replay.run`: HTTP is imported only where it is asked for.
"""

from inspector.replay.comparing import Answers, Seen
from inspector.replay.credentials import Credentials, Values
from inspector.replay.errors import LeftOpenError, ReplayError, StoppedError
from inspector.replay.hosts import host_of
from inspector.replay.journal import Journal
from inspector.replay.knowledge import ReplayFileError, ReplayKnowledge
from inspector.replay.needs import Lack
from inspector.replay.plan import Plan, Planner, Step, Withheld
from inspector.replay.profiles import VARIABLES, Profile, asked_for, credentials_of
from inspector.replay.recorded_site import RecordedAnswer, RecordedSite
from inspector.replay.replayer import Replayer, Watch, plan_key
from inspector.replay.result import Group, Result, State, Summary, groups
from inspector.replay.target import check_address, goes_back, in_clear

__all__ = [
    "VARIABLES",
    "Answers",
    "Credentials",
    "Group",
    "Journal",
    "Lack",
    "LeftOpenError",
    "Plan",
    "Planner",
    "Profile",
    "RecordedAnswer",
    "RecordedSite",
    "ReplayError",
    "ReplayFileError",
    "ReplayKnowledge",
    "Replayer",
    "Result",
    "Seen",
    "State",
    "Step",
    "StoppedError",
    "Summary",
    "Values",
    "Watch",
    "Withheld",
    "asked_for",
    "check_address",
    "credentials_of",
    "goes_back",
    "groups",
    "host_of",
    "in_clear",
    "plan_key",
]
