"""One entry of an HTTP Archive (HAR 1.2) as an exchange.

Browsers, proxies and clients write HARs, each in its own way: bodies are text that was decoded by whoever
wrote it, or base64; headers are objects or pairs; HTTP/2 has headers that begin with a colon; what is missing
is null, "" or -1.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from urllib.parse import quote_plus

import msgspec

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.stored import decoded
from inspector.recordings.unknown import without
from inspector.wire.charset import normal

_VERSION = re.compile(r"HTTP/\d(?:\.\d)?")
_VERSIONS = {"h2": "HTTP/2.0", "http/2": "HTTP/2.0", "h3": "HTTP/3", "http/3.0": "HTTP/3"}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"',]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml[^<>]{0,300}?\bencoding\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_ENCODED = re.compile(r"(?:[\w.\-*+~!'()]|%[0-9A-Fa-f]{2})*", re.ASCII)
_GZIP = b"\x1f\x8b"
_OURS = re.compile(r"^[^?#]*(?:/wbxservice/|xmlservice)", re.IGNORECASE)
_REQUEST = re.compile(rb"bodyContent|securityContext")
_ANSWER = re.compile(rb"\s*<[^<>]*(?:<[^<>]*)?webex\.com/schemas/2002/06/")


class EntryError(ValueError):
    """An entry that cannot be read, or a part of it; the message quotes no value."""


class Named(msgspec.Struct):
    """A header or parameter."""

    name: str
    value: str | int | float | bool | None = ""


class PostData(msgspec.Struct):
    """What was posted, as text, or as the fields of a form."""

    text: str | None = None
    params: list[Named] | None = None
    mime: str | None = msgspec.field(default=None, name="mimeType")
    encoding: str | None = None
    own_encoding: str | None = msgspec.field(default=None, name="_encoding")


class Request(msgspec.Struct):
    """The request of an entry."""

    url: str
    method: str = "POST"
    http: str | None = msgspec.field(default=None, name="httpVersion")
    headers: list[Named | tuple[str, str]] = []
    data: PostData | None = msgspec.field(default=None, name="postData")
    size: float | None = msgspec.field(default=None, name="bodySize")


class Content(msgspec.Struct):
    """The body of a response, content-decoded."""

    text: str | None = None
    encoding: str | None = None
    size: float | None = None
    mime: str | None = msgspec.field(default=None, name="mimeType")


class Response(msgspec.Struct):
    """The response of an entry; status 0 is none."""

    status: float | None = None
    http: str | None = msgspec.field(default=None, name="httpVersion")
    headers: list[Named | tuple[str, str]] = []
    content: Content | None = None
    size: float | None = msgspec.field(default=None, name="bodySize")


class Entry(msgspec.Struct):
    """What is read of an entry; all else (cookies, pages, caches) says nothing that the messages do not."""

    request: Request
    response: Response | None = None
    started: str | None = msgspec.field(default=None, name="startedDateTime")
    time: float | None = None
    client: str | None = msgspec.field(default=None, name="_clientAddress")
    unknown: list[str] | None = msgspec.field(default=None, name="_xmlinspectUnknown")


def exchange(raw: msgspec.Raw, source: str, most: int) -> tuple[Exchange, list[str]]:
    """The exchange of an entry, and what could not be used of it.

    Args:
        raw: The entry's JSON.
        source: Where it was read from.
        most: Longest body in bytes; longer ones are cut to that.

    Raises:
        EntryError: It cannot be read at all.
    """
    try:
        entry = msgspec.json.decode(raw, type=Entry)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EntryError(f"no entry of a HAR: {error}") from None
    problems: list[str] = []
    request = _request(entry.request, most, problems)
    response = _response(entry.response, most, problems) if entry.response else None
    status = int(entry.response.status or 0) if entry.response else 0
    made = Exchange(
        request=request,
        response=response,
        method=entry.request.method,
        url=entry.request.url,
        http=_version(entry.request.http) or (_version(entry.response.http) if entry.response else None),
        status=status or None,
        started=_time(entry.started, problems),
        duration_ms=entry.time if status and entry.time is not None and entry.time >= 0 else None,
        client=entry.client,
        source=source,
    )
    return without(made, entry.unknown), problems


def is_ours(exchange: Exchange) -> bool:
    """Whether an exchange is a call of the service: a browser's HAR holds every picture of a page as well."""
    if _OURS.match(exchange.url):
        return True
    asked, told = exchange.request, exchange.response
    return bool(asked and _REQUEST.search(asked.body)) or bool(told and _ANSWER.match(told.body))


def encode(text: str, mime: str) -> bytes:
    """The bytes that `text` had on the wire: in the character set that it, or its media type, names."""
    declared = _DECLARED.match(text) or _CHARSET.search(mime)
    codec = (normal(declared[1]) if declared else None) or "utf-8"
    try:
        return text.encode(codec)
    except UnicodeError:
        return text.encode("utf-8", "replace")


def _request(request: Request, most: int, problems: list[str]) -> Payload | None:
    headers, data = _headers(request.headers), request.data
    if data is None or (data.text is None and not data.params):
        if (request.size or 0) > 0:
            problems.append("the HAR has no body of its request; its answer alone was read")
            return None
        return decoded(headers, b"")
    mime = _media_type(headers, data.mime)
    if data.text:
        body = _body(data.text, data.encoding or data.own_encoding, mime, "request", problems)
        return None if body is None else decoded(headers, body[:most], packed=body.startswith(_GZIP))
    fields = "&".join(f"{_field(each.name)}={_field(_text(each.value))}" for each in data.params or ())
    return decoded(headers, fields.encode()[:most])


def _response(response: Response, most: int, problems: list[str]) -> Payload | None:
    headers, content = _headers(response.headers), response.content or Content()
    if not content.text:
        size = response.size if content.size is None else content.size
        if (size or 0) > 0:
            problems.append("the HAR has no body of its answer; its request alone was read")
            return None
        return decoded(headers, b"") if response.status else None
    body = _body(content.text, content.encoding, _media_type(headers, content.mime), "answer", problems)
    return None if body is None else decoded(headers, body[:most], packed=body.startswith(_GZIP))


def _body(text: str, encoding: str | None, mime: str, whose: str, problems: list[str]) -> bytes | None:
    if (encoding or "").lower() != "base64":
        return encode(text, mime)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        problems.append(f"the body of its {whose} is no base64, and was left out")
        return None


def _headers(listed: list[Named | tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    pairs = ((each.name, _text(each.value)) if isinstance(each, Named) else each for each in listed)
    return tuple((name, value) for name, value in pairs if not name.startswith(":"))


def _text(value: str | float | None) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _media_type(headers: tuple[tuple[str, str], ...], said: str | None) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), said or "")


def _field(text: str) -> str:
    """A name or value of a form; some write them as they were sent, others decoded."""
    return text if _ENCODED.fullmatch(text) else quote_plus(text)


def _version(said: str | None) -> str | None:
    """The version of HTTP, None where that is not told."""
    lower = (said or "").strip().lower()
    version = _VERSIONS.get(lower, lower.upper())
    return version if _VERSION.fullmatch(version) else None


def _time(said: str | None, problems: list[str]) -> float | None:
    if not said:
        return None
    try:
        time = datetime.fromisoformat(said)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        problems.append("its startedDateTime is no time; it was read without one")
        return None
