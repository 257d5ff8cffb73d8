"""Requests posted as forms: their copies are forms that any reader takes apart, with the same message."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from inspector.cli.app import run
from inspector.model.exchange import Exchange, Payload
from inspector.recordings import jsonl_file, read

FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("Content-Length", "5"))
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<message><header><securityContext><webExID>jdoe</webExID>'
    "<password>Example-1</password><siteName>acme</siteName></securityContext></header><body><bodyContent"
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="java:com.webex.service.binding.meeting.'
    'CreateMeeting"><metaData><confName>100% Zoë + &amp;XML=&lt;a&gt; &#38; b=c</confName></metaData>'
    "</bodyContent></body></message>"
)
MASKED = DOCUMENT.replace("Example-1", "********")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


@pytest.mark.parametrize(
    ("document", "masked"),
    [
        (DOCUMENT, MASKED),
        ("  \n" + DOCUMENT, "  \n" + MASKED),
        ("<message><password>Example-1", "<message><password>********"),
        (
            "<message><siteName>acme</siteName> &amp a=b&XML=<c>",
            "<message><siteName>acme</siteName> &amp a=b&XML=<c>",
        ),
    ],
)
@pytest.mark.parametrize("way", ["redact", "export"])
def test_a_copy_is_a_form_with_the_same_message(document: str, masked: str, way: str) -> None:
    body = urlencode([("SID", "1&2=3+4%20"), ("PWD", "Example-1"), ("XML", document)]).encode()
    url = "https://acme.example.com/WBXService/XMLService"
    with jsonl_file(Path("a.jsonl")) as add:
        add(Exchange(request=Payload(FORM, body), url=url, started=1.0))
    if way == "redact":
        assert run(("redact", "a.jsonl", "-o", "b.jsonl", "--categories", "secrets")) == 0
    else:
        assert run(("import", "a.jsonl", "--store", "a.sqlite")) == 0
        assert run(("export", "a.sqlite", "--format", "jsonl", "-o", "b.jsonl")) == 0
    (copy,) = read([Path("b.jsonl")], on_error=pytest.fail)
    assert copy.request is not None
    assert copy.request.header("content-type") == FORM[0][1]
    assert copy.request.header("content-length") == str(len(copy.request.body))
    assert parse_qsl(copy.request.body.decode("ascii"), strict_parsing=True, keep_blank_values=True) == [
        ("SID", "1&2=3+4%20"),
        ("PWD", "********"),
        ("XML", masked),
    ]
    assert run(("redact", "b.jsonl", "-o", "c.jsonl", "--categories", "secrets")) == 0
    assert Path("c.jsonl").read_bytes() == Path("b.jsonl").read_bytes()
    assert json.loads(Path("c.jsonl.manifest.json").read_text())["replaced"] == 0


def test_a_message_that_was_no_form_stays_as_it_is(tmp_path: Path) -> None:
    """The twin: what decides is what was posted."""
    with jsonl_file(Path("a.jsonl")) as add:
        add(Exchange(request=Payload((("Content-Type", "text/xml"),), DOCUMENT.encode()), started=1.0))
    assert run(("redact", "a.jsonl", "-o", "b.jsonl", "--categories", "secrets")) == 0
    (copy,) = read([Path("b.jsonl")], on_error=pytest.fail)
    assert copy.request is not None
    assert copy.request.body == MASKED.encode()
