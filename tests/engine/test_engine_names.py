"""Secrets in the markup itself, in names and attributes, and in what a recording says around a message."""

from __future__ import annotations

import pytest
from engine_traffic import NOON

from inspector.engine import Inspector, record
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record

SECRET = "Zy7-Hidden-Q9w"
CALL = '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
MANY = "".join(f"<p{n}/>" for n in range(6))


def _message(content: str, head: str = "<header>") -> bytes:
    context = "<securityContext><siteName>acme</siteName></securityContext>"
    return f"<message>{head}{context}</header><body>{CALL}{content}</bodyContent></body></message>".encode()


def _kept(inspector: Inspector, body: bytes) -> Record:
    return record(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))


def _body(kept: Record) -> bytes:
    assert kept.request is not None
    return kept.request.body


MARKUP = {
    "attribute with the prefix of the schema": _message(f'<webExId xsi:sessionTicket="{SECRET}">x</webExId>'),
    "the same in the header": _message("", f'<header xsi:password="{SECRET}">'),
    "a prefix that is declared": _message("", f'<header xmlns:password="{SECRET}">'),
    "an empty element": _message(f"<password><{SECRET}></{SECRET}></password>"),
    "an empty element deeper down": _message(f"<password><a><{SECRET}/></a></password>"),
    "an element with a value": _message(f"<password><{SECRET}>x</{SECRET}></password>"),
    "an attribute below a secret": _message(f'<password><a {SECRET}="jane.doe@example.com"/></password>'),
    "a value below a name": _message(
        f"<password><{SECRET}><!-- x -->jane.doe@example.com</{SECRET}></password>"
    ),
    "behind many others": _message(f"<password>{MANY}<{SECRET}/></password>"),
    "a prefix below a secret": _message(f"<password><{SECRET}:a>x</{SECRET}:a></password>"),
}


@pytest.mark.parametrize("case", MARKUP)
def test_a_secret_in_the_markup_does_not_leave_memory(case: str, inspector: Inspector) -> None:
    kept = _kept(inspector, MARKUP[case])

    assert "Hidden" not in repr(kept)
    assert b"Hidden" not in _body(kept)
    assert _body(_kept(inspector, _body(kept))) == _body(kept)


def test_a_name_below_a_secret_is_not_remembered(inspector: Inspector) -> None:
    shapes = [inspector.judge_pair(Exchange(Payload((), body))).request for body in MARKUP.values()]

    assert [shape.shape.serial for shape in shapes if shape] == [0] * len(MARKUP)


def test_lines_behind_a_secret_stay(inspector: Inspector) -> None:
    body = _message("<password>a\r\n<b/>\n</password>\n<webExId>jdoe</webExId>")

    assert b"<password>********\r\n\n</password>\n<webExId>jdoe</webExId>" in _body(_kept(inspector, body))


FRAME = (
    '<header xmlns:com="http://www.webex.com/schemas/2002/06/common" xsi:nil="false" '
    'xsi:schemaLocation="http://www.webex.com/schemas/2002/06/service service.xsd">'
)


def test_twin_the_frame_of_a_message_and_usual_names_have_shapes(inspector: Inspector) -> None:
    body = _message("<webExId>jdoe</webExId><password>Example-1</password>", FRAME)
    side = inspector.judge_pair(Exchange(Payload((), body))).request

    assert side is not None
    assert side.shape.serial > 0
    assert FRAME.encode() in _body(_kept(inspector, body))


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        (f"<{SECRET}:password>x</{SECRET}:password>", False),
        (f"<password><{SECRET}:a>x</{SECRET}:a></password>", False),
        ("<use:password>x</use:password>", True),
        ("<abc:webExId>x</abc:webExId>", True),
    ],
)
def test_a_prefix_is_quoted_where_it_can_be_no_secret(
    content: str, quoted: bool, inspector: Inspector
) -> None:
    message = _message(content).replace(
        b"<message", b'<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    said = [finding for finding in _kept(inspector, message).report.findings if finding.code == "ENV-02"]

    assert len(said) == 1
    assert ('prefix "…" is used' not in said[0].message) == quoted
    assert "Hidden" not in repr(said)


AROUND = {
    "method": Exchange(Payload((), _message("")), method=f"POST {SECRET}"),
    "version": Exchange(Payload((), _message("")), http=f"HTTP/1.1 {SECRET}"),
    "source": Exchange(Payload((), _message("")), source=f"x.har?password={SECRET}"),
    "header": Exchange(Payload((("X-Auth", SECRET),), _message(""))),
}


@pytest.mark.parametrize("case", AROUND)
def test_a_secret_around_a_message_does_not_leave_memory(case: str, inspector: Inspector) -> None:
    assert "Hidden" not in repr(record(inspector.judge_pair(AROUND[case])))


def test_twin_what_is_said_around_a_message_stays(inspector: Inspector) -> None:
    exchange = Exchange(Payload((), _message("")), method="POST", http="HTTP/2.0", source="a/b c.har#3")
    kept = record(inspector.judge_pair(exchange))

    assert (kept.method, kept.report.http, kept.report.source) == ("POST", "HTTP/2.0", "a/b c.har#3")
