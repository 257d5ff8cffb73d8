"""Facts that widgets tell their screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from inspector.replay import Result, Seen


@dataclass
class RowsWanted(Message):
    """Rows that came into view are not here yet."""

    first: int
    last: int

    def can_replace(self, message: Message) -> bool:
        """A newer wish replaces one that was not answered yet."""
        return isinstance(message, RowsWanted)


@dataclass
class RowChosen(Message):
    """The user moved onto another row."""

    index: int


@dataclass
class RowOpened(Message):
    """The user wants to see a row's exchange."""

    index: int


@dataclass
class FollowChanged(Message):
    """The list began or ceased to follow the newest row."""

    following: bool


@dataclass
class PromptChanged(Message):
    """The user typed in a prompt."""

    purpose: str
    text: str


@dataclass
class PromptAccepted(Message):
    """The user pressed enter in a prompt."""

    purpose: str
    text: str


@dataclass
class PromptLeft(Message):
    """The user left a prompt without accepting."""

    purpose: str


@dataclass
class CallReplayed(Message):
    """A call that was sent again has ended; `seen` is its answer, None where there was none."""

    result: Result
    seen: Seen | None


@dataclass
class LineChosen(Message):
    """The user moved onto another line of a message."""

    index: int
