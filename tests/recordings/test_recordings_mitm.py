"""Flow files: what mitmproxy wrote is read as it crossed the wire; what is broken costs only itself."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.flow import Flow
from mitmproxy.http import Headers, HTTPFlow
from mitmproxy.io import FlowWriter, tnetstring
from mitmproxy.test import tflow, tutils

from inspector.model.exchange import Exchange
from inspector.recordings import ReadError, from_flow, read
from inspector.recordings.frames import BrokenFrameError, frames, looks_like_frames
from inspector.wire import Limits

URL = "https://acme.webex.com/WBXService/XMLService"
GZIPPED = b"\x1f\x8b not really"


def exchange_flow(body: bytes = b"<message/>", answer: bytes = GZIPPED) -> HTTPFlow:
    request = tutils.treq(
        method=b"POST",
        scheme=b"https",
        host="acme.webex.com",
        port=443,
        authority=b"acme.webex.com",
        path=b"/WBXService/XMLService",
        http_version=b"HTTP/2.0",
        headers=Headers(((b"User-Agent", b"sample"), (b"X-Latin", b"J\xf6rg"), (b"user-agent", b"twice"))),
        content=body,
        timestamp_start=1_706_781_600.0,
        timestamp_end=1_706_781_600.1,
    )
    response = tutils.tresp(
        status_code=200,
        headers=Headers(((b"Content-Encoding", b"gzip"),)),
        content=answer,
        timestamp_start=1_706_781_600.2,
        timestamp_end=1_706_781_600.5,
    )
    flow = tflow.tflow(req=request, resp=response)
    flow.client_conn.peername = ("192.0.2.7", 52_000)
    return flow


def written(path: Path, *flows: Flow) -> Path:
    with path.open("wb") as file:
        for flow in flows:
            FlowWriter(file).add(flow)
    return path


def reading(path: Path, limits: Limits | None = None) -> tuple[list[Exchange], list[ReadError]]:
    errors: list[ReadError] = []
    return list(read([path], on_error=errors.append, limits=limits)), errors


def test_a_live_flow_is_what_crossed_the_wire() -> None:
    exchange = from_flow(exchange_flow())
    assert exchange.request is not None
    assert exchange.response is not None
    assert exchange.request.headers == (
        ("User-Agent", "sample"),
        ("X-Latin", "Jörg"),
        ("user-agent", "twice"),
    )
    assert exchange.response.body == GZIPPED
    assert (exchange.method, exchange.url, exchange.http, exchange.status) == ("POST", URL, "HTTP/2.0", 200)
    assert exchange.started == 1_706_781_600.0
    assert exchange.duration_ms == pytest.approx(500)
    assert (exchange.client, exchange.source) == ("192.0.2.7", "flow")


def test_a_flow_without_an_answer_without_bodies_and_without_a_client_is_an_exchange() -> None:
    flow = exchange_flow()
    flow.response = None
    flow.request.content = None
    flow.client_conn.peername = None
    exchange = from_flow(flow)
    assert exchange.request is not None
    assert (exchange.request.body, exchange.response, exchange.status) == (b"", None, None)
    assert (exchange.duration_ms, exchange.client) == (None, None)


def test_bytes_that_are_no_text_in_url_and_method_become_text_that_can_be_stored() -> None:
    flow = exchange_flow()
    flow.request.data.path = b"/p\xff"
    flow.request.data.method = b"P\xff"
    exchange = from_flow(flow)
    assert (exchange.url, exchange.method) == ("https://acme.webex.com/pÿ", "Pÿ")
    (exchange.url + exchange.method).encode("utf-8")


def test_a_flow_file_is_read_whatever_its_name_and_in_a_folder_too(tmp_path: Path) -> None:
    path = written(tmp_path / "recorded", exchange_flow(b"<a/>"), tflow.ttcpflow(), exchange_flow(b"<b/>"))
    for place in (path, tmp_path):
        exchanges, errors = reading(place)
        assert errors == []
        assert [e.request and e.request.body for e in exchanges] == [b"<a/>", b"<b/>"]
        assert {(e.url, e.source, e.client) for e in exchanges} == {(URL, str(path), "192.0.2.7")}


def test_what_stands_before_a_break_is_kept_and_the_break_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mitm", exchange_flow())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:-1])
    exchanges, errors = reading(path)
    assert len(exchanges) == 1
    assert [error.cause for error in errors] == [
        f"broken flow file at byte {len(whole)}: the file ends inside a flow"
    ]
    assert errors[0].path == str(path)


@pytest.mark.parametrize(
    ("tail", "cause"),
    [
        (b"garbage", "no length where a value should begin"),
        (b"999999999999:", "the file ends inside a flow"),
        (b"1:1#", "not a flow"),
        (b"0:}", "mitmproxy cannot read the flow (TypeError)"),
        (b"4:1:1?}", "a value of unknown type"),
        (b"4:0:~~}", "no length where a value should begin"),
        (b"0:%", "a value of unknown type"),
    ],
)
def test_no_frame_is_believed(tmp_path: Path, tail: bytes, cause: str) -> None:
    path = written(tmp_path / "a.mitm", exchange_flow())
    path.write_bytes(path.read_bytes() + tail)
    exchanges, errors = reading(path)
    assert len(exchanges) == 1
    assert [error.cause.partition(": ")[2] for error in errors] == [cause]


def test_a_body_longer_than_the_limit_is_cut_behind_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mitm", exchange_flow(b"x" * 5_000, b"y" * 1_000))
    exchanges, _ = reading(path, Limits(body=1_000))
    assert exchanges[0].request is not None
    assert exchanges[0].response is not None
    assert (len(exchanges[0].request.body), len(exchanges[0].response.body)) == (1_001, 1_000)


def test_flows_through_a_pipe_are_refused(tmp_path: Path) -> None:
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = written(tmp_path / "a.mitm", exchange_flow()).read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    exchanges, errors = reading(pipe)
    writer.join()
    assert exchanges == []
    assert [(error.cause, error.mend) for error in errors] == [
        ("flows through a pipe", "save them to a file and name that")
    ]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.binary(max_size=20) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.dictionaries(st.text(min_size=1, max_size=5), _VALUES, min_size=1, max_size=4), max_size=3)
)
def test_frames_are_those_that_mitmproxy_wrote(states: list[dict[str, object]]) -> None:
    file = io.BytesIO()
    for state in states:
        tnetstring.dump(state, file)
    data = file.getvalue()
    assert [state for _, state in frames(data, 1_000)] == states
    assert not states or looks_like_frames(data[:32])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=40) | st.text("0123456789:,;#}]", max_size=40).map(str.encode))
def test_no_bytes_raise_anything_but_a_broken_frame(data: bytes) -> None:
    found = frames(data, 10)
    with contextlib.suppress(BrokenFrameError):
        for offset, state in found:
            assert data[offset:].split(b":")[0].isdigit()
            assert isinstance(state, dict)


def _frame(raw: bytes, tag: bytes) -> bytes:
    return b"%d:%s%s" % (len(raw), raw, tag)


BROKEN_VALUES = {
    "no integer": _frame(b"hunter2", b"#"),
    "no float": _frame(b"hunter2", b"^"),
    "a list for a name": _frame(b"", b"]") + _frame(b"hunter2", b","),
    "a name without a value": _frame(b"hunter2", b","),
}


@pytest.mark.parametrize("case", BROKEN_VALUES)
def test_a_damaged_value_costs_only_its_flow_and_is_not_quoted(tmp_path: Path, case: str) -> None:
    inside = BROKEN_VALUES[case]
    items = inside if "name" in case else _frame(b"a", b",") + inside
    path = written(tmp_path / "flows.mitm", exchange_flow())
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(_frame(items, b"}"))
    exchanges, errors = reading(path)
    assert len(exchanges) == 1
    assert [f"broken flow file at byte {whole}: " in error.cause for error in errors] == [True]
    assert "hunter2" not in str(errors[0])
