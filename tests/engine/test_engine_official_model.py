"""A release with official files is judged by them: what they have and lack, in plain words, at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.assemble import inspector as assembled
from inspector.assemble import views as assembled_views
from inspector.engine import report
from inspector.model import Exchange, ExchangeReport, Payload
from inspector.resources import data
from inspector.schema import Changes, Schemas
from inspector.schema.difference import Differ
from inspector.schema.export import exported
from inspector.settings.model import Settings

RELEASE = "40.8.0"
SERVICE = "http://www.webex.com/schemas/2002/06/service"
MEETING_KEY = '<xs:element name="meetingKey" type="xs:long" minOccurs="0"/>'
ANY = '<xs:any namespace="##any" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'


def _type(name: str, content: str) -> str:
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:extension base="serv:bodyContentType">'
        f"{content}</xs:extension></xs:complexContent></xs:complexType>"
    )


HOLD = _type(
    "holdMeeting",
    '<xs:sequence><xs:group ref="meet:keys"/><xs:element ref="meet:reason" minOccurs="0"/>'
    '<xs:element name="hue" type="meet:hueType" minOccurs="0"/>'
    '<xs:element name="part" type="meet:partType" minOccurs="0"/>'
    '<xs:element name="open" minOccurs="0"/></xs:sequence>',
)
ADDED = (
    HOLD
    + _type(
        "holdMeetingResponse",
        '<xs:all><xs:element name="heldUntil" type="xs:dateTime"/>'
        '<xs:element name="by" type="xs:string" minOccurs="0"/></xs:all>',
    )
    + '<xs:group name="keys"><xs:choice><xs:element name="holdKey" type="xs:long"/>'
    '<xs:element name="holdName" type="xs:string"/></xs:choice></xs:group>'
    '<xs:element name="reason" type="xs:token"/>'
    '<xs:simpleType name="hueType"><xs:union memberTypes="xs:int meet:hueName"/></xs:simpleType>'
    '<xs:simpleType name="hueName"><xs:restriction base="xs:string"><xs:enumeration value="red"/>'
    "</xs:restriction></xs:simpleType>"
    '<xs:complexType name="partType"><xs:complexContent><xs:restriction base="meet:wholeType"><xs:sequence>'
    '<xs:element name="size" type="xs:int"/></xs:sequence></xs:restriction></xs:complexContent>'
    '</xs:complexType><xs:complexType name="wholeType"><xs:sequence><xs:element name="size" type="xs:int"/>'
    '<xs:element name="more" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType>'
)
# A file without a namespace is of the one that includes it.
PART = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">'
    '<xs:complexType name="lateType"><xs:sequence><xs:element name="at" type="hourType"/></xs:sequence>'
    '</xs:complexType><xs:simpleType name="hourType"><xs:restriction base="xs:int"/></xs:simpleType>'
    "</xs:schema>"
)


def _edited(name: str, text: str) -> str:
    """Files that are like ours but for a few changes."""
    if name == "meet.xsd":
        head, found, rest = text.partition('<xs:complexType name="delMeeting">')
        assert found
        assert MEETING_KEY in rest
        more = '<xs:element name="newThing" type="xs:int" minOccurs="0"/>'
        more += '<xs:element name="late" type="meet:lateType" minOccurs="0"/>'
        rest = rest.replace(MEETING_KEY, more, 1)
        text = head + found + rest.replace("</xs:schema>", f"{ADDED}</xs:schema>")
        text = text.replace("<xs:import", '<xs:include schemaLocation="late.xsd"/><xs:import', 1)
        text = text.replace('name="setMeeting"', 'name="alterMeeting"')
    if name == "use.xsd":
        head, found, rest = text.partition('<xs:complexType name="getMe">')
        assert ANY in rest
        text = head + found + rest.replace(ANY, '<xs:element name="mine" type="xs:boolean"/>', 1)
    return text


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of official files of one release."""
    schemas = Schemas(data("schemas"))
    source: Path = tmp_path_factory.mktemp("vendor")
    for name, content in exported(schemas, schemas.releases.get(RELEASE)).items():
        (source / name).write_text(_edited(name, content.decode()), "utf-8")
    (source / "late.xsd").write_text(PART, "utf-8")
    kept = tmp_path_factory.mktemp("official")
    official = Schemas(data("schemas"), official=kept).official
    assert official is not None
    official.add(RELEASE, [source])
    return kept


@pytest.fixture(scope="module")
def judge(kept: Path) -> Callable[..., ExchangeReport]:
    core = assembled(Settings(schemas=kept))

    def judged(operation: str, content: str, release: str = RELEASE, answer: str = "") -> ExchangeReport:
        request = (
            '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<header><securityContext>'
            "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext>"
            f'</header>\n<body><bodyContent xsi:type="java:com.webex.service.binding.{operation}">\n'
            f"{content}</bodyContent></body></message>"
        )
        response = (
            f'<serv:message xmlns:serv="{SERVICE}" xmlns:meet="{SERVICE}/meeting" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response><serv:result>'
            "SUCCESS</serv:result></serv:response></serv:header><serv:body>"
            f"<serv:bodyContent {answer}</serv:bodyContent></serv:body></serv:message>"
        )
        exchange = Exchange(
            Payload((), request.encode()),
            Payload((), response.encode()) if answer else None,
            url="https://acme.example.com/WBXService/XMLService",
        )
        return report(core.judge_at(exchange, [release])[0])

    return judged


def _said(found: ExchangeReport) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (each.code, each.path, each.line, each.column)
        for each in found.findings
        if each.code.startswith(("ENV", "SCH", "REL", "RSP"))
    ]


def test_an_element_that_official_files_alone_have_is_known_at_that_release(judge) -> None:
    content = "<newThing>7</newThing><late><at>3</at></late>"
    found, before = judge("meeting.DelMeeting", content), judge("meeting.DelMeeting", content, "40.7.0")

    assert (_said(found), found.calls[0].request_valid) == ([], True)
    assert found.release.fits == ("40.8.0",)
    assert _said(before) == [
        ("SCH-01", "delMeeting/newThing", 4, 1),
        ("SCH-01", "delMeeting/late", 4, 23),
    ]
    assert before.release.fits == ("40.8.0",)


def test_a_value_of_such_an_element_is_judged(judge) -> None:
    found = judge("meeting.DelMeeting", "<newThing>many</newThing>")

    assert _said(found) == [("SCH-03", "delMeeting/newThing", 4, 1)]
    assert "many" not in repr(found.findings)


def test_an_element_that_official_files_lack_is_told_at_its_place(judge) -> None:
    found = judge("meeting.DelMeeting", "<meetingKey>1</meetingKey>")

    assert _said(found) == [("SCH-01", "delMeeting/meetingKey", 4, 1)]
    (finding,) = (each for each in found.findings if each.code == "SCH-01")
    assert finding.message == "delMeeting has no element meetingKey"
    assert RELEASE not in found.release.fits
    assert ("40.7.0" in found.release.fits, "40.9.0" in found.release.fits) == (True, True)


def test_an_operation_that_official_files_alone_have_is_known_at_that_release(judge) -> None:
    content = (
        "<holdKey>1</holdKey><reason>busy</reason><hue>red</hue><part><size>1</size></part><open><x/></open>"
    )
    answer = 'xsi:type="meet:holdMeetingResponse"><meet:by>Jane</meet:by>'
    answer += "<meet:heldUntil>2024-01-01T00:00:00</meet:heldUntil>"
    found = judge("meeting.HoldMeeting", content, answer=answer)

    (call,) = found.calls
    assert (call.operation, call.known, call.request_valid, call.response_valid) == (
        "meeting.HoldMeeting",
        True,
        True,
        True,
    )
    assert (_said(found), found.release.fits) == ([], ("40.8.0",))
    assert [code for code, *_ in _said(judge("meeting.HoldMeeting", content, "40.7.0"))] == ["ENV-04"]


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        ("<holdKey>1</holdKey><holdName>a</holdName>", "SCH-07", "holdMeeting/holdName"),
        ("<holdKey>1</holdKey><hue>blue</hue>", "SCH-03", "holdMeeting/hue"),
        ("<holdKey>1</holdKey><part><more>1</more></part>", "SCH-01", "holdMeeting/part/more"),
        ("<holdKey>1</holdKey><reasn>busy</reasn>", "SCH-01", "holdMeeting/reasn"),
    ],
)
def test_slips_in_it_are_told_as_anywhere(content: str, code: str, path: str, judge) -> None:
    found = _said(judge("meeting.HoldMeeting", content))

    assert (code, path) in [each[:2] for each in found]
    assert all(line == 4 for _, _, line, _ in found)


def test_an_operation_that_official_files_lack_is_none_of_that_release(judge) -> None:
    found = judge("meeting.SetMeeting", "<meetingkey>1</meetingkey>")

    assert [code for code, *_ in _said(found)] == ["ENV-04"]
    assert "no operation meeting.SetMeeting is known in the official files of release 40.8.0" in [
        each.message for each in found.findings
    ]
    assert _said(judge("meeting.SetMeeting", "<meetingkey>1</meetingkey>", "40.7.0")) == []


def test_content_that_official_files_tell_is_judged(judge) -> None:
    assert _said(judge("user.GetMe", "<mine>true</mine>")) == []
    assert [each[:2] for each in _said(judge("user.GetMe", "<yours>true</yours>"))] == [
        ("SCH-02", "getMe/mine"),
        ("SCH-01", "getMe/yours"),
    ]
    assert [code for code, *_ in _said(judge("user.GetMe", "<mine>true</mine>", "40.9.0"))] == ["SCH-09"]


def test_what_is_different_goes_by_official_files_too(kept: Path) -> None:
    views = assembled_views(Schemas(data("schemas"), official=kept))
    changes = Changes.load(data("schemas") / "changes.yaml")
    found = {each.operation: each for each in Differ(views, changes).between("40.7.0", "40.8.0").operations}

    steps = {(step.kind, step.path) for step in found["meeting.DelMeeting"].steps}
    assert steps == {
        ("element-removed", "delMeeting/meetingKey"),
        ("element-added", "delMeeting/newThing"),
        ("element-added", "delMeeting/late"),
    }
    states = [found[f"meeting.{name}Meeting"].state for name in ("Hold", "Set", "Alter")]
    assert states == ["added", "removed", "added"]
    assert {name for name, each in found.items() if each.state == "added"} == {
        "meeting.HoldMeeting",
        "meeting.AlterMeeting",
    }
