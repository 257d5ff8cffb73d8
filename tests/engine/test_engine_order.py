"""Elements out of order: the fewest that are to be moved are told, all of them, each name once."""

from __future__ import annotations

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ROLE = "<privilege><host>true</host></privilege><active>ACTIVATED</active>"


def _told(inspector: Inspector, operation: str, content: str) -> list[tuple[str, str, str]]:
    body = (
        f'<serv:message xmlns:xsi="{XSI}" xmlns:serv="{SERV}"><header><securityContext>'
        "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent></body>'
        "</serv:message>"
    )
    found = report(inspector.judge_pair(Exchange(Payload((), body.encode()), started=1.6e9)))
    assert found.calls[0].request_valid
    told = [f for f in found.findings if f.code == "ENV-05"]
    assert {str(f.severity) for f in told} <= {"info"}
    return [(f.path, f.message.removeprefix(f.path), f.instead) for f in told]


def test_one_slip_hides_no_other(inspector: Inspector) -> None:
    content = (
        "<lastName>Doe</lastName><firstName>Jane</firstName><webExId>jd</webExId>"
        f"<password>Example-1</password><email>jane@example.com</email>{ROLE}"
    )

    assert _told(inspector, "user.CreateUser", content) == [
        (
            "createUser/firstName",
            " stands after lastName; the schema has it before",
            "move it before lastName",
        ),
        ("createUser/email", " stands after password; the schema has it before", "move it before password"),
    ]


def test_an_element_that_comes_too_early_is_the_one_to_be_moved(inspector: Inspector) -> None:
    content = (
        f"{ROLE}<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jd</webExId>"
        "<email>jane@example.com</email><password>Example-1</password>"
    )

    assert _told(inspector, "user.CreateUser", content) == [
        (
            "createUser/privilege",
            " and active stand before password; the schema has them after",
            "move them after password",
        )
    ]


def test_many_of_one_name_are_told_once(inspector: Inspector) -> None:
    pair = (
        "<attendeeEmail><email>jane@example.com</email><sessionKey>1</sessionKey></attendeeEmail>"
        "<attendeeID>1</attendeeID>"
    )

    assert _told(inspector, "attendee.DelMeetingAttendee", pair * 50) == [
        (
            "delMeetingAttendee/attendeeID[1]",
            " stands after attendeeEmail; the schema has it before",
            "move it before attendeeEmail",
        )
    ]
