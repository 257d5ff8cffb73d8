"""Answers beside their calls: each of its own operation's type, and as many as there are calls."""

from __future__ import annotations

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SUCCESS = (
    "<serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus>"
    "</serv:response>"
)
FAILURE = (
    "<serv:response><serv:result>FAILURE</serv:result><serv:reason>No</serv:reason><serv:gsbStatus>PRIMARY"
    "</serv:gsbStatus><serv:exceptionID>060001</serv:exceptionID></serv:response>"
)
DEL_MEETING = ("meeting.DelMeeting", "<meetingKey>1</meetingKey>")
DEL_USER = ("user.DelUser", "<webExId>jdoe</webExId>")
GET_API_VERSION = ("ep.GetAPIVersion", "")
MEETING_GONE = ("meet:delMeetingResponse", "")
MEETING_SET = ("meet:setMeetingResponse", "")
USER_GONE = (
    "use:delUserResponse",
    "<use:user><use:webExId>jdoe</use:webExId><use:status>SUCCESS</use:status></use:user>",
)
VERSION = ("ep:getAPIVersionResponse", "<ep:apiVersion>WebEx XML API V40.4.0</ep:apiVersion>")

Call = tuple[str, str]


def _request(calls: list[Call]) -> bytes:
    bodies = "".join(
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>\n'
        for operation, content in calls
    )
    return (
        f'<serv:message xmlns:xsi="{XSI}" xmlns:serv="{SERV}"><header><securityContext>'
        "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext></header>\n"
        f"<body>\n{bodies}</body></serv:message>"
    ).encode()


def _answer(heads: list[str], contents: list[Call | None]) -> bytes:
    bodies = "".join(
        "<serv:bodyContent/>"
        if content is None
        else f'<serv:bodyContent xmlns:xsi="{XSI}" xsi:type="{content[0]}">{content[1]}</serv:bodyContent>'
        for content in contents
    )
    spaces = " ".join(
        f'xmlns:{prefix}="{SERV}/{name}"'
        for prefix, name in {"use": "user", "meet": "meeting", "ep": "ep"}.items()
    )
    return (
        f'<serv:message xmlns:serv="{SERV}" {spaces}><serv:header>{"".join(heads)}</serv:header>'
        f"<serv:body>{bodies}</serv:body></serv:message>"
    ).encode()


def _judged(inspector: Inspector, calls: list[Call], answer: bytes) -> ExchangeReport:
    url = "https://acme.example.com/WBXService/xml40.4.0/XMLService"
    exchange = Exchange(Payload((), _request(calls)), Payload((), answer), url=url, started=1_590_998_400.0)
    return report(inspector.judge_pair(exchange))


def _told(found: ExchangeReport) -> list[tuple[int | None, int | None, str]]:
    return [(each.call, each.line, each.message) for each in found.findings if each.code == "RSP-10"]


CASES = {
    "the second call's is of another type": (
        [DEL_MEETING, DEL_USER],
        [MEETING_GONE, MEETING_SET],
        [(1, 4, "the answer to user.DelUser is of another operation's type")],
    ),
    "the second and third are crossed": (
        [DEL_MEETING, DEL_USER, GET_API_VERSION],
        [MEETING_GONE, VERSION, USER_GONE],
        [
            (1, 4, "the answer to user.DelUser is of another operation's type"),
            (2, 5, "the answer to ep.GetAPIVersion is of another operation's type"),
        ],
    ),
    "one is missing": (
        [DEL_MEETING, DEL_USER],
        [MEETING_GONE],
        [(1, 4, "user.DelUser has no answer: the calls are 2, the answers 1")],
    ),
    "one is too much": (
        [DEL_MEETING],
        [MEETING_GONE, USER_GONE],
        [(None, None, "some answers belong to no call: the calls are 1, the answers 2")],
    ),
    "all as they should be": ([DEL_MEETING, DEL_USER], [MEETING_GONE, USER_GONE], []),
}


@pytest.mark.parametrize("one_header", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_calls_and_answers_are_compared_at_every_position(
    case: str, one_header: bool, inspector: Inspector
) -> None:
    calls, contents, told = CASES[case]
    heads = [SUCCESS] * (1 if one_header else len(contents))

    found = _judged(inspector, calls, _answer(heads, list(contents)))

    assert _told(found) == told


@pytest.mark.parametrize(
    ("heads", "contents", "told", "valid"),
    [
        ([FAILURE], [None], [], [True, None]),
        ([FAILURE], [], [], [True, None]),
        ([FAILURE, SUCCESS], [None, USER_GONE], [], [True, True]),
        ([FAILURE, SUCCESS], [USER_GONE], [], [None, True]),
        ([SUCCESS, FAILURE], [MEETING_GONE], [], [True, None]),
        (
            [FAILURE, SUCCESS],
            [MEETING_GONE],
            [(1, 4, "the answer to user.DelUser is of another operation's type")],
            [None, True],
        ),
        (
            [SUCCESS, SUCCESS],
            [MEETING_GONE],
            [(1, 4, "user.DelUser has no answer: the calls are 2, the answers 1")],
            [True, None],
        ),
    ],
)
def test_a_failure_needs_no_content_and_a_lone_one_answers_all_calls(
    heads: list[str],
    contents: list[Call | None],
    told: list[tuple[int | None, int | None, str]],
    valid: list[bool | None],
    inspector: Inspector,
) -> None:
    found = _judged(inspector, [DEL_MEETING, DEL_USER], _answer(heads, contents))

    assert _told(found) == told
    assert [call.response_valid for call in found.calls] == valid


def test_another_type_hides_no_slip_of_the_request(inspector: Inspector) -> None:
    calls = [("ep.DelMeeting", "<meetingKey>1</meetingKey>")]
    found = _judged(inspector, calls, _answer([SUCCESS], [("use:fooResponse", "")]))

    codes = [(each.code, each.on) for each in found.findings if each.code in ("ENV-04", "RSP-10")]
    assert codes == [("ENV-04", "request"), ("RSP-10", "pair")]
