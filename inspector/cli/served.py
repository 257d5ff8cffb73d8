"""A recording as a site to serve: what `simulate --from` does in place of simulating."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from inspector.cli import output
from inspector.cli.findings import Errors
from inspector.cli.output import CommandError
from inspector.cli.places import known_places
from inspector.cli.recorded import recording
from inspector.cli.recorded_keys import named_key
from inspector.model.exchange import Payload
from inspector.replay import RecordedAnswer, RecordedSite
from inspector.simulator.answer import Answer
from inspector.simulator.site import Site
from inspector.wire import Limits

if TYPE_CHECKING:
    import httpx

_SECONDS = 60
_MOST = Limits().body


class _Answering(Protocol):
    def __call__(self, request: Payload, url: str) -> RecordedAnswer: ...


class Played:
    """A recording as the server wants it."""

    def __init__(self, site: RecordedSite) -> None:
        self._site = site

    def answer(self, request: Payload, url: str = "") -> Answer:
        """The recorded answer to a request."""
        given = self._site.answer(request, url)
        return Answer(given.status, given.headers, given.body, given.calls)


@contextmanager
def recorded_site(
    source: str,
    match: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    fall_back: str | None = None,
    site: Site | None = None,
    log: Callable[[str], None] = output.note,
    key: str | None = None,
) -> Iterator[RecordedSite]:
    """A site that answers from a recording, until it is closed.

    Args:
        source: A store or a recording.
        match: Only these values of requests count; names or ends of paths, with commas between.
        ignore: Places that do not count.
        fall_back: "simulator" or a URL: who answers what was not recorded; None for a FAILURE.
        site: The simulator to fall back to.
        log: Told about calls that are not there, and at the end how many there were.
        key: File or store whose key made the pseudonyms of the recording; found by itself where None.

    Raises:
        CommandError: There is no such recording, or nothing in it can be answered from.
    """
    from inspector.compare import Fields, Noise
    from inspector.replay import ReplayKnowledge
    from inspector.resources import data
    from inspector.settings import load

    settings, errors = load().settings, Errors()
    own = named_key(key, settings) if key is not None else None
    noise = Noise.load(data("rules") / "noise.yaml")
    with ExitStack() as stack:
        opened = stack.enter_context(recording(source, settings, errors, own=own))
        known = ReplayKnowledge.load(data("rules") / "replay.yaml")
        served = RecordedSite(
            opened.reader(noise),
            opened.store.record,
            known.no_match,
            fields=Fields(
                known_places("--match", match, [opened]),
                known_places("--ignore", ignore, [opened]),
                users=known.users.lower,
            ),
            log=log,
            fall_back=_fall_back(fall_back, site, stack),
        )
        served.add((seq, found) for seq in opened.seqs() if (found := opened.store.record(seq)) is not None)
        if not len(served):
            raise CommandError(f"{source} holds no request with its answer; record both")
        try:
            yield served
        finally:
            log(f"{served.matched:,} calls answered from the recording, {served.missed:,} not in it")


def _fall_back(to: str | None, site: Site | None, stack: ExitStack) -> _Answering | None:
    if to is None:
        return None
    if to == "simulator":
        assert site is not None
        return _simulated(site)
    if not to.startswith(("http://", "https://")):
        raise CommandError(f"--fall-back {to}: neither 'simulator' nor a URL")
    return _upstream(to, stack)


def _simulated(site: Site) -> _Answering:
    def answer(request: Payload, url: str) -> RecordedAnswer:
        given = site.answer(request, url)
        return RecordedAnswer(given.status, given.headers, given.body, given.calls, matched=False)

    return answer


def _upstream(to: str, stack: ExitStack) -> _Answering:
    import httpx

    client = stack.enter_context(httpx.Client(timeout=_SECONDS, trust_env=False))

    def answer(request: Payload, url: str) -> RecordedAnswer:  # noqa: ARG001 - one address for all
        kept = [
            (n, v) for n, v in request.headers if n.lower() not in ("host", "content-length", "connection")
        ]
        try:
            with client.stream("POST", to, content=request.body, headers=kept) as given:
                body = _whole(given)
        except httpx.HTTPError as error:
            return _none(to, type(error).__name__)
        if body is None:
            return _none(to, f"more than {_MOST:,} bytes")
        headers = tuple(
            (n, v)
            for n, v in given.headers.multi_items()
            if n.lower() not in ("content-length", "content-encoding", "transfer-encoding", "connection")
        )
        return RecordedAnswer(given.status_code, headers, body, matched=False)

    return answer


def _whole(given: httpx.Response) -> bytes | None:
    """The body, decoded; None where it is too large to be passed on."""
    body = bytearray()
    for piece in given.iter_bytes():
        body += piece
        if len(body) > _MOST:
            return None
    return bytes(body)


def _none(to: str, why: str) -> RecordedAnswer:
    output.note(f"no answer from {to}: {why}")
    return RecordedAnswer(502, (("Content-Type", "text/plain"),), b"no answer\n", matched=False)
