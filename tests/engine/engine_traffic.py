"""The messages that the engine is proved on, and what is compared of them. No test in here."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from engine_messages import Draft, Generator, encode, reroll, write
from engine_mutations import spoilt

from inspector.assemble import inspector
from inspector.engine import Inspector, Judgement, record, report
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.report.records import exchange as as_json
from inspector.settings.model import Settings

KEY = b"k" * 32
NOON = 1_700_000_000.0
SHARED = Path(__file__).resolve().parents[3] / "shared"
RELEASES = ("40.1.0", "40.4.9", "40.6.1", "40.8.0", "40.10.0", "42.11.1")


@dataclass(frozen=True, slots=True)
class Sample:
    """One message.

    Attributes:
        name: For the message of a failing test.
        release: Release in the URL that it is judged by.
        direction: The side it is sent on.
    """

    name: str
    body: bytes
    release: str
    direction: Direction = Direction.REQUEST

    @property
    def exchange(self) -> Exchange:
        payload = Payload((("Content-Type", "text/xml"),), self.body)
        request, response = (payload, None) if self.direction is Direction.REQUEST else (None, payload)
        url = f"https://acme.example.com/WBXService/xml{self.release}/XMLService"
        return Exchange(request, response, url=url, started=NOON, source=self.name)


def engine(cache_bytes: int = 64 << 20, key: bytes = KEY) -> Inspector:
    """An inspector with the same key, unless another is given, and clock as all others."""
    return inspector(Settings(cache_bytes=cache_bytes), key=key, clock=lambda: NOON)


def said(judgement: Judgement) -> bytes:
    """Everything that is said of an exchange, and everything that may leave memory of it."""
    kept = record(judgement)
    return b"\n".join(
        (
            msgspec.json.encode(as_json(report(judgement))),
            msgspec.json.encode(as_json(kept.report)),
            *(part.body if part else b"-" for part in (kept.request, kept.response)),
            msgspec.json.encode((kept.request, kept.response, kept.request_headers, kept.facts)),
        )
    )


def drafts(generator: Generator, seed: int, count: int) -> Iterator[Draft]:
    """Valid messages, by turns of releases."""
    rng = random.Random(seed)
    for index in range(count):
        yield generator.draft(rng, release=RELEASES[index % len(RELEASES)])


def generated(generator: Generator, seed: int, shapes: int, each: int) -> Iterator[Sample]:
    """`each` messages of every shape: the valid one, the same with other values, and spoilt ones."""
    rng = random.Random(seed + 1)
    for number, draft in enumerate(drafts(generator, seed, shapes)):
        for turn in range(each):
            fresh = draft if not turn else reroll(draft, rng, generator.releases)
            body = encode(write(fresh), fresh.style) if turn < 2 else spoilt(fresh, rng)
            name = f"{seed}/{number}.{turn} {draft.operation.name}"
            yield Sample(name, body, draft.release, draft.direction)


def published() -> list[Sample]:
    """Real messages, where the reference folder is at hand."""
    folders = (SHARED / "corpus", SHARED / "seed" / "messages")
    files = [file for folder in folders if folder.is_dir() for file in sorted(folder.rglob("*.xml"))]
    return [
        Sample(
            str(file.relative_to(SHARED)),
            file.read_bytes(),
            "40.10.0",
            Direction.RESPONSE if "-response-" in file.name else Direction.REQUEST,
        )
        for file in files
    ]
