"""A thousand exchanges with twenty secrets each, every secret found in nothing else. No test in here."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from inspector.model.exchange import Exchange, Payload

URL = "https://acme.example.com/WBXService/XMLService"
_NS = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
    'xmlns:use="http://www.webex.com/schemas/2002/06/service/user"'
)
_ALPHABET = string.ascii_letters + string.digits
LEAD = "Zq7"
LENGTH = 16
EACH = 20


@dataclass(frozen=True, slots=True)
class Planted:
    """An exchange, and the secrets in it."""

    exchange: Exchange
    secrets: tuple[str, ...]


def planted(count: int, seed: int = 20_261_124) -> Iterator[Planted]:
    """Exchanges of four sorts by turns: with slots, going alone, in a form, and broken."""
    rng = random.Random(seed)
    for number in range(count):
        secrets = tuple(LEAD + "".join(rng.choices(_ALPHABET, k=LENGTH - len(LEAD))) for _ in range(EACH))
        yield Planted(_SORTS[number % len(_SORTS)](number, *secrets), secrets)


def _request(context: str, content: str, *, lead: str = "", attribute: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{lead}<serv:message {_NS}><header><securityContext>'
        f"<siteName>acme</siteName><webExID>jdoe</webExID>{context}</securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.user.CreateUser"{attribute}>'
        f"<firstName>Jane</firstName>{content}</bodyContent></body></serv:message>"
    )


def _answer(content: str) -> str:
    return (
        f"<serv:message {_NS}><serv:header><serv:response><serv:result>SUCCESS</serv:result>"
        "</serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="use:authenticateUserResponse">{content}</serv:bodyContent>'
        "</serv:body></serv:message>"
    )


def _exchange(
    number: int, url: str, request: str, response: str, headers: dict[str, str], answer: dict[str, str]
) -> Exchange:
    return Exchange(
        Payload((("Host", "acme.example.com"), *headers.items()), request.encode()),
        Payload((("Content-Type", "text/xml"), *answer.items()), response.encode()),
        url=url,
        status=200,
        http="HTTP/1.1",
        started=1_700_000_000.0 + number,
        duration_ms=12.5,
        client="198.51.100.9",
        source="flow",
    )


def _slots(number: int, *s: str) -> Exchange:
    context = (
        f"<password>{s[0]}</password><sessionTicket>{s[1]}</sessionTicket><clientSecret>{s[2]}</clientSecret>"
    )
    text = escape(
        f"<password>{s[3]}</password> or password={s[4]}, at https://acme.example.com/x?PW={s[5]}&a=b"
    )
    content = (
        f"<password>{s[6]}</password><passwordHint>{s[7]}</passwordHint><userPassword>{s[8]}</userPassword>"
        f"<comments>{text}</comments><personalMeetingRoom><hostPIN>{s[9]}</hostPIN></personalMeetingRoom>"
    )
    answer = (
        f"<use:sessionTicket>{s[10]}</use:sessionTicket><use:guestToken>{s[11]}</use:guestToken>"
        f"<use:link>https://acme.example.com/j.php?MTID={s[12]}</use:link><use:hostKey>{s[13]}</use:hostKey>"
    )
    return _exchange(
        number,
        f"{URL}?PW={s[14]}&guestToken={s[15]}",
        _request(context, content),
        _answer(answer),
        {"Authorization": f"Bearer {s[16]}", "Cookie": f"a={s[17]}"},
        {"Set-Cookie": f"JSESSIONID={s[18]}; Path=/", "Location": f"https://acme.example.com/?TK={s[19]}"},
    )


def _alone(number: int, *s: str) -> Exchange:
    context = (
        f"<password><![CDATA[{s[0]}]]></password><!-- {s[1]} --><webExAccessToken>{s[2]}</webExAccessToken>"
    )
    nested = (
        '<bodyContent xsi:type="java:com.webex.service.binding.user.SetUser">'
        f"<password>{s[3]}</password><apiKey>{s[4]}</apiKey></bodyContent>"
    )
    content = (
        f"<comments><![CDATA[{s[5]}]]></comments>{nested}<room accessToken='{s[6]}'/>"
        f"<credentials><login><word>{s[7]}</word></login></credentials><?note {s[8]}?>"
    )
    answer = f"<!-- {s[9]} --><use:sessionTicket>{s[10]}</use:sessionTicket><x password='{s[11]}'>y</x>"
    return _exchange(
        number,
        f"https://jdoe:{s[12]}@acme.example.com/WBXService/XMLService?sessionTicket={s[13]}",
        _request(context, content, lead=f"<!-- {s[14]} -->", attribute=f' password="{s[15]}"'),
        _answer(answer),
        {"JWTToken": s[16], "X-Api-Key": s[17]},
        {"Set-Cookie": f"x={s[18]}", "X-Auth-Token": s[19]},
    )


def _form(number: int, *s: str) -> Exchange:
    context = (
        f"<password>{s[0]}</password><sessionTicket>{s[1]}</sessionTicket><clientSecret>{s[2]}</clientSecret>"
    )
    document = _request(
        context, f"<password>{s[3]}</password><passwordHintAnswer>{s[4]}</passwordHintAnswer>"
    )
    fields = {"UID": s[5], "PWD": s[6], "PID": s[7], "accessToken": s[8], "note": f"password={s[9]}"}
    answer = (
        f"<use:sessionTicket>{s[10]}</use:sessionTicket><use:ticket>{s[11]}</use:ticket>"
        f"<use:userLoginURL>https://acme.example.com/l?TK={s[12]}&amp;x=y</use:userLoginURL>"
    )
    return _exchange(
        number,
        f"{URL}?BU={quote(f'https://acme.example.com/?TK={s[13]}', safe='')}&access_token={s[14]}",
        urlencode({**fields, "XML": document}),
        _answer(answer),
        {
            "Proxy-Authorization": f"Basic {s[15]}",
            "Cookie": f"a={s[16]}; b={s[17]}",
            "X-Session-Ticket": s[18],
        },
        {"Set-Cookie": f"JSESSIONID={s[19]}; HttpOnly"},
    )


def _broken(number: int, *s: str) -> Exchange:
    context = f"<password>{s[0]}</passwort><sessionTicket>{s[1]}</sessionTicket><webExAccessToken>{s[2]}"
    request = (
        f"<serv:message {_NS}><header><securityContext>{context}</securityContext></header>"
        f"<body><bodyContent><meetingPassword>{s[3]}</meetingPassword><!-- {s[4]} --><x pwd='{s[5]}'>R&D</x>"
        f"<samlResponse>{s[6]}</samlResponse>&lt;password&gt;{s[7]}&lt;/password&gt;<hostKey>{s[8]}"
    )
    answer = (
        f"<serv:message {_NS}><use:sessionTicket>{s[9]}</use:sessionTicket><use:password>{s[10]}</use:pass"
        f"><use:guestToken>{s[11]}</use:guestToken>text password: {s[12]} <![CDATA[{s[13]}"
    )
    return _exchange(
        number,
        f"{URL}#access_token={s[14]}",
        request,
        answer,
        {"Authorization": s[15], "Cookie": s[16], "Referer": f"https://acme.example.com/?PW={s[17]}"},
        {"Set-Cookie": f"t={s[18]}", "X-Note": f"Bearer {s[19]}"},
    )


_SORTS = (_slots, _alone, _form, _broken)
