"""No run asks so often that it locks its caller out: not for what is not there, not with a wrong secret."""

from __future__ import annotations

import re

import pytest
from replay_session import PASSWORD, SITE, XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site

USER = "<webExId>jdoe</webExId>"
PARALLEL = ("--rate", "0", "--once", "--parallel", "8")
WRONG = Answer(
    200,
    XML,
    b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    b"<serv:result>FAILURE</serv:result><serv:reason>Incorrect user or password</serv:reason>"
    b"<serv:exceptionID>030002</serv:exceptionID></serv:response></serv:header>"
    b"<serv:body><serv:bodyContent/></serv:body></serv:message>",
)


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0"))


def _recorded(schemas, path, context, count=12, operation="ep.GetAPIVersion", inside=""):
    recorder = Recorder(schemas, path, "40.10.0")
    for _ in range(count):
        recorder.keep(Payload(XML, message(operation, inside, context)), None, None)
    return recorder.save()


def _refuse(request, url):
    return WRONG if b"<password>Fresh-Pw-2<" in request.body else None


def test_a_wrong_password_is_shown_once(schemas, tmp_path, site, command, monkeypatch):
    path = _recorded(schemas, tmp_path / "s.sqlite", PASSWORD)
    site.before = _refuse
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, *PARALLEL)
        code, said, err = command(*go)
        assert (code, len(site.asked), said["failed"], said["not_sent"]) == (3, 1, 1, 11)
        assert (
            "the run ended early: ep.GetAPIVersion: its credentials were refused (exception 030002); check "
            "them, repeated attempts would lock the caller out"
        ) in err
        monkeypatch.setenv("WEBEX_PASSWORD", "Right-Pw-3")
        code, said, _ = command(*go)
        assert (code, said["sent"], len(site.asked)) == (0, 12, 13)


def test_a_ticket_is_asked_for_once_where_it_is_refused(schemas, tmp_path, site, command):
    context = f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{'a' * 64}</sessionTicket>"
    path = _recorded(schemas, tmp_path / "s.sqlite", context)
    site.before = _refuse
    with serving(site) as server:
        code, said, err = command("replay", path, "--to", server.url, *PARALLEL)
    assert (code, site.arrived(), said["sent"]) == (2, ["user.AuthenticateUser"], 0)
    assert "user.AuthenticateUser gives no session ticket (exception 030002); check the credentials" in err


def test_a_run_that_goes_on_knows_what_was_not_found_before(schemas, tmp_path, site, command):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetSessionInfo", "<sessionKey>999999999</sessionKey>")
    recorder.ask("ep.GetAPIVersion")
    recorder.ask("ep.GetSessionInfo", "<sessionKey>999999998</sessionKey>")
    path = recorder.save()
    # The address is gone for the second call.
    site.before = lambda _request, _url: Answer(404, (), b"") if len(site.asked) == 2 else None
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, "--rate", "0", "--once")
        assert command(*go)[0] == 3
        code, said, _ = command(*go, "--resume")
    assert site.arrived() == ["ep.GetSessionInfo", "ep.GetAPIVersion", "ep.GetAPIVersion"]
    assert [r["state"] for r in said["results"]] == ["sent", "sent", "not-sent"]
    assert code == 3


def test_runs_that_are_tried_again_count_what_was_not_found(schemas, tmp_path, site, command):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetSessionInfo", "<sessionKey>999999999</sessionKey>")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    path = recorder.save()
    kept = tmp_path / "home" / "not-found"
    with serving(site) as server:
        for _ in range(10):
            code, said, _ = command("replay", path, "--to", server.url, "--rate", "0", "--once")
        assert site.arrived().count("ep.GetSessionInfo") == 5
        assert (code, said["results"][0]["state"]) == (3, "not-sent")
        assert said["results"][0]["reason"].startswith("5 calls were answered with not found within an hour")
        assert kept.stat().st_mode & 0o077 == 0
        # An hour later.
        kept.write_text(re.sub(r'"at":(\d+)', lambda at: f'"at":{int(at[1]) - 3600}', kept.read_text()))
        assert command("replay", path, "--to", server.url, "--rate", "0", "--once")[0] == 0
    assert len(kept.read_text().splitlines()) == 1


def test_a_secret_that_was_refused_when_it_was_recorded_does_not_end_the_run(
    schemas, tmp_path, site, command
):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    asked = Payload((*XML, ("JWTToken", "aaa.bbb.ccc")), message("user.GetUser", USER, SITE))
    for _ in range(2):
        recorder.keep(asked, Payload(WRONG.headers, WRONG.body))
    recorder.ask("ep.GetAPIVersion")
    path = recorder.save()
    site.before = lambda request, _url: WRONG if request.header("JWTToken") else None
    with serving(site) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBEX_JWT", "aaa.bbb.ddd")
        _, said, _ = command("replay", path, "--to", server.url, "--rate", "0", "--once")
    assert site.arrived() == ["user.GetUser", "ep.GetAPIVersion"]
    assert ([result["state"] for result in said["results"]], said["stopped"]) == (
        ["sent", "not-sent", "sent"],
        "",
    )
    assert said["differing"] == 0
