"""Slips that touch more than one thing: one finding, with the mend that helps at the release judged by."""

from __future__ import annotations

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
UUID = "0123456789abcdef0123456789abcdef"

Told = list[tuple[str, str, str]]


def _judged(
    inspector: Inspector, operation: str, content: str, release: str, valid: bool | None = False
) -> Told:
    body = (
        f'<serv:message xmlns:xsi="{XSI}" xmlns:serv="{SERV}"><header><securityContext>'
        "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent></body>'
        "</serv:message>"
    )
    url = f"https://acme.example.com/WBXService/xml{release}/XMLService"
    found = report(inspector.judge_pair(Exchange(Payload((), body.encode()), url=url, started=1.6e9)))
    assert found.calls[0].request_valid is valid
    codes = ("SCH", "REL", "ENV")
    return [(f.code, f.path.partition("/")[2], f.instead) for f in found.findings if f.code.startswith(codes)]


TEST = (
    "<sessionKey>1</sessionKey><testID>1</testID>{}<timeLimit><noLimit>true</noLimit></timeLimit>"
    "<attemptLimit><noLimit>true</noLimit></attemptLimit>"
)
NO_KEY = ("SCH-02", "meetingKey", "add meetingKey")
CASES: dict[str, tuple[str, str, str, Told]] = {
    "a required key is empty": (
        "meeting.DelMeeting",
        "<meetingKey></meetingKey>",
        "40.4.0",
        [("SCH-02", "meetingKey", "give meetingKey a value")],
    ),
    "a required key is empty, and once more": (
        "meeting.DelMeeting",
        "<meetingKey/><meetingKey/>",
        "40.4.0",
        [
            ("SCH-02", "meetingKey[1]", "give meetingKey a value"),
            ("ENV-07", "meetingKey[2]", "leave the element out"),
        ],
    ),
    "a required key is empty and has an attribute": (
        "meeting.DelMeeting",
        '<meetingKey lang="en"/>',
        "40.4.0",
        [("SCH-02", "meetingKey", "give meetingKey a value"), ("SCH-01", "meetingKey/@lang", "leave it out")],
    ),
    "a required key holds an element": (
        "meeting.DelMeeting",
        "<meetingKey><x>1</x></meetingKey>",
        "40.4.0",
        [("SCH-01", "meetingKey/x", "write the value alone")],
    ),
    "an unknown element holds one, and the key is missing": (
        "meeting.GetMeeting",
        "<meetingPassword><x>1</x></meetingPassword>",
        "40.4.0",
        [NO_KEY, ("SCH-01", "meetingPassword", "leave it out")],
    ),
    "one of a choice, misspelled": (
        "training.SetScheduledTest",
        TEST.format("<deliveryMethod><sesion><startAt/></sesion></deliveryMethod>"),
        "40.4.0",
        [("SCH-01", "deliveryMethod/sesion", "did you mean session?")],
    ),
    "nothing of a choice, and something unknown": (
        "training.SetScheduledTest",
        TEST.format("<deliveryMethod><other/></deliveryMethod>"),
        "40.4.0",
        [
            ("SCH-07", "deliveryMethod", "Give exactly one of them."),
            ("SCH-01", "deliveryMethod/other", "leave it out"),
        ],
    ),
    "a key that came with the release that lets the other be left out": (
        "ep.GetSessionInfo",
        "<pmrUrl>https://example.com/meet/jdoe</pmrUrl>",
        "39.11.0",
        [("REL-01", "pmrUrl", "leave it out before 40.1.0")],
    ),
    "the same in its old spelling": (
        "ep.GetSessionInfo",
        f"<meetingUuid>{UUID}</meetingUuid>",
        "39.11.0",
        [("REL-01", "meetingUuid", "leave it out before 40.1.0")],
    ),
    "what came too early stands in for no key": (
        "meeting.SetMeeting",
        "<registrationForm><title><req>true</req></title></registrationForm>",
        "40.4.8",
        [
            ("SCH-02", "meetingkey", "add meetingkey"),
            ("REL-01", "registrationForm", "leave it out before 40.4.9"),
        ],
    ),
    "the nearest name comes later": (
        "meeting.CreateMeeting",
        "<metaData/><schedule/><attendeeOptions><autoLockWaitTim>5</autoLockWaitTim></attendeeOptions>",
        "40.6.0",
        [
            (
                "SCH-01",
                "attendeeOptions/autoLockWaitTim",
                "did you mean autoLockWaitTime, which comes with 40.9.0?",
            )
        ],
    ),
    "the nearest name comes later, another is there": (
        "meeting.CreateMeeting",
        "<metaData/><schedule/><attendeeOptions><autoLok>true</autoLok></attendeeOptions>",
        "40.6.0",
        [("SCH-01", "attendeeOptions/autoLok", "did you mean auto, or autoLock, which comes with 40.9.0?")],
    ),
    "the nearest name is there": (
        "meeting.CreateMeeting",
        "<metaData/><schedule/><attendeeOptions><autoLok>true</autoLok></attendeeOptions>",
        "40.9.0",
        [("SCH-01", "attendeeOptions/autoLok", "did you mean autoLock or auto?")],
    ),
    "the nearest name comes to this operation later": (
        "event.DelEvent",
        "<sessionKey>1</sessionKey><meetingUUDI>1</meetingUUDI>",
        "40.6.0",
        [("SCH-01", "meetingUUDI", "did you mean meetingUUID, which comes with 40.10.0?")],
    ),
    "a release on its own branch": (
        "user.CreateUser",
        "<firstName>a</firstName><lastName>b</lastName><webExId>c</webExId><email>jdoe@example.com</email>"
        "<sendWelcome>true</sendWelcome><isHTMLEmail>true</isHTMLEmail>",
        "40.2.0",
        [("REL-01", "isHTMLEmail", "leave it out before 40.2.4")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_one_finding_with_the_mend_that_helps(case: str, inspector: Inspector) -> None:
    operation, content, release, told = CASES[case]

    assert _judged(inspector, operation, content, release) == told


@pytest.mark.parametrize(
    ("operation", "release", "mend"),
    [
        (
            "history.LstAccessAnywhereHistry",
            "39.11.0",
            "did you mean history.LstAccessAnywhereHistory, which comes with 40.1.0?",
        ),
        ("history.LstAccessAnywhereHistry", "40.1.0", "did you mean history.LstAccessAnywhereHistory?"),
    ],
)
def test_the_nearest_operation_is_named_with_its_release(
    operation: str, release: str, mend: str, inspector: Inspector
) -> None:
    assert _judged(inspector, operation, "", release, valid=None) == [("ENV-04", "", mend)]
