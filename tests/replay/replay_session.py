"""A session of calls as a client makes them, made against a simulated site and kept in a store."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from inspector import assemble
from inspector.cli.site_server import SiteServer
from inspector.engine import record
from inspector.model.exchange import Exchange, Payload
from inspector.settings import load
from inspector.simulator import Site
from inspector.store import open_store

BINDING = "java:com.webex.service.binding"
XML = (("Content-Type", "text/xml; charset=UTF-8"),)
SITE = "<siteName>acme</siteName>"
PASSWORD = f"<webExID>jdoe</webExID><password>First-Pw-1</password>{SITE}"
RECORDED = "https://acme.example.com/WBXService/XMLService"


def message(operation: str, inside: str = "", context: str = PASSWORD) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"<header><securityContext>{context}</securityContext></header>\n"
        f'<body><bodyContent xsi:type="{BINDING}.{operation}">{inside}</bodyContent></body></serv:message>'
    ).encode()


KEY = b"r" * 32


@cache
def _core(redact: tuple[str, ...]):
    settings = load({"redact": redact} if redact else {}).settings
    return assemble.inspector(settings, key=KEY)


class Recorder:
    """Asks a site, and keeps what was said."""

    def __init__(
        self, schemas, path: Path, release: str, seed: int = 1, redact: tuple[str, ...] = ()
    ) -> None:
        kept = assemble.key_path(path, load().settings)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(KEY)
        kept.chmod(0o600)
        self._core = _core(redact)
        self._site = Site(schemas.master, schemas.releases, release=release, seed=seed)
        self.records = []
        self._path = path

    def ask(self, operation: str, inside: str = "", context: str = PASSWORD, headers=XML) -> str:
        request = Payload(tuple(headers), message(operation, inside, context))
        answer = self._site.answer(request)
        self.keep(request, Payload(answer.headers, answer.body), answer.status)
        return answer.body.decode()

    def keep(
        self, request: Payload, response: Payload | None, status: int | None = 200, url: str = RECORDED
    ) -> None:
        exchange = Exchange(
            request=request,
            response=response,
            url=url,
            status=status,
            started=1_700_000_000.0 + len(self.records),
        )
        self.records.append(record(self._core.judge_pair(exchange)))

    def save(self) -> Path:
        with open_store(self._path, create=True) as store:
            store.write(self.records)
        return self._path

    def __len__(self) -> int:
        return len(self.records)


def found(body: str, name: str) -> str:
    return re.search(rf":{name}>([^<]+)<", body)[1]


def mixed(recorder: Recorder, rounds: int = 12) -> int:
    """A session of reading and writing calls: 16 a round, and 8 around them; gives how many."""
    ask = recorder.ask
    ask("ep.GetAPIVersion", context=SITE)
    ticket = found(ask("user.AuthenticateUser"), "sessionTicket")
    signed = f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{ticket}</sessionTicket>"
    ask("user.CreateUser", _user("jdoe", "Jane", "Doe"), signed)
    for number in range(rounds):
        _round(ask, number, signed)
    ask("site.GetSite", context=signed)
    ask("ep.LstsummarySession", "<confName>Nothing so named</confName>", signed)
    ask("meeting.GetMeeting", "<meetingKey>999999999</meetingKey>")
    ask("ep.GetSessionInfo", "<sessionKey>999999999</sessionKey>")
    ask("user.GetUser", "<webExId>nobody</webExId>")
    return len(recorder)


def _user(name: str, first: str, last: str) -> str:
    return (
        f"<firstName>{first}</firstName><lastName>{last}</lastName><webExId>{name}</webExId>"
        f"<email>{name}@example.com</email><password>User-Pw-1</password>"
        "<privilege><host>true</host></privilege><active>ACTIVATED</active>"
    )


def _round(ask, number: int, signed: str) -> None:
    name = f"rroe{number}"
    ask("user.CreateUser", _user(name, "Richard", f"Roe{number}"), signed)
    ask("user.GetUser", f"<webExId>{name}</webExId>", signed)
    ask("user.SetUser", f"<webExId>{name}</webExId><title>Engineer {number}</title>", signed)
    ask("user.LstsummaryUser", "<listControl><maximumNum>5</maximumNum></listControl>")
    created = ask(
        "meeting.CreateMeeting",
        f"<accessControl><meetingPassword>Meet-Pw-1</meetingPassword></accessControl>"
        f"<metaData><confName>Review {number}</confName><agenda>News</agenda></metaData>"
        f"<schedule><startDate>10/1{number % 10}/2035 10:00:00</startDate><timeZoneID>21</timeZoneID>"
        "<duration>30</duration></schedule>",
        signed,
    )
    key = found(created, "meetingkey")
    ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>", signed)
    ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", signed)
    ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", SITE)
    ask(
        "meeting.SetMeeting",
        f"<meetingKey>{key}</meetingKey><metaData><agenda>Plans</agenda></metaData>",
        signed,
    )
    ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    ask("ep.LstsummarySession", f"<confName>Review {number}</confName>", signed)
    ask("user.GetUserCard", f"<webExId>{name}</webExId>", signed)
    ask("user.GetUserCard", f"<webExId>{name}</webExId>", SITE)
    ask("ep.GetAPIVersion", context=signed)
    ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>", signed)
    ask("user.GetUser", f"<webExId>{name}</webExId>")


class Counting:
    """A site that remembers what it was asked, and can be told to do otherwise."""

    def __init__(self, site) -> None:
        self.site = site
        self.asked: list[Payload] = []
        self.before = None
        self._lock = threading.Lock()

    def answer(self, request, url=""):
        with self._lock:
            self.asked.append(request)
        if self.before is not None:
            given = self.before(request, url)
            if given is not None:
                return given
        return self.site.answer(request, url)

    def arrived(self) -> list[str]:
        """Operations in the order in which they came."""
        pattern = re.compile(rb"service\.binding\.([\w.]+)")
        return [match.decode() for one in self.asked for match in pattern.findall(one.body)]


@contextmanager
def serving(site, port: int = 0, wrap=None):
    """The site at a port of this machine, a free one by default; `wrap` makes its socket another."""
    with SiteServer(site, f"127.0.0.1:{port}", lambda _line: None) as server:
        if wrap is not None:
            server.socket = wrap(server.socket)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
