"""Who is let in, and session tickets."""

from __future__ import annotations

import pytest

ACME = "<siteName>acme</siteName>"
HOST1 = ACME + "<webExID>host1</webExID>"
ACCOUNTS = {"Host1": "right-Pw1", "host2": "right-Pw2"}


@pytest.mark.parametrize(
    ("context", "exception"),
    [
        (HOST1 + "<password>any</password>", None),
        (HOST1 + "<webExAccessToken>any</webExAccessToken>", None),
        (HOST1 + "<sessionTicket>any</sessionTicket>", None),
        (ACME + "<email>host1@example.com</email><password>any</password>", None),
        ("<siteName>another</siteName><webExID>x</webExID><password>any</password>", None),
        ("<webexid>host1</webexid><PASSWORD>any</PASSWORD>", None),
        (HOST1, "030002"),
        (HOST1 + "<password> </password>", "030002"),
        (ACME + "<password>any</password>", "000001"),
        (ACME, "000001"),
    ],
)
def test_without_accounts_any_identity_with_a_secret_is_let_in(opened, context, exception):
    assert opened()("meeting.CreateMeeting", context=context).exception == exception


@pytest.mark.parametrize(
    ("context", "exception"),
    [
        (HOST1 + "<password>right-Pw1</password>", None),
        ("<webExID>HOST1</webExID><password>right-Pw1</password>", None),
        (HOST1 + "<password>wrong</password>", "030002"),
        (HOST1 + "<password>right-Pw2</password>", "030002"),
        (ACME + "<webExID>nobody</webExID><password>right-Pw1</password>", "030002"),
        (HOST1 + "<sessionTicket>made-up</sessionTicket>", "030047"),
    ],
)
def test_with_accounts_secrets_are_checked(opened, context, exception):
    assert opened(accounts=ACCOUNTS)("meeting.CreateMeeting", context=context).exception == exception


def test_who_was_let_in_is_a_user_of_the_site(opened, schemas):
    ask = opened()
    jane = ACME + "<webExID>jdoe</webExID><password>any</password>"
    assert ask("user.GetUser", "<webExId>jdoe</webExId>").exception == "030001"
    ask("user.AuthenticateUser", context=jane)
    shown = ask("user.GetUser", "<webExId>JDoe</webExId>", context=jane)
    assert (shown.one("webExId"), shown.one("email"), shown.one("active")) == (
        "jdoe", "jdoe@acme.example.com", "ACTIVATED",
    )  # fmt: skip
    assert schemas.validator("40.10.0").validate(shown.root)
    # A token in the body opens the door, too; whoever has an address is known by it.
    mail = ACME + "<email>max@example.com</email>"
    ask("user.AuthenticateUser", "<accessToken>any</accessToken>", context=mail)
    assert ask("user.GetUser", "<webExId>max@example.com</webExId>").one("email") == "max@example.com"
    assert ask("user.LstsummaryUser").all("user/webExId") == ["host1", "jdoe", "max@example.com"]
    # Who only called may be created yet, and is what was stored then; only once.
    made = "<webExId>jdoe</webExId><firstName>Jane</firstName><email>max@example.com</email>"
    assert ask("user.CreateUser", made).exception is None
    assert ask("user.GetUser", "<webExId>jdoe</webExId>").one("firstName") == "Jane"
    assert ask("user.LstsummaryUser").all("user/webExId") == ["host1", "jdoe"]
    assert ask("user.CreateUser", made).exception == "030004"
    # Whoever has no secret, or a wrong one, is not known by calling.
    ask("user.GetUser", context=ACME + "<webExID>rroe</webExID>")
    assert ask("user.GetUser", "<webExId>rroe</webExId>").exception == "030001"
    strict = opened(accounts=ACCOUNTS)
    good = HOST1 + "<password>right-Pw1</password>"
    strict("user.GetUser", context=ACME + "<webExID>host2</webExID><password>wrong</password>")
    assert strict("user.LstsummaryUser", context=good).all("user/webExId") == ["host1"]


def test_a_created_user_may_sign_in_where_there_are_accounts(opened):
    ask = opened(accounts=ACCOUNTS)
    admin = HOST1 + "<password>right-Pw1</password>"
    jane = ACME + "<webExID>jdoe</webExID><password>{}</password>"
    assert ask("ep.GetAPIVersion", context=jane.format("Pw-1")).exception == "030002"
    ask("user.CreateUser", "<webExId>jdoe</webExId><password>Pw-1</password>", context=admin)
    assert ask("ep.GetAPIVersion", context=jane.format("Pw-1")).exception is None
    assert ask("ep.GetAPIVersion", context=jane.format("Pw-2")).exception == "030002"


def test_a_ticket_opens_the_door_until_it_ends(opened):
    ask = opened(accounts=ACCOUNTS)
    given = ask("user.AuthenticateUser", context=HOST1 + "<password>right-Pw1</password>")
    assert given.one("createTime") == "1623758400000"
    assert given.one("timeToLive") == "5400"
    ticket = f"<sessionTicket>{given.one('sessionTicket')}</sessionTicket>"
    assert ask("meeting.CreateMeeting", context=HOST1 + ticket).exception is None
    other = ACME + "<webExID>host2</webExID>" + ticket
    assert ask("meeting.CreateMeeting", context=other).exception == "030047"
    ask.clock.now += 5399
    assert ask("meeting.CreateMeeting", context=HOST1 + ticket).exception is None
    ask.clock.now += 1
    assert ask("meeting.CreateMeeting", context=HOST1 + ticket).exception == "030047"


def test_an_ended_ticket_is_refused_without_accounts_too(opened):
    ask = opened(ticket_life=60)
    ticket = ask("user.AuthenticateUser", context=HOST1 + "<password>any</password>").one("sessionTicket")
    ask.clock.now += 61
    context = f"{HOST1}<sessionTicket>{ticket}</sessionTicket>"
    assert ask("meeting.CreateMeeting", context=context).exception == "030047"


@pytest.mark.parametrize(
    ("inside", "context", "exception"),
    [
        ("<accessToken>token</accessToken>", HOST1, None),
        ("<samlResponse>PHNhbWw+</samlResponse><protocol>SAML2.0</protocol>", HOST1, None),
        ("", HOST1 + "<password>any</password>", None),
        ("", HOST1, "030048"),
        ("<accessToken/>", HOST1, "030048"),
        ("<accessToken>token</accessToken>", ACME, "030048"),
    ],
)
def test_what_authenticate_user_takes(opened, inside, context, exception):
    reply = opened()("user.AuthenticateUser", inside, context)
    assert reply.exception == exception
    if exception:
        sub = next(reply.root.iter("{http://www.webex.com/schemas/2002/06/service}subError"))
        assert [child.text for child in sub] == ["AS0001", "authentication service error"]
    else:
        assert len(reply.one("sessionTicket")) == 64


@pytest.mark.parametrize(
    ("release", "context", "jwt", "exception"),
    [
        ("40.8.0", ACME, "", None),
        ("40.8.0", ACME, "eyJ.invented.jwt", None),
        ("40.9.0", ACME, "", "000001"),
        ("40.9.0", HOST1, "", "000001"),
        ("40.9.0", ACME, "eyJ.invented.jwt", None),
        ("40.9.0", HOST1 + "<password>any</password>", "", None),
    ],
)
def test_a_user_card_needs_authorisation_since_40_9_0(opened, release, context, jwt, exception):
    ask = opened(release)
    ask("user.CreateUser", "<webExId>jdoe</webExId>")
    if jwt:
        ask.headers.append(("jwttoken", jwt))
    assert ask("user.GetUserCard", "<webExId>jdoe</webExId>", context).exception == exception


def test_the_jwt_header_opens_no_other_operation(opened):
    ask = opened()
    ask.headers.append(("JWTToken", "eyJ.invented.jwt"))
    assert ask("user.GetUser", "<webExId>jdoe</webExId>", ACME).exception == "000001"


def test_anybody_may_ask_for_the_version_and_for_a_session(opened):
    ask = opened()
    key = ask("meeting.CreateMeeting").one("meetingkey")
    assert ask("ep.GetAPIVersion", context=ACME).one("apiVer") == "40.10.0"
    assert ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", ACME).result == "SUCCESS"
