"""`xmlinspect diff`: messages, exchanges and recordings."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from replay_session import PASSWORD, SITE, Recorder, message, mixed


def _file(path, inside, context=PASSWORD):
    path.write_bytes(message("user.GetUser", inside, context))
    return path


def test_two_messages(tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId><timeZoneID>4</timeZoneID>")
    two = _file(tmp_path / "b.xml", "\n<webExId> jdoe </webExId>", SITE)
    code, out, _ = command("diff", one, two, form="text")
    assert code == 1
    assert out.splitlines() == [
        "- user.GetUser getUser/timeZoneID: time place, 1 character",
        "1 compared, 1 differ",
    ]
    code, out, _ = command("diff", one, two, "--ignore", "timeZoneID", form="text")
    assert code == 0
    assert out.splitlines() == ["1 compared, no differences", "1 left out: 1 left out on request"]
    assert command("diff", one, one)[0] == 0


def test_two_raw_answers(tmp_path, command):
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><response><result>{}</result>'
        "</response></header><body><bodyContent/></body></message>"
    )
    paths = []
    for name, result in (("a.http", "SUCCESS"), ("b.http", "FAILURE")):
        text = body.format(result)
        path = tmp_path / name
        path.write_text(
            f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(text)}\r\n\r\n{text}", "utf-8"
        )
        paths.append(path)
    code, said, _ = command("diff", *paths)
    (pair,) = said["pairs"]
    assert code == 1
    assert [(d["path"], d["before"], d["after"]) for d in pair["differences"]] == [
        ("header/response/result", "SUCCESS", "FAILURE")
    ]


@pytest.fixture
def recordings(schemas, tmp_path):
    """The same session at two sites of one release, and at one of the next."""
    paths = []
    for name, release, seed in (("a", "40.9.0", 1), ("b", "40.9.0", 2), ("c", "40.10.0", 3)):
        recorder = Recorder(schemas, tmp_path / f"{name}.sqlite", release, seed)
        mixed(recorder, rounds=2)
        paths.append(recorder.save())
    return paths


def test_two_recordings_are_paired_and_only_what_means_something_differs(recordings, command):
    first, same, later = recordings
    code, said, _ = command("diff", first, same)
    assert (code, said["compared"], said["differing"]) == (0, 40, 0)
    code, said, _ = command("diff", first, later)
    places = {d["place"] for pair in said["pairs"] for d in pair["differences"]}
    assert (code, said["compared"]) == (1, 40)
    assert places == {
        "getAPIVersionResponse/release",
        "getAPIVersionResponse/apiVer",
        "getMeetingResponse/schedule/deviceCanStartMeeting",
        "getUserResponse/personalMeetingRoom/deviceCanStartMyPMR",
        "getSiteResponse/siteInstance/securityOptions/EnableMobileScreenCapture",
    }
    assert {(pair["before"] is None, pair["after"] is None) for pair in said["pairs"]} == {(False, False)}


def test_one_exchange_of_each(recordings, command):
    first, _, later = recordings
    code, out, _ = command("diff", f"{first}#1", f"{later}#1", form="text")
    assert code == 1
    assert out.splitlines()[0] == "~ ep.GetAPIVersion getAPIVersionResponse/release: 40.9.0 -> 40.10.0"


def test_calls_without_a_partner_are_named(schemas, tmp_path, command):
    paths = []
    for name in ("a", "b"):
        recorder = Recorder(schemas, tmp_path / f"{name}.sqlite", "40.10.0")
        recorder.ask("ep.GetAPIVersion", context=SITE)
        recorder.ask("user.GetUser", f"<webExId>{name}</webExId>")
        paths.append(recorder.save())
    code, out, _ = command("diff", *paths, form="text")
    assert code == 1
    assert out.splitlines() == [
        "user.GetUser  only in the second, #2",
        "user.GetUser  only in the first, #2",
        "3 compared, 2 differ",
    ]
    # Paired by other fields, they are the same call.
    assert command("diff", *paths, "--match", "timeZoneID")[0] == 0
    code, out, _ = command("diff", *paths, form="junit")
    suite = ET.fromstring(out).find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")


def test_what_differs_in_a_second_recording_of_the_first_is_noise(schemas, tmp_path, command):
    def recorded(name, active, title):
        recorder = Recorder(schemas, tmp_path / f"{name}.sqlite", "40.10.0")
        user = (
            "<webExId>rroe</webExId><firstName>Richard</firstName><lastName>Roe</lastName>"
            "<email>rroe@example.com</email><password>User-Pw-1</password>"
            f"<privilege><host>true</host></privilege><active>{active}</active><title>{title}</title>"
        )
        recorder.ask("user.CreateUser", user)
        recorder.records.clear()
        recorder.ask("user.GetUser", "<webExId>rroe</webExId>")
        recorder.ask("ep.GetAPIVersion", context=SITE)
        return recorder.save()

    first = recorded("a", "ACTIVATED", "Engineer")
    other = recorded("b", "DEACTIVATED", "Director")
    again = recorded("c", "ACTIVATED", "Manager")
    places = [d["place"] for p in command("diff", first, other)[1]["pairs"] for d in p["differences"]]
    assert places == ["getUserResponse/title", "getUserResponse/active"]
    code, said, _ = command("diff", first, other, "--noise", again)
    assert [d["place"] for p in said["pairs"] for d in p["differences"]] == ["getUserResponse/active"]
    assert code == 1


def test_what_cannot_be_compared(tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId>")
    assert command("diff", one, tmp_path / "b.xml")[2].endswith("b.xml: no such file; check the name\n")
    (tmp_path / "empty").mkdir()
    code, _, err = command("diff", tmp_path / "empty", tmp_path / "empty")
    assert code == 2
    assert "hold no messages" in err
