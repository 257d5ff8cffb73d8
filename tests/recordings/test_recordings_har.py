"""HTTP Archives: what browsers write is read as it crossed the wire, and ours is read back the same."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.exchange import Exchange, Payload
from inspector.recordings import NOT_OURS, ReadError, har_file, mitm_file, read

URL = "https://acme.example.com/WBXService/XMLService"
REQUEST = "<message><header/><body><bodyContent/></body></message>"
ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?><serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service">'
    "<serv:header/><serv:body>Zoë</serv:body></serv:message>"
)
LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Zoë</a>'


class Run:
    """What reading one HAR gave."""

    def __init__(self, path: Path) -> None:
        self.errors: list[ReadError] = []
        self.skipped: list[tuple[str, str]] = []
        skip = self.skipped.append
        self.exchanges = list(read([path], on_error=self.errors.append, on_skip=lambda *told: skip(told)))


def entry(**changes: object) -> dict[str, object]:
    """An entry as a browser writes it; `request__url` changes the URL of its request."""
    made: dict[str, dict[str, object] | object] = {
        "startedDateTime": "2024-01-02T03:04:05.678Z",
        "time": 41.5,
        "request": {
            "method": "POST",
            "url": URL,
            "httpVersion": "h2",
            "headers": [
                {"name": ":authority", "value": "acme.example.com"},
                {"name": "Content-Type", "value": "text/xml"},
            ],
            "cookies": [],
            "queryString": [],
            "postData": {"mimeType": "text/xml", "text": REQUEST},
            "headersSize": -1,
            "bodySize": len(REQUEST),
        },
        "response": {
            "status": 200,
            "httpVersion": "h2",
            "headers": [
                {"name": "content-type", "value": "text/xml"},
                {"name": "content-encoding", "value": "gzip"},
                {"name": "content-length", "value": "77"},
            ],
            "content": {"size": len(ANSWER.encode()), "mimeType": "text/xml", "text": ANSWER},
            "bodySize": 77,
        },
        "serverIPAddress": "192.0.2.7",
        "timings": {"send": 1, "wait": 40, "receive": 0.5},
    }
    for name, value in changes.items():
        half, _, key = name.partition("__")
        if key:
            made[half] = {**made[half], key: value}  # type: ignore[dict-item]
        else:
            made[half] = value
    return made


def har(folder: Path, *entries: object, name: str = "a.har") -> Path:
    path = folder / name
    log = {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": list(entries)}
    path.write_text(json.dumps({"log": log}), encoding="utf-8")
    return path


def test_an_entry_of_a_browser(tmp_path: Path) -> None:
    path = har(tmp_path, entry())
    run = Run(path)
    assert (run.errors, run.skipped) == ([], [])
    assert run.exchanges == [
        Exchange(
            request=Payload((("Content-Type", "text/xml"),), REQUEST.encode()),
            response=Payload(
                (("content-type", "text/xml"), ("content-length", str(len(ANSWER.encode())))), ANSWER.encode()
            ),
            method="POST",
            url=URL,
            http="HTTP/2.0",
            status=200,
            started=1_704_164_645.678,
            duration_ms=41.5,
            client=None,
            source=str(path),
        )
    ]


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"text": ANSWER}, ANSWER.encode()),
        ({"text": base64.b64encode(b"\x1f\x8b\x00\xff").decode(), "encoding": "base64"}, b"\x1f\x8b\x00\xff"),
        ({"text": LATIN}, LATIN.encode("latin-1")),
        ({"text": "<a>Zoë</a>", "mimeType": "text/xml; charset=windows-1252"}, b"<a>Zo\xeb</a>"),
        ({"text": "<a>\u4e2d</a>", "mimeType": "text/xml; charset=us-ascii"}, "<a>\u4e2d</a>".encode()),
        ({"text": ""}, b""),
    ],
)
def test_bodies_are_the_bytes_that_crossed_the_wire(
    tmp_path: Path, changes: dict[str, str], body: bytes
) -> None:
    answer = {"status": 200, "headers": [], "content": {"mimeType": "text/xml", **changes}}
    (exchange,) = Run(har(tmp_path, entry(response=answer))).exchanges
    assert exchange.response is not None
    assert exchange.response.body == body


def test_a_body_that_is_still_packed_keeps_its_content_encoding(tmp_path: Path) -> None:
    import gzip

    packed = base64.b64encode(gzip.compress(ANSWER.encode())).decode()
    (exchange,) = Run(
        har(tmp_path, entry(response__content={"text": packed, "encoding": "base64"}))
    ).exchanges
    assert exchange.response is not None
    assert exchange.response.header("content-encoding") == "gzip"
    assert gzip.decompress(exchange.response.body) == ANSWER.encode()


@pytest.mark.parametrize(
    ("values", "body"),
    [
        (("<a>x y</a>", "Example-1"), b"XML=%3Ca%3Ex+y%3C%2Fa%3E&PWD=Example-1"),
        (("%3Ca%3Ex+y%3C%2Fa%3E", "1"), b"XML=%3Ca%3Ex+y%3C%2Fa%3E&PWD=1"),
    ],
)
def test_fields_of_a_form_decoded_or_as_sent(tmp_path: Path, values: tuple[str, str], body: bytes) -> None:
    params = [{"name": name, "value": value} for name, value in zip(("XML", "PWD"), values, strict=True)]
    data = {"mimeType": "application/x-www-form-urlencoded", "params": params}
    (exchange,) = Run(har(tmp_path, entry(request__postData=data))).exchanges
    assert exchange.request is not None
    assert exchange.request.body == body


def test_headers_as_pairs_and_what_nobody_knows(tmp_path: Path) -> None:
    changed = entry(
        request__headers=[["X-A", "1"], ["X-A", "2"]], request__httpVersion="unknown", response=None
    )
    del changed["startedDateTime"]
    (exchange,) = Run(har(tmp_path, changed)).exchanges
    assert exchange.request is not None
    assert exchange.request.headers == (("X-A", "1"), ("X-A", "2"))
    assert (exchange.response, exchange.http, exchange.started, exchange.duration_ms) == (
        None,
        None,
        None,
        None,
    )
    (failed,) = Run(har(tmp_path, entry(response={"status": 0, "headers": [], "content": {}}))).exchanges
    assert (failed.response, failed.status, failed.duration_ms) == (None, None, None)


def test_only_calls_of_the_service_are_read_and_the_others_counted(tmp_path: Path) -> None:
    asked = {"url": "https://acme.example.com/logo.png", "method": "GET", "bodySize": 0}
    page = entry(request=asked, response__content={"text": "x", "size": 1})
    renamed = entry(request__url="https://gateway.example.com/in")
    path = har(tmp_path, page, entry(), renamed, page)
    run = Run(path)
    assert [exchange.url for exchange in run.exchanges] == [URL, "https://gateway.example.com/in"]
    assert run.skipped == [(f"{path}: entry 1", NOT_OURS), (f"{path}: entry 4", NOT_OURS)]
    assert run.errors == []


@pytest.mark.parametrize(
    ("broken", "told", "left"),
    [
        ({"request": {"url": 5}}, "no entry of a HAR: Expected `str`, got `int` - at `$.request.url`", 2),
        ({"response": {}}, "no entry of a HAR: Object missing required field `request`", 2),
        (17, "no entry of a HAR: Expected `object`, got `int`", 2),
        (entry(response__content={"size": 9}), "the HAR has no body of its answer; its request alone was", 3),
        (entry(request__postData=None), "the HAR has no body of its request; its answer alone was read", 3),
        (entry(response__content={"text": "%%", "encoding": "base64"}), "of its answer is no base64", 3),
        (entry(startedDateTime="yesterday"), "its startedDateTime is no time; it was read without one", 3),
    ],
)
def test_a_broken_entry_is_named_and_the_others_are_read(
    tmp_path: Path, broken: object, told: str, left: int
) -> None:
    run = Run(har(tmp_path, entry(), broken, entry()))
    (error,) = run.errors
    assert "a.har: entry 2: " in str(error)
    assert told in str(error)
    assert "yesterday" not in str(error)
    assert len(run.exchanges) == left
    assert [exchange.request is not None for exchange in run.exchanges].count(True) >= 2


def test_a_file_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    path = har(tmp_path, entry(), entry(), entry())
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'"response"')])
    run = Run(path)
    assert len(run.exchanges) == 2
    assert [str(error) for error in run.errors] == [
        f"{path}: broken HAR: no valid JSON in or behind entry 3, from line 1 on; the 2 before it were read; "
        "save the HAR again, with content"
    ]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b'{"log": {"entries": 5}}', "no HAR: Expected `array`, got `int` - at `$.log.entries`"),
        (b'{"entries": []}', "no HAR: Object missing required field `log`"),
        (b'{"log', "broken HAR: no valid JSON in or behind entry 1, from line 1 on"),
    ],
)
def test_what_is_no_har_is_told(tmp_path: Path, data: bytes, cause: str) -> None:
    (tmp_path / "a.har").write_bytes(data)
    run = Run(tmp_path / "a.har")
    assert run.exchanges == []
    assert [cause in str(error) for error in run.errors] == [True]


def test_a_har_is_known_by_its_content_in_a_folder_too(tmp_path: Path) -> None:
    har(tmp_path, entry(), name="recorded.json")
    (tmp_path / "settings.json").write_text('{"log": {"level": "info"}}')
    run = Run(tmp_path)
    assert [exchange.url for exchange in run.exchanges] == [URL]
    assert run.skipped == [(str(tmp_path / "settings.json"), "not a recording")]
    marked = tmp_path / "marked.json"
    marked.write_bytes(b"\xef\xbb\xbf" + (tmp_path / "recorded.json").read_bytes())
    assert len(Run(marked).exchanges) == 1


BODIES = st.sampled_from(
    [b"", REQUEST.encode(), ANSWER.encode(), b"<a>\xeb</a>bodyContent", b"\x00\xff\x80bodyContent"]
)
TYPES = ["text/xml", "text/xml; charset=utf-16", ""]
HEADERS = st.sampled_from([(), *((("Content-Type", each),) for each in TYPES)])
PAYLOADS = st.builds(Payload, HEADERS, BODIES)
EXCHANGES = st.builds(
    Exchange,
    request=st.none() | PAYLOADS,
    response=st.none() | PAYLOADS,
    method=st.sampled_from(["POST", "GET"]),
    url=st.sampled_from([URL, f"{URL}?AT=x&MK=1"]),
    http=st.sampled_from([None, "HTTP/1.1", "HTTP/2.0", "HTTP/3"]),
    status=st.sampled_from([None, 200, 503]),
    started=st.sampled_from([None, 0.0, 1_700_000_000.25]),
    duration_ms=st.sampled_from([None, 0.0, 20.5]),
    client=st.sampled_from([None, "192.0.2.7"]),
).filter(lambda each: each.request is not None or each.response is not None)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(EXCHANGES, max_size=3))
def test_what_we_write_is_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, made: list[Exchange]
) -> None:
    path = tmp_path_factory.mktemp("har") / "b.har"
    with har_file(path) as add:
        assert all(add(each) for each in made)
    run = Run(path)
    assert run.errors == []
    for was, now in zip(made, run.exchanges, strict=True):
        for fact in ("request", "response", "method", "url", "http", "status", "started", "client"):
            assert getattr(now, fact) == getattr(was, fact), fact
        assert now.duration_ms == (was.duration_ms if was.response or was.status else None)


def test_a_har_of_ours_has_what_the_format_wants(tmp_path: Path) -> None:
    """HAR 1.2: which fields an entry must have."""
    with har_file(tmp_path / "b.har") as add:
        add(Exchange(request=Payload((), REQUEST.encode()), url=f"{URL}?a=b%20c"))
    log = json.loads((tmp_path / "b.har").read_text())["log"]
    assert log["version"] == "1.2"
    assert set(log["creator"]) == {"name", "version"}
    (made,) = log["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(made)
    shared = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
    assert shared | {"method", "url", "queryString", "postData"} == set(made["request"])
    assert shared | {"status", "statusText", "content", "redirectURL"} == set(made["response"])
    assert made["request"]["queryString"] == [{"name": "a", "value": "b c"}]
    assert set(made["timings"]) == {"send", "wait", "receive"}


def test_flows_of_which_something_is_not_known_say_so(tmp_path: Path) -> None:
    unknown = Exchange(request=Payload((), REQUEST.encode()), response=Payload((), ANSWER.encode()))
    known = Exchange(
        request=Payload((), REQUEST.encode()),
        response=Payload((), ANSWER.encode()),
        url=URL,
        http="HTTP/1.1",
        status=200,
        started=1.0,
        duration_ms=0.0,
        client="127.0.0.1",
    )
    with mitm_file(tmp_path / "a.mitm") as add:
        assert all(map(add, (unknown, known)))
    first, second = Run(tmp_path / "a.mitm").exchanges
    facts = ("url", "http", "status", "started", "duration_ms", "client")
    assert [getattr(first, fact) for fact in facts] == ["", None, None, None, None, None]
    assert [getattr(second, fact) for fact in facts] == [URL, "HTTP/1.1", 200, 1.0, 0.0, "127.0.0.1"]
