"""Credentials where none belongs, and answers that repeat what the caller sent (decision 13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from inspector.engine.names import secret_name
from inspector.engine.privacy_plan import PrivacyPlan, leaf_text
from inspector.engine.shape import Leaf, Shape
from inspector.engine.sought import Sought
from inspector.model.message import Body, Fault, FaultKind
from inspector.privacy.classification import excerpt
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import spans
from inspector.wire.places import Places

_KIND = FaultKind.CREDENTIAL_OUT_OF_PLACE
_ECHOING = frozenset(("reason", "value"))
_SHORTEST_ECHO = 4


def in_unknown_elements(plan: PrivacyPlan, faults: Iterable[Fault], knowledge: Knowledge) -> Iterator[Fault]:
    """Credentials in elements and attributes that the schema does not know: settled by the shape."""
    unknown = {fault.path: fault for fault in faults if fault.kind is FaultKind.UNKNOWN_ELEMENT}
    for leaf, found in plan.secrets:
        if leaf.type is not None or found.kind == "url" or not _below(leaf.path, unknown):
            continue
        # What is masked for its place in the securityContext alone may be harmless.
        named = any(secret_name(step, knowledge) is not None for step in leaf.bare.split("/"))
        if found != knowledge.unnamed or named:
            yield _fault("an element that is not documented", leaf)
    for path, fault in unknown.items():
        _, at, name = path.rpartition("/@")
        what = knowledge.by_name(name) if at else None
        if what is not None and what.secret and what.kind != "url":
            yield Fault(
                _KIND,
                f"the attribute {name} holds a credential; no attribute is documented there",
                call=fault.call,
                path=path,
                ordinal=fault.ordinal,
            )


def _below(path: str, unknown: dict[str, Fault]) -> bool:
    steps = path.split("/")
    return any("/".join(steps[:depth]) in unknown for depth in range(1, len(steps) + 1))


def _fault(where: str, leaf: Leaf, shown: str = "") -> Fault:
    return Fault(
        _KIND,
        f"{leaf.local} is {where}, and holds a credential",
        call=leaf.call,
        path=leaf.path,
        ordinal=leaf.ordinal,
        excerpt=shown,
    )


def in_texts(
    plan: PrivacyPlan, values: list[bytes], codec: str, knowledge: Knowledge, *, quiet: bool
) -> Iterator[Fault]:
    """Credentials in free text.

    Args:
        plan: Where text stands.
        values: The message's slots.
        codec: Its codec.
        knowledge: Names that hold secrets.
        quiet: True where it is known that no value hints at one (`PrivacyPlan.quiet`).
    """
    for leaf in plan.open.suspects(values, plan.hint, none=quiet):
        for span in spans(leaf_text(leaf, values, codec), knowledge):
            if span.classification.category == "credential":
                shown = excerpt("credential", "x" * (span.end - span.start))
                yield _fault("free text", leaf, shown)
                break


def in_comments(shape: Shape, body: Body, knowledge: Knowledge) -> Iterator[Fault]:
    """Credentials in comments and instructions; CDATA is text of the element that it stands in."""
    if shape.serial or not shape.message.hidden:
        return
    document = shape.pieces[0]
    places = Places(document, shape.codec)
    for start, end in shape.message.hidden:
        hidden = document[start:end]
        if hidden.startswith(b"<![CDATA["):
            continue
        found = spans(hidden.decode(shape.codec, "replace"), knowledge)
        if any(span.classification.category == "credential" for span in found):
            at = places.at(start)
            column = at.column + body.lead_columns if at.line == 1 else at.column
            yield Fault(_KIND, "a comment holds a credential", at.line + body.lead_lines, column)


def around(url: str, body: Body, knowledge: Knowledge) -> Iterable[Fault]:
    """Credentials in the URL, and in plain form fields beside the document."""
    queried = "?" in url or "@" in url
    if not queried and not body.form:
        return ()  # most exchanges
    return (*(_in_url(url, knowledge) if queried else ()), *_in_fields(body, knowledge))


def _in_fields(body: Body, knowledge: Knowledge) -> Iterator[Fault]:
    for name, value in body.form:
        what = knowledge.form(name, value) if value.strip() else None
        # Logins and partner ids are masked in forms, too, but let nobody in.
        if what is not None and (what.mask == "fixed" or knowledge.by_name(name) is not None):
            yield Fault(
                _KIND, f"the form field {name} holds a credential", excerpt=excerpt(what.category, value)
            )


def _in_url(url: str, knowledge: Knowledge) -> Iterator[Fault]:
    try:
        split = urlsplit(url)
        fields = parse_qsl(split.query, max_num_fields=200)
        named = bool(split.password)
    except ValueError:
        return
    if named:
        yield Fault(_KIND, "the URL names a user and a password")
    for name, value in fields:
        what = knowledge.query(name, value)
        if what is not None and what.secret:
            yield Fault(
                _KIND,
                f"the URL holds a credential (parameter {name})",
                excerpt=excerpt(what.category, value),
            )


def echoes(answer: Shape, values: list[bytes], sent: Iterable[str]) -> Iterator[Fault]:
    """Places of a failure's words that repeat personal data or secrets of the request.

    Args:
        answer: Shape of the answer.
        values: Its slots.
        sent: Personal data and secrets of the request.
    """
    private = (text.strip().lower() for text in sent)
    wanted = Sought(text for text in private if len(text) >= _SHORTEST_ECHO)
    for leaf in answer.leaves:
        if leaf.call is not None or leaf.local not in _ECHOING:
            continue
        said = leaf_text(leaf, values, answer.codec).lower()
        if wanted.within(said):
            yield Fault(
                FaultKind.ECHOED_DATA,
                f"{leaf.local} of the failure repeats data of the request",
                path=leaf.path,
                ordinal=leaf.ordinal,
                excerpt=excerpt("free_text", said),
            )
