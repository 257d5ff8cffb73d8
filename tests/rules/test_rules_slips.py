"""One slip one finding, and each slip its own: what the whole inspector says of a message, place by place."""

from __future__ import annotations

from functools import cache

import pytest

from inspector.assemble import bench, judge, schemas
from inspector.packs import Bench
from inspector.resources import data
from inspector.rules import Example, load

HEAD = (
    '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:serv="http://www.webex.com/schemas/2002/06/service"><header><securityContext>'
)
SIGNED_IN = "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
LOGIN = "<webExID>jdoe</webExID><siteName>acme</siteName>"
SITE = "<siteName>acme</siteName>"
TOKEN = "<accessToken>EXAMPLETOKEN0001</accessToken>"
SAML = "<samlResponse>RVhBTVBMRQ==</samlResponse>"
UUID = "<meetingUUID>0123456789abcdef0123456789abcdef</meetingUUID>"
KEY = "<sessionKey>700000001</sessionKey>"
PLAIN = "http://globex.webex.com/WBXService/XMLService"
SHARED = "https://api.webex.com/WBXService/XMLService"
USER = "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>{login}</webExId><email>{email}</email>"
Found = list[tuple[str, int | None, str]]


@cache
def asked() -> Bench:
    core = judge(schemas())
    return bench(load([data("rules")], core.releases), core)


def request(operation: str, content: str = "", security: str = SIGNED_IN) -> str:
    return (
        f"{HEAD}{security}</securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>'
        "</body></serv:message>"
    )


def found(message: str, release: str = "40.10.0", **facts: object) -> Found:
    """Code, call and path of each finding about a request."""
    known = {"url": "https://acme.webex.com/WBXService/XMLService", "time": "2020-09-01T09:00:00Z", **facts}
    example = Example.model_validate({"says": "x", "request": message, "release": release, **known})
    return [(finding.code, finding.call, finding.path) for finding in asked().judge(example).findings]


@pytest.mark.parametrize("operation", ["CreateUser", "SetUser"])
def test_a_login_that_is_not_the_address_is_told_beside_what_control_hub_ignores(operation: str):
    content = USER.format(login="jdoe", email="jane.doe@example.com") + "<password>Example-1</password>"
    root = operation[0].lower() + operation[1:]

    told = found(request(f"user.{operation}", content), "41.11.0", site_kinds=["control-hub"])

    assert told == [("VAL-15", 0, f"{root}/webExId"), ("VAL-15", 0, f"{root}/password")]


@pytest.mark.parametrize(
    ("url", "site", "told"),
    [
        (SHARED, "", True),
        (SHARED, "<siteName> </siteName>", True),
        ("https://192.0.2.1/WBXService/XMLService", "<siteName/>", True),
        ("", "", True),
        (SHARED, SITE, False),
        (SHARED, "<siteID>100001</siteID>", False),
        ("https://acme.webex.com/WBXService/XMLService", "", False),
    ],
)
def test_a_caller_without_a_site_is_told(url: str, site: str, told: bool):
    security = f"<webExID>u</webExID><password>p</password>{site}"

    codes = {code for code, _, _ in found(request("user.GetUser", "<webExId>u</webExId>", security), url=url)}

    assert codes - {"ENV-05"} == ({"AUTH-07"} if told else set())


@pytest.mark.parametrize("url", [SHARED, ""])
def test_a_user_card_without_a_site_stays_one_finding(url: str):
    security = "<webExID>u</webExID><password>p</password>"

    assert found(request("user.GetUserCard", "", security), url=url) == [
        ("AUTH-03", 0, "header/securityContext")
    ]


@pytest.mark.parametrize(
    ("message", "headers", "path"),
    [
        (
            request(
                "user.CreateUser",
                USER.format(login="jdoe", email="jdoe@example.com") + "<password>Example-1</password>",
                SITE,
            ),
            {},
            "createUser/password",
        ),
        (
            request(
                "meeting.CreateMeeting",
                "<accessControl><meetingPassword>Example-1</meetingPassword></accessControl>"
                "<metaData><confName>Review</confName></metaData>"
                "<schedule><startDate>06/01/2030 09:00:00</startDate></schedule>",
                SITE,
            ),
            {},
            "createMeeting/accessControl/meetingPassword",
        ),
        (
            request("ep.GetAPIVersion", "", SITE + "<clientSecret>EXAMPLESECRET</clientSecret>"),
            {},
            "header/securityContext/clientSecret",
        ),
        (request("ep.GetAPIVersion", "", SITE), {"Cookie": "JSESSIONID=EXAMPLE"}, ""),
    ],
    ids=["password", "meeting password", "clientSecret", "cookie"],
)
def test_every_credential_over_plain_http_is_told_once(message, headers, path):
    def told(url: str) -> list[str]:
        hits = found(message, url=url, headers=headers)
        return [where for code, _, where in hits if code == "AUTH-09"]

    assert told(PLAIN) == [path]
    assert told("http://127.0.0.1:8080/WBXService/XMLService") == []
    assert told("https://globex.webex.com/WBXService/XMLService") == []


@pytest.mark.parametrize("empty", ["<clientSecret></clientSecret>", "<clientSecret> </clientSecret>"])
def test_an_empty_secret_of_a_partner_is_no_credential(empty: str):
    assert found(request("ep.GetAPIVersion", "", SITE + empty), url=PLAIN) == []


@pytest.mark.parametrize(
    ("security", "content", "told"),
    [
        (SIGNED_IN, TOKEN, [("AUTH-08", None, "authenticateUser/accessToken")]),
        (SIGNED_IN, SAML, [("AUTH-08", None, "authenticateUser/samlResponse")]),
        (LOGIN, SAML + TOKEN, [("AUTH-08", None, "authenticateUser/accessToken")]),
        (SIGNED_IN, SAML + TOKEN, [("AUTH-08", None, "authenticateUser/samlResponse")]),
        (LOGIN, TOKEN, []),
        (LOGIN, SAML, []),
        (SIGNED_IN, "", []),
        (SIGNED_IN, "<accessToken></accessToken>", []),
    ],
)
def test_several_secrets_around_authenticate_user(security: str, content: str, told: Found):
    hits = found(request("user.AuthenticateUser", content, security))

    assert [hit for hit in hits if hit[0].startswith("AUTH")] == told


def test_a_token_in_the_security_context_is_told_once():
    message = request("user.GetUser", "<webExId>jdoe</webExId>", LOGIN + TOKEN)

    told = [hit for hit in found(message) if hit[0] == "AUTH-11"]

    assert told == [("AUTH-11", None, "header/securityContext/accessToken")]


def register(*keys: str) -> str:
    person = "<person><name>Jane Doe</name><email>jane.doe@example.com</email></person>"
    return request(
        "attendee.RegisterMeetingAttendee",
        "".join(f"<attendees>{person}{key}</attendees>" for key in keys),
    )


@pytest.mark.parametrize(
    ("message", "release", "told"),
    [
        (register(KEY + UUID), "40.10.0", [("REL-04", 0, "registerMeetingAttendee/attendees/meetingUUID")]),
        (register(KEY + UUID), "40.9.0", [("REL-02", 0, "registerMeetingAttendee/attendees/meetingUUID")]),
        (register(KEY + UUID), "40.6.0", [("REL-02", 0, "registerMeetingAttendee/attendees/meetingUUID")]),
        (register(KEY, UUID), "40.10.0", []),
        (
            register(KEY, KEY + UUID),
            "40.10.0",
            [("REL-04", 0, "registerMeetingAttendee/attendees[2]/meetingUUID")],
        ),
        (
            request("ep.GetSessionInfo", KEY + UUID.replace("UUID", "Uuid")),
            "40.6.0",
            [("REL-04", 0, "getSessionInfo/meetingUuid")],
        ),
        (request("ep.GetSessionInfo", KEY + UUID), "40.6.0", [("REL-04", 0, "getSessionInfo/meetingUUID")]),
        (request("ep.GetSessionInfo", KEY + "<meetingUUID></meetingUUID>"), "40.6.0", []),
    ],
)
def test_key_and_identifier_are_told_where_they_stand_together(message: str, release: str, told: Found):
    assert [hit for hit in found(message, release) if hit[0] in ("REL-02", "REL-04")] == told


@pytest.mark.parametrize("email", ["jd@x.example ", " jd@x.example", "\njd@x.example\n", "jd@x.example\t"])
@pytest.mark.parametrize(
    ("operation", "content", "path"),
    [
        ("user.CreateUser", USER.format(login="jdoe", email="{}"), "createUser/email"),
        (
            "meeting.CreateMeeting",
            "<metaData><confName>Review</confName></metaData>"
            "<participants><attendees><attendee><person><email>{}</email></person></attendee></attendees>"
            "</participants><schedule><startDate>06/01/2030 09:00:00</startDate></schedule>",
            "createMeeting/participants/attendees/attendee/person/email",
        ),
    ],
)
def test_white_space_at_the_ends_of_an_address(email: str, operation: str, content: str, path: str):
    message = request(operation, content.format(email))

    assert [hit for hit in found(message, "40.8.0") if hit[0] == "VAL-02"] == [("VAL-02", 0, path)]
    assert [hit for hit in found(message, "40.7.0") if hit[0] == "VAL-02"] == []
