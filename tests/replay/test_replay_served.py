"""A recording as a server."""

from __future__ import annotations

import random
import re

import httpx
import pytest
from lxml import etree
from replay_session import (
    PASSWORD,
    SITE,
    XML,
    Counting,
    Recorder,
    message,
    mixed,
    serving,
)

from inspector.cli.served import Played, recorded_site
from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site

OTHER = "<siteName>acme</siteName><webExID>jdoe</webExID><sessionTicket>another</sessionTicket>"


def _result(answer):
    return re.findall(rb"<serv:result>(\w+)<", answer.body)


@pytest.fixture
def recorder(schemas, tmp_path):
    return Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")


def test_other_credentials_prefixes_order_and_white_space_are_answered(recorder):
    one = (
        "<listControl><startFrom>1</startFrom><maximumNum>10</maximumNum></listControl>"
        "<order><orderBy>UID</orderBy><orderAD>ASC</orderAD></order>"
    )
    recorder.ask("user.CreateUser", "<webExId>rroe</webExId>" + _names("rroe"))
    recorded = recorder.ask("user.LstsummaryUser", one)
    other = (
        "<order> <orderAD>ASC</orderAD><orderBy>UID</orderBy></order>"
        "<listControl><maximumNum>10</maximumNum><startFrom>1</startFrom></listControl>"
    )
    body = message("user.LstsummaryUser", other, OTHER).replace(b"serv:message", b"message")
    with recorded_site(str(recorder.save())) as site:
        assert site.answer(Payload(XML, body)).body.decode() == recorded
        assert (site.matched, site.missed) == (1, 0)


def _names(name):
    return (
        f"<firstName>Richard</firstName><lastName>Roe</lastName><email>{name}@example.com</email>"
        "<password>User-Pw-1</password><privilege><host>true</host></privilege><active>ACTIVATED</active>"
    )


def test_a_miss_is_a_documented_failure_and_the_log_says_what_was_nearest(recorder):
    recorder.ask("user.GetUser", "<webExId>jdoe</webExId>")
    told = []
    with recorded_site(str(recorder.save()), log=told.append) as site:
        answer = site.answer(Payload(XML, message("user.GetUser", "<webExId>rroe</webExId>", PASSWORD)))
        assert _result(answer) == [b"FAILURE"]
        assert b"<serv:exceptionID>000015</serv:exceptionID>" in answer.body
        assert b"Sorry, no record found" in answer.body
        site.answer(Payload(XML, message("user.DelUser", "<webExId>rroe</webExId>")))
    assert re.fullmatch(
        r"not in the recording: user.GetUser; nearest is #1 \([0-9a-f]+\), they differ in getUser/webExId",
        told[0],
    )
    assert told[1] == "not in the recording: user.DelUser; no such call was recorded"
    assert told[2] == "0 calls answered from the recording, 2 not in it"


@pytest.mark.parametrize("redact", [(), ("pii",)])
def test_another_caller_that_asks_for_itself_is_answered(schemas, tmp_path, redact):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0", redact=redact)
    recorder.ask("user.GetUser", "<webExId>rroe</webExId>")
    recorder.ask("user.GetUser", "<webExId>jdoe</webExId>")
    recorder.ask("meeting.LstsummaryMeeting", "<hostWebExID>jdoe</hostWebExID>")
    other = "<siteName>acme</siteName><webExID>mmeier</webExID><password>Another-Pw-2</password>"
    told = []
    with recorded_site(str(recorder.save()), log=told.append) as site:
        for operation, inside in (
            ("user.GetUser", "<webExId>mmeier</webExId>"),
            ("meeting.LstsummaryMeeting", "<hostWebExID>mmeier</hostWebExID>"),
            ("user.GetUser", "<webExId>rroe</webExId>"),
            ("user.GetUser", "<webExId>jdoe</webExId>"),
        ):
            site.answer(Payload(XML, message(operation, inside, other)))
        assert (site.matched, told) == (4, [])
        site.answer(Payload(XML, message("user.GetUser", "<webExId>somebody</webExId>", other)))
        assert site.missed == 1


def test_sequences_play_in_the_order_of_recording(recorder):
    user = "<webExId>rroe</webExId>"
    results = []
    for operation, inside in (
        ("user.GetUser", user),
        ("user.CreateUser", user + _names("rroe")),
        ("user.GetUser", user),
        ("user.DelUser", user),
        ("user.GetUser", user),
    ):
        results.append(_found(recorder.ask(operation, inside)))
    assert results == ["FAILURE", "SUCCESS", "SUCCESS", "SUCCESS", "FAILURE"]
    with recorded_site(str(recorder.save())) as site:
        played = [site.answer(Payload(XML, message("user.GetUser", user, OTHER))) for _ in range(4)]
    assert [_result(answer)[0] for answer in played] == [b"FAILURE", b"SUCCESS", b"FAILURE", b"FAILURE"]


def _found(body):
    return re.search(r"<serv:result>(\w+)<", body)[1]


def test_fields_to_match_are_chosen_or_left_out(recorder):
    recorder.ask(
        "ep.LstsummarySession", "<confName>Review</confName><returnAssistFields>true</returnAssistFields>"
    )
    path = str(recorder.save())
    other = Payload(XML, message("ep.LstsummarySession", "<confName>Review</confName>", PASSWORD))
    with recorded_site(path) as site:
        site.answer(other)
        assert site.missed == 1
    for options in ({"ignore": ["returnAssistFields"]}, {"match": ["confName"]}):
        with recorded_site(path, **options) as site:
            site.answer(other)
            assert site.matched == 1, options


def test_fields_that_no_request_can_have_are_refused(recorder, command):
    recorder.ask("user.GetUser", "<webExId>jdoe</webExId>")
    path = recorder.save()
    for option in ("--match", "--ignore"):
        code, _, err = command("simulate", "--from", path, option, "webExIds", form=None)
        assert code == 2
        assert err.startswith(
            f"error: {option} webexids: no message has an element of this name; nearest are webExID"
        )


def test_what_was_not_recorded_may_be_answered_by_a_simulator_or_upstream(recorder, schemas):
    recorder.ask("ep.GetAPIVersion", context=SITE)
    path = str(recorder.save())
    missing = Payload(XML, message("user.GetUser", "<webExId>nobody</webExId>", PASSWORD))
    behind = Site(schemas.master, schemas.releases, release="40.9.0")
    with recorded_site(path, fall_back="simulator", site=behind) as site:
        assert b"030001" in site.answer(missing).body
    with serving(behind) as server, recorded_site(path, fall_back=server.url) as site:
        assert b"030001" in site.answer(missing).body
    # Without anybody behind it, the miss is its own.
    with recorded_site(path) as site:
        assert b"000015" in site.answer(missing).body


def test_an_answer_of_any_size_from_behind_is_not_taken_in(recorder, schemas, capsys):
    recorder.ask("ep.GetAPIVersion", context=SITE)
    missing = Payload(XML, message("user.GetUser", "<webExId>nobody</webExId>", PASSWORD))
    behind = Counting(Site(schemas.master, schemas.releases, release="40.9.0"))
    sizes = iter((16 << 20, (16 << 20) + 1))
    behind.before = lambda _request, _url: Answer(200, XML, b"x" * next(sizes))
    with serving(behind) as server, recorded_site(str(recorder.save()), fall_back=server.url) as site:
        assert [site.answer(missing).status for _ in range(2)] == [200, 502]
    assert "more than 16,777,216 bytes" in capsys.readouterr().err


def test_cookies_of_the_recording_are_not_given_to_others(recorder):
    asked = Payload(XML, message("ep.GetAPIVersion", "", SITE))
    answer = b"<serv:message xmlns:serv='http://www.webex.com/schemas/2002/06/service'/>"
    given = (*XML, ("Set-Cookie", "JSESSIONID=1; Path=/"), ("X-Site", "acme"))
    recorder.keep(asked, Payload(given, answer))
    with recorded_site(str(recorder.save())) as site:
        headers = dict(site.answer(asked).headers)
    assert (headers, site.matched) == ({"Content-Type": "text/xml; charset=UTF-8", "X-Site": "acme"}, 1)


def test_multi_call_requests_and_misses_answer_each_call(recorder):
    recorder.ask("ep.GetAPIVersion", context=SITE)
    two = message("ep.GetAPIVersion", "", SITE).replace(
        b"</body>", b'<bodyContent xsi:type="java:com.webex.service.binding.site.GetSite"/></body>'
    )
    with recorded_site(str(recorder.save())) as site:
        assert _result(site.answer(Payload(XML, two))) == [b"FAILURE", b"FAILURE"]


def test_other_paths_are_not_served(recorder):
    recorder.ask("ep.GetAPIVersion", context=SITE)
    with recorded_site(str(recorder.save())) as site:
        assert site.answer(Payload(), "/index.html").status == 404


def test_the_command_serves_a_recording(recorder, command):
    recorder.ask("ep.GetAPIVersion", context=SITE)
    path = recorder.save()
    with recorded_site(str(path)) as site, serving(Played(site)) as server:
        answer = httpx.post(server.url, content=message("ep.GetAPIVersion", "", OTHER))
    assert answer.status_code == 200
    assert "40.10.0" in answer.text
    code, _, err = command("simulate", "--from", "missing.sqlite", form=None)
    assert (code, err) == (2, "error: missing.sqlite: no such file; check the name\n")
    code, _, err = command("simulate", "--match", "x", form=None)
    assert code == 2
    assert "go with --from" in err


def _reordered(body: bytes, rnd: random.Random) -> bytes:
    """The same request with other credentials, and its elements in another order."""
    root = etree.fromstring(body)
    context = next(root.iter("securityContext"))
    if context.find("webExID") is not None:
        for name in ("password", "sessionTicket"):
            for child in context.findall(name):
                context.remove(child)
        etree.SubElement(context, "sessionTicket").text = "another ticket"
    for element in root.iter():
        names = [child.tag for child in element]
        if len(set(names)) == len(names) and element.tag not in ("header", "body"):
            children = list(element)
            rnd.shuffle(children)
            if element.getparent() is not None:
                element[:] = children
    return etree.tostring(root)


@pytest.mark.parametrize("how", ["in clear", "redacted", "redacted later"])
def test_texts_with_a_secret_in_them_are_found_however_they_were_recorded(schemas, tmp_path, command, how):
    text = (
        "<telephony><extTelephonyDescription>Call 555-0100, Passcode {}</extTelephonyDescription></telephony>"
    )
    redact = ("pii",) if how == "redacted" else ()
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0", redact=redact)
    recorder.ask("meeting.SetMeeting", text.format("98765"))
    assert b"98765" not in recorder.records[0].request.body
    path = recorder.save()
    if how == "redacted later":
        assert command("redact", path, "-o", "clean.sqlite", form=None)[0] == 0
        path = tmp_path / "clean.sqlite"
    with recorded_site(str(path)) as site:
        site.answer(Payload(XML, message("meeting.SetMeeting", text.format("98765"))))
        assert site.matched == 1
        site.answer(Payload(XML, message("meeting.SetMeeting", text.replace("Call", "Ring").format("98765"))))
        assert site.missed == 1


def test_a_recording_redacted_in_full_answers_a_client_that_sends_the_real_values(schemas, tmp_path):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0", redact=("pii", "time_place"))
    requests, answers = [], []
    ask = recorder.ask

    def watched(operation, inside="", context=PASSWORD, headers=XML):
        requests.append(message(operation, inside, context))
        answers.append(ask(operation, inside, context, headers))
        return answers[-1]

    recorder.ask = watched
    assert mixed(recorder) == 200
    path = recorder.save()
    stored = b"".join(
        part.body for record in recorder.records for part in (record.request, record.response) if part
    )
    assert not [word for word in (b"jdoe", b"rroe", b"Richard", b"Review", b"ID>21<") if word in stored]
    rnd = random.Random(5)
    with recorded_site(str(path)) as site:
        results = [_result(site.answer(Payload(XML, _reordered(body, rnd)))) for body in requests]
    assert len(results) == 200
    assert site.matched >= 198
    assert (
        sum(found == [_found(answer).encode()] for found, answer in zip(results, answers, strict=True)) >= 198
    )
    # A client that asks for somebody else is not answered by chance.
    with recorded_site(str(path)) as site:
        site.answer(Payload(XML, message("user.GetUser", "<webExId>stranger</webExId>")))
        assert site.missed == 1
    # With another key nothing personal is found: what is left are the calls without such a value.
    (tmp_path / "other.key").write_bytes(b"o" * 32)
    (tmp_path / "other.key").chmod(0o600)
    with recorded_site(str(path), key=str(tmp_path / "other.key")) as site:
        for body in requests:
            site.answer(Payload(XML, body))
        assert site.matched == 27
