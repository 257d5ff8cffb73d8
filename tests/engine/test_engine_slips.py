"""One slip in a valid message: found at its path, as the kind that it is, and as one finding."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from engine_messages import Draft, Element, Generator, encode, write
from engine_traffic import NOON, drafts

from inspector.engine import Inspector, report
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.schema import ComplexType, Particle, Releases

KINDS = ("unknown", "missing", "twice", "number", "word", "namespace")
CODES = {
    "unknown": "SCH-01",
    "missing": "SCH-02",
    "twice": "SCH-05",
    "number": "SCH-03",
    "word": "SCH-04",
    "namespace": "SCH-08",
}
_SAYING_SO = ("SCH-", "VAL-", "REL-", "LIM-")


def _places(draft: Draft) -> Iterator[tuple[Element | None, list[Element], str, ComplexType]]:
    """Every complex element of the first call: itself, its children, its path, its type."""
    type_ = draft.operation.request if draft.direction is Direction.REQUEST else draft.operation.response
    assert type_ is not None
    assert type_.name is not None
    yield from _below(None, draft.contents[0], type_.name[1], type_)


def _below(
    element: Element | None, children: list[Element], path: str, type_: ComplexType
) -> Iterator[tuple[Element | None, list[Element], str, ComplexType]]:
    if type_.wildcard or type_.lax:
        return
    yield element, children, path, type_
    for child in children:
        particle = type_.find(child.local)
        assert particle is not None
        if isinstance(particle.type, ComplexType):
            yield from _below(child, child.children, f"{path}/{_step(child, children)}", particle.type)


def _step(child: Element, siblings: list[Element]) -> str:
    same = [e for e in siblings if e.local == child.local]
    return child.local if len(same) == 1 else f"{child.local}[{same.index(child) + 1}]"


def _slip(draft: Draft, kind: str, rng: random.Random, releases: Releases) -> str | None:
    """Make the slip; gives the path where it is to be found, None where there is no room for it."""
    places = list(_places(draft))
    rng.shuffle(places)
    for element, children, path, type_ in places:
        if element is not None and not children:
            continue
        if kind == "unknown":
            children.append(Element("noSuchThing", children[0].namespace if children else "urn:x", raw="1"))
            return f"{path}/noSuchThing"
        for child in rng.sample(children, len(children)):
            particle = type_.find(child.local)
            assert particle is not None
            found = _at(child, particle, children, path, kind, draft, releases)
            if found is not None:
                return found
    return None


def _at(
    child: Element,
    particle: Particle,
    children: list[Element],
    path: str,
    kind: str,
    draft: Draft,
    releases: Releases,
) -> str | None:
    same = [e for e in children if e.local == child.local]
    place = f"{path}/{_step(child, children)}"
    simple = child.simple
    if kind == "missing":
        needed = particle.minimum or releases.required(draft.release, particle.required_until)
        if needed and not particle.choices and len(same) == 1 and len(children) > 1:
            children.remove(child)
            return f"{path}/{child.local}"
    elif kind == "twice":
        if particle.maximum == 1 and len(same) == 1:
            children.insert(children.index(child), child.copy())
            return f"{path}/{child.local}[2]"
    elif kind == "namespace":
        if draft.direction is Direction.RESPONSE and child.raw is not None:
            child.namespace = "urn:elsewhere"
            return place
    elif simple is not None and child.raw:
        enumerated = bool(simple.enumeration)
        numeric = simple.primitive in ("int", "long", "integer", "float", "double")
        if (kind == "number" and numeric and not enumerated) or (kind == "word" and enumerated):
            child.raw = "no such value"
            return place
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_is_found_at_its_path_as_what_it_is(
    kind: str, generator: Generator, inspector: Inspector
) -> None:
    rng = random.Random(KINDS.index(kind))
    made = 0
    for draft in drafts(generator, 500 + KINDS.index(kind), 400):
        if len(draft.contents) > 1:
            continue
        path = _slip(draft, kind, rng, generator.releases)
        if path is None:
            continue
        made += 1
        style = replace(draft.style, shuffled=False)
        body = Payload((), encode(write(draft, style), style))
        sides = (body, None) if draft.direction is Direction.REQUEST else (None, body)
        host = f"https://acme.example.com/WBXService/xml{draft.release}/XMLService"
        judged = report(inspector.judge_pair(Exchange(*sides, url=host, started=NOON)))
        call = judged.calls[0]
        valid = call.request_valid if call.request_valid is not None else call.response_valid

        assert valid is False, (kind, path, judged.findings)
        at = [f for f in judged.findings if f.path == path and f.code.startswith(_SAYING_SO)]
        schema = [f for f in at if f.code.startswith("SCH-")]
        assert at, (kind, path, judged.findings)
        # A rule that knows more may say the same in place of the schema's code.
        assert [f.code for f in schema] in ([], [CODES[kind]]), (kind, path, judged.findings)
        assert (schema or at)[0].line is not None
        assert (schema or at)[0].instead
    assert made > 40
