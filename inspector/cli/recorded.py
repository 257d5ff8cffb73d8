"""Recordings as stores: a store as it is, anything else judged, redacted and kept while a command runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector.cli.findings import Errors
from inspector.cli.output import CommandError, Progress
from inspector.cli.recorded_keys import found_key
from inspector.compare import Noise, Reader
from inspector.engine.inspector import Inspector
from inspector.model.exchange import Payload
from inspector.privacy import Knowledge, Masker
from inspector.settings import Settings
from inspector.store import Filter, Store

_BATCH = 500
_KEY = 32
_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Recording:
    """An open recording.

    Attributes:
        name: As it was named.
        store: What it holds.
        key: Key of its pseudonyms.
        core: Judges and redacts with that key.
        knowledge: What is secret or personal.
        only: Numbers of the exchanges that are meant, None for all.
    """

    name: str
    store: Store
    key: bytes
    core: Inspector
    knowledge: Knowledge
    only: tuple[int, ...] | None = None

    def reader(self, noise: Noise, key: bytes | None = None) -> Reader:
        """Reads messages: masked values and clear ones say the same.

        Args:
            noise: What is volatile.
            key: Key to compare by, where it is held against a recording with another one.
        """
        own = Masker(self.key, self.knowledge)
        masker = Masker(key, self.knowledge) if key is not None else own
        return Reader(self.core.judge.master, self.knowledge, noise, masker, own)

    def plain_reader(self, noise: Noise) -> Reader:
        """Reads messages whose values are all in clear, or all masked with one key: far cheaper."""
        return Reader(self.core.judge.master, self.knowledge, noise)

    def redacted(self, noise: Noise) -> bool:
        """Whether personal values in it are pseudonyms, as far as its first exchanges show."""
        reader = self.reader(noise)
        for seq in self.seqs()[:_SAMPLE]:
            record = self.store.record(seq)
            for part in (record.request, record.response) if record else ():
                if part is not None:
                    reader.read(Payload(body=part.body))
            if reader.pseudonyms:
                return True
        return False

    def seqs(self, given: Filter | None = None) -> list[int]:
        """Numbers of the exchanges that are meant and pass a filter, in order of insertion."""
        passing = self.store.seqs(given)
        return list(passing) if self.only is None else [seq for seq in passing if seq in self.only]


@contextmanager
def recording(
    named: str,
    settings: Settings,
    errors: Errors,
    *,
    release: str | None = None,
    key: bytes | None = None,
    own: bytes | None = None,
) -> Iterator[Recording]:
    """A recording as a store.

    Its key is the one that made the pseudonyms in it, where that is in the keys' folder.

    Args:
        named: A store, STORE#ID for one exchange of it, or a recording or folder.
        settings: What the user set.
        errors: Gets what could not be read.
        release: Release to judge by.
        key: Key for a recording in which nothing is a pseudonym of a known key; a new one where None.
        own: Key of its pseudonyms, where the user named it.

    Raises:
        CommandError: There is no such path, or no such exchange.
    """
    from inspector.assemble import inspector, knowledge
    from inspector.store import is_store, open_store

    path, exchange = _named(named)
    if is_store(path):
        with open_store(path, read_only=True) as store:
            key = own or _store_key(path, store, settings) or key or secrets.token_bytes(_KEY)
            core = inspector(settings, release=release, key=key)
            yield Recording(named, store, key, core, knowledge(settings), _only(store, exchange, named))
        return
    key = own or _file_key(path, settings) or key or secrets.token_bytes(_KEY)
    core = inspector(settings, release=release, key=key)
    with (
        TemporaryDirectory(prefix="xmlinspect-") as folder,
        open_store(Path(folder) / "recording.sqlite", create=True) as store,
    ):
        _keep(path, store, core, settings, errors)
        yield Recording(named, store, key, core, knowledge(settings))


def _store_key(path: Path, store: Store, settings: Settings) -> bytes | None:
    """The key of a store; that of one which was moved is known by its pseudonyms."""
    from inspector.assemble import key_path, store_key
    from inspector.recordings import exchange_of

    if key_path(path, settings).exists():
        return store_key(path, settings)
    return found_key(path, map(exchange_of, store.records()), settings)


def _file_key(path: Path, settings: Settings) -> bytes | None:
    """The key of a recording that is no store; what cannot be read is told when it is read as a whole."""
    from inspector.recordings import read

    return found_key(path, read([path], on_error=lambda _: None), settings)


def _named(named: str) -> tuple[Path, str]:
    path, exchange = Path(named), ""
    if not path.exists() and "#" in named:
        front, _, exchange = named.rpartition("#")
        path = Path(front)
    if not path.exists():
        raise CommandError(f"{path}: no such file; check the name")
    return path, exchange


def _only(store: Store, exchange: str, named: str) -> tuple[int, ...] | None:
    if not exchange:
        return None
    if exchange.isdecimal() and store.record(int(exchange)) is not None:
        return (int(exchange),)
    found = [row.seq for row in store.rows(limit=store.count()) if row.id.startswith(exchange)]
    if len(found) != 1:
        what = "no exchange has" if not found else f"{len(found)} exchanges have"
        raise CommandError(f"{named}: {what} an id that begins so; `xmlinspect tui` shows ids and numbers")
    return (found[0],)


def _keep(path: Path, store: Store, core: Inspector, settings: Settings, errors: Errors) -> None:
    from inspector.inspection import Inspection
    from inspector.wire import Limits

    inspection = Inspection(core, errors.add, errors.skip, Limits(body=settings.limits.body))
    batch = []
    with Progress("exchanges") as progress:
        for record in inspection.records([path]):
            batch.append(record)
            progress.step()
            if len(batch) == _BATCH:
                store.write(batch)
                batch = []
        store.write(batch)
    errors.note_skipped()
