"""Messages that are not well-formed: what their elements say is personal is replaced and erased there too."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.forgetting import Eraser, Person
from inspector.model.exchange import Exchange, Payload
from inspector.privacy import Knowledge, Masker, Tally, scrub
from inspector.recordings import exchange_of, read
from inspector.settings import load

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
KEY = bytes(range(32))
HEAD = "<message><body><bodyContent xsi:type='x'><participants><attendees>"
PII = frozenset({"name", "email", "phone", "company_job", "postal_address", "login_id", "free_text"})


def _scrubbed(text: str, knowledge: Knowledge, categories: frozenset[str] = PII) -> str:
    done = scrub(text.encode(), "utf-8", Masker(KEY, knowledge, categories=categories))
    assert done is not None
    return done.decode()


@pytest.mark.parametrize(
    "body",
    [
        "<person><name>@</name><email>jane.doe@example.com</email></person>",
        "<attendee><person><name>@<type>VISITOR</type>",
        "<person>\n <com:name>@</com:name>",
        "<person><type>VISITOR<name>@</name></person>",
        "<person><firstName>@</firstName><lastName>@</lastName>",
        "<person><title>@</title><company>@</company>",
        "<person><address><address1>@</address1><city>@</city>",
        "<person/><contact><name>@</name>",
        "&lt;person&gt;&lt;name&gt;@&lt;/name&gt;",
        "<customFields><field><value>@</value>",
        "<x & y><user><name>@</name></user>",
        "</attendees></participants><name>@</name>",
    ],
)
def test_what_an_element_holds_is_replaced_where_its_place_says_so(body: str, knowledge: Knowledge) -> None:
    text = HEAD + body.replace("@", "Zebedee Quux")
    once = _scrubbed(text, knowledge)
    assert "Zebedee" not in once
    assert "xi" in once
    assert _scrubbed(once, knowledge) == once
    assert _scrubbed(text, knowledge, frozenset()) == text  # the twin: secrets alone are asked for


@pytest.mark.parametrize(
    "body",
    [
        "<product><name>@</name></product>",
        "<trackingCode><name>@</name>",
        "<person></person><queue><name>@</name>",
        "<person/><meetingType><displayName>@</displayName>",
        "<material><document><name>@</name>",
        "<name>@</name>",
    ],
)
def test_names_of_things_stay(body: str, knowledge: Knowledge) -> None:
    text = HEAD + body.replace("@", "Zebedee Quux")
    assert _scrubbed(text, knowledge) == text


def _broken(person: str, email: str) -> Exchange:
    body = (
        f"<message><body><bodyContent xsi:type='java:com.webex.service.binding.user.CreateUser'>"
        f"<firstName>{person}</firstName>\n<email>{email}</email><phones><phone>415 555 2671</phone></phones>"
        f"<person><name>{person} Quux</name></webExId></bodyContent>"
    )
    return Exchange(Payload(body=body.encode()), url="https://acme.example.com/WBXService/XMLService")


@pytest.mark.parametrize("redact", ["secrets", "pii"])
def test_a_person_is_erased_from_them_with_all_that_stands_there(redact: str) -> None:
    core = inspector(load({"redact": redact}).settings, key=KEY)
    jane, roe = (
        record(core.judge_pair(_broken(*person)))
        for person in (("Zebedee", "jane.doe@example.com"), ("Richard", "roe@example.com"))
    )
    assert jane.request is not None
    before = jane.request.body
    values = [
        before[before.index(tag) + len(tag) :].partition(b"<")[0]
        for tag in (b"<firstName>", b"<name>", b"<phone>")
    ]
    erase = Eraser(core, Person("jane.doe@example.com", core.masker))
    erased = erase(jane)
    assert erased is not None
    assert erased.request is not None
    assert erased.request.body == (
        b"<message><body><bodyContent xsi:type='java:com.webex.service.binding.user.CreateUser'>"
        b"<firstName>erased</firstName>\n<email>erased</email><phones><phone>erased</phone></phones>"
        b"<person><name>erased</name></webExId></bodyContent>"
    )
    assert not any(value in erased.request.body for value in values)
    assert (erase.erased.exchanges, erase.erased.values) == (1, 4)
    assert erase(roe) is None
    assert erase(erased) is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published messages are not at ../shared/corpus")
def test_a_second_pass_over_published_messages_that_are_broken_replaces_nothing() -> None:
    tally = Tally()
    core = inspector(load({"redact": "pii"}).settings, key=KEY, tally=tally)
    broken = []
    for exchange in read([CORPUS], on_error=pytest.fail):
        judgement = core.judge_pair(exchange)
        if any(side.shape.direction is None for side in judgement.sides):
            broken.append(record(judgement))
    assert len(broken) >= 5
    assert tally.total > 20
    before = tally.total
    for each in broken:
        again = record(core.judge_pair(dataclasses.replace(exchange_of(each), source="")))
        for now, was in ((again.request, each.request), (again.response, each.response)):
            assert (now and now.body) == (was and was.body)
    assert tally.total == before
