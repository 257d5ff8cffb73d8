"""Erasing a person: every spelling of the name goes, what stands beside it goes, and nobody else's does."""

from __future__ import annotations

import pytest

from inspector import assemble
from inspector.engine import Inspector, record
from inspector.forgetting import Eraser, Person
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record
from inspector.settings import Settings

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERVICE = "http://www.webex.com/schemas/2002/06/service"
URL = "https://acme.example.com/WBXService/XMLService"


@pytest.fixture(scope="module")
def core() -> Inspector:
    return assemble.inspector(key=b"k" * 32)


def _asked(operation: str, content: str) -> bytes:
    return (
        f'<serv:message xmlns:serv="{SERVICE}" {XSI}><header><securityContext><webExID>admin</webExID>'
        "<password>Example-1</password><siteName>acme</siteName></securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>'
        "</body></serv:message>"
    ).encode()


def _answered(kind: str, content: str) -> bytes:
    return (
        f'<serv:message xmlns:serv="{SERVICE}" xmlns:meet="{SERVICE}/meeting" xmlns:att="{SERVICE}/attendee" '
        f'xmlns:ep="{SERVICE}/ep" '
        f'xmlns:com="http://www.webex.com/schemas/2002/06/common" {XSI}>'
        "<serv:header><serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="{kind}">{content}</serv:bodyContent></serv:body></serv:message>'
    ).encode()


def _kept(core: Inspector, request: bytes, response: bytes | None = None, **more: object) -> Record:
    headers = (("Content-Type", "text/xml"), *more.pop("headers", ()))  # type: ignore[misc]
    exchange = Exchange(
        Payload(headers, request),
        Payload((), response) if response else None,
        **{"url": URL, "started": 1_700_000_000.0, **more},  # type: ignore[arg-type]
    )
    return record(core.judge_pair(exchange))


def _erase(core: Inspector, kept: Record, person: str = "ann@example.com") -> Record:
    erased = Eraser(core, Person(person, core.masker))(kept)
    assert erased is not None, "the person was not found"
    return erased


def _request(kept: Record) -> str:
    assert kept.request is not None
    return kept.request.body.decode()


def _answer(kept: Record) -> str:
    assert kept.response is not None
    return kept.response.body.decode()


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ("<webExId>ann&#64;example.com</webExId>", "<webExId>********</webExId>"),
        ("<webExId who='ann&#64;example.com'>bob</webExId>", "<webExId who='erased'>bob</webExId>"),
        ("<webExId who='&#x61;nn@example.com'>bob</webExId>", "<webExId who='erased'>bob</webExId>"),
        ("<note>it is ann&amp;#64;example.com</note>", "<note>it is erased</note>"),
        ("<note>m=ann%2540example.com</note>", "<note>m=erased</note>"),
        ("<note>joann@example.com ann@example.com</note>", "<note>joann@example.com erased</note>"),
    ],
)
def test_every_spelling_of_a_name_goes(core: Inspector, content: str, left: str) -> None:
    kept = _kept(core, _asked("user.GetUser", content))
    assert left in _request(_erase(core, kept))


@pytest.mark.parametrize(
    "spelled", ["ann%40example.com", "%61nn%40example.com", "ann%2540example.com", "u%3Dann%40example.com"]
)
def test_in_a_url_too(core: Inspector, spelled: str) -> None:
    kept = _kept(
        core, _asked("user.GetUser", "<webExId>bob</webExId>"), url=f"{URL}?x={spelled}&y=joann%40example.com"
    )
    left = spelled[: spelled.rfind("%3D") + 3] if "%3D" in spelled else ""
    assert _erase(core, kept).report.url == f"{URL}?x={left}erased&y=joann%40example.com"


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("Ann <ann@example.com>", "Ann <erased>"),
        ("=?utf-8?q?ann=40example.com?=", "erased"),
        ("=?utf-8?b?YW5uQGV4YW1wbGUuY29t?=", "erased"),
    ],
)
def test_in_headers_too(core: Inspector, value: str, left: str) -> None:
    kept = _kept(core, _asked("user.GetUser", "<webExId>bob</webExId>"), headers=(("X-U", value),))
    assert ("X-U", left) in _erase(core, kept).request_headers


def test_what_stands_beside_it_goes_and_what_was_captured_of_it(core: Inspector) -> None:
    """In the same element, and in those parts of it that say more of the same person."""
    content = (
        "<firstName>Ann</firstName><lastName>Smith</lastName><webExId>annsmith</webExId>"
        "<email>ann@example.com</email><password>Xy-12345</password><privilege><host>true</host></privilege>"
        "<active>ACTIVATED</active><phones><phone>1,,6505550134,,,</phone></phones>"
    )
    kept = _kept(core, _asked("user.CreateUser", content))
    assert [fact.path for fact in kept.facts] == ["header/securityContext/password", "createUser/password"]
    erased = _erase(core, kept)

    for word in ("Ann", "Smith", "annsmith", "6505550134"):
        assert word not in _request(erased)
    assert [fact.path for fact in erased.facts] == ["header/securityContext/password"]


def test_nobody_else_is_erased(core: Inspector) -> None:
    """The host of a meeting asks to be forgotten: its attendees did not."""
    answer = _answered(
        "meet:getMeetingResponse",
        "<meet:hostWebExID>ann@example.com</meet:hostWebExID><meet:participants><meet:attendees><meet:attendee>"
        "<att:person><com:name>Bob Roe</com:name><com:email>bob@example.com</com:email></att:person>"
        "</meet:attendee><meet:attendee><att:person><com:name>Ann Smith</com:name>"
        "<com:email>ann@example.com</com:email></att:person></meet:attendee></meet:attendees></meet:participants>",
    )
    left = _answer(
        _erase(core, _kept(core, _asked("meeting.GetMeeting", "<meetingKey>1</meetingKey>"), answer))
    )

    assert "<com:name>Bob Roe</com:name><com:email>bob@example.com</com:email>" in left
    assert "Ann" not in left
    assert "ann@" not in left


def test_so_does_what_free_text_beside_it_holds(core: Inspector) -> None:
    """By its form: in an element that the schema does not know, nothing else tells that it is personal."""
    content = (
        "<email>ann@example.com</email><note>call +1 415 355 0199 from 203.0.114.77, room 12</note>"
        "<other><note>or +1 415 355 0198</note></other>"
    )
    left = _request(_erase(core, _kept(core, _asked("user.CreateUser", content))))

    assert "<note>call erased from erased, room 12</note>" in left
    assert "<other><note>or +1 415 355 0198</note></other>" in left


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("ask jdoe", "ask erased"),
        ("jdoe- and _jdoe_, (__JDoe__) or jdoe.", "erased- and _erased_, (__erased__) or erased."),
        ("jdoe-2 _jdoe2_ x_jdoe jdoe.roe", "jdoe-2 _jdoe2_ x_jdoe jdoe.roe"),
        ("jdoe@other.example jdoe%40other.example", "jdoe@other.example jdoe%40other.example"),
        ("jdoe&amp;#64;other.example, jdoe", "jdoe&amp;#64;other.example, erased"),
        ("https://jdoe@acme.example.com/", "https://erased@acme.example.com/"),
    ],
)
def test_a_login_goes_where_it_is_a_whole_name(core: Inspector, note: str, left: str) -> None:
    """Not where it is part of a longer one, as of an address, which may be somebody else's."""
    content = f"<webExId>jdoe</webExId><other><note>{note}</note></other>"
    erased = _erase(core, _kept(core, _asked("user.GetUser", content)), "jdoe")
    assert f"<note>{left}</note>" in _request(erased)


@pytest.mark.parametrize(
    ("category", "path"),
    [("name", "host/firstName"), ("login_id", "host/webExId"), ("free_text", "agenda")],
)
def test_pseudonyms_go_whatever_kind_of_element_they_were_made_in(category: str, path: str) -> None:
    """A login in a first name's place has the pseudonym of a name."""
    core = assemble.inspector(Settings(redact=(category,)), key=b"k" * 32)
    steps = [f"ep:{step}" for step in path.split("/")]
    content = "".join(f"<{step}>" for step in steps) + "jdoe" + "".join(f"</{s}>" for s in reversed(steps))
    kept = _kept(
        core,
        _asked("ep.GetSessionInfo", "<sessionKey>1</sessionKey>"),
        _answered("ep:getSessionInfoResponse", content),
    )
    masked = _answer(kept).partition(f"<{steps[-1]}>")[2].partition("<")[0]
    assert masked.startswith("xi")

    assert f"<{steps[-1]}>********</" in _answer(_erase(core, kept, "jdoe"))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("calls/ann@example.com-request.xml", "calls/erased-request.xml"),
        ("ann@example.com/a.mitm", "erased/a.mitm"),
        ("ann@example.com.har", "erased.har"),
        ("ann@example.com", "erased"),
    ],
)
def test_nor_is_a_file_called_after_them(core: Inspector, source: str, left: str) -> None:
    kept = _kept(core, _asked("user.GetUser", "<webExId>bob</webExId>"), source=source)
    assert kept.report.source == source

    assert _erase(core, kept).report.source == left


def test_nor_a_site(core: Inspector) -> None:
    body = _asked("user.GetUser", "<webExId>bob</webExId>").replace(b">acme<", b">ann@example.com<")
    kept = _kept(core, body)
    assert kept.report.site == "ann@example.com"

    assert _erase(core, kept).report.site == "erased"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le"])
def test_a_wide_codec_hides_nobody(core: Inspector, codec: str) -> None:
    """Outside its elements as well, where nothing but the sweep looks."""
    body = _asked("user.GetUser", "<webExId who='ann@example.com'>bob</webExId>").decode().encode(codec)
    kept = _kept(core, body)
    erased = _erase(core, kept)
    assert kept.request is not None
    assert erased.request is not None
    assert "ann@example.com" in kept.request.body.decode(codec)
    assert erased.request.body.decode(codec) == kept.request.body.decode(codec).replace(
        "ann@example.com", "erased"
    )
