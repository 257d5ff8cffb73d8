"""The other journals beside one: what their runs have sent to the same host, and what they are told."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from inspector.replay.hosts import host_of
from inspector.replay.journal_lines import Also, DamagedError, Done, Forgotten, Kept, encode, read


@dataclass(frozen=True, slots=True)
class Other:
    """Another journal.

    Attributes:
        path: Its file.
        kept: What it says.
    """

    path: Path
    kept: Kept

    @property
    def planned(self) -> frozenset[str]:
        """Ids of the writes of its run, as far as it names them."""
        return frozenset(self.kept.head.writes if self.kept.head else ())

    @property
    def under_way(self) -> bool:
        """Whether its run is going on."""
        try:
            import fcntl
        except ImportError:  # Windows
            return False
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def forget(self, ids: Collection[str]) -> None:
        """Its writes in doubt are sent by another run; where they were all it left open, it goes."""
        with self.path.open("ab") as file:
            file.write(encode(Forgotten(tuple(ids))))
        kept = read(self.path.read_bytes())
        if kept.ended and not kept.unsent and not kept.in_doubt:
            self.path.unlink()

    def tell(self, lines: Iterable[Done]) -> None:
        """Another run has sent these; those that are writes of its own are not sent again by it."""
        known = [line for line in lines if line.result.id in self.planned]
        with self.path.open("ab") as file:
            for line in known:
                file.write(encode(Also(line.result, line.carried, line.broken)))


def others(path: Path, target: str) -> list[Other]:
    """The journals beside `path` of runs to the same host; those that cannot be read say nothing."""
    host = host_of(target, ask=True)
    found = []
    for file in sorted(path.parent.glob("*.jsonl")):
        if file == path:
            continue
        with contextlib.suppress(OSError, DamagedError):
            kept = read(file.read_bytes())
            if kept.head is not None and host_of(kept.head.target, ask=True) == host:
                found.append(Other(file, kept))
    return found
