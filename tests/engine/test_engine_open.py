"""Answers hold elements that no source names: these are no errors, and what is known is judged as ever."""

from __future__ import annotations

import pytest
from test_engine_findings import judged

from inspector.engine import Inspector
from inspector.model.report import ExchangeReport
from inspector.model.severity import Severity

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CARD = ("use", f"{SERV}/user", "getUserCardResponse")
SESSION = ("ep", f"{SERV}/ep", "getSessionInfoResponse")
SITE = ("site", f"{SERV}/site", "getSiteResponse")


def _answered(
    inspector: Inspector, answer: tuple[str, str, str], inside: str, release: str
) -> ExchangeReport:
    prefix, namespace, type_ = answer
    body = (
        f'<serv:message xmlns:serv="{SERV}" xmlns:{prefix}="{namespace}" xmlns:xsi="{XSI}"><serv:header>'
        "<serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response>"
        f'</serv:header><serv:body><serv:bodyContent xsi:type="{prefix}:{type_}">\n{inside}'
        "</serv:bodyContent></serv:body></serv:message>"
    )
    return judged(inspector, body.encode(), release)


@pytest.mark.parametrize(
    ("answer", "inside", "path", "since"),
    [
        (CARD, "<use:challenge>1</use:challenge>", "getUserCardResponse/challenge", "39.10.0"),
        (
            CARD,
            "<use:avatar><use:challenge><use:image>AAAA</use:image></use:challenge></use:avatar>",
            "getUserCardResponse/avatar/challenge",
            "39.10.0",
        ),
    ],
)
def test_what_no_source_names_is_told_and_not_judged(
    answer: tuple[str, str, str], inside: str, path: str, since: str, inspector: Inspector
) -> None:
    found = _answered(inspector, answer, inside, "40.10.0")

    assert [(f.code, f.severity, f.path, f.line) for f in found.findings] == [
        ("SCH-09", Severity.INFO, path, 2)
    ]
    assert found.findings[0].message == (
        f"challenge is not judged: {answer[2]} holds elements that no source names since {since}"
    )
    assert found.calls[0].response_valid is True
    assert (found.release.fits[0], found.release.fits[-1]) == (since, "42.11.1")


def test_before_that_release_it_is_an_unknown_element(inspector: Inspector) -> None:
    templates = "<site:meetingTemplates>1</site:meetingTemplates>"
    for release, code in (("40.11.0", "SCH-01"), ("40.12.0", "SCH-09"), ("42.11.1", "SCH-09")):
        found = _answered(inspector, SITE, templates, release)
        told = {(f.code, f.path) for f in found.findings}

        assert (code, "getSiteResponse/meetingTemplates") in told
        # What is known is asked for as ever.
        assert ("SCH-02", "getSiteResponse/siteInstance") in told
        assert found.calls[0].response_valid is False


def test_a_misspelled_required_element_is_still_missing(inspector: Inspector) -> None:
    found = _answered(inspector, SITE, "<site:siteInstanse/>", "42.11.1")

    assert {(f.code, f.path) for f in found.findings} == {
        ("SCH-09", "getSiteResponse/siteInstanse"),
        ("SCH-02", "getSiteResponse/siteInstance"),
    }


def test_known_elements_of_a_later_release_are_found(inspector: Inspector) -> None:
    inside = "<ep:challenge>1</ep:challenge><ep:isPrivateMeeting>true</ep:isPrivateMeeting>"
    told = {(f.code, f.path) for f in _answered(inspector, SESSION, inside, "40.10.0").findings}

    assert ("REL-01", "getSessionInfoResponse/isPrivateMeeting") in told
    assert ("SCH-09", "getSessionInfoResponse/challenge") in told


def test_requests_are_not_open(inspector: Inspector) -> None:
    body = (
        f'<message xmlns:xsi="{XSI}"><header><securityContext><siteName>acme</siteName></securityContext>'
        '</header><body><bodyContent xsi:type="java:com.webex.service.binding.site.GetSite">'
        "<challenge>1</challenge></bodyContent></body></message>"
    )
    assert "SCH-01" in {f.code for f in judged(inspector, body.encode(), "42.11.1").findings}
