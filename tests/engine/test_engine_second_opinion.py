"""xmlschema and lxml agree on the canonical form with its own values, and both with the template."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from engine_messages import Generator
from engine_oracle import Oracle
from engine_traffic import Sample, engine, generated
from lxml import etree
from test_engine_verdict import _differences, _engine_says

from inspector.engine import Inspector, report
from inspector.engine.explain import explain
from inspector.resources import data
from inspector.schema import Release, Schemas
from inspector.schema.canonical import Canonical
from inspector.wire import Limits, decode, parse

# libxml2 passes over what is no letter of base64; xmlschema refuses it.
LENIENT = "xs:base64Binary"
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


def _disagreements(
    samples: list[Sample], template: Inspector, lxml: Schemas, library: Inspector, seen: Counter[bool]
) -> Iterator[tuple[str, ...]]:
    """Messages that not all three find valid, or not valid: the template, lxml, and xmlschema."""
    for sample in samples:
        judgement = template.judge_pair(sample.exchange)
        by_lxml = _lxml(lxml, template, sample, judgement.chosen.name)
        if by_lxml is None or judgement.chosen.name not in RELEASES:
            continue
        (said,) = explain(judgement, library.judge, Limits())
        opinions = [o for o in said.opinions if not o.reason.endswith(LENIENT)]
        if (not opinions) is not by_lxml:
            yield sample.name, "lxml and xmlschema"
        # Limits of length are told as a warning: the template lets them pass.
        strict = [o for o in opinions if not o.reason.endswith(LENGTHS)]
        seen[not strict] += 1
        found = report(judgement)
        verdicts = _engine_says(found)
        if strict and True in verdicts and len(verdicts) == 1:
            yield sample.name, "the template takes what they refuse"
        if not strict and any("not valid by the schema" in f.message for f in found.findings):
            yield sample.name, "the template refuses what they take"


def test_three_validators_agree(generator: Generator, schemas: Schemas, inspector: Inspector) -> None:
    samples = [s for s in generated(generator, 4_711, 200, 5) if s.release in RELEASES]
    random.Random(1).shuffle(samples)
    seen: Counter[bool] = Counter()

    assert list(_disagreements(samples[:330], inspector, schemas, inspector, seen)) == []
    assert seen.total() >= 250
    assert seen[False] >= 25


class _Otherwise(Schemas):
    """The schemas with another occurrence of one element, in what validators are made of."""

    def documents(self, release: Release | str) -> dict[str, bytes]:
        found = super().documents(release)
        plain = b'<xs:element name="siteName" type="xs:string" minOccurs="0"/>'
        assert plain in found["com.xsd"]
        return {
            **found,
            "com.xsd": found["com.xsd"].replace(
                plain, plain.replace(b' minOccurs="0"', b' minOccurs="2" maxOccurs="2"')
            ),
        }


@pytest.mark.parametrize(
    ("one", "told"),
    [
        ("template", "the template refuses what they take"),
        ("lxml", "lxml and xmlschema"),
        ("xmlschema", "lxml and xmlschema"),
    ],
)
def test_twin_another_occurrence_of_one_element_is_found_out(
    one: str,
    told: str,
    generator: Generator,
    schemas: Schemas,
    inspector: Inspector,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    samples = [s for s in generated(generator, 4_711, 40, 1) if s.release == "40.8.0"]
    other = _Otherwise(data("schemas"))
    template, lxml = inspector, schemas
    if one == "template":
        template = engine()
        monkeypatch.setattr(template.judge.schemas, "validator", other.validator)
    elif one == "lxml":
        lxml = other
    else:
        monkeypatch.setattr(inspector.judge.schemas, "xmlschema", other.xmlschema)

    assert told in {why for _, why in _disagreements(samples, template, lxml, inspector, Counter())}


def test_five_thousand_more_messages_are_judged_as_lxml_judges_them(
    generator: Generator, inspector: Inspector, oracle: Oracle
) -> None:
    samples = list(generated(generator, 1_848, 500, 10))
    assert len(samples) == 5_000
    assert _differences(samples, inspector, oracle) == []
