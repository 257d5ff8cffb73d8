"""The lines of a journal, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from inspector.replay.keys import Key
from inspector.replay.result import Result

Carried = dict[Key, str]


class Head(msgspec.Struct, frozen=True, tag="plan"):
    """The first line: which calls, and where to."""

    key: str
    target: str
    writes: tuple[str, ...] = ()  # ids of the exchanges that change something


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """A write is about to leave."""

    seq: int
    id: str = ""


class Withdrawn(msgspec.Struct, frozen=True, tag="withdrawn"):
    """A write that was begun did not leave."""

    seq: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """A call has ended."""

    result: Result
    carried: tuple[tuple[str, str, str], ...] = ()
    broken: tuple[Key, ...] = ()


class Also(msgspec.Struct, frozen=True, tag="also"):
    """Another run, which left nothing open itself, has sent a write of this plan."""

    result: Result
    carried: tuple[tuple[str, str, str], ...] = ()
    broken: tuple[Key, ...] = ()


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The run came to its end, with these writes unsent."""

    unsent: tuple[int, ...] = ()


class Forgotten(msgspec.Struct, frozen=True, tag="forgotten"):
    """Another run was told to send these exchanges, whatever became of them here."""

    ids: tuple[str, ...]


Line = Head | Begun | Withdrawn | Done | Also | Ended | Forgotten


class DamagedError(Exception):
    """A line in the middle cannot be read.

    Attributes:
        number: Of the line, from 1.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(slots=True)
class Kept:
    """What a journal says.

    Attributes:
        head: Which calls, None for an empty file.
        done: What has ended, by number of the exchange.
        also: Writes that other runs have sent, by id.
        begun: Ids of the writes that were begun and never ended, by number.
        carried: Keys made there: (kind, recorded value) to the new one.
        broken: Keys that should have been made there, and were not.
        ended: Whether the run came to its end.
        unsent: Numbers of the writes that it did not send, where it did.
        forgotten: Ids of writes that another run was told to send.
        size: Bytes that are whole lines.
    """

    head: Head | None = None
    done: dict[int, Done] = field(default_factory=dict)
    also: dict[str, Also] = field(default_factory=dict)
    begun: dict[int, str] = field(default_factory=dict)
    carried: Carried = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)
    ended: bool = False
    unsent: tuple[int, ...] = ()
    forgotten: set[str] = field(default_factory=set)
    size: int = 0

    @property
    def results(self) -> dict[int, Result]:
        """Results by number of the exchange."""
        return {seq: line.result for seq, line in self.done.items()}

    @property
    def sent(self) -> dict[str, Done | Also]:
        """The writes that a site has answered, by id."""
        own = {line.result.id: line for line in self.done.values() if line.result.access == "write"}
        return {id_: line for id_, line in (self.also | own).items() if line.result.state == "sent"}

    @property
    def empty(self) -> bool:
        """Whether nothing was sent."""
        return not (self.done or self.begun)

    @property
    def in_doubt(self) -> dict[int, str]:
        """Ids of the writes of which nobody knows whether they arrived, by number."""
        unknown = {seq: result.id for seq, result in self.results.items() if result.state == "unknown"}
        return {seq: id_ for seq, id_ in (self.begun | unknown).items() if id_ not in self.forgotten}

    def take(self, line: Line) -> None:
        """Add what a line says."""
        match line:
            case Head():
                self.head = line
            case Begun():
                self.begun[line.seq] = line.id
            case Withdrawn():
                self.begun.pop(line.seq, None)
            case Done():
                self._end(line)
            case Also():
                self.also[line.result.id] = line
            case Ended():
                self.unsent = line.unsent
            case Forgotten():
                self.forgotten |= set(line.ids)
        if not isinstance(line, Forgotten | Also):
            self.ended = isinstance(line, Ended)

    def _end(self, line: Done) -> None:
        self.begun.pop(line.result.seq, None)
        self.done[line.result.seq] = line
        made = {(kind, old): new for kind, old, new in line.carried}
        self.carried |= made
        self.broken = (self.broken - set(made)) | set(line.broken)


def encode(line: Line) -> bytes:
    """A line, with its end."""
    return msgspec.json.encode(line) + b"\n"


def read(data: bytes) -> Kept:
    """What a journal says; a last line that was cut off while it was written does not count.

    Raises:
        DamagedError: Another line cannot be read.
    """
    kept = Kept()
    for number, line in enumerate(_lines(data), start=1):
        try:
            found = _DECODER.decode(line)
        except msgspec.MsgspecError:
            raise DamagedError(number) from None
        kept.take(found)
        kept.size += len(line) + 1
    return kept


def _lines(data: bytes) -> Iterator[bytes]:
    whole = data[: data.rfind(b"\n") + 1]
    yield from whole.split(b"\n")[:-1]


_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)
