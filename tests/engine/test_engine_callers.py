"""Who calls, and with what: whole messages against a table of codes written by hand (decision 6)."""

from __future__ import annotations

import pytest

from inspector import assemble
from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.settings import Settings

CONTEXTS = {
    "none": None,
    "site": "<siteName>acme</siteName>",
    "site id": "<siteID>123456</siteID>",
    "login": "<webExID>jdoe</webExID><siteName>acme</siteName>",
    "email": "<siteName>acme</siteName><email>jane.doe@example.com</email>",
    "empty password": "<webExID>jdoe</webExID><password></password><siteName>acme</siteName>",
    "blank password": "<webExID>jdoe</webExID><password> </password><siteName>acme</siteName>",
    "empty ticket": "<webExID>jdoe</webExID><siteName>acme</siteName><sessionTicket/>",
    "empty password alone": "<password/><siteName>acme</siteName>",
    "password": "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>",
    "email, password": "<password>Example-1</password><siteName>acme</siteName>"
    "<email>jane.doe@example.com</email>",
    "ticket": "<webExID>jdoe</webExID><siteName>acme</siteName><sessionTicket>EXAMPLE01</sessionTicket>",
    "token": "<webExID>jdoe</webExID><siteName>acme</siteName><webExAccessToken>EXAMPLE01</webExAccessToken>",
    "ticket, empty password": "<webExID>jdoe</webExID><password/><siteName>acme</siteName>"
    "<sessionTicket>EXAMPLE01</sessionTicket>",
    "password, ticket": "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
    "<sessionTicket>EXAMPLE01</sessionTicket>",
    "password, token": "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
    "<webExAccessToken>EXAMPLE01</webExAccessToken>",
    "password alone": "<password>Example-1</password><siteName>acme</siteName>",
    "ticket alone": "<siteName>acme</siteName><sessionTicket>EXAMPLE01</sessionTicket>",
    "partner": "<siteName>acme</siteName><partnerID>example</partnerID>",
}
ANONYMOUS = ("none", "site", "site id", "empty password alone", "password alone", "ticket alone", "partner")
IDENTIFIED = ("login", "email", "empty password", "blank password", "empty ticket")
SIGNED_IN = (
    "password", "email, password", "ticket", "token", "ticket, empty password", "password, ticket",
    "password, token",
)  # fmt: skip

LIST, INFO, VERSION = "ep.LstsummarySession", "ep.GetSessionInfo", "ep.GetAPIVersion"
USER, SIGN_IN, CARD = "user.GetUser", "user.AuthenticateUser", "user.GetUserCard"
DELETE, HISTORY, SITE = "meeting.DelMeeting", "history.LstmeetingusageHistory", "site.GetSite"
CONTENT = {
    INFO: "<sessionKey>700000001</sessionKey>",
    USER: "<webExId>jdoe</webExId>",
    CARD: "<webExId>jdoe</webExId>",
    DELETE: "<meetingKey>700000001</meetingKey>",
}

# Codes of the family AUTH by operation: what stands at "*" counts for all contexts of that line not named.
TABLE = {
    LIST: {
        "none": "AUTH-01", "site": "AUTH-01", "site id": "AUTH-01", "login": "AUTH-01", "email": "AUTH-01",
        "empty password": "AUTH-01", "blank password": "AUTH-01", "empty ticket": "AUTH-01",
        "empty password alone": "AUTH-01", "password alone": "AUTH-01", "ticket alone": "AUTH-01",
        "partner": "AUTH-01",
    },
    INFO: {
        "none": "AUTH-12", "site": "AUTH-05", "site id": "AUTH-05", "partner": "AUTH-05",
    },
    VERSION: {"none": "AUTH-12"},
    SITE: {"none": "AUTH-12"},
    USER: {"none": "AUTH-12", "site": "AUTH-06", "site id": "AUTH-06", "partner": "AUTH-06"},
    SIGN_IN: {"none": "AUTH-12", "site": "AUTH-06", "site id": "AUTH-06", "partner": "AUTH-06"},
    DELETE: {"none": "AUTH-12", "site": "AUTH-06", "site id": "AUTH-06", "partner": "AUTH-06"},
    HISTORY: {"none": "AUTH-12", "site": "AUTH-06", "site id": "AUTH-06", "partner": "AUTH-06"},
    CARD: {
        "none": "AUTH-03", "site": "AUTH-03", "site id": "AUTH-03", "login": "AUTH-03", "email": "AUTH-03",
        "empty password": "AUTH-03", "blank password": "AUTH-03", "empty ticket": "AUTH-03",
        "empty password alone": "AUTH-03", "password alone": "AUTH-03", "ticket alone": "AUTH-03",
        "partner": "AUTH-03",
    },
}  # fmt: skip
HALF = (
    "login", "email", "empty password", "blank password", "empty ticket", "empty password alone",
    "password alone", "ticket alone",
)  # fmt: skip
SEVERAL = ("password, ticket", "password, token")


def expected(operation: str, context: str) -> set[str]:
    line = TABLE[operation]
    if context in line:
        return {line[context]}
    if context in HALF:
        return {"AUTH-07"}
    return {"AUTH-08"} if context in SEVERAL else set()


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return assemble.inspector(Settings(release="40.10.0"), key=b"k" * 32)


def judge(inspector: Inspector, operation: str, context: str, *, content: str = "", header: bool = False):
    shown = CONTEXTS[context]
    security = "" if shown is None else f"<securityContext>{shown}</securityContext>"
    body = (
        '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xmlns:serv="http://www.webex.com/schemas/2002/06/service">'
        f"<header>{security}</header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">'
        f"{content or CONTENT.get(operation, '')}</bodyContent></body></serv:message>"
    )
    headers = (("JWTToken", "EXAMPLE.JWT.0001"),) if header else ()
    url = "https://acme.example.com/WBXService/XMLService"
    exchange = Exchange(request=Payload(headers, body.encode()), url=url, started=1_600_000_000.0)
    found = report(inspector.judge_pair(exchange))
    return {finding.code for finding in found.findings if finding.code.startswith("AUTH")}, found.calls[0]


def test_precision_and_recall_are_one(inspector):
    pairs = [(operation, context) for operation in TABLE for context in CONTEXTS]
    wanted = {(*pair, code) for pair in pairs for code in expected(*pair)}
    found = {(*pair, code) for pair in pairs for code in judge(inspector, *pair)[0]}

    assert len(wanted) == 120
    assert sorted(found - wanted) == []  # precision
    assert sorted(wanted - found) == []  # recall


@pytest.mark.parametrize("operation", [USER, LIST, DELETE])
@pytest.mark.parametrize(
    ("contexts", "caller"),
    [(ANONYMOUS, "anonymous"), (IDENTIFIED, "identified"), (SIGNED_IN, "authenticated")],
)
def test_how_far_a_caller_has_shown_who_it_is(inspector, operation, contexts, caller):
    assert {judge(inspector, operation, context)[1].caller for context in contexts} == {caller}


@pytest.mark.parametrize(
    ("operation", "context", "content", "header", "codes"),
    [
        (CARD, "site", "", True, set()),
        (CARD, "none", "", True, {"AUTH-12"}),
        (CARD, "password", "", True, set()),
        (USER, "site", "", True, {"AUTH-04", "AUTH-06"}),
        (USER, "password", "", True, {"AUTH-04"}),
        (LIST, "site", "", True, {"AUTH-01", "AUTH-04"}),
        (SIGN_IN, "login", "<accessToken>EXAMPLE01</accessToken>", False, set()),
        (SIGN_IN, "login", "<samlResponse>EXAMPLE01</samlResponse>", False, set()),
        (SIGN_IN, "login", "<accessToken/>", False, {"AUTH-07"}),
        (SIGN_IN, "password", "<accessToken>EXAMPLE01</accessToken>", False, {"AUTH-08"}),
        (USER, "login", "<webExId>jdoe</webExId><accessToken>EXAMPLE01</accessToken>", False,
         {"AUTH-07", "AUTH-11"}),
        (USER, "password", "<webExId>jdoe</webExId><samlResponse>EXAMPLE01</samlResponse>", False,
         {"AUTH-11"}),
    ],
)  # fmt: skip
def test_headers_and_tokens_in_the_body(inspector, operation, context, content, header, codes):
    assert judge(inspector, operation, context, content=content, header=header)[0] == codes


NO_SITE = "<securityContext><webExID>jdoe</webExID><password>Example-1</password></securityContext>"


@pytest.mark.parametrize(
    ("operation", "host", "codes", "caller"),
    [
        (USER, "acme.webex.com", set(), "authenticated"),
        (LIST, "acme.webex.com", set(), "authenticated"),
        (CARD, "acme.webex.com", set(), "authenticated"),
        (USER, "api.webex.com", {"AUTH-07"}, "identified"),
        (LIST, "api.webex.com", {"AUTH-01"}, "identified"),
        (CARD, "api.webex.com", {"AUTH-03"}, "identified"),
        (CARD, "192.0.2.7", {"AUTH-03"}, "identified"),
    ],
)
def test_the_host_names_the_site_where_the_context_does_not(inspector, operation, host, codes, caller):
    asked = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<header>{NO_SITE}</header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">'
        f"{CONTENT.get(operation, '')}</bodyContent></body></message>"
    )
    url = f"https://{host}/WBXService/XMLService"
    exchange = Exchange(request=Payload((), asked.encode()), url=url, started=1_600_000_000.0)
    found = report(inspector.judge_pair(exchange))

    told = [finding for finding in found.findings if finding.code.startswith("AUTH")]
    assert {finding.code for finding in told} == codes
    assert found.calls[0].caller == caller
    assert not [finding for finding in told if "neither credentials" in finding.message]
