"""How a message as sent is mapped onto the schema (dialect rules R1 to R10)."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Payload
from inspector.model.message import FaultKind
from inspector.resources import data
from inspector.schema import Schemas
from inspector.schema.by_operation import ByOperation
from inspector.schema.canonical import Canonical
from inspector.schema.mapping import MappedMessage
from inspector.schema.verdict import Judge
from inspector.wire import decode, parse

NEWEST = "42.11.1"


@pytest.fixture(scope="session")
def judge(schemas: Schemas) -> Judge:
    return Judge(schemas, ByOperation.load(data("schemas")))


def mapped(judge: Judge, document: str) -> MappedMessage:
    body = decode(Payload((), document.encode()))
    message = parse(body.document, body.codec)
    assert message.envelope is not None
    return judge.map(message.envelope)


def request(content: str, xsi_type: str = "java:com.webex.service.binding.meeting.CreateMeeting") -> str:
    return f'<message><body><bodyContent xsi:type="{xsi_type}">{content}</bodyContent></body></message>'


def elements(found: MappedMessage) -> list[tuple[str, str]]:
    """Path and namespace (its last part) of everything below the first call."""
    content = found.calls[0].content
    assert content is not None
    return [
        (element.path, element.particle.namespace.rpartition("/")[2])
        for element in content.walk()
        if element.particle is not None
    ]


def kinds(found: MappedMessage) -> list[tuple[FaultKind, str]]:
    return [(fault.kind, fault.path) for fault in (*found.header_faults, *found.calls[0].faults)]


@pytest.mark.parametrize(
    ("xsi_type", "name"),
    [
        ("java:com.webex.service.binding.meeting.CreateMeeting", "meeting.CreateMeeting"),
        ("java:com.webex.xmlapi.service.binding.user.SetUser", "user.SetUser"),
        ("com.webex.service.binding.user.GetUser", "user.GetUser"),
        (
            "java:com.webex.service.binding.meeting.auo.CreateTeleconferenceSession",
            "meeting.auo.CreateTeleconferenceSession",
        ),
        ("java:com.webex.service.binding.training.CreateTrainingSession", "training.CreateTrainingSession"),
        ("train:createTrainingSession", "training.CreateTrainingSession"),
        ("ep:lstsummarySession", "ep.LstsummarySession"),
        ("java:com.webex.service.binding.ep.LstSummarySession", "ep.LstsummarySession"),
        ("site.LstTimeZone", "site.LstTimeZone"),
        ("  java:com.webex.service.binding.user.GetUser\n", "user.GetUser"),
        ("JAVA:COM.WEBEX.SERVICE.BINDING.USER.GETUSER", "user.GetUser"),
    ],
)
def test_operations_are_found_however_they_are_written(xsi_type: str, name: str, judge: Judge) -> None:
    found = mapped(judge, request("", xsi_type)).calls[0]

    assert (found.name, found.judged) == (name, True)
    assert FaultKind.WRONG_PACKAGE not in {fault.kind for fault in found.faults}


def test_a_wrong_package_keeps_the_name_as_sent(judge: Judge) -> None:
    found = mapped(judge, request("", "java:com.webex.service.binding.user.GetSite")).calls[0]

    assert found.name == "user.GetSite"
    assert found.operation is not None
    assert found.operation.name == "site.GetSite"
    assert [fault.kind for fault in found.faults] == [FaultKind.WRONG_PACKAGE]


def test_the_namespace_is_that_of_the_declaring_schema(judge: Judge) -> None:
    content = (
        "<accessControl><meetingPassword>x</meetingPassword></accessControl>"
        "<metaData><confName>x</confName></metaData>"
        "<participants><attendees><attendee><person><email>j@example.com</email></person></attendee></attendees>"
        "</participants><tracking><trackingCode1>x</trackingCode1></tracking>"
    )
    found = dict(elements(mapped(judge, request(content))))

    assert found["createMeeting/accessControl"] == "meeting"
    assert found["createMeeting/participants/attendees"] == "meeting"
    assert found["createMeeting/participants/attendees/attendee"] == "meeting"
    assert found["createMeeting/participants/attendees/attendee/person"] == "attendee"
    assert found["createMeeting/participants/attendees/attendee/person/email"] == "common"
    assert found["createMeeting/tracking/trackingCode1"] == "common"


def test_training_takes_two_of_its_parts_from_sessions(judge: Judge) -> None:
    content = (
        "<accessControl><listing>PUBLIC</listing></accessControl><schedule><startDate>x</startDate></schedule>"
        "<metaData><confName>x</confName></metaData>"
    )
    found = dict(
        elements(
            mapped(judge, request(content, "java:com.webex.service.binding.training.CreateTrainingSession"))
        )
    )

    assert found["createTrainingSession/accessControl"] == "session"
    assert found["createTrainingSession/schedule"] == "session"
    assert found["createTrainingSession/metaData"] == "trainingsession"
    assert found["createTrainingSession/metaData/confName"] == "session"


def test_children_are_put_in_order_and_each_slip_is_named(judge: Judge) -> None:
    content = (
        "<schedule><startDate>x</startDate></schedule><metaData><confName>a</confName></metaData>"
        "<accessControl><meetingPassword>x</meetingPassword></accessControl>"
    )
    found = mapped(judge, request(content))

    assert [path for path, _ in elements(found) if path.count("/") == 1] == [
        "createMeeting/accessControl",
        "createMeeting/metaData",
        "createMeeting/schedule",
    ]
    assert kinds(found) == [
        (FaultKind.ORDER, "createMeeting/metaData"),
        (FaultKind.ORDER, "createMeeting/accessControl"),
    ]


def test_pairs_of_a_list_keep_their_order(judge: Judge) -> None:
    content = (
        "<order><orderBy>HOSTWEBEXID</orderBy><orderAD>ASC</orderAD><orderBy>CONFNAME</orderBy>"
        "<orderAD>DESC</orderAD></order>"
    )
    found = mapped(judge, request(content, "java:com.webex.service.binding.ep.LstsummarySession"))
    content_ = found.calls[0].content
    assert content_ is not None

    assert [e.node.text for e in content_.walk() if e.path.startswith("lstsummarySession/order/")] == [
        "HOSTWEBEXID",
        "CONFNAME",
        "ASC",
        "DESC",
    ]


def test_letter_case_is_free_but_the_exact_name_goes_first(judge: Judge) -> None:
    operation = "java:com.webex.service.binding.ep.GetSessionInfo"
    for name in ("meetingUUID", "meetingUuid"):
        found = mapped(judge, request(f"<sessionPassword/><{name}>x</{name}>", operation))
        assert f"getSessionInfo/{name}" in dict(elements(found))
        assert FaultKind.LETTER_CASE not in {kind for kind, _ in kinds(found)}

    found = mapped(judge, request("<SESSIONKEY>1</SESSIONKEY>", operation))
    assert (FaultKind.LETTER_CASE, "getSessionInfo/sessionKey") in kinds(found)


def test_prefixes_of_a_request_count_for_nothing(judge: Judge) -> None:
    plain = "<metaData><confName>x</confName></metaData>"
    odd = '<att:metaData xmlns:att="urn:x"><b:confName>x</b:confName></att:metaData>'

    assert elements(mapped(judge, request(odd))) == elements(mapped(judge, request(plain)))


def test_the_mapping_knows_no_release(judge: Judge) -> None:
    """Mapped on the schema of 40.4.9, meetingUUID would silently become meetingUuid (decision 10)."""
    found = mapped(
        judge,
        request("<meetingUUID>x</meetingUUID>", "java:com.webex.service.binding.ep.GetSessionInfo"),
    )

    assert dict(elements(found)).keys() == {"getSessionInfo/meetingUUID"}
    verdicts = {r: judge.structure(found, r).calls[0].structure for r in ("40.4.8", "40.6.0", NEWEST)}
    assert verdicts["40.4.8"] is False
    assert verdicts[NEWEST] is True


def test_both_libraries_agree_on_canonical_forms(judge: Judge, schemas: Schemas) -> None:
    """xmlschema is the second opinion on what lxml says of a form, and it explains it."""
    opinion = schemas.xmlschema("40.8.0")
    when = "<schedule><startDate>x</startDate><duration>1</duration></schedule>"
    named = "<metaData><confName>x</confName></metaData>"
    contents = (
        "",
        "<metaData/>",
        named + when,
        named + "<participants/>" + when,
        named + "<repeat><repeatType>DAILY</repeatType></repeat>" + when,
        named + named + when,
    )
    canonical = Canonical(schemas.master.prefixes, schemas.releases, "40.8.0")
    validator = schemas.validator("40.8.0")
    forms = [canonical.call(mapped(judge, request(content)).calls[0]) for content in contents]
    verdicts = [validator.validate(form) for form in forms]

    assert verdicts == [opinion.is_valid(form) for form in forms]
    assert set(verdicts) == {True, False}
