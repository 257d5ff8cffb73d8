"""Faults get their codes, findings that say the same fall silent, rules can be chosen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.exchange import Direction
from inspector.model.message import Fault, FaultKind
from inspector.model.report import Finding
from inspector.model.severity import Severity
from inspector.resources import data
from inspector.rules import CallSubject, MessageSubject, load
from inspector.schema.releases import Releases

CODE_OF = {
    "nbsp-in-markup": "ENV-01",
    "not-well-formed": "XML-01",
    "doctype": "XML-02",
    "limit": "XML-03",
    "encoding": "XML-04",
    "outside-document": "XML-05",
    "not-xml": "XML-06",
    "undeclared-prefix": "ENV-02",
    "nested-body-content": "ENV-03",
    "wrong-package": "ENV-04",
    "unknown-operation": "ENV-04",
    "order": "ENV-05",
    "letter-case": "ENV-07",
    "boolean-case": "ENV-07",
    "empty-leaf": "ENV-07",
    "body-content-outside-body": "ENV-07",
    "stray-text": "ENV-07",
    "unknown-element": "SCH-01",
    "later-element": "REL-01",
    "later-meeting-uuid": "REL-02",
    "later-value": "REL-01",
    "gone-element": "REL-01",
    "element-elsewhere": "REL-01",
    "missing-element": "SCH-02",
    "value-type": "SCH-03",
    "value-enumeration": "SCH-04",
    "value-limit": "SCH-06",
    "too-many": "SCH-05",
    "choice": "SCH-07",
    "wrong-namespace": "SCH-08",
    "not-judged": "SCH-09",
    "newer-release": "REL-09",
    "unknown-release": "REL-10",
    "credential-out-of-place": "PII-07",
    "echoed-data": "PII-09",
}
ONE_SIDED = {
    "nested-body-content": Direction.REQUEST,
    "wrong-namespace": Direction.RESPONSE,
    "echoed-data": Direction.RESPONSE,
}


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_gets_its_code(rules, kind):
    side = ONE_SIDED.get(str(kind), Direction.REQUEST)

    hits = rules.judge_message(MessageSubject(side, "40.10.0", faults=(Fault(kind, "as found"),)))

    assert [hit.rule.code for hit in hits] == [CODE_OF[str(kind)]]


def test_a_fault_keeps_its_words_and_its_place(rules):
    fault = Fault(
        FaultKind.ORDER,
        "b after a",
        7,
        9,
        "swap them",
        call=1,
        path="getUser/b",
        ordinal=5,
        excerpt="(text, 3)",
    )

    (hit,) = rules.judge_message(MessageSubject(Direction.REQUEST, "40.10.0", faults=(fault,)))

    assert hit.finding(1, 1) == Finding(
        "ENV-05", Severity.INFO, "request", "b after a", 1, "getUser/b", 7, 9, "swap them", "(text, 3)"
    )
    assert (hit.ordinal, hit.side) == (5, Direction.REQUEST)


def test_a_fault_without_a_mend_gets_that_of_its_rule(rules):
    (hit,) = rules.judge_message(
        MessageSubject(Direction.REQUEST, "40.10.0", faults=(Fault(FaultKind.DOCTYPE, "a DOCTYPE"),))
    )

    assert hit.instead == "Take the DOCTYPE out."
    assert (hit.finding(3, 4).line, hit.finding(3, 4).column) == (3, 4)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("createMeetingResponse/meetingPassword", "PII-01"),
        ("createEventResponse/eventPassword", "PII-01"),
        ("createTrainingSessionResponse/sessionPassword", "PII-01"),
        ("createTeleconferenceSessionResponse/sessionPassword", "PII-01"),
        ("getMeetingResponse/accessControl/meetingPassword", ""),
        ("createMeetingResponse/meetingkey", ""),
        ("createMeetingResponse/deeper/meetingPassword", ""),
    ],
)
def test_pii_01_by_path(rules, path, code):
    call = CallSubject(0, "meeting.CreateMeeting", elements={path: 1}, ordinal_of={path: 8})

    hits = rules.judge_message(MessageSubject(Direction.RESPONSE, "40.1.2", (call,)))

    assert [(hit.rule.code, hit.path, hit.ordinal) for hit in hits] == [(code, path, 8)] * bool(code)


def test_pii_01_is_silent_before_its_release_for_an_empty_element_and_in_requests(rules):
    path = "createMeetingResponse/meetingPassword"
    call = CallSubject(0, "meeting.CreateMeeting", elements={path: 1})
    empty = CallSubject(0, "meeting.CreateMeeting", elements={path: 1}, empty=frozenset({path}))

    assert rules.judge_message(MessageSubject(Direction.RESPONSE, "40.1.0", (call,))) == ()
    assert rules.judge_message(MessageSubject(Direction.RESPONSE, "40.1.2", (empty,))) == ()
    assert rules.judge_message(MessageSubject(Direction.REQUEST, "40.1.2", (call,))) == ()


def finding(code: str, call: int | None = 0, path: str = "getMeeting/a", on: str = "request") -> Finding:
    return Finding(code, Severity.ERROR, on, "", call, path)


AT = "getMeeting/meetingUUID"


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ([("REL-01", 0, "t/a"), ("SCH-01", 0, "t/a")], ["REL-01"]),
        ([("SCH-01", 0, "t/a"), ("REL-01", 0, "t/a")], ["REL-01"]),
        ([("REL-01", 0, "t/a"), ("SCH-01", 0, "t/b")], ["REL-01", "SCH-01"]),
        ([("REL-01", 0, "t/a[1]"), ("SCH-01", 0, "t/a[2]")], ["REL-01", "SCH-01"]),
        ([("REL-01", 0, "t/a"), ("SCH-01", 1, "t/a")], ["REL-01", "SCH-01"]),
        ([("REL-01", 0, "t/a"), ("SCH-04", 0, "t/a")], ["REL-01"]),
        ([("REL-02", 0, AT), ("SCH-02", 0, "getMeeting/meetingKey")], ["REL-02"]),
        ([("REL-02", 0, AT), ("SCH-02", 0, "getMeeting/schedule")], ["REL-02", "SCH-02"]),
        ([("REL-02", 0, AT), ("SCH-02", 0, "getMeeting/deeper/meetingKey")], ["REL-02", "SCH-02"]),
        ([("REL-02", 0, "l/session[2]/meetingUUID"), ("SCH-02", 0, "l/session[2]/sessionKey")], ["REL-02"]),
        (
            [("REL-02", 0, "l/session[2]/meetingUUID"), ("SCH-02", 0, "l/session[1]/sessionKey")],
            ["REL-02", "SCH-02"],
        ),
        ([("ENV-04", 0, "bodyContent"), ("SCH-09", 0, "getSite")], ["ENV-04"]),
        ([("ENV-04", 0, "bodyContent"), ("SCH-09", 1, "getSite")], ["ENV-04", "SCH-09"]),
        ([("ENV-04", 0, "bodyContent"), ("AUTH-12", 0, "header")], ["ENV-04", "AUTH-12"]),
        ([("ENV-05", 0, "t/a"), ("SCH-01", 0, "t/a")], ["ENV-05"]),
        ([("AUTH-02", 0, "p"), ("AUTH-01", 0, "p"), ("AUTH-07", 0, "p")], ["AUTH-02"]),
        ([("AUTH-12", 0, "header"), ("AUTH-06", 0, "p"), ("AUTH-05", 0, "p")], ["AUTH-12"]),
        ([("SCH-01", 0, "t/a"), ("SCH-01", 0, "t/a")], ["SCH-01", "SCH-01"]),
        ([("OWN-01", 0, "t/a"), ("SCH-01", 0, "t/a")], ["OWN-01", "SCH-01"]),
        ([], []),
    ],
)
def test_one_slip_one_finding(rules, found, left):
    assert [f.code for f in rules.settle(finding(*row) for row in found)] == left


def test_the_same_path_of_the_other_side_is_another_slip(rules):
    pair = (finding("REL-01", on="response"), finding("SCH-01", on="request"))

    assert rules.settle(pair) == pair


RULES = load([data("rules")], Releases.load(data("schemas") / "releases.yaml"))
FINDINGS = st.builds(
    finding,
    st.sampled_from(sorted(rule.code for rule in RULES.rules)),
    st.sampled_from([0, 1]),
    st.sampled_from(["", "t/a", "t/meetingKey", "t/a[1]", "header/securityContext"]),
    st.sampled_from(["request", "response", "pair"]),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(FINDINGS, max_size=8))
def test_settling_adds_nothing_and_never_silences_everything(found):
    settled = RULES.settle(found)

    assert bool(settled) == bool(found)
    assert {f.code for f in settled} <= {f.code for f in found}
    assert RULES.settle(settled) == settled


@pytest.mark.parametrize(
    ("only", "ignore", "codes"),
    [
        (["AUTH-01", "life"], [], ["AUTH-01", "LIFE-01", "LIFE-03", "LIFE-04"]),
        (["REL"], ["REL-09"], ["REL-01", "REL-02", "REL-03", "REL-04", "REL-05", "REL-06", "REL-10"]),
        (["life"], ["LIFE"], []),
    ],
)
def test_select(rules, only, ignore, codes):
    assert [rule.code for rule in rules.select(only, ignore).rules] == codes


def test_select_keeps_all_by_default(rules):
    assert rules.select().rules == rules.rules


def test_select_names_the_nearest_of_what_is_not_there(rules):
    with pytest.raises(ValueError, match="no rule or family is called ATUH-01: did you mean AUTH-01"):
        rules.select(only=["ATUH-01"])


def test_get(rules):
    assert rules.get("XML-01").name == "not-well-formed"
    assert rules.get("XML-99") is None
