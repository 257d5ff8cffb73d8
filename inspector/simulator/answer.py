"""What goes back to the caller, and the frame of a response message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.model.message import Outcome
from inspector.schema.content import ComplexType
from inspector.simulator.data import Data, Item
from inspector.simulator.knowledge import FailureKind
from inspector.simulator.reader import Knows
from inspector.simulator.world import World
from inspector.simulator.writer import Style, Writer

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = (("Content-Type", "text/xml;charset=UTF-8"),)
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)

# GetSite answers with a prefix of its own (seen in every answer of it).
_OWN_PREFIXES = {"site": "ns1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response.

    Attributes:
        status: 200 for SUCCESS and FAILURE alike, 403 for the usage limit, 404 where nothing is served.
        headers: Name and value, without Content-Length.
        body: The body.
        calls: Operation and outcome of each call, for a log; no values. The operation is the name as sent
            where it is not known, None where there was none.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    calls: tuple[tuple[str | None, Outcome], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The answer to one call.

    Attributes:
        operation: Name of what was called, as sent where it is not known, None where nothing was.
        kind: Type of the answer, None for a FAILURE.
        data: The data of a SUCCESS, None for a FAILURE.
        knows: Whether the release knows a particle of the answer.
        complete: Show every element that the release has.
        failure: The FAILURE, None for a SUCCESS.
        reason, value: Text and serv:value of the FAILURE, words put in.
    """

    operation: str | None
    kind: ComplexType | None = None
    data: Data | None = None
    knows: Knows | None = None
    complete: bool = False
    failure: FailureKind | None = None
    reason: str = ""
    value: str = ""

    @property
    def outcome(self) -> Outcome:
        """Result, exceptionID and reason."""
        if self.failure is None:
            return Outcome("SUCCESS")
        return Outcome("FAILURE", self.failure.exception, self.reason)


def not_served(path_of_service: str) -> Answer:
    """404, for what is not the XML API."""
    return Answer(404, _TEXT, f"Not here: the XML API is at {path_of_service}\n".encode())


def visited() -> Answer:
    """200, for a page that lets its visitor into a session."""
    return Answer(200, _TEXT, b"You are in the session\n")


def forbidden(calls: Sequence[tuple[str | None, Outcome]]) -> Answer:
    """403, for a caller who called too often; the vendor publishes no body for it."""
    return Answer(403, _TEXT, b"403 Forbidden\n", tuple(calls))


def message(world: World, contents: Sequence[Content]) -> Answer:
    """The response message: one header/response and one bodyContent a call, by position."""
    prefixes: dict[str, str] = {}
    for prefix, namespace in world.master.prefixes.items():
        prefixes.setdefault(namespace, _OWN_PREFIXES.get(prefix, prefix))
    service = world.master.prefixes["serv"]
    writer = Writer(world.releases, world.release, prefixes)
    for namespace in (service, world.master.prefixes["com"]):
        writer.qualified(namespace, "")
    response = world.master.types[service, "responseType"]
    assert isinstance(response, ComplexType)
    heads = "".join(_head(writer, world, response, content) for content in contents)
    bodies = "".join(_body(writer, content) for content in contents)
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for namespace, prefix in writer.used.items())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<serv:message {declared}>\n    <serv:header>\n{heads}    </serv:header>\n"
        f"    <serv:body>\n{bodies}    </serv:body>\n</serv:message>\n"
    )
    calls = tuple((c.operation, c.outcome) for c in contents)
    return Answer(200, _XML, text.encode(), calls)


def _head(writer: Writer, world: World, response: ComplexType, content: Content) -> str:
    data: Data = {"result": "SUCCESS", "gsbStatus": "PRIMARY"}
    failure = content.failure
    if failure is not None:
        data |= {"result": "FAILURE", "reason": content.reason, "exceptionID": failure.exception}
        if failure.sub_exception:
            sub: Item = {"exceptionID": failure.sub_exception, "reason": failure.sub_reason}
            data["subErrors"] = {"subError": [sub]}
        if content.value:
            data["value"] = content.value

    style = Style(lambda p: world.releases.has(world.release, p.window))
    lines = writer.content(response, data, style, depth=3)
    return f"        <serv:response>\n{lines}        </serv:response>\n"


def _body(writer: Writer, content: Content) -> str:
    kind = content.kind
    if content.data is None or content.knows is None or kind is None or kind.name is None:
        return "        <serv:bodyContent/>\n"
    namespace, local = kind.name
    opening = f'        <serv:bodyContent xsi:type="{writer.qualified(namespace, local)}" xmlns:xsi="{_XSI}"'
    style = Style(content.knows, content.complete)
    lines = writer.content(kind, content.data, style, depth=3)
    return f"{opening}>\n{lines}        </serv:bodyContent>\n" if lines else f"{opening}/>\n"
