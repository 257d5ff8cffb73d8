"""credentials, with_form, caller: who calls, by decision, from what is shown."""

from __future__ import annotations

import pytest

from inspector.model.message import Node
from inspector.wire import Credentials, body_token, caller, credentials, parse, with_form


def security(inside: str) -> Node | None:
    found = parse(f"<message><header>{inside}</header></message>".encode(), "utf-8").envelope
    assert found is not None
    return found.security


def shown(inside: str) -> Credentials:
    return credentials(security(f"<securityContext>{inside}</securityContext>"))


SITE = "<siteName>acme</siteName>"
IDENTITY = "<webExID>jane</webExID>"


def test_everything_is_seen_by_name_and_content():
    found = shown(
        SITE + IDENTITY + "<password>x</password><sessionTicket> </sessionTicket><webExAccessToken/>"
    )
    assert found == Credentials(
        site=True,
        identity=True,
        secrets=frozenset({"password"}),
        empty_secrets=frozenset({"sessionTicket", "webExAccessToken"}),
        context=True,
    )


def test_without_a_context_there_is_nothing():
    assert credentials(security("")) == Credentials()
    assert shown("") == Credentials(context=True)


@pytest.mark.parametrize("name", ["siteId", "siteID", "SITENAME", "serv:siteName"])
def test_sites_in_any_spelling(name):
    assert shown(f"<{name}>1</{name}>").site


@pytest.mark.parametrize("name", ["webExUser", "partnerID", "clientID", "clientSecret"])
def test_what_is_neither_site_nor_identity_nor_secret(name):
    assert shown(f"<{name}>x</{name}>") == Credentials(context=True)


@pytest.mark.parametrize(
    ("inside", "who"),
    [
        (SITE + IDENTITY + "<password>x</password>", "authenticated"),
        (SITE + "<email>jane.doe@example.com</email><sessionTicket>x</sessionTicket>", "authenticated"),
        (SITE + IDENTITY + "<webExAccessToken>x</webExAccessToken>", "authenticated"),
        (SITE + IDENTITY + "<password/><sessionTicket>x</sessionTicket>", "authenticated"),
        (SITE + IDENTITY, "identified"),
        (SITE + IDENTITY + "<password> </password>", "identified"),
        (IDENTITY + "<password>x</password>", "identified"),
        (SITE, "anonymous"),
        (SITE + "<password>x</password>", "anonymous"),
        (SITE + "<webExID/><password>x</password>", "anonymous"),
        ("", "anonymous"),
    ],
)
def test_callers(inside, who):
    assert caller(shown(inside), "ep.GetSessionInfo") == who


@pytest.mark.parametrize(
    ("operation", "jwt", "token", "who"),
    [
        ("user.GetUserCard", True, False, "authenticated"),
        ("user.getusercard", True, False, "authenticated"),
        ("user.GetUserCard", False, False, "anonymous"),
        ("user.GetUserCard", False, True, "anonymous"),
        ("ep.GetSessionInfo", True, False, "anonymous"),
        (None, True, True, "anonymous"),
        ("user.AuthenticateUser", False, True, "authenticated"),
        ("user.AuthenticateUser", True, False, "anonymous"),
        ("user.GetUser", False, True, "anonymous"),
    ],
)
def test_the_two_exceptions_hold_for_their_operation_only(operation, jwt, token, who):
    assert caller(shown(SITE), operation, jwt=jwt, body_token=token) == who


def test_form_fields_add_to_the_context():
    found = with_form(shown("<password/>"), (("uid", "jane"), ("PWD", "x"), ("SID", "1"), ("PID", "p")))
    assert found == Credentials(True, True, frozenset({"password"}), frozenset(), context=True)
    assert with_form(shown(SITE), (("UID", " "), ("PWD", ""))) == shown(SITE)
    assert (
        caller(with_form(Credentials(), (("UID", "jane"), ("PWD", "x"), ("SID", "1"))), None)
        == "authenticated"
    )


@pytest.mark.parametrize(
    ("inside", "there"),
    [
        ("<accessToken>x</accessToken>", True),
        ("<samlResponse>x</samlResponse>", True),
        ("<AccessToken>x</AccessToken>", True),
        ("<accessToken> </accessToken>", False),
        ("<protocol>SAML2.0</protocol>", False),
    ],
)
def test_a_token_in_the_body(inside, there):
    found = parse(
        f"<message><body><bodyContent>{inside}</bodyContent></body></message>".encode(), "utf-8"
    ).envelope
    assert found is not None
    assert body_token(found.calls[0].node) is there


def test_no_body_has_no_token():
    assert not body_token(None)
