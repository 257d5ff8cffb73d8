"""The cache only saves work: what is said of a message never depends on it."""

from __future__ import annotations

import gc
import random
import tracemalloc
from dataclasses import replace

import pytest
from engine_messages import Generator, encode, reroll, write
from engine_traffic import NOON, Sample, drafts, engine, said

from inspector.engine import Inspector
from inspector.engine.cache import ShapeCache
from inspector.engine.checks import ValueChecks
from inspector.model.exchange import Exchange, Payload
from inspector.wire import decode, split


class _Counting(ShapeCache):
    """Counts what was found and what had to be built."""

    hits = 0
    misses = 0

    def get(self, key):
        try:
            found = super().get(key)
        except KeyError:
            _Counting.misses += 1
            raise
        _Counting.hits += 1
        return found


def _differences(samples: list[Sample], one: Inspector, other: Inspector) -> list[str]:
    return [
        sample.name
        for sample in samples
        if said(one.judge_pair(sample.exchange)) != said(other.judge_pair(sample.exchange))
    ]


def test_cache_on_and_off_say_the_same_byte_for_byte(
    traffic: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.engine.messages.ShapeCache", _Counting)
    monkeypatch.setattr(_Counting, "hits", 0)
    monkeypatch.setattr(_Counting, "misses", 0)
    cached = engine()
    monkeypatch.undo()

    assert len(traffic) >= 5_000
    assert _differences(traffic, cached, engine(0)) == []
    assert _Counting.hits > 1_500
    assert _Counting.misses > 1_000


def test_a_fresh_inspector_says_the_same_as_one_that_has_seen_everything(
    traffic: list[Sample], inspector: Inspector
) -> None:
    for sample in traffic:
        inspector.judge_pair(sample.exchange)
    few = random.Random(7).sample(traffic, 25)

    assert [
        s.name for s in few if said(engine().judge_pair(s.exchange)) != said(inspector.judge_pair(s.exchange))
    ] == []


def test_the_order_of_messages_does_not_matter(traffic: list[Sample], inspector: Inspector) -> None:
    some = traffic[:1_000]
    backwards = engine()
    answers = {sample.name: said(backwards.judge_pair(sample.exchange)) for sample in reversed(some)}

    assert [s.name for s in some if answers[s.name] != said(inspector.judge_pair(s.exchange))] == []


def test_twin_a_key_that_forgets_the_codec_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(ShapeCache):
        def get(self, key):
            return super().get(("", key[1]))

        def put(self, key, shape):
            super().put(("", key[1]), shape)

    monkeypatch.setattr("inspector.engine.messages.ShapeCache", Forgetful)
    broken = engine()
    monkeypatch.undo()

    assert _differences(_codecs(), broken, engine(0))


def test_the_codec_is_part_of_what_is_remembered() -> None:
    assert _differences(_codecs(), engine(), engine(0)) == []


def test_twin_a_key_that_forgets_the_end_of_the_document_is_found_out(
    traffic: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(ShapeCache):
        def get(self, key):
            return super().get((key[0], key[1][: len(key[1]) // 2]))

        def put(self, key, shape):
            super().put((key[0], key[1][: len(key[1]) // 2]), shape)

    monkeypatch.setattr("inspector.engine.messages.ShapeCache", Forgetful)
    broken = engine()
    monkeypatch.undo()

    found = False
    plain = engine(0)
    for sample in traffic[:400]:
        try:
            found = found or said(broken.judge_pair(sample.exchange)) != said(
                plain.judge_pair(sample.exchange)
            )
        except Exception:
            found = True  # pieces and values that do not belong together
    assert found


def test_twin_a_template_that_looks_at_the_first_values_only_is_found_out(
    traffic: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ValueChecks.failed
    first: dict[int, list] = {}

    def once(self, values):
        return first.setdefault(id(self), real(self, values))

    cached, plain = engine(), engine(0)
    expected = [said(plain.judge_pair(s.exchange)) for s in traffic[:400]]
    monkeypatch.setattr(ValueChecks, "failed", once)

    assert [said(cached.judge_pair(s.exchange)) for s in traffic[:400]] != expected


def test_the_cache_holds_no_more_than_its_limit(generator: Generator) -> None:
    limit = 200_000
    small = engine(limit)
    rest = []
    for number, draft in enumerate(drafts(generator, 5, 400)):
        small.judge_pair(Sample(str(number), encode(write(draft), draft.style), draft.release).exchange)
        rest.append(len(small._readers.usual._cache))

    # Shapes of some kilobytes each: it fills, and then stays as full as it is.
    assert 5 < max(rest) < 150
    assert rest[-1] <= max(rest[:200]) * 2


def test_a_message_larger_than_the_cache_is_judged_and_forgotten(generator: Generator) -> None:
    tiny, plain = engine(10), engine(0)
    samples = [
        Sample(str(n), encode(write(d), d.style), d.release) for n, d in enumerate(drafts(generator, 6, 20))
    ]

    assert _differences(samples, tiny, plain) == []
    assert len(tiny._readers.usual._cache) == 0


def test_a_giant_message_pushes_no_other_out() -> None:
    def made(content: str) -> Exchange:
        call = '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
        return Exchange(
            Payload((), f"<message><body>{call}{content}</bodyContent></body></message>".encode())
        )

    watched = engine(400_000)
    ours = [made("<odd/>" * number) for number in range(10)]
    shapes = [watched.judge_pair(exchange).request.shape for exchange in ours]
    giant, wide = made("<odd/>" * 50_000), made("<odd/>" + "<webExId>jdoe</webExId>" * 400)
    for exchange in (giant, wide):
        assert watched.judge_pair(exchange).request.shape is not watched.judge_pair(exchange).request.shape

    again = [watched.judge_pair(exchange).request.shape for exchange in ours]
    assert [one is other for one, other in zip(shapes, again, strict=True)] == [True] * 10
    assert len(watched._readers.usual._cache) == 10


def test_a_flood_of_new_shapes_and_results_costs_bounded_memory() -> None:
    watched = engine(100_000)
    head = b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    tail = b"</serv:response></serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"

    def flood(start: int) -> None:
        for number in range(start, start + 150):
            result = b"<serv:result>%d%s</serv:result>" % (number, b"x" * 20_000)
            watched.judge_pair(Sample("", head + result + tail, "40.8.0").exchange)

    flood(0)
    gc.collect()
    tracemalloc.start()
    flood(150)
    gc.collect()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < 1_000_000


def test_messages_with_other_values_share_one_shape(generator: Generator) -> None:
    rng = random.Random(11)
    watched = engine()
    for draft in drafts(generator, 12, 30):
        before = len(watched._readers.usual._cache)
        for turn in range(4):
            fresh = draft if not turn else reroll(draft, rng, generator.releases)
            watched.judge_pair(Sample("", encode(write(fresh), draft.style), draft.release).exchange)
        # Values of blanks, references that are not plain, and line breaks are shape; these have none.
        assert len(watched._readers.usual._cache) - before <= 1


def _codecs() -> list[Sample]:
    """The same key in two codecs: nothing but the bytes says which."""
    bare = (
        '<serv:message xmlns:serv="urn:s"><header><securityContext><siteName>acme</siteName>'
        "<webExID>jdoe</webExID></securityContext></header><body><bodyContent xsi:type="
        '"java:com.webex.service.binding.user.CreateUser">'
        "<firstName>J\u00e9\u00e9\u00e9</firstName></bodyContent></body></serv:message>"
    )
    wide = bare.replace("J\u00e9\u00e9\u00e9", "J" + "\u00e9" * 60)
    return [
        Sample(f"{name} {codec}", body.encode(codec), "40.8.0")
        for name, body in (("short", bare), ("long", wide))
        for codec in ("iso8859-1", "utf-8")
    ]


def test_slots_are_where_the_values_are(generator: Generator) -> None:
    """The ground that all others stand on: pieces and values put together again are the document."""

    for draft in drafts(generator, 13, 100):
        body = decode(Payload((), encode(write(draft), draft.style)))
        pieces, values, _ = split(body)
        joined = pieces[0] + b"".join(v + p for v, p in zip(values, pieces[1:], strict=True))
        assert joined == body.document


def _post(body: bytes, url: str = "https://acme.example.com/WBXService/XMLService") -> Exchange:
    return Exchange(Payload((), body), url=url, started=NOON)


def test_blank_form_fields_are_no_credentials_whatever_came_before() -> None:
    body = (
        b"SID=1&UID=jdoe&PWD=%s&XML=%%3Cmessage%%3E%%3Cbody%%3E%%3CbodyContent+xsi%%3Atype%%3D%%22"
        b"java%%3Acom.webex.service.binding.user.LstsummaryUser%%22%%2F%%3E%%3C%%2Fbody%%3E%%3C%%2Fmessage%%3E"
    )
    cached, plain = engine(), engine(0)

    for password in (b"Example-1", b"%20", b"Example-1"):
        exchange = _post(body % password)
        assert said(cached.judge_pair(exchange)) == said(plain.judge_pair(exchange))


def test_a_scheme_is_no_part_of_what_is_remembered_of_another_url() -> None:
    body = (
        b'<message><body><bodyContent xsi:type="java:com.webex.service.binding.user.LstsummaryUser"/>'
        b"</body></message>"
    )
    cached, plain = engine(), engine(0)

    for url in (
        "http://acme.example.com/x",
        "http:/acme.example.com/x",
        "HTTP://acme.example.com/x",
        "",
        "https://a.b/",
    ):
        exchange = _post(body, url)
        assert said(cached.judge_pair(exchange)) == said(plain.judge_pair(exchange))


def test_templates_of_many_releases_count_as_well(generator: Generator) -> None:
    """Judged at ever more releases, shapes grow; the cache then forgets some of them."""
    watched = engine(2_000_000)
    samples = [
        Sample(str(n), encode(write(d), d.style), d.release) for n, d in enumerate(drafts(generator, 14, 100))
    ]
    names = [release.name for release in generator.releases.all][-12:]
    for name in names:
        for sample in samples:
            watched.judge_pair(replace(sample, release=name).exchange)
    held = [shape for shape in watched._readers.usual._cache._shapes.values() if shape is not None]

    # A template takes 3 KB at least.
    assert 100 < sum(len(shape.templates) for shape in held) < 2_000_000 // 3_000
