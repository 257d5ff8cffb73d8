"""Files and folders: what is read, how files pair up, and what happens to what cannot be used."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from inspector.model.exchange import Exchange
from inspector.recordings import ReadError, interpret, read
from inspector.wire import Limits

REQUEST = b"<message><header/><body><bodyContent/></body></message>"
RESPONSE = (
    b"<serv:message xmlns:serv='http://www.webex.com/schemas/2002/06/service'><serv:header><serv:response>"
    b"<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body/></serv:message>"
)


class Run:
    """What one reading gave."""

    def __init__(self, *paths: Path, limits: Limits | None = None) -> None:
        self.errors: list[ReadError] = []
        self.skipped: list[tuple[str, str]] = []
        self.exchanges = list(
            read(
                paths,
                on_error=self.errors.append,
                on_skip=lambda *told: self.skipped.append(told),
                limits=limits,
            )
        )

    @property
    def only(self) -> Exchange:
        assert self.errors == []
        (exchange,) = self.exchanges
        return exchange


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_lone_request_and_a_lone_response_are_told_apart_by_content_not_by_name(tmp_path: Path) -> None:
    asked = put(tmp_path / "answer.xml", REQUEST)
    told = put(tmp_path / "question.xml", RESPONSE)
    first, second = Run(asked, told).exchanges
    assert (first.request and first.request.body, first.response) == (REQUEST, None)
    assert (second.request, second.response and second.response.body) == (None, RESPONSE)
    assert (first.source, first.url, first.started) == (str(asked), "", None)


@pytest.mark.parametrize(
    ("body", "is_response"),
    [
        (b"<serv:header><serv:response><serv:result>FAILURE</serv:result>", True),
        (b"\n<!DOCTYPE html><html><body>502</body></html>", True),
        (b"<bodyContent xsi:type='use:getUserResponse'", True),
        (b"<message><header><securityContext>", False),
        (b"", False),
        (b"\x00\xff\xfe", False),
    ],
)
def test_what_cannot_be_read_goes_by_what_its_bytes_look_like(body: bytes, is_response: bool) -> None:
    exchange = interpret(body, "-")
    payload = exchange.response if is_response else exchange.request
    assert payload is not None
    assert payload.body == body


def test_a_pair_is_one_exchange_with_the_facts_of_its_meta_file(tmp_path: Path) -> None:
    request = put(tmp_path / "a-request.xml", REQUEST)
    put(tmp_path / "a-response.xml", RESPONSE)
    facts = {
        "method": "POST",
        "url": "https://acme.webex.com/WBXService/XMLService",
        "http": "HTTP/2.0",
        "status": 200,
        "started": "2024-02-01T10:00:00Z",
        "duration_ms": 41.5,
        "client": "192.0.2.7",
        "request_headers": [["User-Agent", "sample"]],
        "response_headers": {"Content-Type": "text/xml"},
    }
    put(tmp_path / "a.meta.json", json.dumps(facts).encode())
    run = Run(tmp_path)
    exchange = run.only
    assert run.skipped == []
    assert exchange.request is not None
    assert exchange.response is not None
    assert (exchange.request.body, exchange.response.body) == (REQUEST, RESPONSE)
    assert exchange.request.headers == (("User-Agent", "sample"),)
    assert exchange.response.headers == (("Content-Type", "text/xml"),)
    assert (exchange.url, exchange.http, exchange.status) == (facts["url"], "HTTP/2.0", 200)
    assert (exchange.started, exchange.duration_ms, exchange.client) == (1_706_781_600.0, 41.5, "192.0.2.7")
    assert exchange.source == str(request)


def test_pairs_form_among_named_files_in_any_order_and_not_across_folders(tmp_path: Path) -> None:
    request = put(tmp_path / "x" / "a-request.xml", REQUEST)
    response = put(tmp_path / "x" / "a-response.xml", RESPONSE)
    other = put(tmp_path / "y" / "a-response.xml", RESPONSE)
    assert Run(response, request).only.response is not None
    assert Run(request).only.response is None
    assert [bool(exchange.request) for exchange in Run(request, other).exchanges] == [True, False]


@pytest.mark.parametrize(
    ("meta", "cause"),
    [
        (b"{", "not used: Input data was truncated"),
        (b'{"statsu": 200}', "not used: Object contains unknown field `statsu`"),
        (b'{"status": "200"}', "not used: Expected `int | null`, got `str` - at `$.status`"),
        (b'{"started": "noon"}', "not used: Invalid isoformat string: 'noon'"),
    ],
)
def test_a_meta_file_that_cannot_be_used_is_named_and_the_pair_is_read_without_it(
    tmp_path: Path, meta: bytes, cause: str
) -> None:
    put(tmp_path / "a-request.xml", REQUEST)
    put(tmp_path / "a-response.xml", RESPONSE)
    path = put(tmp_path / "a.meta.json", meta)
    run = Run(tmp_path)
    assert [(error.path, error.cause) for error in run.errors] == [(str(path), cause)]
    assert [(e.request and e.request.body, e.url) for e in run.exchanges] == [(REQUEST, "")]


def test_a_folder_is_read_by_name_with_its_subfolders_and_the_rest_is_told(tmp_path: Path) -> None:
    for name in ("b.xml", "a.http", "sub/deep/c.XML", "notes.txt", "sub/lone.meta.json"):
        put(tmp_path / name, REQUEST)
    os.mkfifo(tmp_path / "pipe.xml")
    run = Run(tmp_path)
    assert [os.path.relpath(e.source, tmp_path) for e in run.exchanges] == [
        "a.http",
        "b.xml",
        "sub/deep/c.XML",
    ]
    assert sorted((os.path.relpath(path, tmp_path), why) for path, why in run.skipped) == [
        ("notes.txt", "not a recording"),
        ("pipe.xml", "not a regular file"),
        ("sub/lone.meta.json", "not a recording"),
    ]


def test_a_named_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert Run(put(tmp_path / "notes.txt", REQUEST)).only.request is not None


def test_what_is_missing_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = put(tmp_path / "good.xml", REQUEST)
    missing = tmp_path / "missing.xml"
    run = Run(missing, good)
    assert [e.source for e in run.exchanges] == [str(good)]
    assert [str(error) for error in run.errors] == [f"{missing}: no such file; check the name"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = put(tmp_path / "secret.xml", REQUEST)
    path.chmod(0)
    assert [error.cause for error in Run(path).errors] == ["permission denied"]


def test_the_response_of_a_pair_that_went_missing_is_named(tmp_path: Path) -> None:
    request = put(tmp_path / "a-request.xml", REQUEST)
    run = Run(request, tmp_path / "a-response.xml")
    assert [error.cause for error in run.errors] == ["no such file"]
    assert run.exchanges == []


@pytest.mark.parametrize("name", ["big.xml", "a-request.xml"])
def test_no_more_is_kept_than_the_limit_and_one_byte(tmp_path: Path, name: str) -> None:
    request = Run(put(tmp_path / name, b"x" * 5_000), limits=Limits(body=1_000)).only.request
    assert request is not None
    assert len(request.body) == 1_001
    head = b"POST / HTTP/1.1\r\nHost: acme.webex.com\r\n\r\n"
    request = Run(put(tmp_path / "big.http", head + b"x" * 5_000), limits=Limits(body=1_000)).only.request
    assert request is not None
    assert len(request.body) == 1_001


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(1 << 42)  # sparse: four terabytes that no memory holds
    request = Run(path, limits=Limits(body=1_000)).only.request
    assert request is not None
    assert len(request.body) == 1_001
