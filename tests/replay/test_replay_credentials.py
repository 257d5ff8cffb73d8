"""Fresh credentials stand where the recorded ones stood, and nowhere else."""

from __future__ import annotations

import re

import keyring
import pytest
from keyring.backend import KeyringBackend
from replay_network import failure
from replay_session import PASSWORD, SITE, XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site

USER = "<webExId>jdoe</webExId>"
SIGNED = f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{'a' * 64}</sessionTicket>"


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0", seed=3))


def _recorded(schemas, path, *requests):
    recorder = Recorder(schemas, path, "40.10.0")
    for request in requests:
        recorder.keep(request, None, None)
    return recorder.save()


def _call(context, operation="user.GetUser", inside=USER, headers=XML):
    return Payload(headers, message(operation, inside, context))


def test_each_secret_goes_where_the_recorded_one_was(schemas, site, tmp_path, command, monkeypatch):
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", "Fresh-Token-3")
    monkeypatch.setenv("WEBEX_JWT", "fresh.jwt.4")
    form = Payload(
        (("Content-Type", "application/x-www-form-urlencoded"),),
        b"UID=jdoe&PWD=First-Pw-1&SID=acme&XML=" + message("user.GetUser", USER, SITE).replace(b"\n", b""),
    )
    path = _recorded(
        schemas,
        tmp_path / "s.sqlite",
        _call(PASSWORD),
        _call(f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{'a' * 64}</sessionTicket>"),
        _call(f"<webExID>jdoe</webExID>{SITE}<webExAccessToken>old</webExAccessToken>"),
        _call(SITE, "user.GetUserCard", headers=(("JWTToken", "old.jwt.1"), *XML)),
        _call(SITE),
        _call(f"<webExID>jdoe</webExID><password></password>{SITE}"),
        form,
    )
    # The UID of a form is recorded as a pseudonym, so the profile has to name the caller.
    (tmp_path / "xmlinspect.toml").write_text('[profile.test]\nidentity = "jdoe"\n', "utf-8")
    with serving(site) as server:
        _, _, err = command("replay", path, "--to", server.url)
        assert "1 call needs a caller, whom the recording names by a pseudonym" in err
        _, said, err = command("replay", path, "--to", server.url, "--rate", "0", "--once", "--as", "test")
    assert (err, said and said["sent"]) == ("", 7)
    password, signing, ticket, token, card, anonymous, empty, formed = [
        one.body.decode() for one in site.asked
    ]
    assert "<password>Fresh-Pw-2</password>" in password
    assert "user.AuthenticateUser" in signing
    assert "<password>Fresh-Pw-2</password>" in signing
    fresh = next(iter(site.site._world.state.tickets))
    assert f"<sessionTicket>{fresh}</sessionTicket>" in ticket
    assert "<webExAccessToken>Fresh-Token-3</webExAccessToken>" in token
    assert site.asked[4].header("JWTToken") == "fresh.jwt.4"
    # Who showed no secret shows none now.
    assert f"<securityContext>{SITE}</securityContext>" in anonymous
    assert "<password></password>" in empty
    assert formed.startswith("UID=jdoe&PWD=Fresh-Pw-2&SID=acme&XML=%3C")
    assert not any("First-Pw-1" in one.body.decode() for one in site.asked)
    assert site.asked[0].header("JWTToken") is None
    assert card.count("Fresh") == 0


def test_what_a_recording_lacks_is_said_before_anything_is_sent(
    schemas, site, tmp_path, command, monkeypatch
):
    monkeypatch.delenv("WEBEX_PASSWORD")
    path = _recorded(schemas, tmp_path / "s.sqlite", _call(PASSWORD), _call(SITE))
    with serving(site) as server:
        code, _, err = command("replay", path, "--to", server.url)
    assert (code, site.asked) == (2, [])
    assert err == (
        "error: 1 call needs a password, which the recording does not hold; set WEBEX_PASSWORD, or name a "
        "profile with --as\n"
    )


class Ring(KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        return {("xmlinspect", "ring/password"): "Ring-Pw-5"}.get((service, username))

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


def test_a_profile_names_address_site_and_caller_and_the_keyring_has_its_secret(
    schemas, site, tmp_path, command, monkeypatch
):
    monkeypatch.delenv("WEBEX_PASSWORD")
    path = _recorded(schemas, tmp_path / "s.sqlite", _call(PASSWORD))
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        with serving(site) as server:
            text = f'[profile.ring]\nurl = "{server.url}"\nsite = "other"\nidentity = "rroe"\n'
            (tmp_path / "xmlinspect.toml").write_text(text, "utf-8")
            command("replay", path, "--as", "ring", "--once")
            assert len(site.asked) == 1
            assert command("replay", path, "--as", "rign")[2].startswith(
                "error: --to is missing; name the address of the XML API, or a profile that has one"
            )
            missing = command("replay", path, "--as", "rign", "--to", server.url)
    finally:
        keyring.set_keyring(before)
    body = site.asked[0].body.decode()
    assert "<webExID>rroe</webExID><password>Ring-Pw-5</password><siteName>other</siteName>" in body
    assert missing[0] == 2
    assert "--as rign: no such profile (ring known)" in missing[2]


def test_secrets_in_bodies_are_made_anew_and_valid(schemas, site, tmp_path, command):
    inside = (
        "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId><email>jdoe@example.com</email>"
        "<password>Old-Pw-1</password><privilege><host>true</host></privilege><active>ACTIVATED</active>"
    )
    path = _recorded(schemas, tmp_path / "s.sqlite", _call(PASSWORD, "user.CreateUser", inside))
    with serving(site) as server:
        _, said, _ = command("replay", path, "--to", server.url, "--allow-writes")
    body = site.asked[0].body.decode()
    made = body.rpartition("<password>")[2].partition("</password>")[0]
    assert said["results"][0]["result"] == "SUCCESS"
    assert "Old-Pw-1" not in body
    assert "*" not in made
    assert len(made) == 12
    assert made.isalnum()


def test_a_token_in_a_body_is_the_profiles_or_the_call_is_refused_by_name(
    schemas, site, tmp_path, command, monkeypatch
):
    inside = "<accessToken>old-token</accessToken>"
    path = _recorded(
        schemas,
        tmp_path / "s.sqlite",
        _call(f"<webExID>jdoe</webExID>{SITE}", "user.AuthenticateUser", inside),
    )
    with serving(site) as server:
        code, _, err = command("replay", path, "--to", server.url)
        assert (code, site.asked) == (2, [])
        assert err.startswith("error: user.AuthenticateUser: 1 call needs a value for accessToken")
        monkeypatch.setenv("WEBEX_ACCESS_TOKEN", "Fresh-Token-3")
        command("replay", path, "--to", server.url)
    assert b"<accessToken>Fresh-Token-3</accessToken>" in site.asked[0].body


def test_a_ticket_that_ends_in_the_middle_is_renewed(schemas, tmp_path, command):
    clock = [1_800_000_000.0]
    inner = Site(schemas.master, schemas.releases, release="40.10.0", clock=lambda: clock[0])
    site = Counting(inner)
    context = f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{'a' * 64}</sessionTicket>"
    calls = [_call(context, "ep.GetAPIVersion", "") for _ in range(4)]
    calls.insert(3, _call(context, "user.DelUser", USER))
    path = _recorded(schemas, tmp_path / "s.sqlite", *calls)

    def later(request, url):
        if len(site.asked) == 4:
            clock[0] += 6000

    site.before = later
    with serving(site) as server:
        _, said, _ = command("replay", path, "--to", server.url, "--rate", "0", "--once", "--allow-writes")
    # Signed in, two calls, one refused, signed in again, that one again; the write has the new ticket.
    assert [name.rpartition(".")[2] for name in site.arrived()] == [
        "AuthenticateUser", "GetAPIVersion", "GetAPIVersion", "GetAPIVersion", "AuthenticateUser",
        "GetAPIVersion", "DelUser", "GetAPIVersion",
    ]  # fmt: skip
    assert [r["exception"] for r in said["results"]] == [None] * 5 or said["results"][3]["exception"] is None
    assert [r["again"] for r in said["results"]] == [0, 0, 1, 0, 0]


def test_a_write_whose_ticket_had_ended_is_sent_with_a_new_one(schemas, tmp_path, command):
    clock = [1_800_000_000.0]
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0", clock=lambda: clock[0]))
    path = _recorded(schemas, tmp_path / "s.sqlite", _call(SIGNED, "user.DelUser", USER))
    site.before = lambda request, url: clock.__setitem__(0, clock[0] + 6000) if len(site.asked) == 2 else None
    with serving(site) as server:
        _, said, _ = command("replay", path, "--to", server.url, "--allow-writes")
    assert [name.rpartition(".")[2] for name in site.arrived()] == [
        "AuthenticateUser", "DelUser", "AuthenticateUser", "DelUser",
    ]  # fmt: skip
    (result,) = said["results"]
    assert (result["state"], result["again"], result["exception"]) == ("sent", 1, None)


@pytest.mark.parametrize("operation", ["user.DelUser", "user.GetUser"])
def test_a_run_ends_where_new_tickets_end_at_once(schemas, tmp_path, command, operation):
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    calls = [_call(SIGNED, operation, f"<webExId>user{number}</webExId>") for number in range(4)]
    path = _recorded(schemas, tmp_path / "s.sqlite", *calls)
    ended = failure("030047", "Ended").content
    site.before = lambda request, _url: (
        None if b"AuthenticateUser" in request.body else Answer(200, XML, ended)
    )
    go = ("replay", path, "--allow-writes", "--rate", "0", "--once")
    with serving(site) as server:
        code, said, err = command(*go, "--to", server.url)
        asked = len(site.asked)
        site.before = None
        code, again, _ = command(*go, "--to", server.url)
    first = "not-sent" if operation == "user.DelUser" else "failed"
    assert [result["state"] for result in said["results"]] == [first, "not-sent", "not-sent", "not-sent"]
    assert (asked, f"ended early: {operation}: its session ticket had ended, and so had" in err) == (4, True)
    # Nothing was done, so that all is sent by the next run.
    assert (code, again["sent"]) == (0, 4)


def test_who_called_about_itself_is_asked_about_itself(schemas, tmp_path, command, monkeypatch):
    (tmp_path / "xmlinspect.toml").write_text('[profile.test]\nidentity = "rroe"\n', "utf-8")
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    calls = [
        _call(PASSWORD, "user.GetUser", "<webExId>JDoe</webExId>"),
        _call(PASSWORD, "user.GetUser", "<webExId>other</webExId>"),
        _call(PASSWORD, "meeting.LstsummaryMeeting", "<hostWebExID>jdoe</hostWebExID>"),
    ]
    path = _recorded(schemas, tmp_path / "s.sqlite", *calls)
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, "--as", "test", "--rate", "0", "--once")
        _, said, _ = command(*go)
        out = command(*go, form="text")[1]
    assert [re.findall(rb"[eE]xI[dD]>(\w+)<", one.body) for one in site.asked[:3]] == [
        [b"rroe", b"rroe"], [b"rroe", b"other"], [b"rroe", b"rroe"],
    ]  # fmt: skip
    assert said["recorded_keys"] == [2]
    assert (
        "2 calls name their own caller, whose place the one that calls now takes "
        "(user.GetUser, meeting.LstsummaryMeeting)\n"
    ) in out
