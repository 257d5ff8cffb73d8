"""A recorded request made ready for sending: its bytes, cut where fresh values go in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from inspector.model.exchange import Payload
from inspector.model.message import Body, Envelope, Node
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge
from inspector.replay.knowledge import ReplayKnowledge
from inspector.schema.content import SimpleType
from inspector.schema.mapped import MappedCall, MappedMessage
from inspector.schema.values import WHITE
from inspector.wire import Limits, decode, escape, parse

What = Literal["password", "ticket", "token", "identity", "site", "carry", "value", "own"]
Map = Callable[[Envelope], MappedMessage]
_CONTEXT: dict[str, What] = {
    "password": "password",
    "sessionticket": "ticket",
    "webexaccesstoken": "token",
    "webexid": "identity",
    "email": "identity",
    "sitename": "site",
    "siteid": "site",
}
_FORM: dict[str, What] = {"pwd": "password", "uid": "identity", "sid": "site"}
_KEPT = frozenset({"content-type", "user-agent", "soapaction", "accept"})
_JWT = "jwttoken"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a fresh value.

    Attributes:
        what: What goes there.
        original: The recorded value, masked where it was a secret.
        name: Local name of the element.
        kind: Kind of a carried key.
        found: What the element holds, for a secret in the body of a call.
        type: Its simple type, None where unknown.
        own: Whether it names the caller of the message.
    """

    what: What
    original: str
    name: str = ""
    kind: str = ""
    found: Classification | None = None
    type: SimpleType | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as pieces and slots in turn (piece, slot, piece, ..., piece).

    Attributes:
        body: How the document stood in its body.
        fields: Form fields beside the document, each a name and a text or a slot.
        headers: Headers to send, without the JWT.
        jwt: True where the request had a JWT in its header.
    """

    pieces: tuple[bytes, ...]
    slots: tuple[Slot, ...]
    body: Body
    headers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str | Slot], ...] = ()
    jwt: bool = False

    def all_slots(self) -> Iterator[Slot]:
        """The slots of the document and of the form."""
        yield from self.slots
        yield from (value for _, value in self.fields if isinstance(value, Slot))

    @property
    def site(self) -> str:
        """The recorded site name, "" where none was given."""
        return next((slot.original for slot in self.all_slots() if slot.what == "site"), "")

    @property
    def identity(self) -> str:
        """The recorded caller, "" where none was given."""
        return next((slot.original for slot in self.all_slots() if slot.what == "identity"), "")

    @property
    def about_caller(self) -> bool:
        """Whether a call in it names its own caller."""
        return any(slot.own for slot in self.slots)

    def needs(self) -> frozenset[str]:
        """Which secrets its caller showed: "password", "ticket", "token", "jwt"."""
        wanted = {slot.what for slot in self.all_slots()} & {"password", "ticket", "token"}
        return frozenset(wanted | ({"jwt"} if self.jwt else set()))

    def fill(self, value: Callable[[Slot], str], jwt: str = "") -> Payload:
        """The request with fresh values.

        Args:
            value: Gives the text for a slot.
            jwt: For the header JWTToken, where it was there.
        """
        parts = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            parts += (escape(value(slot), self.body.codec), piece)
        document = b"".join(parts)
        if self.body.transcoded:
            document = document.decode("utf-8").encode(self.body.transcoded, "xmlcharrefreplace")
        headers = (*self.headers, ("JWTToken", jwt)) if self.jwt else self.headers
        if not self.body.wrapped:
            return Payload(headers, self.body.before + document + self.body.after)
        fields = [(name, value(text) if isinstance(text, Slot) else text) for name, text in self.fields]
        text = document.decode(self.body.transcoded or self.body.codec)
        body = urlencode([*fields, ("XML", text)]).encode("ascii")
        return Payload((*headers, ("Content-Type", "application/x-www-form-urlencoded")), body)


@dataclass(frozen=True, slots=True)
class Ready:
    """A request that was made ready.

    Attributes:
        calls: The calls in it.
        inner: Calls that stand inside of others: no site is known to heed them.
    """

    prepared: Prepared
    calls: tuple[MappedCall, ...]
    inner: tuple[MappedCall, ...] = ()


def prepare(
    request: Payload, mapped: Map, knowledge: Knowledge, replay: ReplayKnowledge, limits: Limits
) -> Ready | str:
    """Make a recorded request ready.

    Args:
        request: The request; its secrets are masks.
        mapped: Maps an envelope onto the schema.
        knowledge: What is secret.
        replay: Which keys are carried on.
        limits: Bounds of a message.

    Returns:
        What is ready, or why it cannot be sent.
    """
    body = decode(request, limits)
    message = None if body.refused else parse(body.document, body.codec, limits)
    if message is None or message.envelope is None or message.mended:
        return "it is not a message that can be read"
    envelope = message.envelope
    every = mapped(envelope).calls
    calls = tuple(call for call in every if not call.call.nested)
    callers = list(_caller(envelope))
    own = frozenset(slot.original.lower() for _node, slot in callers if slot.what == "identity")
    places = [*callers, *_contents(calls, knowledge, replay, own)]
    places.sort(key=lambda place: place[0].content)
    pieces, at = [], 0
    for node, _slot in places:
        start, end = node.content
        pieces.append(body.document[at:start])
        at = end
    pieces.append(body.document[at:])
    headers = tuple((name, value) for name, value in request.headers if name.lower() in _KEPT)
    if body.wrapped:
        headers = tuple((name, value) for name, value in headers if name.lower() != "content-type")
    prepared = Prepared(
        tuple(pieces),
        tuple(slot for _, slot in places),
        body,
        headers or (() if body.wrapped else (("Content-Type", "text/xml; charset=UTF-8"),)),
        tuple((name, _field(name, value)) for name, value in body.form),
        jwt=any(name.lower() == _JWT and value.strip() for name, value in request.headers),
    )
    return Ready(prepared, calls, tuple(call for call in every if call.call.nested))


def _field(name: str, value: str) -> str | Slot:
    what = _FORM.get(name.lower())
    return Slot(what, value.strip(), name) if what and value.strip() else value


def _caller(envelope: Envelope) -> Iterator[tuple[Node, Slot]]:
    for node in envelope.security.children if envelope.security else ():
        what = _CONTEXT.get(node.local.lower())
        text = node.text.strip(WHITE)
        if what is not None and text and not node.children:
            yield node, Slot(what, text, node.local)


def leaves(call: MappedCall) -> Iterator[tuple[Node, str, SimpleType | None]]:
    """The leaves of a call with a value: element, path and type."""
    if call.content is not None:
        for mapped in call.content.walk():
            node = mapped.node
            simple = mapped.type if isinstance(mapped.type, SimpleType) else None
            if simple is not None and not node.children and node.text.strip(WHITE):
                yield node, mapped.bare, simple
    for stray in call.strays:
        for node in stray.node.walk():
            if not node.children and node.text.strip(WHITE):
                yield node, f"{stray.path.rpartition('/')[0]}/{node.local}", None


def _contents(
    calls: tuple[MappedCall, ...], knowledge: Knowledge, replay: ReplayKnowledge, callers: frozenset[str]
) -> Iterator[tuple[Node, Slot]]:
    for call in calls:
        for node, path, type_ in leaves(call):
            text = node.text.strip(WHITE)
            found = knowledge.classify(
                path,
                direction="request",
                operation=call.name,
                primitive=type_.primitive if type_ else None,
                enumerated=bool(type_ and type_.enumeration),
            )
            if found is None and type_ is None:
                found = knowledge.by_name(node.local)
            kind = replay.kind(node.local)
            if found is not None and found.secret and found.kind not in ("url", "login_url"):
                yield node, Slot("value", text, node.local, found=found, type=type_)
                continue
            own = text.lower() in callers and replay.names_user(node.local)
            if kind is not None:
                yield node, Slot("carry", text, node.local, kind=kind, own=own)
            elif own:
                yield node, Slot("own", text, node.local, own=True)
