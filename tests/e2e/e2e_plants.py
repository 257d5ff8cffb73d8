"""Exchanges with a secret of its own in every place where one can stand."""
# ruff: noqa: E501 - a plant a line

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

PATH = "/WBXService/XMLService"
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_SERV = 'xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
_USE = 'xmlns:use="http://www.webex.com/schemas/2002/06/service/user"'
_BINDING = "java:com.webex.service.binding"
_CONTEXT = "<siteName>acme</siteName><webExID>jdoe</webExID>"

Body = Callable[[str], bytes]
Headers = Callable[[str], dict[str, str]]


@dataclass(frozen=True)
class Plant:
    """One exchange, and the secret that is in it.

    Attributes:
        name: Where the secret stands.
        secret: It; found in nothing else.
        request, response: Bodies as they cross the wire.
        path: Path and query of the URL.
    """

    name: str
    secret: str
    request: bytes
    response: bytes
    path: str = PATH
    request_headers: dict[str, str] = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)


def request(content: str = "", context: str = _CONTEXT, operation: str = "user.GetUser", **more: str) -> str:
    """A request as most clients write it."""
    inside = content or "<webExId>jdoe</webExId>"
    lead, root = more.get("lead", ""), more.get("root", "")
    return (
        f'<?xml version="1.0" encoding="{more.get("encoding", "UTF-8")}"?>\n{lead}'
        f"<serv:message {_SERV} {_XSI}{root}>\n<header><securityContext>{context}</securityContext></header>\n"
        f'<body><bodyContent xsi:type="{_BINDING}.{operation}">{inside}</bodyContent></body>\n</serv:message>'
    )


def answer(content: str = "", operation: str = "use:getUserResponse", head: str = "") -> str:
    """A SUCCESS answer."""
    head = head or "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {_SERV} {_USE} {_XSI}>'
        f"<serv:header><serv:response>{head}</serv:response></serv:header>"
        f'<serv:body><serv:bodyContent xsi:type="{operation}">{content}</serv:bodyContent></serv:body>'
        "</serv:message>"
    )


_OK = answer("<use:webExId>jdoe</use:webExId>").encode()
_XML = {"Content-Type": "text/xml"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _context(element: str) -> Body:
    return lambda s: request(context=f"{_CONTEXT}<{element}>{s}</{element}>").encode()


def _in(operation: str, template: str) -> Body:
    return lambda s: request(template.replace("@", s), operation=operation).encode()


def _out(operation: str, template: str) -> Body:
    return lambda s: answer(template.replace("@", s), operation).encode()


_REQUESTS: dict[str, Body] = {
    **{
        f"securityContext/{name}": _context(name)
        for name in ("password", "sessionTicket", "webExAccessToken", "clientSecret", "clientID", "partnerID")
    },
    "AuthenticateUser accessToken": _in("user.AuthenticateUser", "<accessToken>@</accessToken>"),
    "AuthenticateUser samlResponse": _in("user.AuthenticateUser", "<samlResponse>@</samlResponse>"),
    **{
        f"CreateUser {name}": _in("user.CreateUser", f"<webExId>jdoe</webExId><{name}>@</{name}>")
        for name in ("password", "passwordHint", "passwordHintAnswer")
    },
    "SetUser password": _in("user.SetUser", "<webExId>jdoe</webExId><password>@</password>"),
    "CreateUser PIN of a phone": _in("user.CreateUser", "<phones><PIN>@</PIN></phones>"),
    "CreateUser hostPIN": _in(
        "user.CreateUser", "<personalMeetingRoom><hostPIN>@</hostPIN></personalMeetingRoom>"
    ),
    "CreateMeeting meetingPassword": _in(
        "meeting.CreateMeeting", "<accessControl><meetingPassword>@</meetingPassword></accessControl>"
    ),
    "CreateMeeting audioPassword": _in(
        "meeting.CreateMeeting", "<accessControl><audioPassword>@</audioPassword></accessControl>"
    ),
    "CreateTrainingSession sessionPassword": _in(
        "training.CreateTrainingSession", "<accessControl><sessionPassword>@</sessionPassword></accessControl>"
    ),
    "CreateEvent panelistPassword": _in(
        "event.CreateEvent", "<accessControl><panelistPassword>@</panelistPassword></accessControl>"
    ),
    "attendeeOptions registrationPWD": _in(
        "meeting.CreateMeeting", "<attendeeOptions><registrationPWD>@</registrationPWD></attendeeOptions>"
    ),
    "CreateMeeting hostKey": _in("meeting.CreateMeeting", "<hostKey>@</hostKey>"),
    "unknown element userPassword": _in("user.GetUser", "<userPassword>@</userPassword>"),
    "unknown element api_key": _in("user.GetUser", "<api_key>@</api_key>"),
    "unknown element with a prefix": _in("user.GetUser", "<x:loginPassword>@</x:loginPassword>"),
    "unknown operation": _in("user.BookRoom", "<room><roomPassword>@</roomPassword></room>"),
    "below an element password": _in("user.GetUser", "<password><value>@</value></password>"),
    "deep below an element credentials": _in(
        "user.GetUser", "<credentials><login><word>@</word></login></credentials>"
    ),
    "beside a child of password": _in("user.CreateUser", "<password>@<b/></password>"),
    "behind a child of password": _in("user.CreateUser", "<password><b/>@</password>"),
    "beside a child of an unknown secret": _in("user.GetUser", "<secret>@<b>c</b></secret>"),
    "stray text of bodyContent": _in("user.GetUser", "password=@ <webExId>jdoe</webExId>"),
    "stray text of securityContext": lambda s: request(context=f"password: {s} {_CONTEXT}").encode(),
    "nested bodyContent": _in(
        "user.GetUser", f'<bodyContent xsi:type="{_BINDING}.user.SetUser"><password>@</password></bodyContent>'
    ),
    "second bodyContent": lambda s: (
        request()
        .replace(
            "</body>",
            f'<bodyContent xsi:type="{_BINDING}.user.SetUser"><password>{s}</password></bodyContent></body>',
        )
        .encode()
    ),
    "bodyContent under message": lambda s: (
        request(f"<password>{s}</password>").replace("<body>", "").replace("</body>", "").encode()
    ),
    "second securityContext": lambda s: (
        request()
        .replace("</header>", f"<securityContext><password>{s}</password></securityContext></header>")
        .encode()
    ),
    "context outside the header": lambda s: (
        request().replace("<header>", f"<securityContext><password>{s}</password></securityContext><header>").encode()
    ),
    "letter case of a name": _context("PASSWORD"),
    "CDATA": _in("user.CreateUser", "<password><![CDATA[@]]></password>"),
    "CDATA and text": _in("user.CreateUser", "<password>a<![CDATA[@]]>b</password>"),
    "CDATA elsewhere": _in("user.GetUser", "<note><![CDATA[the word is @]]></note>"),
    "comment": _in("user.GetUser", "<!-- jdoe has @ --><webExId>jdoe</webExId>"),
    "comment in a leaf": _in("user.CreateUser", "<password>a<!-- x -->@</password>"),
    "comment in broken XML": _in("user.GetUser", "<!-- jdoe has @ --><webExId>jdoe</webExID>"),
    "CDATA in broken XML": _in("user.GetUser", "<note><![CDATA[the word is @]]></note><webExId>jdoe</webExID>"),
    "instruction in broken XML": _in("user.GetUser", "<?login jdoe @?><webExId>jdoe</webExID>"),
    "instruction": _in("user.GetUser", "<?login jdoe @?><webExId>jdoe</webExId>"),
    "attribute of an unknown element": _in("user.GetUser", '<login password="@" name="jdoe"/>'),
    "attribute of a known element": _in("user.GetUser", '<webExId password="@">jdoe</webExId>'),
    "attribute of securityContext": lambda s: (
        request().replace("<securityContext>", f'<securityContext password="{s}">').encode()
    ),
    "attribute of password": _in("user.CreateUser", '<password value="@">x</password>'),
    "attribute of an empty password": _in("user.CreateUser", '<password value="@"/>'),
    "attribute of bodyContent": lambda s: request().replace("<bodyContent ", f'<bodyContent token="{s}" ').encode(),
    "attribute of message": lambda s: request(root=f' sessionTicket="{s}"').encode(),
    "namespace name": lambda s: request(root=f' xmlns:x="urn:a?password={s}"').encode(),
    "name and value in attributes": _in("user.GetUser", '<param name="password" value="@"/>'),
    "value before name in attributes": _in("user.GetUser", "<param value='@' name='sessionTicket'/>"),
    "name in an attribute, value as text": _in("user.GetUser", '<param name="password">@</param>'),
    "boolean with a name like a password": _in(
        "meeting.CreateMeeting", "<accessControl><enforcePassword>@</enforcePassword></accessControl>"
    ),
    "boolean with an assignment": _in(
        "meeting.CreateMeeting", "<accessControl><listToPublic>password=@</listToPublic></accessControl>"
    ),
    "integer with an assignment": _in(
        "meeting.CreateMeeting", "<schedule><duration>password=@</duration></schedule>"
    ),
    "enumeration with an assignment": _in("user.CreateUser", "<active>sessionTicket=@</active>"),
    "boolean in CDATA": _in(
        "meeting.CreateMeeting",
        "<accessControl><enforcePassword><![CDATA[@]]></enforcePassword></accessControl>",
    ),
    "boolean of two lines": _in(
        "meeting.CreateMeeting", "<accessControl><enforcePassword>a\n@</enforcePassword></accessControl>"
    ),
    "two lines": _in("user.CreateUser", "<password>first\n@</password>"),
    "with a tab": _in("user.CreateUser", "<password>a\t@</password>"),
    "with references": _in("user.CreateUser", "<password>&lt;&amp;@</password>"),
    "as references": lambda s: request(
        f"<password>{''.join(f'&#{ord(c)};' for c in s)}x{s}</password>", operation="user.CreateUser"
    ).encode(),
    "free text": _in("meeting.CreateMeeting", "<metaData><agenda>PIN, password: @</agenda></metaData>"),
    "URL in free text": _in(
        "meeting.CreateMeeting",
        "<metaData><agenda>https://acme.example.com/j.php?MTID=@&amp;x=1</agenda></metaData>",
    ),
    "token in free text": _in("meeting.CreateMeeting", "<metaData><agenda>Bearer @0123456789</agenda></metaData>"),
    "escaped XML in a leaf": _in("user.GetUser", "<note>&lt;password&gt;@&lt;/password&gt;</note>"),
    "backURL": _in("user.GetloginurlUser", "<backURL>https://example.com/?token=@</backURL>"),
    "WS-Security": lambda s: (
        request()
        .replace("<header>", f'<header><w:Security><w:Password Type="Text">{s}</w:Password></w:Security>')
        .encode()
    ),
    "UTF-16": lambda s: request(f"<password>{s}</password>", encoding="UTF-16").encode("utf-16"),
    "UTF-16 without mark": lambda s: request(f"<password>{s}</password>", encoding="UTF-16LE").encode("utf-16-le"),
    "UTF-32": lambda s: request(f"<password>{s}</password>", encoding="UTF-32").encode("utf-32"),
    "UTF-16, broken": lambda s: (
        request(f"<password>{s}</password><a>", encoding="UTF-16").encode("utf-16")
    ),
    "UTF-16, comment": lambda s: request(f"<!-- {s} -->", encoding="UTF-16").encode("utf-16"),
    "UTF-7": lambda s: request(f"<password>+{s}</password>", encoding="UTF-7").encode(),
    "EBCDIC": lambda s: request(f"<password>{s}</password>", encoding="IBM037").encode("cp037"),
    "ISO-8859-1": lambda s: request(f"<password>\xe9{s}</password>", encoding="ISO-8859-1").encode("latin-1"),
    "EUC-KR": lambda s: request(f"<password>\uac00{s}</password>", encoding="EUC-KR").encode("euc-kr"),
    "bytes that are no UTF-8": lambda s: request(f"<password>\xe9{s}</password>").encode("latin-1"),
    "broken: crossed tags": _in("user.CreateUser", "<password>@</webExId><webExId></password>"),
    "broken: end tag misspelt": _in("user.CreateUser", "<password>@</passwort>"),
    "broken: bare ampersand": _in("user.CreateUser", "<password>a&@</password>"),
    "broken: bare less-than": _in("user.CreateUser", "<password>a<@</password>"),
    "broken: less-than and blank": _in("user.CreateUser", "<password>a< @</password>"),
    "broken: no end": lambda s: request(f"<password>{s}").partition("</bodyContent>")[0].encode(),
    "broken: cut within it": lambda s: request(f"<password>{s}", operation="user.CreateUser")
    .partition("</bodyContent>")[0]
    .encode(),
    "broken: control character": _in("user.CreateUser", "<password>\x01@</password>"),
    "broken: attribute unquoted": _in("user.GetUser", "<login password=@ name=x>"),
    "broken: attribute unclosed": _in("user.GetUser", '<login password="@>x</login>'),
    "broken: start tag unclosed": _in("user.CreateUser", "<password @</password>"),
    "broken: no-break space in markup": lambda s: request(f"<\u00a0password>{s}</password>").encode(),
    "no-break space in a tag": lambda s: request(f'<password\u00a0x="y">{s}</password>').encode(),
    "HTML entity": _in("user.CreateUser", "<password>&@;</password>"),
    "junk behind the document": lambda s: f"{request()}\npassword={s}".encode(),
    "junk before the document": lambda s: f"password={s}\n{request()}".encode(),
    "second document": lambda s: f"{request()}{request(f'<password>{s}</password>')}".encode(),
    "DTD entity": lambda s: request("<password>&p;</password>", lead=f'<!DOCTYPE m [<!ENTITY p "{s}">]>\n').encode(),
    "DTD comment": lambda s: request(lead=f"<!DOCTYPE m [<!-- {s} -->]>\n").encode(),
    "DTD system id": lambda s: request(lead=f'<!DOCTYPE m SYSTEM "http://example.com/{s}">\n').encode(),
    "prefix undeclared": _in("user.CreateUser", "<use:password>@</use:password>"),
    "siteName": lambda s: request(context=f"<siteName>acme&amp;password={s}</siteName>").encode(),
    "clientInfo": lambda s: request(context=f"{_CONTEXT}<clientInfo>x password={s}</clientInfo>").encode(),
    "attribute, no other value": lambda s: request("<a/>", context=f'<b password="{s}"/>').encode(),
    "mixed text, no other value": lambda s: request("<a/>", context=f"password={s}<b/>").encode(),
    "element named like it": _in("user.CreateUser", "<password>a<@/>b</password>"),
    "broken: element named like it": _in("user.CreateUser", "<password>a<@>b</password>"),
    "broken: reference named like it": _in("user.CreateUser", "<password>a&@b</password>"),
    "outside header and body": lambda s: (
        request().replace("<header>", f"<password><x>{s}</x></password><header>").encode()
    ),
    "attribute xsi:": _in("user.GetUser", '<webExId xsi:x="password=@">jdoe</webExId>'),
    "below password, broken": _in("user.GetUser", "<password><x>@</x></password><a>"),
    "broken: boolean with a name like a password": _in("user.GetUser", "<enforcePassword>@</enforcePassword><a>"),
    "DTD with brackets": lambda s: request(lead=f'<!DOCTYPE m [<!ENTITY p "a]>{s}">]>\n').encode(),
    "comment unclosed": _in("user.GetUser", "<!-- jdoe has @"),
    "comment in an unreadable form": lambda s: f"XML={quote_plus(request(f'<!-- {s} --><a>'))}".encode(),
    "operation": lambda s: request(operation=f"user.GetUser?password={s}").encode(),
    "JSON": lambda s: f'{{"password": "{s}"}}'.encode(),
    "JSON with markup": lambda s: f'{{"xml": "<password>{s}<\\/password>"}}'.encode(),
    "plain text": lambda s: f"jdoe has {s}".encode(),
    "binary": lambda s: b"\x00\x01\x02" + s.encode(),
    "latin junk": lambda s: b"\xff\xfe\xfd" + s.encode(),
}  # fmt: skip

_ANSWERS: dict[str, Body] = {
    "AuthenticateUser answer": _out(
        "use:authenticateUserResponse", "<use:sessionTicket>@</use:sessionTicket>"
    ),
    "GetLoginTicket answer": _out("use:getLoginTicketResponse", "<use:ticket>@</use:ticket>"),
    "GetloginurlUser answer": _out(
        "use:getloginurlUserResponse",
        "<use:userLoginURL>https://acme.example.com/p.php?AT=LI&amp;TK=@</use:userLoginURL>",
    ),
    "GetUser answer": _out("use:getUserResponse", "<use:password>@</use:password>"),
    "GetUser passwordHintAnswer": _out(
        "use:getUserResponse", "<use:passwordHintAnswer>@</use:passwordHintAnswer>"
    ),
    "CreateMeeting answer": _out(
        "meet:createMeetingResponse", "<meet:meetingPassword>@</meet:meetingPassword>"
    ),
    "GetMeeting answer": _out(
        "meet:getMeetingResponse",
        "<meet:accessControl><meet:meetingPassword>@</meet:meetingPassword></meet:accessControl>",
    ),
    "guestToken": _out("meet:createMeetingResponse", "<meet:guestToken>@</meet:guestToken>"),
    "meetingLink": _out(
        "meet:getMeetingResponse",
        "<meet:meetingLink>https://acme.example.com/j.php?MTID=@</meet:meetingLink>",
    ),
    "hostMeetingURL with user information": lambda s: answer(
        f"<meet:hostMeetingURL>https://jdoe:{s}@acme.example.com/x</meet:hostMeetingURL>",
        "meet:gethosturlMeetingResponse",
    ).encode(),
    "row of a list": _out(
        "use:lstsummaryUserResponse",
        "<use:user><use:webExId>a</use:webExId><use:password>x1</use:password></use:user>"
        "<use:user><use:webExId>b</use:webExId><use:password>@</use:password></use:user>",
    ),
    "answer of an unknown operation": _out("use:bookRoomResponse", "<use:doorPassword>@</use:doorPassword>"),
    "reason": lambda s: (
        answer(
            head=f"<serv:result>FAILURE</serv:result><serv:reason>bad password={s}</serv:reason>"
            "<serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>030002</serv:exceptionID>"
        ).encode()
    ),
    "result": lambda s: answer(head=f"<serv:result>password={s}</serv:result>").encode(),
    "subErrors": lambda s: (
        answer(
            head="<serv:result>FAILURE</serv:result><serv:reason>x</serv:reason><serv:gsbStatus>PRIMARY"
            "</serv:gsbStatus><serv:exceptionID>999999</serv:exceptionID><serv:subErrors><serv:subError>"
            f"<serv:value>sessionTicket={s}</serv:value></serv:subError></serv:subErrors>"
        ).encode()
    ),
    "HTML page with a hidden field": lambda s: (
        f'<html><body><form><input type="hidden" name="token" value="{s}"></form></body></html>'.encode()
    ),
    "HTML page with a script": lambda s: f'<html><script>var sessionTicket = "{s}";</script></html>'.encode(),
    "HTML comment": lambda s: f"<html><!-- {s} --><body>Down</body></html>".encode(),
    "broken answer": lambda s: (
        answer(f"<use:sessionTicket>{s}</use:sessionTicket>").replace("</serv:body>", "").encode()
    ),
}  # fmt: skip

_REQUEST_HEADERS: dict[str, Headers] = {
    "JWTToken header": lambda s: {"JWTToken": s},
    "Authorization: Bearer": lambda s: {"Authorization": f"Bearer {s}"},
    "Authorization: Basic": lambda s: {
        "Authorization": "Basic " + base64.b64encode(f"jdoe:{s}".encode()).decode()
    },
    "Authorization alone": lambda s: {"Authorization": s},
    "Proxy-Authorization": lambda s: {"Proxy-Authorization": f"Basic {s}"},
    "Cookie": lambda s: {"Cookie": f"a=1; JSESSIONID={s}"},
    "X-Api-Key": lambda s: {"X-Api-Key": s},
    "X-User-Password": lambda s: {"X-User-Password": s},
    "User-Agent": lambda s: {"User-Agent": f"agent/1.0 (password={s})"},
    "Referer": lambda s: {"Referer": f"https://jdoe:{s}@example.com/?PW={s}"},
}
_RESPONSE_HEADERS: dict[str, Headers] = {
    "Set-Cookie": lambda s: {"Set-Cookie": f"JSESSIONID={s}; Path=/; HttpOnly"},
    "Location": lambda s: {"Location": f"https://example.com/?ticket={s}"},
}
_PATHS: dict[str, Callable[[str], str]] = {
    "URL, PW": lambda s: f"{PATH}?AT=LI&PW={s}",
    "URL, token": lambda s: f"{PATH}?access_token={s}",
    "URL, encoded": lambda s: f"{PATH}?back=https%3A%2F%2Fexample.com%3FMTID%3D{s}",
    "URL, XML in the query": lambda s: f"{PATH}?XML={quote(f'<password>{s}</password>')}",
}
_FORMS: dict[str, Body] = {
    "form, XML": lambda s: f"XML={quote_plus(request(f'<password>{s}</password>'))}".encode(),
    "form, PWD": lambda s: f"UID=jdoe&PWD={s}&XML={quote_plus(request())}".encode(),
    "form, UID": lambda s: f"UID={s}&XML={quote_plus(request())}".encode(),
    "form, PWD behind": lambda s: f"XML={quote_plus(request())}&PWD={s}".encode(),
    "form, raw": lambda s: f"UID=jdoe&PWD={s}&XML={request()}".encode(),
    "form, raw, within": lambda s: f"UID=jdoe&XML={request(f'<password>{s}</password>')}".encode(),
    "form without XML": lambda s: f"UID=jdoe&PWD={s}".encode(),
    "form, other name": lambda s: f"body={quote_plus(request(f'<password>{s}</password>'))}".encode(),
    "form, broken XML": lambda s: f"XML={quote_plus(request(f'<password>{s}</passwort>'))}".encode(),
    "form, two XML fields": lambda s: (
        f"XML={quote_plus(request())}&XML={quote_plus(request(f'<password>{s}</password>'))}".encode()
    ),
    "form, PWD empty, then given": lambda s: f"PWD=&PWD={s}&XML={quote_plus(request())}".encode(),
}
_BOUNDARY = "XbX"
_MULTIPART: dict[str, Body] = {
    "multipart, PWD": lambda s: (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="PWD"\r\n\r\n{s}\r\n--{_BOUNDARY}\r\n'
        f'Content-Disposition: form-data; name="XML"\r\n\r\n{request()}\r\n--{_BOUNDARY}--\r\n'
    ).encode(),
    "multipart, XML": lambda s: (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="XML"\r\n\r\n'
        f"{request(f'<password>{s}</password>')}\r\n--{_BOUNDARY}--\r\n"
    ).encode(),
}


def plants() -> tuple[Plant, ...]:
    """All of them, each with a secret of its own."""
    return tuple(_plants())


def _secret(number: int) -> str:
    return f"Zq{number:03}Vx7Kt9"


def _plants() -> Iterator[Plant]:
    number = 100

    def secret() -> str:
        nonlocal number
        number += 1
        return _secret(number)

    for name, body in _REQUESTS.items():
        s = secret()
        yield Plant(name, s, body(s), _OK, request_headers=dict(_XML))
    for name, body in _ANSWERS.items():
        s = secret()
        kind = "text/html" if "HTML" in name else "text/xml;charset=UTF-8"
        yield Plant(name, s, request().encode(), body(s), PATH, dict(_XML), {"Content-Type": kind})
    for name, headers in _REQUEST_HEADERS.items():
        s = secret()
        yield Plant(name, s, request().encode(), _OK, request_headers={**_XML, **headers(s)})
    for name, headers in _RESPONSE_HEADERS.items():
        s = secret()
        yield Plant(name, s, request().encode(), _OK, PATH, dict(_XML), headers(s))
    for name, path in _PATHS.items():
        s = secret()
        yield Plant(name, s, request().encode(), _OK, path(s), dict(_XML))
    for name, body in _FORMS.items():
        s = secret()
        yield Plant(name, s, body(s), _OK, request_headers=dict(_FORM))
    for name, body in _MULTIPART.items():
        s = secret()
        multipart = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        yield Plant(name, s, body(s), _OK, request_headers=multipart)
    s = secret()
    yield Plant(
        "gzip", s, gzip.compress(_context("password")(s)), _OK,
        request_headers={**_XML, "Content-Encoding": "gzip"},
    )  # fmt: skip
    s = secret()
    yield Plant("gzip, not said", s, gzip.compress(_context("password")(s)), _OK, request_headers=dict(_XML))
    s = secret()
    yield Plant(
        "gzip, cut off", s, gzip.compress(_context("password")(s))[:-9], _OK,
        request_headers={**_XML, "Content-Encoding": "gzip"},
    )  # fmt: skip
    s = secret()
    yield Plant(
        "answer in gzip", s, request().encode(),
        gzip.compress(answer(f"<use:sessionTicket>{s}</use:sessionTicket>").encode()), PATH, dict(_XML),
        {"Content-Encoding": "gzip"},
    )  # fmt: skip
    s = secret()
    yield Plant(
        "unknown coding",
        s,
        _context("password")(s),
        _OK,
        request_headers={**_XML, "Content-Encoding": "rot13"},
    )
