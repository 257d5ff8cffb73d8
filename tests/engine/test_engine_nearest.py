"""A message that fits no known release says which one is nearest."""

from __future__ import annotations

import io

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.report import CheckText

GET = "java:com.webex.service.binding.ep.GetSessionInfo"
HIDDEN = "ep:getSessionInfoResponse"


def _message(*calls: tuple[str, str]) -> bytes:
    contents = "".join(f'<bodyContent xsi:type="{type_}">{inside}</bodyContent>' for type_, inside in calls)
    return (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
        f"</securityContext></header><body>{contents}</body></message>"
    ).encode()


def _judged(inspector: Inspector, *calls: tuple[str, str], release: str = "") -> ExchangeReport:
    url = f"https://acme.example.com/WBXService/xml{release}/XMLService" if release else ""
    return report(inspector.judge_pair(Exchange(Payload((), _message(*calls)), url=url)))


@pytest.mark.parametrize(
    ("calls", "nearest"),
    [
        # An unknown element: all releases that have the rest, the newest of them.
        ([(GET, "<sessionKey>7</sessionKey><nosuch>1</nosuch>")], "42.11.1"),
        ([(GET, "<nosuch>1</nosuch><meetingUUID>a</meetingUUID>")], "42.11.1"),
    ],
)
def test_nearest_release(inspector: Inspector, calls: list[tuple[str, str]], nearest: str) -> None:
    found = _judged(inspector, *calls)
    assert (found.release.fits, found.release.nearest) == ((), nearest)


def test_what_fits_has_no_nearest(inspector: Inspector) -> None:
    found = _judged(inspector, (GET, "<sessionKey>7</sessionKey>"))
    assert found.release.fits[-1] == "42.11.1"
    assert found.release.nearest == ""


def test_what_nothing_is_known_of_has_no_nearest(inspector: Inspector) -> None:
    found = _judged(inspector, ("java:com.webex.service.binding.user.NoSuchThing", "<a>1</a>"))
    assert (found.release.fits, found.release.nearest) == ((), "")


def test_an_answer_of_no_release(inspector: Inspector) -> None:
    """confID is required up to 40.6.1, and hasHostInMeeting came with 40.9.0: beside an unknown attribute."""
    answer = (
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
        'xmlns:ep="http://www.webex.com/schemas/2002/06/service/ep" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="{HIDDEN}"><ep:hasHostInMeeting nosuch="1">true'
        "</ep:hasHostInMeeting></serv:bodyContent></serv:body></serv:message>"
    )
    found = report(inspector.judge_pair(Exchange(None, Payload((), answer.encode()))))
    assert (found.release.fits, found.release.nearest) == ((), "42.11.1")


def _names(inspector: Inspector) -> list[str]:
    return [release.name for release in inspector.judge.releases.all]


def test_check_says_it(inspector: Inspector) -> None:
    out = io.StringIO()
    CheckText(out, _names(inspector)).add(
        _judged(inspector, (GET, "<sessionKey>7</sessionKey><nosuch>1</nosuch>"))
    )
    assert "judged by release 42.11.1 (newest); fits no known release, none better than this one\n" in (
        out.getvalue()
    )


UUID_AND_SLIP = "<meetingUUID>a</meetingUUID><nosuch>1</nosuch>"


@pytest.mark.parametrize(
    ("release", "content", "nearest", "said"),
    [
        # A plain slip says nothing of releases: all of them lack the same.
        ("40.4.0", "<sessionKey>7</sessionKey><nosuch>1</nosuch>", "40.4.0", "none better than this one"),
        ("40.7.0", UUID_AND_SLIP, "40.7.0", "none better than this one"),
        # Releases that have a meetingUUID come nearer than one that has none.
        ("40.4.0", UUID_AND_SLIP, "42.11.1", "nearest is 42.11.1"),
    ],
)
def test_the_release_judged_by_is_the_nearest_of_equals(
    inspector: Inspector, release: str, content: str, nearest: str, said: str
) -> None:
    found = _judged(inspector, (GET, content), release=release)
    out = io.StringIO()
    CheckText(out, _names(inspector)).add(found)

    assert (found.release.name, found.release.nearest) == (release, nearest)
    assert f"fits no known release, {said}\n" in out.getvalue()


def test_check_says_no_range_that_has_a_gap(inspector: Inspector) -> None:
    uuid = f"<meetingUUID>{'a' * 32}</meetingUUID>"
    out = io.StringIO()
    text = CheckText(out, _names(inspector))
    create = "java:com.webex.service.binding.meeting.CreateMeeting"
    text.add(_judged(inspector, (create, "<metaData/><schedule/><registrationForm/>")))
    text.add(_judged(inspector, (GET, "<sessionKey>7</sessionKey>")))
    text.add(_judged(inspector, (GET, uuid)))
    assert [line.partition("; ")[2] for line in out.getvalue().splitlines() if "judged by" in line] == [
        "fits 40.4.9, 40.6.1 to 42.11.1",
        "fits every release",
        "fits 40.6.0 to 42.11.1",
    ]
