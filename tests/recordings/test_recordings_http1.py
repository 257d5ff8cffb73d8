"""Raw HTTP files: read as loosely as real ones are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.recordings import interpret

BODY = b"<message/>"


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_request_is_read_with_its_url_and_headers(end: bytes) -> None:
    lines = [
        b"POST /WBXService/XMLService HTTP/1.1",
        b"Host: acme.webex.com",
        b"X-A:  one ",
        b"x-a: two",
        b"",
        BODY,
    ]
    exchange = interpret(end.join(lines), "f.http")
    assert exchange.request is not None
    assert exchange.response is None
    assert exchange.request.headers == (("Host", "acme.webex.com"), ("X-A", "one"), ("x-a", "two"))
    assert exchange.request.body == BODY
    assert (exchange.method, exchange.http) == ("POST", "HTTP/1.1")
    assert exchange.url == "https://acme.webex.com/WBXService/XMLService"
    assert exchange.source == "f.http"


@pytest.mark.parametrize(
    ("start", "url"),
    [
        (b"POST http://acme.webex.com/x HTTP/1.1\r\n", "http://acme.webex.com/x"),
        (b"POST /x HTTP/1.1\r\n", ""),
        (b"POST /x HTTPS/1.0\r\nHost: acme.webex.com\r\n", "https://acme.webex.com/x"),
        (b"CONNECT acme.webex.com:443 HTTP/1.1\r\nHost: acme.webex.com\r\n", ""),
    ],
)
def test_the_url_is_what_the_message_names(start: bytes, url: str) -> None:
    exchange = interpret(start + b"\r\n" + BODY, "-")
    assert exchange.url == url
    assert exchange.http in {"HTTP/1.0", "HTTP/1.1"}
    assert exchange.request is not None
    assert exchange.request.body == BODY


def test_a_response_is_read_with_its_status() -> None:
    exchange = interpret(b"HTTP/1.0 502 Bad Gateway\nContent-Type: text/html\n\n<html>", "-")
    assert exchange.request is None
    assert exchange.response is not None
    assert (exchange.status, exchange.http, exchange.response.body) == (502, "HTTP/1.0", b"<html>")
    assert exchange.response.headers == (("Content-Type", "text/html"),)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b"4\r\n<mes\r\n6;a=b\r\nsage/>\r\n0\r\n\r\n", BODY),
        (b"A\n<message/>\n0\n\n", BODY),
        (BODY, BODY),  # says chunked and is not
        (b"A\r\n<messa", b"A\r\n<messa"),  # breaks off: nothing is lost
        (b"ffffffff\r\n", b"ffffffff\r\n"),
    ],
)
def test_chunk_marks_go_where_they_are_there(sent: bytes, body: bytes) -> None:
    response = interpret(CHUNKED + sent, "-").response
    assert response is not None
    assert response.body == body


def test_a_body_longer_than_its_content_length_is_kept_whole() -> None:
    request = interpret(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n<message/>\n", "-").request
    assert request is not None
    assert request.body == b"<message/>\n"


def test_a_loose_head_is_read_as_far_as_it_goes() -> None:
    head = b"POST / HTTP/1.1\r\nX-Folded: one\r\n\ttwo\r\nno field at all\r\nX-Latin: J\xf6rg\r\n\r\n"
    request = interpret(head + BODY, "-").request
    assert request is not None
    assert request.headers == (("X-Folded", "one two"), ("X-Latin", "Jörg"))
    assert request.body == BODY


def test_a_head_without_an_end_is_a_message_without_a_body() -> None:
    request = interpret(b"POST /x HTTP/1.1\r\nHost: acme.webex.com\r\n", "-").request
    assert request is not None
    assert request.body == b""
    assert request.header("host") == "acme.webex.com"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from([b"", CHUNKED, b"POST / HTTP/1.1\r\n", b"HTTP/1.1 200\n"]), st.binary(max_size=60))
def test_no_bytes_raise_and_none_of_a_bare_body_is_lost(start: bytes, rest: bytes) -> None:
    exchange = interpret(start + rest, "-")
    payload = exchange.request or exchange.response
    assert payload is not None
    if not start and exchange.http is None:
        assert payload.body == rest
