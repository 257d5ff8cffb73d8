"""One slip in a valid message: found at its path, as the kind that it is, and as one finding."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import pytest
from engine_messages import Draft, Generator, encode, write
from engine_slips import CODES, HARMLESS, Slip, Slipper
from engine_traffic import NOON, drafts, engine

from inspector.engine import Inspector, report
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.report import ExchangeReport, Finding
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import Hit, MessageSubject

_SLIPS = frozenset(code for codes in CODES.values() for code in codes) | {"ENV-03", "ENV-04", "SCH-09"}


def _judged(inspector: Inspector, draft: Draft, text: str) -> ExchangeReport:
    body = Payload((), encode(text, draft.style))
    sides = (body, None) if draft.direction is Direction.REQUEST else (None, body)
    host = f"https://acme.example.com/WBXService/xml{draft.release}/XMLService"
    return report(inspector.judge_pair(Exchange(*sides, url=host, started=NOON)))


def _plain(generator: Generator, seed: int, count: int) -> Iterator[Draft]:
    """Drafts of one call, in the order of the schema."""
    for draft in drafts(generator, seed, count):
        if len(draft.contents) == 1:
            yield replace(draft, style=replace(draft.style, shuffled=False))


def _new(before: ExchangeReport, after: ExchangeReport) -> list[Finding]:
    """The findings that the slips brought; what rules say of the values that came with them is left out."""
    had = {(f.code, f.path) for f in before.findings}
    return [f for f in after.findings if (f.code, f.path) not in had and f.code in _SLIPS]


def _wrong(slip: Slip, new: list[Finding], valid: bool | None) -> str:
    """What is wrong with what is said of a slip, "" for nothing."""
    if (valid is not False) is not (slip.kind in HARMLESS):
        return f"valid: {valid}"
    at = [f for f in new if f.path == slip.path and f.code in CODES[slip.kind]]
    if len(at) != 1:
        return f"{len(at)} findings where one belongs"
    (found,) = at
    if found.line is None or not found.instead or found.message == "":
        return "no place or no advice"
    if slip.hint and slip.hint not in f"{found.message} {found.instead}":
        return f"does not name {slip.hint}"
    return ""


def _faulty(
    inspector: Inspector, generator: Generator, kind: str, count: int, made: list[Slip]
) -> Iterator[tuple[object, ...]]:
    """Slips of one kind of which not the right thing is said, or more than that."""
    seed = 500 + list(CODES).index(kind)
    slipper = Slipper(generator, random.Random(seed))
    for draft in _plain(generator, seed, count):
        good = write(draft)
        slip = slipper.make(draft, kind)
        if slip is None:
            continue
        made.append(slip)
        after = _judged(inspector, draft, write(draft))
        new = _new(_judged(inspector, draft, good), after)
        call = after.calls[0]
        valid = call.request_valid if draft.direction is Direction.REQUEST else call.response_valid
        wrong = _wrong(slip, new, valid)
        if wrong or len(new) != 1:
            yield kind, slip.path, draft.release, wrong, new


@pytest.mark.parametrize("kind", CODES)
def test_a_slip_is_found_at_its_path_as_what_it_is(
    kind: str, generator: Generator, inspector: Inspector
) -> None:
    made: list[Slip] = []

    count = 2_000 if kind in ("later", "both branches") else 240
    assert list(_faulty(inspector, generator, kind, count, made)) == []
    assert len(made) > 12


def _pairs(
    inspector: Inspector,
    generator: Generator,
    kinds: list[tuple[str, str]],
    made: list[tuple[Slip, Slip]],
    seed: int = 901,
) -> Iterator[tuple[object, ...]]:
    """Pairs of slips in one message of which one is not told, or more than the two."""
    rng = random.Random(77)
    turns = (
        (plain.copy(), kind) for plain in _plain(generator, seed, 300) for kind in rng.choices(kinds, k=6)
    )
    for draft, kind in turns:
        good = write(draft)
        slipper = Slipper(generator, rng)
        one = slipper.make(draft, kind[0])
        slipper.taken += one.touched if one is not None else ()
        two = slipper.make(draft, kind[1]) if one is not None else None
        if one is None or two is None:
            continue
        made.append((one, two))
        new = _new(_judged(inspector, draft, good), _judged(inspector, draft, write(draft)))
        wrong = [_wrong(slip, new, slip.kind in HARMLESS) for slip in (one, two)]
        if any(wrong) or len(new) != 2:
            yield kind, one.path, two.path, draft.release, wrong, new


def test_one_slip_never_hides_another(generator: Generator, inspector: Inspector) -> None:
    made: list[tuple[Slip, Slip]] = []

    # A key that is missing beside a meetingUUID that came too early is one slip (REL-02 tells it).
    kinds = [pair for pair in permutations(CODES, 2) if set(pair) != {"missing", "uuid"}]
    assert list(_pairs(inspector, generator, kinds, made)) == []
    assert len(made) > 150
    assert {slip.kind for pair in made for slip in pair} >= set(CODES) - {"later", "both branches"}


@pytest.mark.parametrize("kind", CODES)
def test_twin_a_checker_that_drops_one_code_is_found_out(
    kind: str, generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = RuleSet.judge_message

    def blind(self: RuleSet, subject: MessageSubject) -> tuple[Hit, ...]:
        return tuple(hit for hit in full(self, subject) if hit.rule.code not in CODES[kind])

    monkeypatch.setattr(RuleSet, "judge_message", blind)

    assert next(_faulty(engine(), generator, kind, 2_000, []), None)


def test_twin_a_mapping_that_knows_no_nearest_name_is_found_out(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.schema.walk.nearest", lambda *_: ())

    assert next(_faulty(engine(), generator, "misspelled", 100, []), None)


def test_twin_a_checker_that_stops_at_the_first_slip_is_found_out(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = RuleSet.judge_message
    monkeypatch.setattr(RuleSet, "judge_message", lambda *a: full(*a)[:1])

    assert next(_pairs(engine(), generator, [("unknown", "missing")], []), None)
