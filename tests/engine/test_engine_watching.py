"""What rules cost: a message that no rule's slot concerns asks no test; constants are settled once."""

from __future__ import annotations

import pytest

from inspector import assemble
from inspector.engine import Inspector
from inspector.model.exchange import Exchange, Payload
from inspector.rules import values
from inspector.settings import Settings

HEAD = (
    '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:serv="http://www.webex.com/schemas/2002/06/service"><header><securityContext>'
    "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
    "</securityContext></header><body>"
)


@pytest.fixture
def inspector() -> Inspector:
    return assemble.inspector(Settings(release="40.10.0"), key=b"k" * 32)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tests that are asked, in order."""
    calls: list[str] = []

    def counted(name, test):
        def ask(*arguments):
            calls.append(name)
            return test(*arguments)

        return ask

    from inspector.rules import watch

    monkeypatch.setattr(watch, "TESTS", {name: counted(name, test) for name, test in values.TESTS.items()})
    return calls


def judged(inspector: Inspector, operation: str, content: str) -> list[str]:
    call = f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>'
    body = f"{HEAD}{call}</body></serv:message>".encode()
    exchange = Exchange(request=Payload(body=body), started=1_600_000_000.0)
    return [finding.code for finding in inspector.judge_pair(exchange).findings]


def test_a_message_that_no_slot_concerns_asks_nothing(inspector, asked):
    for login in ("jdoe", "rroe", "asmith"):
        assert judged(inspector, "user.GetUser", f"<webExId>{login}</webExId>") == []

    assert asked == []


def test_usual_values_are_done_with_by_the_quick_test(inspector, asked):
    for address in ("jane.doe@example.com", "richard.roe@example.com"):
        content = (
            "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId>"
            f"<email>{address}</email>"
        )
        assert judged(inspector, "user.CreateUser", content) == []

    assert asked == []


def test_what_the_quick_test_refuses_is_asked_each_time(inspector, asked):
    for address in ("jane doe@example.com", "richard roe@example.com"):
        content = (
            "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId>"
            f"<email>{address}</email>"
        )
        assert judged(inspector, "user.CreateUser", content) == ["VAL-02"]

    assert asked == ["white-space"] * 2


def test_values_are_asked_with_slots_and_without_alike(inspector):
    content = "<webExId>jdoe</webExId><email>jane doe@example.com</email>"

    assert judged(inspector, "user.SetUser", content) == ["VAL-02"]
    assert judged(inspector, "user.SetUser", content + "<!-- alone -->") == ["VAL-02"]
    assert judged(inspector, "user.SetUser", content.replace("jane doe", "jane&#32;doe")) == ["VAL-02"]


def test_a_row_is_judged_by_itself(inspector):
    row = "<attendees><person><email>{}</email></person><sessionKey>700000001</sessionKey></attendees>"
    content = row.format("jane.doe@example.com") + row.format("richard roe@example.com")
    call = (
        '<bodyContent xsi:type="java:com.webex.service.binding.attendee.RegisterMeetingAttendee">'
        f"{content}</bodyContent>"
    )
    body = f"{HEAD}{call}</body></serv:message>".encode()

    found = inspector.judge_pair(Exchange(request=Payload(body=body), started=1_600_000_000.0)).findings

    assert [(f.code, f.path) for f in found if f.code == "VAL-02"] == [
        ("VAL-02", "registerMeetingAttendee/attendees[2]/person/email")
    ]


def test_on_premises_nothing_is_retired():
    settings = Settings.model_validate({"release": "40.10.0", "sites": {"ACME": {"on_premises": True}}})
    local = assemble.inspector(settings, key=b"k" * 32)
    cloud = assemble.inspector(Settings(release="40.10.0"), key=b"k" * 32)
    call = (
        '<bodyContent xsi:type="java:com.webex.service.binding.meeting.DelMeeting">'
        "<meetingKey>700000001</meetingKey></bodyContent>"
    )
    exchange = Exchange(
        request=Payload(body=f"{HEAD}{call}</body></serv:message>".encode()), started=1_800_000_000.0
    )

    from inspector.engine import report

    found = [report(core.judge_pair(exchange)) for core in (local, cloud)]

    assert [[f.code for f in each.findings] for each in found] == [[], ["LIFE-01"]]
    assert [each.calls[0].retired for each in found] == [None, "2024-03-31"]
