"""What stands around a document is sent as it was recorded: headers beyond ASCII, the fields of a form."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from replay_session import PASSWORD, SITE, XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Site

DELETE = message("user.DelUser", "<webExId>rroe</webExId>")


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0"))


def _recorded(schemas, path, *requests):
    recorder = Recorder(schemas, path, "40.10.0")
    for request in requests:
        recorder.keep(request, None, None)
    return recorder.save()


@pytest.mark.parametrize(
    ("recorded", "sent"),
    [("Müller-Sync/2.1", b"M\xc3\xbcller-Sync/2.1"), ("\u540c\u671f/1 ", b"\xe5\x90\x8c\xe6\x9c\x9f/1")],
)
def test_a_header_beyond_ascii_is_sent_in_utf_8(schemas, tmp_path, site, command, recorded, sent):
    path = _recorded(schemas, tmp_path / "s.sqlite", Payload((*XML, ("User-Agent", recorded)), DELETE))
    with serving(site) as server:
        code, said, _ = command("replay", path, "--to", server.url, "--allow-writes")
    assert (code, said["sent"]) == (0, 1)
    assert site.asked[0].header("User-Agent").encode("latin-1") == sent


@pytest.mark.parametrize("jwt", ["schlüssel.1.2", "two words", "fresh.jwt.4\n"])
def test_a_jwt_that_no_header_can_hold_is_told_and_nothing_leaves(
    schemas, tmp_path, site, command, monkeypatch, jwt
):
    monkeypatch.setenv("WEBEX_JWT", jwt)
    card = Payload((*XML, ("JWTToken", "old.jwt.1")), message("user.GetUserCard", "", SITE))
    path = _recorded(schemas, tmp_path / "s.sqlite", card, Payload(XML, DELETE))
    with serving(site) as server:
        code, _, err = command("replay", path, "--to", server.url, "--allow-writes")
        assert (code, site.asked) == (2, [])
        assert "the JWT has a character that no JWT has, so that no header can hold it" in err
        assert jwt.strip() not in err
        # Who sends no JWT is not asked for a good one.
        assert command("replay", f"{path}#2", "--to", server.url, "--allow-writes")[1]["sent"] == 1
    assert list((tmp_path / "home" / "replays").iterdir()) == []


def test_the_caller_of_a_form_is_named_by_the_profile_where_its_message_names_one_too(
    schemas, tmp_path, site, command
):
    document = quote(message("user.GetUser", "<webExId>jdoe</webExId>", PASSWORD))
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    path = _recorded(
        schemas, tmp_path / "s.sqlite", Payload(form, f"UID=jdoe&PWD=First-Pw-1&XML={document}".encode())
    )
    with serving(site) as server:
        code, _, err = command("replay", path, "--to", server.url, "--once")
        assert (code, site.asked) == (2, [])
        assert "1 call needs a caller, whom the recording names by a pseudonym" in err
        (tmp_path / "xmlinspect.toml").write_text('[profile.test]\nidentity = "jdoe"\n', "utf-8")
        command("replay", path, "--to", server.url, "--once", "--as", "test")
    assert site.asked[0].body.startswith(b"UID=jdoe&PWD=Fresh-Pw-2&XML=")
