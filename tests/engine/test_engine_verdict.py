"""The template's verdict is lxml's on the whole real message, length facets apart."""

from __future__ import annotations

import random

import pytest
from engine_messages import Generator, encode, write
from engine_oracle import Oracle
from engine_traffic import NOON, Sample, drafts, engine

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.schema import SimpleType
from inspector.wire import decode


def _engine_says(found: ExchangeReport) -> list[bool | None]:
    return [
        call.response_valid if call.request_valid is None else call.request_valid
        for call in found.calls
        if not call.recovered
    ]


def _differences(samples: list[Sample], inspector: Inspector, oracle: Oracle) -> list[tuple[object, ...]]:
    found = []
    for sample in samples:
        exchange = sample.exchange
        payload = exchange.request or exchange.response
        assert payload is not None
        judged = report(inspector.judge_pair(exchange))
        if judged.service == "xmlservice":
            ours = _engine_says(judged)
            theirs = oracle.verdict(decode(payload), judged.release.name) or []
            if ours != theirs:
                found.append((sample.name, ours, theirs))
    return found


def test_engine_and_lxml_agree_on_every_message(
    traffic: list[Sample], inspector: Inspector, oracle: Oracle
) -> None:
    assert _differences(traffic, inspector, oracle) == []


def test_twin_an_engine_that_takes_every_value_is_found_out(
    traffic: list[Sample], oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.engine.checks.check", lambda *_: None)

    assert _differences(traffic[:400], engine(), oracle)


def test_the_generated_messages_are_both_valid_and_invalid(
    traffic: list[Sample], inspector: Inspector
) -> None:
    verdicts = [v for s in traffic for v in _engine_says(report(inspector.judge_pair(s.exchange)))]

    assert verdicts.count(True) > 2_000
    assert verdicts.count(False) > 500


def test_valid_messages_are_valid_and_have_nothing_to_mend(
    generator: Generator, inspector: Inspector
) -> None:
    for number, draft in enumerate(drafts(generator, 77, 400)):
        sample = Sample(str(number), encode(write(draft), draft.style), draft.release, draft.direction)
        found = report(inspector.judge_pair(sample.exchange))

        assert set(_engine_says(found)) == {True}, (draft.operation.name, found.findings)
        # Values are drawn at random: rules about them may speak; schema and reading have nothing to say.
        told = {f.code for f in found.findings if f.code.startswith(("SCH-", "XML-", "ENV-01", "ENV-03"))}
        assert told <= {"XML-05"}, found.findings
        assert draft.release in found.release.fits


def test_every_operation_has_valid_messages_at_every_release_that_has_it(
    generator: Generator, inspector: Inspector, oracle: Oracle
) -> None:
    rng = random.Random(3)
    samples = []
    for operation in generator.operations:
        for release in ("40.1.0", "42.11.1"):
            if generator.releases.has(release, operation.window):
                for direction in ("request", "response"):
                    answer = operation.response
                    if direction == "response" and (answer is None or answer.lax):
                        continue
                    side = type(drafts(generator, 1, 1).__next__().direction)(direction)
                    draft = generator.of(rng, operation, side, release)
                    body = encode(write(draft), draft.style)
                    samples.append(Sample(operation.name + release, body, release, side))

    assert len(samples) > 300
    assert _differences(samples, inspector, oracle) == []


ODD_NUMBERS = (
    "+7", "-0", "00", "+0", "-7", "--7", "+-7", "7.", "7.0", ".7", "7e0", "0x7", "7 7", "٧", "７", "7\u2009",
    "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "9" * 23, "9" * 24, "9" * 25, "-" + "9" * 24,
    "0" * 23 + "7", "0" * 24 + "7", "0" * 40 + "7", "+" + "0" * 5000 + "1", "-" + "0" * 5000, "1" * 5000,
    "", "+", "-",
)  # fmt: skip
ODD_FLOATS = (
    "1", "+1", "-0", "1.", ".5", ".", "1e", "1e5", "1E+5", "1e400", "INF", "-INF", "+INF", "inf", "NaN",
    "nan", "1,5", "0x1p3", "1_0", "1 e5", "١", "", "-", "1e-", "00.10", "Infinity", "1f", "1d",
)  # fmt: skip
ODD_BASE64 = (
    "AAAA",
    "AAA=",
    "AA==",
    "A===",
    "AAA",
    "AA A A",
    "QUI=",
    "QUJ=",
    "A",
    "====",
    "AA=A",
    "-_-_",
    "é",
    "AAAA AA==",
)
ODD_TRUTHS = (
    "true",
    "TRUE",
    "True",
    "1",
    "0",
    "01",
    "2",
    "yes",
    "t",
    "true false",
    "ＴＲＵＥ",
    "tru\u0065",
    "truе",
    "ﬁ",
)


@pytest.mark.parametrize(
    ("primitive", "texts"),
    [
        ("int", ODD_NUMBERS),
        ("long", ODD_NUMBERS),
        ("integer", ODD_NUMBERS),
        ("float", ODD_FLOATS),
        ("double", ODD_FLOATS),
        ("base64Binary", ODD_BASE64),
        ("boolean", ODD_TRUTHS),
    ],
)
def test_odd_values_of_every_primitive_are_taken_as_lxml_takes_them(
    primitive: str, texts: tuple[str, ...], generator: Generator, inspector: Inspector, oracle: Oracle
) -> None:
    """In slots, with white space around them, and in messages without slots."""
    rng = random.Random(5)
    samples = []
    for draft in _with(generator, primitive, enumerated=False, most=3):
        leaf = rng.choice([e for e in draft.leaves() if e.simple and _is(e.simple, primitive, False)])
        for number, text in enumerate(texts):
            for raw in (text, f" {text}\u00a0", f"\n{text}\t", f"{text}<!---->", f"<![CDATA[{text}]]>"):
                leaf.raw = raw
                body = encode(write(draft), draft.style)
                name = f"{draft.operation.name} {leaf.local} {number} {text[:30]!r}"
                samples.append(Sample(name, body, draft.release, draft.direction))

    assert len(samples) >= 5 * len(texts)
    assert _differences(samples, inspector, oracle) == []


@pytest.mark.parametrize("primitive", ["string", "integer"])
def test_values_beside_an_enumeration_are_taken_as_lxml_takes_them(
    primitive: str, generator: Generator, inspector: Inspector, oracle: Oracle
) -> None:
    samples = []
    for draft in _with(generator, primitive, enumerated=True, most=8):
        leaf = next(e for e in draft.leaves() if e.simple and _is(e.simple, primitive, True))
        assert leaf.simple is not None
        for known, _ in leaf.simple.enumeration:
            for raw in (
                known,
                known.lower(),
                known.swapcase(),
                f" {known}\n",
                f"0{known}",
                f"+{known}",
                known + "X",
            ):
                leaf.raw = raw
                body = encode(write(draft), draft.style)
                samples.append(
                    Sample(
                        f"{draft.operation.name} {leaf.local} {raw!r}", body, draft.release, draft.direction
                    )
                )

    assert samples
    assert _differences(samples, inspector, oracle) == []


def _is(simple: SimpleType, primitive: str, enumerated: bool) -> bool:
    return simple.primitive == primitive and bool(simple.enumeration) == enumerated


def _with(generator: Generator, primitive: str, *, enumerated: bool, most: int):
    found = 0
    for draft in drafts(generator, 99, 3_000):
        if any(e.simple and _is(e.simple, primitive, enumerated) for e in draft.leaves()):
            yield draft
            found += 1
            if found == most:
                return


FRAMES = {
    "element under message": "<message>{header}<foo>1</foo><body>{call}</body></message>",
    "element under body": "<message>{header}<body><foo>1</foo>{call}</body></message>",
    "element in the header": "<message><header><foo>1</foo></header><body>{call}</body></message>",
    "two headers": "<message>{header}{header}<body>{call}</body></message>",
    "attribute of message": '<message a="b">{header}<body>{call}</body></message>',
    "attribute of body": '<message>{header}<body a="b">{call}</body></message>',
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_what_stands_in_the_frame_and_is_not_known_is_found(frame: str, inspector: Inspector) -> None:
    header = "<header><securityContext><siteName>acme</siteName></securityContext></header>"
    call = '<bodyContent xsi:type="java:com.webex.service.binding.ep.GetAPIVersion"/>'
    body = frame.format(header=header, call=call).encode()
    found = report(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))

    assert [call.request_valid for call in found.calls] == [False]
    assert "SCH-01" in {f.code for f in found.findings} or "SCH-05" in {f.code for f in found.findings}
