"""Replaying from the terminal interface, against a simulated site."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, TextArea
from tui_driving import loaded, on_screen, opened, screen_lines, status, until

from inspector import assemble
from inspector.cli.app import run
from inspector.cli.site_server import SiteServer
from inspector.engine import record
from inspector.model.exchange import Exchange, Payload
from inspector.settings import load
from inspector.simulator import Site
from inspector.simulator.answer import Answer
from inspector.store.store import open_store
from inspector.tui.app import InspectorApp
from inspector.tui.screens.compare import CompareScreen
from inspector.tui.screens.edit import EditScreen
from inspector.tui.screens.left_open import LeftOpenScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.source import Reader
from inspector.tui.workbench import Workbench

SIZE = (140, 30)
KEY = b"t" * 32
XML = (("Content-Type", "text/xml; charset=UTF-8"),)
RECORDED = "https://acme.example.com/WBXService/XMLService"
TYPED = "Typed-Pw-7"
PASSWORD = "<webExID>jdoe</webExID><password>First-Pw-1</password><siteName>acme</siteName>"
CALLS = (
    ("ep.GetAPIVersion", "", "<siteName>acme</siteName>"),
    ("user.GetUser", "<webExId>nobody</webExId>", PASSWORD),
    (
        "user.CreateUser",
        "<firstName>Richard</firstName><lastName>Roe</lastName><webExId>rroe</webExId>"
        "<email>rroe@example.com</email><password>User-Pw-1</password>"
        "<privilege><host>true</host></privilege><active>ACTIVATED</active>",
        PASSWORD,
    ),
)


def message(operation: str, inside: str, context: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"<header><securityContext>{context}</securityContext></header>\n"
        f'<body><bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent>'
        "</body></serv:message>"
    ).encode()


@cache
def site(release: str) -> Site:
    schemas = assemble.schemas()
    return Site(schemas.master, schemas.releases, release=release)


class Counting:
    """A site that remembers what it was asked."""

    def __init__(self, release: str) -> None:
        self.site = site(release)
        self.asked: list[bytes] = []
        self.hold: threading.Event | None = None
        self.cut = ""

    def answer(self, request: Payload, url: str = "") -> Answer:
        self.asked.append(request.body)
        if self.hold is not None:
            self.hold.wait(10)
        if self.cut and self.cut.encode() in request.body:
            raise ConnectionAbortedError  # the server ends the connection without an answer
        return self.site.answer(request, url)

    def arrived(self) -> list[str]:
        pattern = re.compile(rb"service\.binding\.([\w.]+)")
        return [match.decode() for body in self.asked for match in pattern.findall(body)]


@contextmanager
def serving(served: Counting) -> Iterator[str]:
    with SiteServer(served, "127.0.0.1:0", lambda _line: None) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XMLINSPECT_KEYS", str(tmp_path / "home" / "keys"))
    monkeypatch.chdir(tmp_path)
    for name in ("WEBEX_PASSWORD", "WEBEX_SESSION_TICKET", "WEBEX_ACCESS_TOKEN", "WEBEX_JWT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three calls of a site at 40.9.0: two that read, one that writes."""
    path = tmp_path_factory.mktemp("recorded") / "acme.sqlite"
    core = assemble.inspector(load().settings, key=KEY)
    records = []
    for number, (operation, inside, context) in enumerate(CALLS):
        request = Payload(XML, message(operation, inside, context))
        exchange = exchanged(request, site("40.9.0").answer(request), number)
        records.append(record(core.judge_pair(exchange)))
    with open_store(path, create=True) as store:
        store.write(records)
    return path


def exchanged(request: Payload, answer: Answer, number: int) -> Exchange:
    """The exchange of this number as it was recorded: one a second."""
    return Exchange(
        request=request,
        response=Payload(answer.headers, answer.body),
        url=RECORDED,
        status=answer.status,
        started=1_772_443_800.0 + number,
    )


@contextmanager
def showing(path: Path) -> Iterator[InspectorApp]:
    """The interface over a store."""
    reader = Reader(lambda: open_store(path, read_only=True))
    made = InspectorApp(reader, path.name, Workbench(path, KEY))
    made.animation_level = "none"
    yield made
    reader.close()


@pytest.fixture
def app(recorded: Path) -> Iterator[InspectorApp]:
    with showing(recorded) as made:
        yield made


async def planned(pilot: Pilot[int], *keys: str) -> None:
    """Go to the top, press some keys, and wait for the plan."""
    await loaded(pilot)
    await pilot.press("g", *keys, "r")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReplayScreen) and "to send" in status(pilot.app))


def fill(pilot: Pilot[int], where: str, text: str) -> None:
    pilot.app.screen.query_one(where, Input).value = text


async def sent(pilot: Pilot[int], text: str) -> None:
    await pilot.press("ctrl+s")
    await until(pilot, lambda: text in status(pilot.app), text)


async def test_one_call_is_sent_again_and_held_against_the_recorded_answer(app: InspectorApp) -> None:
    served = Counting("40.10.0")
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot)
            assert on_screen(app, "read   #1 ep.GetAPIVersion")
            fill(pilot, "#url", url)
            await sent(pilot, "1 of 1 sent; 1 answer differs")
            assert on_screen(app, "~ read   #1 ep.GetAPIVersion  SUCCESS  2 differences")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen) and "2 diff" in status(app))
            rows = [" ".join(line.split()) for line in screen_lines(app) if "│" in line]
            assert "❯ ~ release: 40.9.0 │ release: 40.10.0" in rows
            assert "~ apiVer: 40.9.0 │ apiVer: 40.10.0" in rows
            await pilot.press("escape", "escape")
            await until(pilot, lambda: "3 exchanges" in status(app))
    assert served.arrived() == ["ep.GetAPIVersion"] * 2  # twice, to learn what differs by itself


async def test_writes_are_withheld_until_they_are_allowed_and_come_first(app: InspectorApp) -> None:
    served = Counting("40.9.0")
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot, "m", "j", "j", "m")
            kept = "kept   #3 user.CreateUser  not sent: it changes something; allow writes to send it"
            assert on_screen(app, kept)
            assert "0 writing and 1 reading calls to send  1 kept back" in status(app)
            fill(pilot, "#url", url)
            await sent(pilot, "1 of 1 sent; no differences")
            assert "user.CreateUser" not in served.arrived()

            app.screen.query_one("#writes", Checkbox).value = True
            await until(pilot, lambda: "1 writing and 1 reading" in status(app))
            listed = [line.strip() for line in screen_lines(app) if " #" in line]
            assert [line.split()[:2] for line in listed] == [["write", "#3"], ["read", "#1"]]
            await until(pilot, lambda: app.screen.query("#secrets Input"))
            fill(pilot, "#ask-0", TYPED)
            await sent(pilot, "2 of 2 sent;")
    assert served.arrived().count("user.CreateUser") == 1


async def test_a_missing_secret_is_asked_for_and_never_shown(app: InspectorApp) -> None:
    served = Counting("40.9.0")
    seen: list[str] = []
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot, "j")
            assert on_screen(app, "read   #2 user.GetUser  needs password")
            fill(pilot, "#url", url)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: on_screen(app, "neither does the profile: type password"))
            assert served.asked == []
            assert app.screen.focused is app.screen.query_one("#ask-0", Input)
            assert on_screen(app, "hidden; for this run alone, never written down")
            await pilot.press(*TYPED.replace("-", "_").replace("_", "-"))
            seen += screen_lines(app)
            await sent(pilot, "1 of 1 sent; no differences")
            seen += screen_lines(app)
            assert app.screen.query_one("#ask-0", Input).value == ""
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen) and "no diff" in status(app))
            seen += screen_lines(app)
    assert all(f"<password>{TYPED}</password>".encode() in body for body in served.asked)
    assert not [line for line in seen if TYPED in line or "First-Pw" in line or "User-Pw" in line]


async def test_a_request_is_edited_before_it_is_sent(app: InspectorApp) -> None:
    served = Counting("40.9.0")
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot, "j")
            await pilot.press("enter", "e")
            await until(pilot, lambda: isinstance(app.screen, EditScreen))
            assert "PERSONAL DATA SHOWN" in status(app)
            assert not [line for line in screen_lines(app) if "First-Pw" in line]
            text = app.screen.query_one(TextArea)
            text.text = text.text.replace("nobody", "somebody")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: on_screen(app, "#2 user.GetUser  edited"))
            fill(pilot, "#url", url)
            fill(pilot, "#ask-0", TYPED)
            await sent(pilot, "1 of 1 sent;")
    assert b"<webExId>somebody</webExId>" in served.asked[0]
    assert TYPED.encode() in served.asked[0]


async def test_an_edit_that_makes_a_write_of_it_is_withheld(app: InspectorApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await planned(pilot, "j")
        await pilot.press("enter", "e")
        await until(pilot, lambda: isinstance(app.screen, EditScreen))
        text = app.screen.query_one(TextArea)
        text.text = text.text.replace("user.GetUser", "user.DelUser")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: on_screen(app, "not sent: it changes something"))
        fill(pilot, "#url", "http://127.0.0.1:9/WBXService/XMLService")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: on_screen(app, "none of these calls can be sent"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "",
            "where to? type the address of the XML API, as https://acme.example.com/WBXService/XMLService",
        ),
        ("nonsense", "nonsense: not the address of an XML API"),
        (RECORDED, "the recording came from acme.example.com itself"),
        ("http://jdoe:pw@127.0.0.1:9/WBXService/XMLService", "the address holds a name or a password"),
        ("http://127.0.0.1:9/WBXService/XMLService", "no connection to http://127.0.0.1:9"),
    ],
)
async def test_what_leads_nowhere_is_said(app: InspectorApp, url: str, said: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await planned(pilot)
        fill(pilot, "#url", url)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: on_screen(app, said), said)


async def test_a_profile_fills_in_address_and_secret(
    app: InspectorApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Counting("40.9.0")
    monkeypatch.setenv("WEBEX_PASSWORD", TYPED)
    with serving(served) as url:
        (tmp_path / "xmlinspect.toml").write_text(f'[profile.test]\nurl = "{url}"\nidentity = "rroe"\n')
        async with app.run_test(size=SIZE) as pilot:
            await loaded(pilot)
            await pilot.press("g", "j")
            await opened(pilot)
            await pilot.press("r")
            await until(pilot, lambda: "to send" in status(app))
            assert app.screen.query_one("#url", Input).value == url
            await sent(pilot, "1 of 1 sent;")
            assert not [line for line in screen_lines(app) if TYPED in line]
    assert b"<webExID>rroe</webExID>" in served.asked[0]
    assert TYPED.encode() in served.asked[0]


async def test_escape_stops_a_run_and_the_screen_never_waits(app: InspectorApp) -> None:
    served = Counting("40.9.0")
    served.hold = threading.Event()
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot)
            fill(pilot, "#url", url)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: served.asked)
            await pilot.press("question_mark")
            await until(pilot, lambda: on_screen(app, "Everywhere"))
            await pilot.press("q", "escape")
            await until(pilot, lambda: "stopped: 0 calls have ended" in status(app))
            served.hold.set()
            served.hold = None
            await sent(pilot, "1 of 1 sent; no differences")


async def test_a_write_that_is_cut_off_is_unknown_and_never_sent_again(app: InspectorApp) -> None:
    served = Counting("40.9.0")
    served.cut = "user.CreateUser"
    unknown = "✖ write  #3 user.CreateUser  sent, nobody knows whether it arrived"
    with serving(served) as url:
        async with app.run_test(size=SIZE) as pilot:
            await planned(pilot, "m", "j", "j", "m")
            app.screen.query_one("#writes", Checkbox).value = True
            await until(pilot, lambda: "1 writing and 1 reading" in status(app))
            await until(pilot, lambda: app.screen.query("#secrets Input"))
            fill(pilot, "#url", url)
            fill(pilot, "#ask-0", TYPED)
            await sent(pilot, "1 of 2 sent; no differences")
            assert on_screen(app, unknown)
            assert served.arrived().count("user.CreateUser") == 1
            # The server is well again: what was on its way is not sent unasked.
            served.cut = ""
            fill(pilot, "#ask-0", TYPED)
            await asked_first(pilot, "esc")
            assert served.arrived().count("user.CreateUser") == 1
            assert "nothing was sent" in status(app)
            fill(pilot, "#ask-0", TYPED)
            await asked_first(pilot, "r")
            await until(pilot, lambda: "ended in an interrupted run before; no differences" in status(app))
            assert on_screen(app, unknown)
            assert served.arrived().count("user.CreateUser") == 1
            fill(pilot, "#ask-0", TYPED)
            await asked_first(pilot, "a")
            await until(pilot, lambda: "2 of 2 sent;" in status(app))
    assert served.arrived().count("user.CreateUser") == 2


async def asked_first(pilot: Pilot[int], key: str) -> None:
    """Send, and say what to do about the writing call that an earlier run left open."""
    app = pilot.app
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, LeftOpenScreen))
    assert "calls of an earlier run arrived: #3 user.CreateUser" in " ".join(screen_lines(app))
    assert not [line for line in screen_lines(app) if "--" in line]  # no words of the command
    await pilot.press({"esc": "escape"}.get(key, key))
    await until(pilot, lambda: isinstance(app.screen, ReplayScreen))


@pytest.fixture
def left_unknown(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Counting, str]]:
    """A site, and its address, to which the command sent a write of which nobody knows whether it arrived."""
    monkeypatch.setenv("WEBEX_PASSWORD", TYPED)
    served = Counting("40.9.0")
    served.cut = "user.CreateUser"
    with serving(served) as url:
        words = ["replay", str(recorded), "--to", url, "--allow-writes", "--rate", "0", "--yes"]
        run([*words, "--filter", "op:CreateUser"])
        assert served.arrived() == ["user.CreateUser"]
        served.cut = ""
        yield served, url


async def test_a_write_that_the_command_left_unknown_is_not_sent_unasked(
    app: InspectorApp, left_unknown: tuple[Counting, str]
) -> None:
    served, url = left_unknown
    async with app.run_test(size=SIZE) as pilot:
        await planned(pilot, "m", "j", "j", "m")
        app.screen.query_one("#writes", Checkbox).value = True
        await until(pilot, lambda: "1 writing and 1 reading" in status(app))
        fill(pilot, "#url", url)
        await asked_first(pilot, "r")
        await until(pilot, lambda: "of 2 sent;" in status(app))
    assert served.arrived().count("user.CreateUser") == 1
    assert "ep.GetAPIVersion" in served.arrived()


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    """A store of three calls: one that makes a meeting, one that reads and one that deletes it."""
    path = tmp_path / "meeting.sqlite"
    core = assemble.inspector(load().settings, key=KEY)
    own = Site(assemble.schemas().master, assemble.schemas().releases, release="40.9.0")
    made = (
        "<metaData><confName>Review</confName></metaData>"
        "<schedule><startDate>10/10/2035 10:00:00</startDate></schedule>"
    )
    records, key = [], ""
    for operation in ("CreateMeeting", "GetMeeting", "DelMeeting"):
        inside = f"<meetingKey>{key}</meetingKey>" if key else made
        request = Payload(XML, message(f"meeting.{operation}", inside, PASSWORD))
        answer = own.answer(request)
        found = re.search(r"meetingkey>(\d+)", answer.body.decode())
        key = key or (found[1] if found else "")
        records.append(record(core.judge_pair(exchanged(request, answer, len(records)))))
    with open_store(path, create=True) as store:
        store.write(records)
    return path


@pytest.fixture
def of_meeting(meeting: Path) -> Iterator[InspectorApp]:
    with showing(meeting) as made:
        yield made


async def test_what_is_about_a_call_that_is_not_chosen_is_kept_back(of_meeting: InspectorApp) -> None:
    async with of_meeting.run_test(size=SIZE) as pilot:
        await planned(pilot, "j", "j")
        app = of_meeting
        app.screen.query_one("#writes", Checkbox).value = True
        said = "kept   #3 meeting.DelMeeting  not sent: the call that makes what it is about is not selected"
        await until(pilot, lambda: on_screen(app, said), said)
        assert "0 writing and 0 reading calls to send  1 kept back" in status(app)


async def test_what_is_kept_back_is_said_in_words_of_the_screen(of_meeting: InspectorApp) -> None:
    async with of_meeting.run_test(size=SIZE) as pilot:
        await planned(pilot, "m", "j", "m")
        assert on_screen(
            of_meeting,
            "kept   #2 meeting.GetMeeting  not sent: the call that makes what it is about changes something; "
            "allow writes",
        )
        assert not on_screen(of_meeting, "--allow-writes")


async def test_a_key_that_no_call_made_is_said(of_meeting: InspectorApp, meeting: Path) -> None:
    with closing(sqlite3.connect(meeting)) as base, base:  # the call that made it was never recorded
        base.execute("DELETE FROM exchange WHERE seq = 1")
    async with of_meeting.run_test(size=SIZE) as pilot:
        await planned(pilot, "j")
        of_meeting.screen.query_one("#writes", Checkbox).value = True
        said = "write  #3 meeting.DelMeeting  (with the recorded key)  needs password"
        await until(pilot, lambda: on_screen(of_meeting, said), said)


async def test_secrets_that_would_go_unencrypted_are_warned_of(app: InspectorApp) -> None:
    said = "secrets go to http://test.example.com/WBXService/XMLService unencrypted; write https://"
    async with app.run_test(size=SIZE) as pilot:
        await planned(pilot, "j")
        fill(pilot, "#url", "http://test.example.com/WBXService/XMLService")
        await until(pilot, lambda: on_screen(app, said), said)
        fill(pilot, "#url", "https://test.example.com/WBXService/XMLService")
        await until(pilot, lambda: not on_screen(app, "unencrypted"))
