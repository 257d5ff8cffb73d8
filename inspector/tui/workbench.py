"""What comparing and replaying need, made when it is first asked for; all of it is for worker threads."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector.assemble import inspector, knowledge, store_key
from inspector.compare import Learned, Noise, Reader
from inspector.model.report import Record
from inspector.privacy import Masker
from inspector.replay import (
    Credentials,
    Journal,
    LeftOpenError,
    Plan,
    Profile,
    Replayer,
    ReplayError,
    ReplayKnowledge,
    Result,
    Seen,
    Summary,
    Watch,
    check_address,
    credentials_of,
    goes_back,
    in_clear,
    plan_key,
)
from inspector.resources import data
from inspector.settings import Settings, load
from inspector.store.filter import parse
from inspector.tui.compared import Sheet, Side, sheets
from inspector.tui.replaying import Draft, Prepared, Sending
from inspector.tui.source import Source

_KEY_BYTES = 32
Earlier = Literal["", "resume", "anew"]
_ADDRESS = "https://acme.example.com/WBXService/XMLService"


class UsageError(Exception):
    """Something cannot be done; the message says why, and how to mend it."""


class AskFirstError(UsageError):
    """An earlier run left writing calls open: go on with it, or begin anew?"""


@contextmanager
def explained() -> Iterator[None]:
    """Say what is wrong in a sentence.

    Raises:
        UsageError: In place of what this package raises for users, and of trouble with files.
    """
    try:
        yield
    except LeftOpenError as error:
        raise AskFirstError(error.left) from None
    except (ReplayError, ValueError) as error:
        if not type(error).__module__.startswith("inspector."):
            raise
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{error.strerror or error}; check name, rights and free space") from None


@dataclass(frozen=True, slots=True)
class Tools:
    """What is made once.

    Attributes:
        settings: What the user set.
        replayer: Plans, sends and compares.
    """

    settings: Settings
    replayer: Replayer


class Workbench:
    """Compares and replays the exchanges of one store.

    Args:
        store: Its file, None for none.
        key: Key of its pseudonyms, where it is not kept as that of a store; a new one without a store.
    """

    def __init__(self, store: Path | None = None, key: bytes | None = None) -> None:
        self._store = store
        self._key = key
        self._tools: Tools | None = None
        self._lock = threading.Lock()

    def tools(self) -> Tools:
        """What all of it is done with.

        Raises:
            UsageError: Settings, or a file of knowledge or keys, cannot be used.
        """
        with self._lock, explained():
            if self._tools is None:
                self._tools = self._made()
            return self._tools

    def compare(
        self, before: Record, after: Record, learned: tuple[tuple[str, str], ...] = ()
    ) -> Mapping[Side, Sheet]:
        """Hold two exchanges against each other.

        Args:
            before: The first.
            after: The second.
            learned: Places that are known to differ by themselves: operation and path without row numbers.

        Raises:
            UsageError: As `tools`.
        """
        replayer = self.tools().replayer
        return sheets(before, after, replayer.reader, replayer.noise, Learned(frozenset(learned)))

    def caller(self, name: str) -> Credentials:
        """What the profile `name` ("" for none), its keyring entries and the environment give.

        Raises:
            UsageError: As `tools`.
        """
        given = self.tools().settings.profile.get(name)
        profile = Profile(name, given.identity or "", given.site or "") if given else Profile()
        return credentials_of(profile, os.environ)

    def prepare(
        self,
        draft: Draft,
        profile: str,
        rest: Iterable[tuple[int, Record]] = (),
        *,
        allow_writes: bool,
    ) -> Prepared:
        """What would be sent, and what is missing for it.

        Args:
            draft: The exchanges.
            profile: Who calls, "" for no profile.
            rest: The other exchanges of the recording that make something.
            allow_writes: Whether calls that change something may be sent.

        Raises:
            UsageError: As `tools`.
        """
        replayer = self.tools().replayer
        plan = replayer.plan(draft.drafted(), rest, allow_writes=allow_writes)
        caller = self.caller(profile)
        return Prepared(plan, caller, replayer.missing(plan, caller))

    def makers(self, source: Source, draft: Draft) -> Iterator[tuple[int, Record]]:
        """The exchanges beside those of the draft that make what others are about, read as it goes.

        Raises:
            StoreError: The store cannot be read.
            UsageError: As `tools`.
        """
        found = source.seqs(parse(f"op:{','.join(self.tools().replayer.makers)}"))
        others = (seq for seq in found if seq not in draft.records)
        return ((seq, record) for seq in others if (record := source.record(seq)) is not None)

    def check(self, url: str, plan: Plan, *, same_host: bool) -> None:
        """See that the plan may be sent to `url`.

        Raises:
            UsageError: It may not.
        """
        if not url:
            raise UsageError(f"where to? type the address of the XML API, as {_ADDRESS}, or choose a profile")
        with explained():
            check_address(url, self.tools().settings.path)
        host = goes_back(url, plan)
        if host and not same_host:
            raise UsageError(f"the recording came from {host} itself; allow its own host, or name another")
        if not plan.steps:
            raise UsageError("none of these calls can be sent")

    def warning(self, url: str, plan: Plan) -> str:
        """What to think of before the plan is sent to `url`; "" for nothing."""
        with contextlib.suppress(ValueError):  # an address that is still being typed
            if in_clear(url, plan):
                return f"secrets go to {url} unencrypted; write https:// where the site has it"
        return ""

    def job(
        self,
        draft: Draft,
        plan: Plan,
        url: str,
        caller: Credentials,
        told: Callable[[Result, Seen | None], None],
        earlier: Earlier = "",
    ) -> Callable[[], Coroutine[object, object, Summary]]:
        """A run of the plan: what to run in a thread of its own.

        Args:
            draft: The exchanges.
            plan: What to send.
            url: Where to.
            caller: Who calls, with all that the plan needs.
            told: Gets each result with its answer when it is there, in that thread.
            earlier: What to do about calls that an earlier run left open.
        """
        from inspector.replay.transport import Way

        seen: dict[int, Seen] = {}
        watch = Watch(
            told=lambda result: told(result, seen.get(result.seq)),
            saw=lambda step, answer: seen.__setitem__(step.seq, answer),
        )
        replayer = self.tools().replayer

        async def run() -> Summary:
            journal = self.journal(plan, url, draft.edits, earlier)
            return await replayer.send(plan, Way(url), caller, journal, draft.records.get, watch=watch)

        return run

    def run(self, sending: Sending) -> Summary | None:
        """Run to the end; None where it was stopped.

        Raises:
            AskFirstError: An earlier run left writing calls open; nothing was sent.
            UsageError: The way cannot be used, or what is sent cannot be kept.
        """
        with explained():
            return sending.run()

    def journal(self, plan: Plan, url: str, edits: Mapping[int, str], earlier: Earlier = "") -> Journal:
        """The journal of a run; one of reading calls alone that was interrupted goes on unasked.

        Raises:
            AskFirstError: Earlier runs left writing calls open, and nobody said what to do about them.
            UsageError: It cannot be written, or is damaged.
        """
        key = plan_key(plan, url, *(f"{seq} {text}" for seq, text in sorted(edits.items())))
        folder = self.tools().settings.keys.expanduser().parent / "replays"
        path = folder / f"tui-{key[:16]}.jsonl"

        def opened(earlier: Earlier) -> Journal:
            return Journal.open(
                path, key, url, resume=earlier == "resume", anew=earlier == "anew", writes=plan.writes
            )

        with explained():
            try:
                return opened(earlier)
            except LeftOpenError as error:
                if error.writes:
                    raise
                return opened("resume")

    def _made(self) -> Tools:
        settings = load().settings
        key = self._key
        if key is None:
            key = store_key(self._store, settings) if self._store else secrets.token_bytes(_KEY_BYTES)
        core, known = inspector(settings, key=key), knowledge(settings)
        noise = Noise.load(data("rules") / "noise.yaml")
        masker = Masker(key, known)
        # With the masker, so that masked values and clear ones say the same, and texts show nothing personal.
        reader = Reader(core.judge.master, known, noise, masker, masker)
        replay = ReplayKnowledge.load(data("rules") / "replay.yaml")
        return Tools(settings, Replayer(core, known, replay, noise, reader, masker))
