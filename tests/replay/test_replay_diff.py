"""`xmlinspect diff`: messages, exchanges and recordings."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from replay_session import PASSWORD, SITE, XML, Recorder, message, mixed

from inspector.model.exchange import Payload

_REFUSED = (
    b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    b"<serv:result>FAILURE</serv:result><serv:exceptionID>000045</serv:exceptionID></serv:response>"
    b"</serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"
)


def _file(path, inside, context=PASSWORD):
    path.write_bytes(message("user.GetUser", inside, context))
    return path


def test_two_messages(tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId><timeZoneID>4</timeZoneID>")
    two = _file(tmp_path / "b.xml", "\n<webExId> jdoe </webExId>")
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


def test_two_requests_of_other_callers(tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId>")
    two = _file(tmp_path / "b.xml", "<webExId>jdoe</webExId>", SITE)
    code, out, _ = command("diff", one, two, form="text")
    assert code == 1
    assert out.splitlines() == [
        "- header/securityContext/webExID: login id, 4 characters",
        "- header/securityContext/password: credential, 8 characters",
        "1 compared, 1 differ",
    ]
    assert command("diff", one, two, "--ignore", "securityContext/password,securityContext/webExID")[0] == 0


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
        "1 compared, 2 in one of the two only",
    ]
    # Paired by other fields, they are the same call.
    code, said, _ = command("diff", *paths, "--match", "timeZoneID")
    assert (code, said["compared"], said["differing"]) == (0, 2, 0)
    code, out, _ = command("diff", *paths, form="junit")
    suite = ET.fromstring(out).find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")


def test_nothing_is_learned_from_a_refusal(schemas, tmp_path, command):
    paths = []
    for name, release in (("a", "40.6.0"), ("b", "40.10.0"), ("n", "40.6.0")):
        recorder = Recorder(schemas, tmp_path / f"{name}.sqlite", release)
        recorder.ask("ep.GetAPIVersion", context=SITE)
        if name == "n":
            asked = Payload(XML, message("ep.GetAPIVersion", context=SITE))
            recorder.records.clear()
            recorder.keep(asked, Payload(XML, _REFUSED))
        paths.append(recorder.save())
    code, said, err = command("diff", paths[0], paths[1], "--noise", paths[2])
    assert (code, said["differing"]) == (1, 1)
    assert err == (
        f"{paths[2]}: no noise is learned of 1 call (ep.GetAPIVersion), which both recordings would have to "
        "answer with SUCCESS\n"
    )


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


def test_where_nothing_is_compared_there_are_no_differences_and_no_equality(schemas, tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId>")
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "text.xml").write_bytes(b"no message")
    for paths in (("empty.xml", "empty.xml"), ("text.xml", one), (one, "text.xml")):
        code, out, err = command("diff", *paths, form="text")
        assert code == 2, paths
        assert "no differences" not in out
        assert err.startswith(
            f"error: nothing to compare: {paths[0]} or {paths[1]} cannot be read (not an XML"
        )
    others = []
    for name in ("a", "b"):
        recorder = Recorder(schemas, tmp_path / f"{name}.sqlite", "40.10.0")
        for number in range(2):
            recorder.ask("user.GetUser", f"<webExId>{name}{number}</webExId>")
        others.append(recorder.save())
    code, said, err = command("diff", *others)
    assert (code, said["compared"], said["differing"]) == (2, 0, 4)
    assert f"error: nothing to compare: no call of {others[0]} is in {others[1]}; choose" in err


def test_requests_that_nobody_answered_are_compared(tmp_path, command):
    for folder, zone in (("a", "4"), ("b", "5")):
        (tmp_path / folder).mkdir()
        for name in ("jdoe", "rroe"):
            inside = f"<webExId>{name}</webExId><timeZoneID>{zone}</timeZoneID>"
            _file(tmp_path / folder / f"{name}.xml", inside)
    code, said, _ = command("diff", "a", "b", "--match", "webExId")
    assert (code, said["compared"], said["differing"]) == (1, 2, 2)
    assert {d["place"] for p in said["pairs"] for d in p["differences"]} == {"getUser/timeZoneID"}


def test_each_difference_is_one_line_and_names_its_call(tmp_path, command):
    other = tmp_path / "b.xml"
    first = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId>")
    other.write_bytes(message("user.DelUser", "<webExId>jdoe</webExId>"))
    answers = {}
    for path, name in ((first, "getUserResponse"), (other, "delUserResponse")):
        text = (
            '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:use="http://www.webex.com/'
            'schemas/2002/06/service/user"><header><response><result>SUCCESS</result></response></header>'
            f'<body><bodyContent xsi:type="use:{name}"/></body></message>'
        )
        pair = tmp_path / path.stem
        pair.mkdir()
        (pair / "x-request.xml").write_bytes(path.read_bytes())
        (pair / "x-response.xml").write_text(text, "utf-8")
        answers[path] = pair
    _, out, _ = command("diff", *answers.values(), form="text")
    assert out.splitlines()[0] == "~ user.GetUser operation: user.GetUser -> user.DelUser"
    assert out.count("operation:") == 1
    kind = "java:com.webex.service.binding.user.GetUser"
    calls = f'<bodyContent xsi:type="{kind}"><webExId>{{}}</webExId></bodyContent>'
    for path, name in ((first, "jdoe"), (other, "janedoe")):
        body = message("user.GetUser", f"<webExId>{name}</webExId>")
        path.write_bytes(body.replace(b"</body>", calls.format(name).encode() + b"</body>"))
    _, out, _ = command("diff", first, other, form="text")
    assert out.splitlines()[:2] == [
        "~ user.GetUser getUser/webExId: login id, 4 characters -> login id, 7 characters",
        "~ user.GetUser[2] getUser/webExId: login id, 4 characters -> login id, 7 characters",
    ]


def test_places_that_no_message_has_are_refused_with_the_nearest_names(tmp_path, command):
    one = _file(tmp_path / "a.xml", "<webExId>jdoe</webExId><ourOwn>1</ourOwn>")
    two = _file(tmp_path / "b.xml", "<webExId>jdoe</webExId>")
    assert command("diff", one, two, "--ignore", "ourOwn")[0] == 0
    assert command("diff", one, two, "--ignore", "getUser/OUROWN,webexid")[0] == 0
    for option, name, near in (
        ("--ignore", "webexids", "webExID, newWebExId, hostWebExID"),
        ("--match", "ourOwnn", "ourOwn"),
    ):
        code, _, err = command("diff", one, two, option, name)
        assert code == 2
        assert (
            err
            == f"error: {option} {name.lower()}: no message has an element of this name; nearest are {near}\n"
        )
    code, _, err = command("diff", one, two, "--ignore", ",")
    assert (code, err) == (2, "error: --ignore ',': names no element; give names or ends of paths\n")
