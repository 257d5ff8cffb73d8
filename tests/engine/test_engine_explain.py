"""The second opinion: what xmlschema says, with places and without values."""

from __future__ import annotations

import pytest

from inspector.engine import Inspector
from inspector.engine.explain import Explanation, explain
from inspector.model.exchange import Exchange, Payload
from inspector.wire.limits import Limits

SECRET = "Tr0ub4dor-and-3"
RELEASE = "https://acme.example.com/WBXService/xml40.9.0/XMLService"


def _explained(inspector: Inspector, inside: str, operation: str = "meeting.CreateMeeting") -> Explanation:
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<header><securityContext><webExID>jdoe</webExID><password>{SECRET}</password>"
        "<siteName>acme</siteName></securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent>'
        "</body></message>"
    )
    judgement = inspector.judge_pair(Exchange(Payload((), body.encode()), url=RELEASE))
    (found,) = explain(judgement, inspector.judge, Limits())
    assert found.release == "40.9.0"
    return found


@pytest.mark.parametrize(
    ("inside", "place", "reason"),
    [
        ("<schedule><duration>soon-ish</duration></schedule>", "meet:schedule/meet:duration", "xs:long"),
        ("<attendeeOptions><autoLock>perhaps</autoLock></attendeeOptions>", "meet:autoLock", "boolean"),
        (
            "<attendeeOptions><autoLockWaitTime>7</autoLockWaitTime></attendeeOptions>",
            "meet:autoLockWaitTime",
            "Enumeration",
        ),
        (
            f"<accessControl><meetingPassword>{SECRET * 3}</meetingPassword></accessControl>",
            "meet:meetingPassword",
            "MaxLength",
        ),
        (
            "<participants><attendees><attendee><person><name>Jane Doe</name></person></attendee></attendees>"
            "</participants>",
            "com:person",
            "email",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_no_value(
    inspector: Inspector, inside: str, place: str, reason: str
) -> None:
    found = _explained(inspector, inside)
    assert len(found.opinions) == 1
    opinion = found.opinions[0]
    assert place.rpartition("/")[2].partition(":")[2] in opinion.path
    assert reason in opinion.reason
    told = f"{opinion.path} {opinion.reason}"
    assert not [value for value in (SECRET, "soon-ish", "perhaps", "Jane") if value in told]


def test_a_later_element_is_not_expected(inspector: Inspector) -> None:
    found = _explained(inspector, "<schedule><deviceCanStartMeeting>true</deviceCanStartMeeting></schedule>")
    assert [o.call for o in found.opinions] == [0]
    assert "deviceCanStartMeeting" in found.opinions[0].reason


@pytest.mark.parametrize(
    "inside", ["<schedule><duration> 30 </duration></schedule>", "", "<nosuch>1</nosuch>"]
)
def test_what_is_mended_is_valid(inspector: Inspector, inside: str) -> None:
    assert _explained(inspector, inside).opinions == ()


def test_what_cannot_be_read_has_no_second_opinion(inspector: Inspector) -> None:
    judgement = inspector.judge_pair(Exchange(Payload((), b"<message")))
    assert explain(judgement, inspector.judge, Limits()) == ()
