"""parse: direction, calls, outcomes and the faults of the frame."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Direction
from inspector.model.message import Envelope, FaultKind, Message
from inspector.wire import parse, type_name

USER = "http://www.webex.com/schemas/2002/06/service/user"
XSI = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"


def read(inside: str, root: str = "message", attributes: str = "") -> Message:
    return parse(f"<{root} {XSI} {attributes}>{inside}</{root}>".encode(), "utf-8")


def frame(inside: str, root: str = "message", attributes: str = "") -> Envelope:
    found = read(inside, root, attributes).envelope
    assert found is not None
    return found


def content(xsi_type: str, inside: str = "") -> str:
    return f"<bodyContent xsi:type='{xsi_type}'>{inside}</bodyContent>"


@pytest.mark.parametrize(
    "root", ["message", "serv:message", "ns0:message", "serv:messageType", "messageType"]
)
@pytest.mark.parametrize("prefix", ["", "serv:", "x:"])
def test_roots_and_frames_count_by_local_name(root, prefix):
    context = f"<{prefix}securityContext><siteName>acme</siteName></{prefix}securityContext>"
    body = f"<{prefix}body><{prefix}bodyContent xsi:type='ep:a'/></{prefix}body>"
    found = frame(f"<{prefix}header>{context}</{prefix}header>{body}", root)
    assert found.direction is Direction.REQUEST
    assert found.header is not None
    assert found.security is not None
    assert found.body is not None
    assert [call.name for call in found.calls] == ["a"]


@pytest.mark.parametrize(
    ("xsi_type", "package", "name"),
    [
        ("java:com.webex.service.binding.user.GetUser", "user", "GetUser"),
        ("java:com.webex.xmlapi.service.binding.user.SetUser", "user", "SetUser"),
        ("com.webex.service.binding.ep.GetSessionInfo", "ep", "GetSessionInfo"),
        (
            "java:com.webex.service.binding.meeting.auo.CreateTeleconferenceSession",
            "meeting.auo",
            "CreateTeleconferenceSession",
        ),
        ("\n java:com.webex.service.binding.site.GetSite ", "site", "GetSite"),
        ("JAVA:com.webex.service.binding.site.getsite", "site", "getsite"),
        ("ep:lstRecording", "ep", "lstRecording"),
        ("site.LstTimeZone", "site", "LstTimeZone"),
        (
            "java:com.webex.webapp.sxa.binding.GetAllSitesByEmailAgg",
            "com.webex.webapp.sxa.binding",
            "GetAllSitesByEmailAgg",
        ),
        ("GetUser", "", "GetUser"),
        ("", "", ""),
    ],
)
def test_types_are_taken_apart_as_clients_write_them(xsi_type, package, name):
    assert type_name(xsi_type)[:2] == (package, name)
    call = frame(f"<body>{content(xsi_type)}</body>").calls[0]
    assert (call.package, call.name) == (package, name)
    assert call.node is not None


def test_a_prefix_is_resolved_where_it_is_declared():
    declared = frame(f"<body>{content('use:getUser')}</body>", attributes=f"xmlns:use='{USER}'")
    assert declared.calls[0].namespace == USER
    assert frame(f"<body>{content('use:getUser')}</body>").calls[0].namespace is None
    assert (
        frame(f"<body>{content('java:com.webex.service.binding.user.X')}</body>").calls[0].namespace is None
    )


def test_several_body_contents_are_several_calls():
    found = frame(f"<body>{content('ep:a')}{content('ep:b')}<bodyContent/></body>")
    assert [(call.name, call.xsi_type, call.nested) for call in found.calls] == [
        ("a", "ep:a", False),
        ("b", "ep:b", False),
        ("", None, False),
    ]


def test_body_content_under_message_counts_and_is_said():
    message = read(content("ep:a") + f"<body>{content('ep:b')}</body>")
    assert message.envelope is not None
    assert [call.name for call in message.envelope.calls] == ["a", "b"]
    assert [(f.kind, f.call, f.ordinal) for f in message.faults] == [
        (FaultKind.BODY_CONTENT_OUTSIDE_BODY, 0, 1)
    ]


def test_a_nested_body_content_follows_its_parent_and_is_said():
    message = read(
        f"<body>{content('ep:a')}\n{content('ep:GetB', '<x/>' + content('ep:c'))}{content('ep:d')}</body>"
    )
    assert message.envelope is not None
    assert [(call.name, call.nested) for call in message.envelope.calls] == [
        ("a", False),
        ("GetB", False),
        ("c", True),
        ("d", False),
    ]
    (fault,) = message.faults
    assert (fault.kind, fault.call, fault.path, fault.ordinal, fault.line, fault.column) == (
        FaultKind.NESTED_BODY_CONTENT,
        1,
        "getB/bodyContent",
        5,
        2,
        37,
    )


ANSWER = (
    "<serv:response><serv:result> FAILURE </serv:result><serv:reason>No</serv:reason>"
    "<serv:exceptionID>000015</serv:exceptionID></serv:response>"
)


def test_an_answer_has_outcomes_with_their_zeros():
    found = frame(
        f"<serv:header>{ANSWER}</serv:header><serv:body><serv:bodyContent/></serv:body>", "serv:message"
    )
    assert found.direction is Direction.RESPONSE
    assert [(o.result, o.exception, o.reason) for o in found.outcomes] == [("FAILURE", "000015", "No")]
    assert [(call.name, call.xsi_type) for call in found.calls] == [("", None)]
    assert found.outcomes[0].node is not None


def test_an_answer_without_body_content_has_a_call_for_each_outcome():
    found = frame(f"<serv:header>{ANSWER}{ANSWER}</serv:header>")
    assert [(call.node, call.name) for call in found.calls] == [(None, ""), (None, "")]
    assert len(found.outcomes) == 2


@pytest.mark.parametrize("xsi_type", ["use:getUserResponse", "ep:DelSessionResponse", "use:getuserRESPONSE"])
def test_a_response_type_makes_an_answer(xsi_type):
    assert frame(f"<body>{content(xsi_type)}</body>").direction is Direction.RESPONSE


def test_absent_outcome_values_are_none():
    found = frame("<header><response><result/></response></header>")
    assert [(o.result, o.exception, o.reason) for o in found.outcomes] == [("", None, None)]


def test_a_message_without_anything_is_a_request_without_calls():
    found = frame("")
    assert (found.direction, found.calls, found.header, found.body) == (Direction.REQUEST, (), None, None)
