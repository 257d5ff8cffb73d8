"""One slip in what a call says that it is: its package, its operation, the type of its answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from engine_messages import Draft, Generator, encode, write
from engine_traffic import NOON, RELEASES, engine

from inspector.engine import Inspector, report
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.report import ExchangeReport, Finding
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import ExchangeSubject, Hit
from inspector.schema import Operation, mapping

PACKAGES = ("user", "meeting", "ep", "event", "training", "history", "site")
_SLIPS = re.compile("SCH-|REL-0[12]|ENV-0[1-5]|RSP-10")
Said = tuple[str, Finding | None, ExchangeReport]


def _request(generator: Generator, rng: random.Random, operation: Operation, release: str) -> Draft:
    draft = generator.of(rng, operation, Direction.REQUEST, release)
    style = replace(draft.style, shuffled=False, declared=True, type_form="java", codec="utf-8")
    return replace(draft, contents=draft.contents[:1], style=replace(style, declaration="UTF-8"))


def _operations(generator: Generator, rng: random.Random, count: int) -> Iterator[tuple[Operation, str]]:
    known = [op for op in generator.operations if op.response is not None and not op.response.lax]
    for index in range(count):
        release = RELEASES[index % len(RELEASES)]
        yield rng.choice([op for op in known if generator.releases.has(release, op.window)]), release


def _judged(inspector: Inspector, release: str, sent: bytes, got: bytes | None = None) -> ExchangeReport:
    url = f"https://acme.example.com/WBXService/xml{release}/XMLService"
    payloads = (Payload((), sent), None if got is None else Payload((), got))
    return report(inspector.judge_pair(Exchange(*payloads, url=url, started=NOON)))


def _only(found: ExchangeReport) -> Finding | None:
    """The finding about slips, where it is one."""
    slips = [f for f in found.findings if _SLIPS.match(f.code)]
    return slips[0] if len(slips) == 1 else None


def _wrong_packages(inspector: Inspector, generator: Generator) -> Iterator[Said]:
    rng = random.Random(41)
    for operation, release in _operations(generator, rng, 60):
        draft = _request(generator, rng, operation, release)
        package = rng.choice([p for p in PACKAGES if p != operation.binding])
        text = write(draft).replace(f"binding.{operation.binding}.", f"binding.{package}.", 1)
        found = _judged(inspector, release, encode(text, draft.style))
        yield f"binding.{operation.name}", _only(found), found


def _unknown_operations(inspector: Inspector, generator: Generator) -> Iterator[Said]:
    rng = random.Random(42)
    for operation, release in _operations(generator, rng, 60):
        draft = _request(generator, rng, operation, release)
        local = operation.name.rpartition(".")[2]
        at = rng.randrange(2, len(local))
        text = write(draft).replace(f".{local}", f".{local[:at]}{local[at - 1 :]}", 1)
        found = _judged(inspector, release, encode(text, draft.style))
        yield operation.name, _only(found), found


def _other_answers(inspector: Inspector, generator: Generator) -> Iterator[Said]:
    rng = random.Random(43)
    operations = list(_operations(generator, rng, 60))
    for (operation, release), (other, _) in zip(operations, operations[6:], strict=False):
        if operation is not other:
            draft = _request(generator, rng, operation, release)
            answer = generator.of(rng, other, Direction.RESPONSE, release)
            answer = replace(answer, style=replace(answer.style, codec="utf-8", declaration="UTF-8"))
            bodies = (encode(write(each), each.style) for each in (draft, answer))
            found = _judged(inspector, release, *bodies)
            yield operation.name, _only(found), found


def _types_of_answers(inspector: Inspector, generator: Generator) -> Iterator[Said]:
    rng = random.Random(44)
    for operation, release in _operations(generator, rng, 60):
        draft = _request(generator, rng, operation, release)
        local = operation.name.rpartition(".")[2]
        text = write(draft)
        if "securityContext>" in text:
            text = text.replace(f".{local}", f".{local[:1].lower()}{local[1:]}Response", 1)
            found = _judged(inspector, release, encode(text, draft.style))
            yield operation.name, _only(found), found


KINDS = {
    "wrong package": (_wrong_packages, "ENV-04", True),
    "unknown operation": (_unknown_operations, "ENV-04", None),
    "a request with the type of an answer": (_types_of_answers, "ENV-04", None),
    "answer of another operation": (_other_answers, "RSP-10", True),
}


def _faulty(kind: str, inspector: Inspector, generator: Generator, seen: list[str]) -> Iterator[object]:
    make, code, valid = KINDS[kind]
    for named, finding, found in make(inspector, generator):
        seen.append(named)
        if finding is None or finding.code != code:
            yield named, found.findings
        elif named not in f"{finding.message} {finding.instead}" or not (finding.line and finding.column):
            yield named, finding
        elif found.calls[0].request_valid is not valid:
            yield named, found.calls[0]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_once_with_the_right_name(kind: str, generator: Generator, inspector: Inspector) -> None:
    seen: list[str] = []

    assert list(_faulty(kind, inspector, generator, seen)) == []
    assert len(seen) >= 50
    assert len(set(seen)) > 20


def test_twin_a_mapping_that_names_no_package_is_found_out(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = mapping._wrong_package
    monkeypatch.setattr(
        mapping, "_wrong_package", lambda *a: replace(full(*a), message="wrong", instead="look it up")
    )

    assert next(_faulty("wrong package", engine(), generator, []), None)


def test_twin_a_mapping_that_knows_no_nearest_operation_is_found_out(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.schema.lookup.nearest", lambda *_, **__: ())

    assert next(_faulty("unknown operation", engine(), generator, []), None)


def test_twin_an_engine_that_does_not_compare_types_of_answers_is_found_out(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = RuleSet.judge_exchange

    def blind(self: RuleSet, subject: ExchangeSubject) -> tuple[Hit, ...]:
        return tuple(hit for hit in full(self, subject) if hit.rule.code != "RSP-10")

    monkeypatch.setattr(RuleSet, "judge_exchange", blind)

    assert next(_faulty("answer of another operation", engine(), generator, []), None)
