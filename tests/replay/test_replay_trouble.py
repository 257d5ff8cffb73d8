"""Runs cut off, servers that stop, certificates, proxies: what was sent is known, and writes leave once."""

from __future__ import annotations

import datetime as dt
import ipaddress
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from replay_session import PASSWORD, SITE, XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site


@pytest.fixture
def recording(schemas, tmp_path):
    """Twelve calls: each third one changes something."""
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    for number in range(4):
        recorder.ask("user.GetUser", "<webExId>nobody</webExId>")
        recorder.ask("ep.GetAPIVersion")
        recorder.ask("user.DelUser", f"<webExId>user{number}</webExId>")
    return recorder.save()


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0"))


ONCE = ("--rate", "0", "--once", "--allow-writes")


def _writes(site):
    return Counter(name for name in site.arrived() if name == "user.DelUser")["user.DelUser"]


def test_a_server_that_stops_ends_the_run_and_the_rest_goes_on_later(site, recording, command):
    with serving(site) as server:
        url = server.url
        port = server.server_address[1]

        def stop(request, given):
            if len(site.asked) == 5:
                threading.Thread(target=server.shutdown).start()
                server.socket.close()
            if len(site.asked) > 5:
                raise ConnectionError

        site.before = stop
        code, said, err = command("replay", recording, "--to", url, *ONCE)
    assert code == 3
    assert 5 <= said["sent"] < 12
    assert said["sent"] + said["not_sent"] + said["failed"] + said["unknown"] == 12
    assert "the run ended early" in err
    assert "--resume goes on" in err
    site.before = None
    # Without a word about it, an interrupted run is not begun again.
    code, _, err = command("replay", recording, "--to", url, *ONCE)
    assert code == 2
    assert "go on with it by --resume" in err
    with serving(site, port):
        code, again, _ = command("replay", recording, "--to", url, *ONCE, "--resume")
        assert (code, again["sent"], again["unknown"]) == (3, 11, 1)
        assert _writes(site) == 4


def test_a_client_killed_while_a_write_is_under_way_never_sends_it_twice(site, recording, tmp_path, command):
    release = threading.Event()

    def hold(request, url):
        if b"DelUser" in request.body and _writes(site) == 2:
            release.wait(20)

    site.before = hold
    with serving(site) as server:
        words = [sys.executable, "-m", "inspector", "replay", recording, "--to", server.url, *ONCE]
        client = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while _writes(site) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        client.send_signal(signal.SIGKILL)
        client.wait(10)
        release.set()
        site.before = None
        code, said, _ = command("replay", recording, "--to", server.url, *ONCE, "--resume")
    assert _writes(site) == 4
    states = Counter(result["state"] for result in said["results"])
    assert states == {"sent": 11, "unknown": 1}
    lost = next(result for result in said["results"] if result["state"] == "unknown")
    assert lost["operation"] == "user.DelUser"
    assert "is not sent again" in lost["reason"]
    assert code == 3


def test_a_client_that_is_told_to_stop_says_how_far_it_came(site, recording, tmp_path):
    with serving(site) as server:
        words = [
            sys.executable, "-m", "inspector", "replay", recording, "--to", server.url, "--rate", "1",
            "--once", "--allow-writes",
        ]  # fmt: skip
        client = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 30
        while len(site.asked) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.3)
        client.send_signal(signal.SIGTERM)
        _, err = client.communicate(timeout=10)
    assert client.returncode == 130
    # The third call, a writing one, waits for its turn: it has not left.
    assert err.splitlines()[-1:] == [
        "interrupted: 2 of 12 calls were sent; the same command with --resume goes on"
    ]
    assert "Traceback" not in err


def test_an_answer_that_never_comes_is_asked_for_again_only_by_reading_calls(site, recording, command):
    lost = {2: True, 3: True}

    def drop(request, url):
        # The second call (a reading one) and the first write get no answer.
        if (b"GetAPIVersion" in request.body and lost.pop(2, False)) or (
            b"DelUser" in request.body and lost.pop(3, False)
        ):
            raise ConnectionError
        return

    site.before = drop
    with serving(site) as server:
        code, said, _ = command("replay", recording, "--to", server.url, *ONCE)
    assert _writes(site) == 4
    assert [r["again"] for r in said["results"][:2]] == [0, 1]
    assert said["results"][2]["state"] == "unknown"
    assert "nobody can tell whether it arrived" in said["results"][2]["reason"]
    assert (code, said["sent"], said["unknown"]) == (3, 11, 1)


@pytest.mark.parametrize(
    ("status", "state"), [(503, "unknown"), (200, "unknown"), (302, "unknown"), (404, "not-sent")]
)
def test_a_write_with_a_page_for_an_answer_may_have_been_done(site, recording, command, status, state):
    site.before = lambda request, url: (
        Answer(status, (("Content-Type", "text/html"),), b"<p>Sorry") if b"DelUser" in request.body else None
    )
    with serving(site) as server:
        go = ("replay", recording, "--to", server.url, *ONCE)
        code, said, _ = command(*go, "--filter", "op:GetAPIVersion,DelUser")
    first = next(result for result in said["results"] if result["access"] == "write")
    assert (code, first["state"]) == (3, state)
    assert first["reason"].startswith(f"HTTP {status}, and no answer of the XML API")
    assert ("nobody can tell whether it was done" in first["reason"]) is (state == "unknown")


def test_a_server_without_tls_is_told_from_one_that_is_not_there(site, recording, command):
    with serving(site) as server:
        url = server.url.replace("http:", "https:")
        code, _, err = command("replay", recording, "--to", url, *ONCE)
    assert (code, site.asked) == (2, [])
    assert f"{url} does not speak TLS as it should; write http:// where it has none" in err


def test_an_address_that_has_moved_is_not_followed_but_told(site, recording, command):
    there = "https://test.example.com/WBXService/XMLService"
    site.before = lambda request, url: Answer(301, (("Location", f"{there}?t=1"),), b"")
    with serving(site) as server:
        code, _, err = command("replay", recording, "--to", server.url, *ONCE)
    assert (code, len(site.asked)) == (2, 1)
    assert f"the run ended early: {server.url}: HTTP 301 to {there}; give that address" in err


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signs itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, private


def test_a_certificate_that_is_not_trusted_stops_the_run_before_a_call_leaves(
    site, recording, certificate, command
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(site, wrap=lambda plain: context.wrap_socket(plain, server_side=True)) as server:
        url = server.url.replace("http:", "https:")
        code, said, err = command("replay", recording, "--to", url, "--rate", "0", "--once")
        assert (code, said["sent"], site.asked) == (2, 0, [])
        assert f"the certificate of {url} is not trusted; name its CA with --ca; nothing was sent" in err
        # Nothing was sent, so there is nothing to go on with.
        code, said, _ = command(
            "replay", recording, "--to", url, "--rate", "0", "--once", "--ca", certificate[0]
        )
        assert (code, said["sent"]) == (0, 8)


def test_calls_go_through_a_proxy(site, recording, command):
    to = "http://other.example.com/WBXService/XMLService"
    with serving(site) as proxy:
        through = proxy.url.removesuffix("/WBXService/XMLService")
        words = ("replay", recording, "--to", to, "--proxy", through, "--rate", "0", "--once")
        code, said, _ = command(*words)
        assert (code, said["sent"], len(site.asked)) == (0, 8, 8)
        site.before = lambda request, url: Answer(407, (("Content-Type", "text/html"),), b"<html>who?</html>")
        code, said, err = command(*words)
        assert (code, said["not_sent"]) == (2, 7)
        assert "HTTP 407" in err


def test_a_second_not_found_in_a_row_is_never_asked_for(schemas, site, tmp_path, command):
    recorder = Recorder(schemas, tmp_path / "g.sqlite", "40.10.0")
    for operation, name in (("ep.GetSessionInfo", "sessionKey"), ("meeting.GetMeeting", "meetingKey")):
        for _ in range(3):
            recorder.ask(operation, f"<{name}>999999999</{name}>", PASSWORD)
    with serving(site) as server:
        code, said, _ = command(
            "replay", recorder.save(), "--to", server.url, "--rate", "0", "--once", "--parallel", "8"
        )
    assert Counter(site.arrived()) == {"ep.GetSessionInfo": 1, "meeting.GetMeeting": 3}
    reasons = {r["reason"] for r in said["results"] if r["state"] == "not-sent"}
    assert reasons == {
        "ep.GetSessionInfo was answered with not found before, and repeated ones lock the caller out"
    }
    assert code == 3


def test_what_differs_between_two_answers_is_learned_unless_calls_are_asked_once(
    schemas, site, tmp_path, command
):
    recorder = Recorder(schemas, tmp_path / "n.sqlite", "40.10.0")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    path = recorder.save()
    count = [0]

    def changing(request, url):
        count[0] += 1
        given = site.site.answer(request, url)
        return Answer(200, XML, given.body.replace(b"(simulated)", b"(build %d)" % count[0]))

    site.before = changing
    with serving(site) as server:
        code, said, _ = command("replay", path, "--to", server.url, "--rate", "0")
        assert (code, len(site.asked)) == (0, 2)
        assert said["learned"] == [["ep.GetAPIVersion", "getAPIVersionResponse/apiVersion"]]
        code, said, _ = command("replay", path, "--to", server.url, "--rate", "0", "--once")
        assert (code, len(site.asked)) == (1, 3)
    assert [d["place"] for d in said["differences"]] == ["getAPIVersionResponse/apiVersion"]


def test_nothing_is_learned_from_a_second_answer_that_refuses(schemas, site, tmp_path, command):
    recorder = Recorder(schemas, tmp_path / "n.sqlite", "40.6.0")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    path = recorder.save()
    refused = site.site.answer(Payload(XML, message("user.GetUser", "<webExId>nobody</webExId>")))
    second = [refused, Answer(503, (), b"<p>Sorry"), Answer(200, XML, b"<serv:mess")]

    def refuse(_request, _url):
        return second[len(site.asked) // 2 - 1] if len(site.asked) % 2 == 0 else None

    site.before = refuse
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, "--rate", "0")
        for _ in second:
            code, said, _ = command(*go)
            assert (code, said["differing"], said["learned"], said["not_learned"]) == (1, 1, [], [1])
        second = [refused] * 9
        out = command(*go, form="text")[1]
    assert "no noise was learned of 1 call whose second answer was no SUCCESS (#1)" in out


def test_the_journal_holds_no_secret_and_is_the_owners_alone(site, recording, tmp_path, command):
    def stop(request, url):
        return Answer(404, (), b"") if len(site.asked) == 5 else None

    site.before = stop
    with serving(site) as server:
        command("replay", recording, "--to", server.url, *ONCE)
    (path,) = (tmp_path / "home" / "replays").iterdir()
    assert "Fresh-Pw-2" not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o077 == 0
