"""xmlschema and lxml agree on the canonical form with its own values, and both with the template."""

from __future__ import annotations

import random

from engine_messages import Generator
from engine_oracle import Oracle
from engine_traffic import Sample, generated
from lxml import etree
from test_engine_verdict import _differences, _engine_says

from inspector.engine import Inspector, report
from inspector.engine.explain import explain
from inspector.schema import Schemas
from inspector.schema.canonical import Canonical
from inspector.wire import Limits, decode, parse

LENGTHS = ("MaxLength", "MinLength", "MaxInclusive")
RELEASES = ("40.4.9", "40.8.0", "42.11.1")


def _lxml(schemas: Schemas, inspector: Inspector, sample: Sample, release: str) -> bool | None:
    payload = sample.exchange.request or sample.exchange.response
    assert payload is not None
    body = decode(payload)
    message = parse(body.document, body.codec)
    if body.refused or message.envelope is None:
        return None
    mapped = inspector.judge.map(message.envelope)
    canonical = Canonical(schemas.master.prefixes, schemas.releases, release, values=True)
    trees = [canonical.header(mapped.header), *(canonical.call(c) for c in mapped.calls if c.content)]
    # A document, not a tree that was put together: prefixes of xsi:type are read from it.
    return all(schemas.validator(release).validate(etree.fromstring(etree.tostring(tree))) for tree in trees)


def test_three_validators_agree(generator: Generator, schemas: Schemas, inspector: Inspector) -> None:
    samples = [s for s in generated(generator, 4_711, 200, 5) if s.release in RELEASES]
    random.Random(1).shuffle(samples)
    asked = faulty = 0
    for sample in samples[:330]:
        judgement = inspector.judge_pair(sample.exchange)
        lxml = _lxml(schemas, inspector, sample, judgement.chosen.name)
        if lxml is None or judgement.chosen.name not in RELEASES:
            continue
        asked += 1
        (said,) = explain(judgement, inspector.judge, Limits())
        assert (not said.opinions) is lxml, (sample.name, said)
        strict = [o for o in said.opinions if not o.reason.endswith(LENGTHS)]
        faulty += bool(strict)
        if strict:
            verdicts = _engine_says(report(judgement))
            assert True not in verdicts or len(verdicts) > 1
    assert asked >= 250
    assert faulty >= 25


def test_five_thousand_more_messages_are_judged_as_lxml_judges_them(
    generator: Generator, inspector: Inspector, oracle: Oracle
) -> None:
    samples = list(generated(generator, 1_848, 500, 10))
    assert len(samples) == 5_000
    assert _differences(samples, inspector, oracle) == []
