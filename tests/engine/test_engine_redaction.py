"""Secrets never leave memory; all other bytes stay as they were."""

from __future__ import annotations

import hashlib
import random
import re

import pytest
from engine_messages import Draft, Generator, encode, write
from engine_mutations import spoil_bytes, spoil_text
from engine_traffic import KEY, NOON, Sample, drafts, engine

from inspector.engine import Inspector, record
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.report import Part, Record

SECRET = "Zy7-Hidden-Q9w"
NAMES = frozenset(
    (
        "password",
        "sessionTicket",
        "webExAccessToken",
        "clientSecret",
        "meetingPassword",
        "sessionPassword",
        "PIN",
        "hostPIN",
        "accessToken",
        "samlResponse",
        "hostKey",
        "registrationPassword",
        "eventPassword",
        "audioPassword",
    )
)
ODD = (
    f" {SECRET} ",
    f"\n{SECRET}\n",
    f"<![CDATA[{SECRET}]]>",
    f"<!-- x -->{SECRET}",
    f"<!-- {SECRET} -->",
    f"<?x {SECRET}?>",
    f"{SECRET}<b>{SECRET}</b>",
    f"<b>{SECRET}</b>",
    f"\u00a0{SECRET}",
    f"{SECRET}&amp;x",
    f"{SECRET}]]>",
    f"{SECRET}&x",
    f"\u00e9{SECRET}",
    "Zy7-&#72;idden-Q9w",
    f"{SECRET}<",
    f"{SECRET}>",
)


def _planted(draft: Draft, raw: str) -> bool:
    leaves = [e for e in draft.leaves() if e.local in NAMES and e.simple and e.simple.primitive == "string"]
    for leaf in leaves:
        leaf.raw = raw
    return bool(leaves)


def _part(kept: Record) -> Part:
    found = kept.request or kept.response
    assert found is not None
    return found


def _kept(inspector: Inspector, draft: Draft, body: bytes) -> Record:
    sample = Sample("", body, draft.release, draft.direction)
    return record(inspector.judge_pair(sample.exchange))


def _holds_secret(kept: Record) -> bool:
    body = _part(kept).body
    texts = [body.decode(codec, "replace") for codec in ("utf-8", "utf-16", "utf-16-be", "latin-1")]
    return any("Hidden" in text or "idden-Q9w" in text for text in [*texts, repr(kept)])


def _text(draft: Draft, body: bytes) -> str:
    return body.decode(draft.style.codec)


@pytest.fixture(scope="module")
def with_secrets(generator: Generator) -> list[Draft]:
    return [draft for draft in drafts(generator, 51, 400) if _planted(draft, SECRET)]


_VALUE = re.compile(r">([^<>]*)</")


def test_all_bytes_but_the_secrets_stay(with_secrets: list[Draft], inspector: Inspector) -> None:
    assert len(with_secrets) > 200
    for draft in with_secrets:
        text = write(draft)
        kept = _kept(inspector, draft, encode(text, draft.style))
        before, after = _VALUE.split(text), _VALUE.split(_text(draft, _part(kept).body))
        changed = [old for old, new in zip(before, after, strict=True) if old != new]

        assert not _holds_secret(kept)
        assert before[::2] == after[::2]
        assert changed.count(SECRET) == before.count(SECRET)
        assert len(changed) <= len(kept.facts)


def test_twin_without_masking_the_secrets_are_found(
    with_secrets: list[Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.privacy.mask.Masker.value", lambda _, text, *args, **more: text)
    bare = engine()

    for draft in with_secrets[:50]:
        assert _holds_secret(_kept(bare, draft, encode(write(draft), draft.style)))


def _placed(kept: Record) -> list[tuple[object, ...]]:
    """Lines stay, columns may move."""
    return [(f.code, f.path, f.line, f.message, f.call) for f in kept.report.findings]


def test_a_masked_message_is_as_valid_as_it_was(with_secrets: list[Draft], inspector: Inspector) -> None:
    for draft in with_secrets:
        kept = _kept(inspector, draft, encode(write(draft), draft.style))
        again = _kept(inspector, draft, _part(kept).body)

        assert again.report.calls == kept.report.calls
        assert _placed(again) == _placed(kept)


def test_a_second_pass_replaces_nothing(with_secrets: list[Draft], inspector: Inspector) -> None:
    for draft in with_secrets:
        once = _part(_kept(inspector, draft, encode(write(draft), draft.style)))
        assert _part(_kept(inspector, draft, once.body)).body == once.body


@pytest.mark.parametrize("raw", ODD)
def test_odd_secrets_do_not_leave_memory_either(raw: str, generator: Generator, inspector: Inspector) -> None:
    """In messages that have no slots, that are spoilt elsewhere as well, or that cannot be read at all."""
    rng = random.Random(raw)
    for number, draft in enumerate(drafts(generator, 52, 90)):
        if not _planted(draft, raw):
            continue
        text = write(draft)
        body = encode(spoil_text(text, rng) if number % 3 == 1 else text, draft.style)
        body = spoil_bytes(body, rng) if number % 3 == 2 else body
        kept = _kept(inspector, draft, body)

        assert not _holds_secret(kept), body
        assert _part(_kept(inspector, draft, _part(kept).body)).body == _part(kept).body, body


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r"])
def test_masking_moves_no_line(gap: str, inspector: Inspector) -> None:
    inner = gap.join(
        (
            "",
            "<password>",
            SECRET,
            "</password>",
            f"<sessionTicket><!-- a{gap}b -->{SECRET}<![CDATA[{gap}]]></sessionTicket>",
            f"<clientInfo>{gap}https://jd:{SECRET}@example.com/?token={SECRET}{gap}</clientInfo>",
        )
    )
    head = "<message><header><securityContext>"
    call = '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"/>'
    tail = f"</securityContext>{gap}</header><body>{call}"
    text = f"{head}{inner}{tail}</body></message>"
    kept = record(inspector.judge_pair(Exchange(Payload((), text.encode()), started=NOON)))
    masked = _part(kept).body.decode()

    assert not _holds_secret(kept)
    assert re.findall(r"\r\n|\r|\n", masked) == re.findall(r"\r\n|\r|\n", text)
    assert masked.split(gap)[-1] == text.split(gap)[-1]


def test_what_is_not_kept_says_so_once(inspector: Inspector) -> None:
    body = b"\x00\x01\x02 no message at all " + SECRET.encode()
    kept = record(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))
    first = _part(kept).body

    assert re.fullmatch(rb"\(body not kept: 36 bytes, keyed SHA-256 [0-9a-f]{64}\)", first)
    assert hashlib.sha256(body).hexdigest().encode() not in first
    again = record(inspector.judge_pair(Exchange(Payload((), first), started=NOON)))
    assert _part(again).body == first


def test_a_form_without_a_document_is_kept_once(inspector: Inspector) -> None:
    body = b"AT=LI&pass%77ord=" + SECRET.encode()
    first = _part(record(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))).body

    assert first == b"AT=LI&password=********"
    again = record(inspector.judge_pair(Exchange(Payload((), first), started=NOON)))
    assert _part(again).body == first


@pytest.mark.parametrize("query", ["pass%77ord=Zy7", 'PW="Zy7', "PW=a<Zy7", "a[password]=Zy7", "PW[]=Zy7"])
def test_what_a_url_is_reported_to_hold_is_not_in_it(query: str, inspector: Inspector) -> None:
    url = f"https://acme.example.com/WBXService/XMLService?{query}"
    kept = record(inspector.judge_pair(Exchange(Payload((), b"<message/>"), url=url, started=NOON)))

    assert "Zy7" not in kept.report.url
    assert [found.category for found in kept.report.personal_data] != []


def test_an_id_does_not_tell_a_password_to_whoever_tries(inspector: Inspector) -> None:
    """Equal for equal calls and one key; without the key there is nothing to try passwords against."""
    url, body = "https://acme.example.com/WBXService/XMLService", b"PW=4711&XML=<message/>"
    sent = Exchange(Payload((), body), url=url, started=NOON)
    found = inspector.judge_pair(sent)
    tried = hashlib.sha256(f"{NOON}\n{url}\n{len(body)}\n".encode() + body + b"\0").hexdigest()

    assert record(found).report.id == record(engine().judge_pair(sent)).report.id
    assert record(found).report.id != tried[:32]
    assert record(found).report.id != record(engine(key=b"q" * 32).judge_pair(sent)).report.id


def test_equal_tickets_stay_equal_and_keys_tell_them_apart(inspector: Inspector) -> None:
    body = (
        "<message><header><securityContext><siteName>acme</siteName><webExID>jdoe</webExID>"
        "<sessionTicket>{}</sessionTicket></securityContext></header></message>"
    )

    def ticket(value: str, by: Inspector = inspector) -> bytes:
        kept = record(by.judge_pair(Exchange(Payload((), body.format(value).encode()), started=NOON)))
        found = re.search(rb"<sessionTicket>(.*)</sessionTicket>", _part(kept).body)
        assert found is not None
        return found[1]

    one = "AAAAAsJ9example1AAAAtoken"
    assert ticket(one) == ticket(one)
    assert ticket(one) != ticket(one.replace("1", "2"))
    assert ticket(one, engine()) == ticket(one)
    assert len(KEY) == 32


def test_a_lone_answer_is_kept_as_an_answer(inspector: Inspector) -> None:
    answer = b"<message><header><response><result>SUCCESS</result></response></header><body/></message>"
    kept = record(inspector.judge_pair(Exchange(Payload((("X-A", "b"),), answer), started=NOON)))

    assert kept.request is None
    assert _part(kept).body == answer
    assert (kept.request_headers, kept.response_headers) == ((), (("X-A", "b"),))
    assert Direction.RESPONSE == "response"
