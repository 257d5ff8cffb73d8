"""What cannot be replayed is said in a sentence, with exit code 2."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from replay_session import BINDING, PASSWORD, RECORDED, SITE, XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Site

TO = "http://127.0.0.1:9/WBXService/XMLService"


@pytest.fixture
def recording(schemas, tmp_path):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    recorder.ask("user.GetUser", "<webExId>nobody</webExId>", PASSWORD)
    return recorder.save()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "http://127.0.0.1:9/"), "http://127.0.0.1:9/: not the address of an XML API"),
        (("--to", "nonsense"), "nonsense: not the address of an XML API"),
        (("--to", "http://[::1/WBXService/XMLService"), "not the address of an XML API"),
        ((), "--to is missing"),
        (("--to", TO.replace("http://", "http://jdoe:pw@")), "the address holds a name or a password"),
        (("--to", TO, "--filter", "op:DelUser"), "--filter 'op:DelUser' selects none of the 2 exchanges"),
        (("--to", TO, "--filter", "oq:DelUser"), "there is no key 'oq'; known are op, sev"),
        (
            ("--to", RECORDED),
            "the recording came from acme.example.com itself; calls go back there only with",
        ),
        (
            ("--to", RECORDED.replace(".com/", ".com:8443/")),
            "the recording came from acme.example.com itself",
        ),
        (("--to", TO, "--proxy", "::"), "--proxy"),
        (("--to", TO, "--ca", "missing.pem"), "missing.pem: no CA certificate can be read from it"),
    ],
)
def test_options_that_lead_nowhere(recording, command, words, said):
    code, out, err = command("replay", recording, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("error: ")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (None, "the recording has no request for it"),
        (Payload(XML, b"<broken"), "it is not a message that can be read"),
        (Payload(XML, message("user.BookRoom")), "user.BookRoom is not known, so nobody can tell"),
        (Payload(XML, message("user.DelUser")), "it changes something; allow that with --allow-writes"),
    ],
)
def test_recordings_with_nothing_to_send(schemas, tmp_path, command, request_, said):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    answer = Payload(XML, message("user.x").replace(b"<header>", b"<header><response/>"))
    recorder.keep(request_, answer)
    code, _, err = command("replay", recorder.save(), "--to", TO)
    assert code == 2
    assert f"none of the 1 calls can be sent: {said}" in err


def test_what_is_not_there_or_empty(tmp_path, command):
    assert command("replay", tmp_path / "no.sqlite", "--to", TO)[2].endswith("no such file; check the name\n")
    (tmp_path / "empty").mkdir()
    code, _, err = command("replay", tmp_path / "empty", "--to", TO)
    assert (code, err) == (2, f"error: {tmp_path / 'empty'} holds no exchanges\n")


def test_an_address_with_nothing_behind_it(recording, command):
    code, said, err = command("replay", recording, "--to", TO)
    assert (code, said["sent"], said["not_sent"]) == (2, 0, 2)
    assert f"no connection to {TO}; is it there?" in err


def test_files_are_replayed_like_stores_and_reported_as_junit(schemas, tmp_path, command):
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    folder = tmp_path / "messages"
    folder.mkdir()
    request = message("ep.GetAPIVersion", context=SITE)
    (folder / "a-request.xml").write_bytes(request)
    answer = site.site.answer(Payload(XML, request)).body
    (folder / "a-response.xml").write_bytes(answer.replace(b"40.10.0", b"40.9.0"))
    (folder / "b-request.xml").write_bytes(message("user.DelUser", "<webExId>jdoe</webExId>"))
    with serving(site) as server:
        code, out, _ = command("replay", folder, "--to", server.url, form="junit")
    assert code == 1
    suite = ET.fromstring(out).find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "1")
    assert "getAPIVersionResponse/apiVer: 40.9.0 -> 40.10.0" in suite.find("testcase/failure").text
    assert site.arrived() == ["ep.GetAPIVersion"] * 2


def test_one_exchange_of_a_store_is_chosen_by_number_or_id(schemas, recording, command):
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    with serving(site) as server:
        code, said, _ = command("replay", f"{recording}#2", "--to", server.url, "--once")
        assert (said["calls"], site.arrived()) == (1, ["user.GetUser"])
        identity = said["results"][0]["id"]
        command("replay", f"{recording}#{identity[:12]}", "--to", server.url, "--once")
        assert site.arrived() == ["user.GetUser"] * 2
    code, _, err = command("replay", f"{recording}#zz", "--to", TO)
    assert code == 2
    assert "no exchange has an id that begins so" in err


def test_a_call_of_a_recording_is_known_again_in_another_run(schemas, command, tmp_path):
    """The journal of what was sent goes by ids: with other ids, a writing call would be sent twice."""
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    (tmp_path / "a-request.xml").write_bytes(message("ep.GetAPIVersion", context=SITE))
    with serving(site) as server:
        first, again = (
            command("replay", tmp_path / "a-request.xml", "--to", server.url, "--once")[1] for _ in "ab"
        )
    assert len(first["results"][0]["id"]) == 32
    assert first["results"][0]["id"] == again["results"][0]["id"]


def test_text_says_what_differs_and_what_was_left_out(recording, schemas, command):
    site = Site(schemas.master, schemas.releases, release="40.9.0")
    with serving(site) as server:
        code, out, _ = command("replay", recording, "--to", server.url, "--rate", "0", form="text")
    assert code == 1
    assert out.splitlines() == [
        "~ ep.GetAPIVersion getAPIVersionResponse/release: 40.10.0 -> 40.9.0  (#1)",
        "~ ep.GetAPIVersion getAPIVersionResponse/apiVer: 40.10.0 -> 40.9.0  (#1)",
        "1 call names a key that no call of the recording made, sent as recorded (user.GetUser)",
        "2 of 2 calls sent (1 of them asked again); 1 answer differs",
    ]
    assert json.dumps(out)


def test_options_that_name_nothing(recording, command):
    go = ("replay", recording, "--to", TO)
    code, _, err = command(*go, "--ignore", "nosuchname")
    assert (code, "--ignore nosuchname: no message has an element of this name" in err) == (2, True)
    for number in ("#2", "-#2"):
        code, _, err = command(*go, f"--filter=op:GetUser {number}")
        assert (code, f"--filter {number}: a filter has no numbers; name one exchange as STORE#N" in err) == (
            2,
            True,
        )
    code, out, err = command(*go, "--dry-run", form="junit")
    assert (code, out, "--dry-run has no tests to report; give --format text or json" in err) == (2, "", True)


@pytest.mark.parametrize("strange", ["\x01", "\x1b", "\ufffe"])
def test_a_password_that_xml_cannot_hold_is_told(recording, command, monkeypatch, strange):
    monkeypatch.setenv("WEBEX_PASSWORD", f"Fresh{strange}Pw")
    code, _, err = command("replay", recording, "--to", TO)
    assert code == 2
    assert (
        f"the password holds a character that XML cannot hold (U+{ord(strange):04X}), so it cannot be" in err
    )
    assert "Fresh" not in err


def test_a_profile_without_a_password_is_told_where_it_goes(recording, command, monkeypatch, tmp_path):
    (tmp_path / "xmlinspect.toml").write_text('[profile.test]\nidentity = "rroe"\n', "utf-8")
    monkeypatch.delenv("WEBEX_PASSWORD")
    _, _, err = command("replay", recording, "--to", TO, "--as", "test")
    assert "set WEBEX_PASSWORD, or keep it in the keyring as test/password" in err
    assert "--as" not in err


def test_calls_that_were_not_sent_are_unsent_in_junit(recording, command):
    _, out, _ = command("replay", recording, "--to", TO, form="junit")
    kinds = {failure.get("type") for failure in ET.fromstring(out).iter("failure")}
    assert kinds == {"unsent"}


@pytest.mark.parametrize("attribute", ["type", "TYPE", "x:type", "xsi:Type"])
def test_a_call_that_names_a_second_operation_is_not_sent(schemas, tmp_path, command, attribute):
    recorder = Recorder(schemas, tmp_path / "t.sqlite", "40.10.0")
    body = message("meeting.GetMeeting", "<meetingKey>1</meetingKey>")
    plain = body.replace(
        b"<bodyContent ", f'<bodyContent xmlns:x="urn:x" {attribute}="{BINDING}.meeting.DelMeeting" '.encode()
    )
    same = body.replace(
        b"<bodyContent ", f'<bodyContent xmlns:x="urn:x" {attribute}="{BINDING}.meeting.GetMeeting" '.encode()
    )
    recorder.keep(Payload(XML, plain), None, None)
    recorder.keep(Payload(XML, same), None, None)
    code, said, _ = command("replay", recorder.save(), "--to", TO, "--dry-run")
    assert (code, [step["seq"] for step in said["send"]]) == (0, [2])
    assert said["withheld"][0]["reason"] == (
        "its attributes name meeting.DelMeeting beside another operation, so nobody can tell"
    )
