"""Each slip gives the finding that names it, at its path and place."""

from __future__ import annotations

import random
import re

import pytest
from engine_messages import Generator, encode, write
from engine_mutations import spoil_structure, spoil_value
from engine_traffic import NOON, Sample, drafts

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport, Finding

SERV = "http://www.webex.com/schemas/2002/06/service"
USE = f"{SERV}/user"
HEADER = (
    "  <header>\n    <securityContext>\n      <webExID>jdoe</webExID>\n      <password>Example-1</password>\n"
    "      <siteName>acme</siteName>\n    </securityContext>\n  </header>\n"
)


def request(content: str, operation: str = "user.CreateUser", header: str = HEADER) -> bytes:
    """A request with `content` on line 11 and what follows."""
    return (
        f'<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:serv="{SERV}">\n{header}'
        f'  <body>\n    <bodyContent xsi:type="java:com.webex.service.binding.{operation}">\n{content}\n'
        "    </bodyContent>\n  </body>\n</serv:message>\n"
    ).encode()


def answer(content: str) -> bytes:
    """An answer of GetUser."""
    return (
        f'<serv:message xmlns:serv="{SERV}" xmlns:use="{USE}">\n<serv:header><serv:response><serv:result>'
        "SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>\n<serv:body>"
        '<serv:bodyContent xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:type="use:createUserResponse">\n{content}\n</serv:bodyContent></serv:body></serv:message>'
    ).encode()


def judged(inspector: Inspector, body: bytes, release: str = "40.10.0") -> ExchangeReport:
    url = f"https://acme.example.com/WBXService/xml{release}/XMLService"
    return report(inspector.judge_pair(Exchange(Payload((), body), url=url, started=NOON)))


JANE = (
    "      <firstName>Jane</firstName>\n      <lastName>Doe</lastName>\n      <webExId>jdoe</webExId>\n"
    "      <email>jane.doe@example.com</email>"
)


def more(line: str) -> str:
    """All that is required, and one more line."""
    return f"{JANE}\n      {line}"


# code, path, line, column, what stands in the bodyContent (from line 11 on), whether the call is valid
SLIPS = {
    "unknown element": ("SCH-01", "createUser/nickName", 15, 7, more("<nickName>J</nickName>"), False),
    "unknown attribute": (
        "SCH-01",
        "createUser/firstName/@id",
        11,
        7,
        JANE.replace("<firstName", '<firstName id="1"'),
        False,
    ),
    "element below a value": (
        "SCH-01",
        "createUser/email/b",
        14,
        14,
        JANE.replace("jane.doe", "<b>x</b>"),
        False,
    ),
    "element in a number": (
        "SCH-01",
        "createUser/timeZoneID/a",
        15,
        19,
        more("<timeZoneID><a>4</a></timeZoneID>"),
        False,
    ),
    "required element missing": (
        "SCH-02",
        "createUser/webExId",
        10,
        5,
        JANE.replace("      <webExId>jdoe</webExId>\n", ""),
        False,
    ),
    "not of its type": ("SCH-03", "createUser/timeZoneID", 15, 7, more("<timeZoneID>B</timeZoneID>"), False),
    "no truth value": (
        "SCH-03",
        "createUser/sendWelcome",
        15,
        7,
        more("<sendWelcome>yes</sendWelcome>"),
        False,
    ),
    "too large": (
        "SCH-03",
        "createUser/timeZoneID",
        15,
        7,
        more(f"<timeZoneID>{'9' * 30}</timeZoneID>"),
        False,
    ),
    "not in the list": ("SCH-04", "createUser/active", 15, 7, more("<active>MAYBE</active>"), False),
    "wrong case in the list": (
        "SCH-04",
        "createUser/active",
        15,
        7,
        more("<active>Activated</active>"),
        False,
    ),
    "too many": ("SCH-05", "createUser/email[2]", 15, 7, more("<email>j@example.com</email>"), False),
    "too long": ("VAL-19", "createUser/password", 15, 7, more(f"<password>{'x' * 300}</password>"), True),
    "order": (
        "ENV-05",
        "createUser/firstName",
        12,
        7,
        "\n".join([JANE.split("\n")[1], JANE.split("\n")[0], *JANE.split("\n")[2:]]),
        True,
    ),
    "letter case": ("ENV-07", "createUser/firstName", 11, 7, JANE.replace("firstName", "FirstName"), True),
    "upper-case truth": (
        "ENV-07",
        "createUser/sendWelcome",
        15,
        7,
        more("<sendWelcome>TRUE</sendWelcome>"),
        True,
    ),
    "an empty leaf": ("ENV-07", "createUser/active", 15, 7, more("<active></active>"), True),
    "a blank leaf": ("ENV-07", "createUser/active", 15, 7, more("<active> \u00a0</active>"), True),
    "text between elements": ("ENV-07", "createUser", 10, 5, f"{JANE} and so on", True),
    "an undeclared prefix": ("ENV-02", "", 15, 7, more("<use:active>ACTIVATED</use:active>"), True),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
@pytest.mark.parametrize("comment", ["", "<!-- no slots -->"], ids=["slots", "no slots"])
def test_a_slip_has_its_code_path_and_place(slip: tuple, comment: str, inspector: Inspector) -> None:
    code, path, line, column, content, valid = slip
    found = judged(inspector, request(content) + comment.encode())

    assert [(f.code, f.path, f.line, f.column, f.on) for f in found.findings] == [
        (code, path, line, column, "request")
    ]
    assert [call.request_valid for call in found.calls] == [valid]
    assert found.findings[0].call == (None if code == "ENV-02" else 0)


def test_without_a_slip_there_is_no_finding(inspector: Inspector) -> None:
    found = judged(inspector, request(JANE))

    assert found.findings == ()
    assert [call.request_valid for call in found.calls] == [True]


LATER = (
    (
        "40.8.0",
        "meeting.CreateMeeting",
        "<attendeeOptions><autoLock>true</autoLock></attendeeOptions>",
        "REL-01",
        "createMeeting/attendeeOptions/autoLock",
    ),
    (
        "40.4.8",
        "ep.GetSessionInfo",
        "<meetingUUID>0123abcd</meetingUUID>",
        "REL-02",
        "getSessionInfo/meetingUUID",
    ),
)


@pytest.mark.parametrize(("release", "operation", "content", "code", "path"), LATER)
def test_what_came_later_is_named(
    release: str, operation: str, content: str, code: str, path: str, inspector: Inspector
) -> None:
    found = judged(inspector, request(content, operation), release)

    assert (code, path) in [(f.code, f.path) for f in found.findings]
    assert found.calls[0].request_valid is False
    assert release not in found.release.fits
    newer = judged(inspector, request(content, operation), "42.11.1")
    assert code not in {f.code for f in newer.findings}


def test_both_branches_of_a_choice_are_one_finding(inspector: Inspector) -> None:
    found = judged(inspector, request("<userID>1</userID><webexID>jdoe</webexID>", "user.ActivateUser"))

    assert [f.code for f in found.findings] == ["SCH-07"]
    assert found.calls[0].request_valid is False


def test_names_that_differ_in_letter_case_alone_are_both_offered(inspector: Inspector) -> None:
    content = "<sessionKey>7</sessionKey><meetingUUIID>0123abcd</meetingUUIID>"
    found = judged(inspector, request(content, "ep.GetSessionInfo"))
    told = next(f for f in found.findings if f.code == "SCH-01")
    assert told.instead == "did you mean meetingUUID or meetingUuid?"


def test_an_answer_in_the_wrong_namespace(inspector: Inspector) -> None:
    good = judged(inspector, answer("<use:userId>1</use:userId>"))
    assert (good.findings, good.calls[0].response_valid) == ((), True)

    bad = judged(inspector, answer("<userId>1</userId>"))
    assert [(f.code, f.path, f.line, f.column, f.on) for f in bad.findings] == [
        ("SCH-08", "createUserResponse/userId", 4, 1, "response")
    ]
    assert bad.calls[0].response_valid is False


def test_an_answer_of_a_type_in_another_namespace(inspector: Inspector) -> None:
    body = answer("<use:userId>1</use:userId>").replace(b"use:createUserResponse", b"serv:createUserResponse")
    found = judged(inspector, body)
    assert [(f.code, f.path, f.line) for f in found.findings] == [("SCH-08", "createUserResponse", 3)]
    assert found.findings[0].message == f"the type createUserResponse stands in {SERV}, expected {USE}"
    assert found.calls[0].response_valid is False


def test_an_answer_of_no_known_type_offers_the_nearest(inspector: Inspector) -> None:
    body = answer("<use:userId>1</use:userId>").replace(b"createUserResponse", b"createUsrResponse")
    found = judged(inspector, body)
    assert [(f.code, f.path) for f in found.findings] == [("ENV-04", "bodyContent")]
    assert found.findings[0].message == "no operation is answered by use:createUsrResponse"
    assert "did you mean use:createUserResponse" in found.findings[0].instead


def test_prefixes_of_an_answer_that_are_not_declared_are_told_once(inspector: Inspector) -> None:
    body = answer("<use:userId>1</use:userId>").replace(f' xmlns:use="{USE}"'.encode(), b"")
    found = judged(inspector, body)
    assert [(f.code, f.line) for f in found.findings] == [("ENV-02", 3)]
    assert found.calls[0].response_valid is False


def test_an_operation_of_unknown_content_is_not_judged(inspector: Inspector) -> None:
    found = judged(inspector, request("<anything>1</anything>", "ep.LstCalendarSession"))

    assert [f.code for f in found.findings] == ["SCH-09"]
    assert (found.calls[0].known, found.calls[0].request_valid) == (True, None)


def test_an_unknown_operation_is_not_judged(inspector: Inspector) -> None:
    found = judged(inspector, request("<a>1</a>", "user.MakeTea"))

    assert [f.code for f in found.findings] == ["ENV-04"]
    assert (found.calls[0].operation, found.calls[0].known) == ("user.MakeTea", False)
    assert found.calls[0].request_valid is None


UNREADABLE = {
    "crossed end tags": ("XML-01", JANE.replace("</firstName>", "</lastName>")),
    "bare ampersand": ("XML-01", JANE.replace("Jane", "Jane & John")),
    "end of CDATA": ("XML-01", JANE.replace("Jane", "Ja]]>ne")),
    "control character": ("XML-01", JANE.replace("Jane", "Ja\x01ne")),
    "reference to a control character": ("XML-01", JANE.replace("Jane", "Ja&#1;ne")),
    "unknown entity": ("XML-01", JANE.replace("Jane", "Ja&nbsp;ne")),
}


@pytest.mark.parametrize("slip", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_named_and_its_call_recovered(slip: tuple, inspector: Inspector) -> None:
    code, content = slip
    found = judged(inspector, request(content))

    assert [f.code for f in found.findings] == [code]
    assert found.findings[0].line in (11, 12)
    assert [(c.operation, c.recovered, c.request_valid) for c in found.calls] == [
        ("user.CreateUser", True, None)
    ]
    assert found.site == "acme"


def _start(sample: Sample, codec: str, finding: Finding) -> str:
    text = sample.body.decode(codec)
    lines = re.split(r"\r\n|\r|\n", text)
    assert finding.line is not None
    assert finding.column is not None
    return lines[finding.line - 1][finding.column - 1 :] + "\n"


def test_a_finding_stands_at_the_start_tag_that_its_path_names(
    generator: Generator, inspector: Inspector
) -> None:
    rng = random.Random(17)
    looked = 0
    for draft in drafts(generator, 18, 450):
        spoil = rng.choice((spoil_value, spoil_structure))
        spoilt = spoil(draft, rng)
        codec = draft.style.codec
        sample = Sample(
            draft.operation.name, encode(write(spoilt), draft.style), draft.release, draft.direction
        )
        for finding in report(inspector.judge_pair(sample.exchange)).findings:
            if finding.line is None or finding.code.startswith("XML"):
                continue
            if "…" in finding.message:
                continue  # an element below a password: its name may be a piece of it, and is not shown
            if finding.code == "PII-07" and finding.path.endswith("/password"):
                continue  # the same: it stands at the value, its path ends at the password
            start = _start(sample, codec, finding)
            found = re.match(r"<(?:[\w-]+:)?([\w-]+)", start)
            assert found is not None, (sample, finding)
            segments = [re.sub(r"\[\d+\]", "", s) for s in finding.path.split("/")]
            wanted = segments[-2:] if finding.code == "SCH-02" or "@" in finding.path else segments[-1:]
            roots = {"bodycontent", "message", "messagetype"}
            # The name of an unknown element is not repeated where it may be a secret itself.
            if finding.path and finding.code != "SCH-01":
                names = {w.lower() for w in wanted} | (roots if len(segments) < 3 else set())
                assert found[1].lower() in names, (sample, finding)
            looked += 1

    assert looked > 300


def test_an_echoed_request_keeps_the_places_of_the_request(inspector: Inspector):
    """A server that echoes the request must not move what is said of it into the echo's text."""
    sent = (
        b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header>\n'
        b" <securityContext><siteName>acme</siteName></securityContext></header><body>"
        b'<bodyContent xsi:type="java:com.webex.service.binding.user.DelUser"><webExId>jdoe</webExId>'
        b"</bodyContent></body></serv:message>"
    )
    echo = sent.replace(b"<header>\n", b"<header>\n\n\n\n")
    exchange = Exchange(request=Payload(body=sent), response=Payload(body=echo))
    found = report(inspector.judge_pair(exchange)).findings
    assert {(finding.line, finding.column) for finding in found if finding.code == "AUTH-06"} == {(2, 2)}
