"""What a message may cost: a refused one about nothing, a read one at most 8 times its size (decision 27)."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable

import pytest

from inspector.model.exchange import Payload
from inspector.wire import Limits, cut, decode, parse

MEGABYTE = 1024 * 1024
ROW = (
    b"    <ep:session>\n      <ep:sessionKey>%09d</ep:sessionKey>\n"
    b"      <ep:confName>Weekly review %d</ep:confName>\n      <ep:hostWebExID>jane.doe</ep:hostWebExID>\n"
    b"      <ep:startTime>11/24/2026 09:00:00</ep:startTime>\n      <ep:listStatus>PUBLIC</ep:listStatus>\n"
    b"    </ep:session>\n"
)


def peak(work: Callable[[], object]) -> int:
    """Most bytes that `work` held at a time."""
    tracemalloc.start()
    try:
        kept = work()
        del kept
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read(data: bytes, *headers: tuple[str, str], limits: Limits | None = None) -> object:
    limits = limits or Limits()
    body = decode(Payload(headers, data), limits)
    return None if body.refused else (parse(body.document, body.codec, limits), cut(body))


@pytest.mark.parametrize("step", [lambda body: parse(body.document, body.codec), cut], ids=["parse", "cut"])
def test_a_long_list_costs_at_most_eight_times_its_size(step):
    rows = b"".join(ROW % (index, index) for index in range(2_500))
    head, tail = b'<message xmlns:ep="u"><body><bodyContent>', b"</bodyContent></body></message>"
    body = decode(Payload((), b'<?xml version="1.0"?>' + head + rows + tail))
    assert peak(lambda: step(body)) < 8 * len(body.document)


def test_a_body_over_the_limit_costs_nothing():
    document = b"<message>" + b" " * MEGABYTE
    assert peak(lambda: read(document, limits=Limits(body=MEGABYTE))) < 0.01 * MEGABYTE


def test_a_bomb_costs_little_more_than_the_limit_and_without_it_all_it_holds():
    bomb = gzip.compress(b"<" + b" " * 20 * MEGABYTE)
    header = ("Content-Encoding", "gzip")
    assert peak(lambda: read(bomb, header, limits=Limits(body=MEGABYTE))) < 3 * MEGABYTE
    assert peak(lambda: read(bomb, header, limits=Limits(body=64 * MEGABYTE))) > 20 * MEGABYTE


@pytest.mark.parametrize(
    "document",
    [
        b"<message>" + b"\n" * MEGABYTE + b"</message>",
        b"<message><a" + b"\xc2\xa0" * (MEGABYTE // 2) + b"/></message>",
        b"<message><a>" + b"&amp;" * (MEGABYTE // 5) + b"</a></message>",
        b"XML=%3Cmessage%3E" + b"%41" * (MEGABYTE // 3) + b"%3C/message%3E",
        b"<message>" + b"<" * MEGABYTE,
    ],
    ids=["breaks", "no-break spaces", "references", "form", "brackets"],
)
def test_hostile_bodies_stay_within_eight_times_their_size(document):
    assert peak(lambda: read(document)) < 8 * MEGABYTE


def test_more_elements_than_the_limit_are_not_kept():
    document = b"<message>" + b"<a/>" * 20_000 + b"</message>"
    few = peak(lambda: read(document, limits=Limits(elements=1_000)))
    assert few < 0.15 * peak(lambda: read(document))
