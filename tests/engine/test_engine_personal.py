"""Personal data: the inventory of a message, and its redaction on wish."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from engine_messages import Generator, encode, write
from engine_traffic import KEY, NOON, RELEASES, Sample, published

from inspector.assemble import inspector
from inspector.engine import Inspector, record, report
from inspector.engine.privacy_plan import leaf_text
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.model.report import PersonalData
from inspector.recordings import exchange_of
from inspector.settings.model import Settings

URL = "https://acme.example.com/WBXService/XMLService"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:serv="http://www.webex.com/schemas/2002/06/service">\n'
    "<header><securityContext><siteName>acme</siteName><webExID>jdoe</webExID></securityContext></header>\n"
    '<body><bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting"'
)
TAIL = "</bodyContent></body></serv:message>"


@pytest.fixture(scope="module")
def redacting() -> Inspector:
    return inspector(Settings(redact=("pii", "time_place")), key=KEY, clock=lambda: NOON)


def _exchange(
    content: str, *, url: str = URL, headers: tuple[tuple[str, str], ...] = (), open_: str = ">"
) -> Exchange:
    return Exchange(Payload(headers, f"{HEAD}{open_}{content}{TAIL}".encode()), url=url, started=NOON)


def _rows(core: Inspector, exchange: Exchange) -> set[tuple[str, str, str, int, int | None]]:
    rows: tuple[PersonalData, ...] = report(core.judge_pair(exchange)).personal_data
    return {(row.category, row.on, row.path, row.count, row.line) for row in rows}


AGENDA = "createMeeting/metaData/agenda"
BESIDE = ("login_id", "request", "header/securityContext/webExID", 1, 3)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (
            "<metaData><agenda>mail jane@example.com, r@example.org or call 408-555-0123</agenda></metaData>",
            {("free_text", 1), ("email", 2), ("phone", 1)},
        ),
        (
            "<metaData>\n<agenda>&lt;email&gt;jane@example.com&lt;/email&gt; password=x1</agenda></metaData>",
            {("free_text", 1), ("email", 1), ("credential", 1)},
        ),
        (
            "<metaData><agenda><![CDATA[from 198.51.100.7]]></agenda></metaData>",
            {("free_text", 1), ("ip_address", 1)},
        ),
        ("<metaData><agenda>Meeting number: 234 567 8901</agenda></metaData>", {("free_text", 1)}),
    ],
)
def test_what_stands_in_free_text_is_told_with_path_and_count(core, content, rows) -> None:
    line = 4 + content.split("<agenda>")[0].count("\n")
    wanted = {(category, "request", AGENDA, count, line) for category, count in rows} | {BESIDE}
    assert _rows(core, _exchange(content)) == wanted


def test_comments_attributes_and_text_between(core) -> None:
    content = (
        "<!-- ask jane@example.com -->\n<metaData note='ring 408-555-0123' userEmail='x'>by 198.51.100.7\n"
        "<confName>x</confName></metaData>"
    )
    assert _rows(core, _exchange(content)) == {
        BESIDE,
        ("email", "request", "createMeeting/comment()", 1, 4),
        ("email", "request", "createMeeting/metaData/@userEmail", 1, 5),
        ("phone", "request", "createMeeting/metaData/@note", 1, 5),
        ("ip_address", "request", "createMeeting/metaData", 1, 5),
        ("free_text", "request", "createMeeting/metaData/confName", 1, 6),
    }


def test_url_headers_and_form_fields(core) -> None:
    headers = (
        ("Authorization", "Bearer Example-token-1"),
        ("From", "jane@example.com"),
        ("X-Forwarded-For", "198.51.100.7, 203.0.113.9"),
        ("Host", "192.0.2.5"),
        ("User-Agent", "client/1.2.3.4 (X11)"),
    )
    url = f"{URL}?AT=LI&EM=jane%40example.com&PW=Example-1"
    rows = _rows(core, _exchange("<metaData/>", url=url, headers=headers))
    assert {row for row in rows if row[1] == "http"} == {
        ("email", "http", "url/EM", 1, None),
        ("url_with_access", "http", "url/PW", 1, None),
        ("credential", "http", "request-headers/Authorization", 1, None),
        ("email", "http", "request-headers/From", 1, None),
        ("ip_address", "http", "request-headers/X-Forwarded-For", 2, None),
    }
    form = Exchange(
        Payload((), b"UID=jdoe&PWD=x&note=call+408-555-0123&XML=%3Cserv%3Amessage%2F%3E"), url=URL
    )
    assert {row[:4] for row in _rows(core, form) if row[1] == "http"} == {
        ("credential", "http", "form/UID", 1),
        ("credential", "http", "form/PWD", 1),
        ("phone", "http", "form/note", 1),
    }


def test_a_message_that_cannot_be_read(core) -> None:
    broken = Exchange(
        Payload(
            (),
            b"<serv:message>\n<firstName>Jane</firstName>\n<a>jane@example.com</b><email>x@example.org</email>",
        ),
        url=URL,
    )
    assert _rows(core, broken) == {("name", "request", "", 1, 2), ("email", "request", "", 2, 3)}


def test_an_excerpt_shows_no_value(core) -> None:
    rows = report(
        core.judge_pair(_exchange("<metaData><agenda>mail jane@example.com</agenda></metaData>"))
    ).personal_data
    assert {row.excerpt for row in rows} == {
        "login id, 4 characters",
        "free text, 21 characters",
        "email, 16 characters",
    }


def test_the_inventory_is_the_same_whatever_is_redacted(core, redacting) -> None:
    exchange = _exchange(
        "<metaData><agenda>mail jane@example.com</agenda></metaData>"
        "<schedule><timeZoneID>4</timeZoneID></schedule>"
    )
    assert (
        report(core.judge_pair(exchange)).personal_data
        == report(redacting.judge_pair(exchange)).personal_data
    )
    assert report(core.judge_pair(exchange)).findings == report(redacting.judge_pair(exchange)).findings


@pytest.fixture(scope="module")
def core() -> Inspector:
    return inspector(Settings(), key=KEY, clock=lambda: NOON)


def _generated(generator: Generator) -> Iterator[Sample]:
    rng = random.Random(4)
    for number in range(240):
        draft = generator.draft(rng, release=RELEASES[number % len(RELEASES)])
        name = f"{number} {draft.operation.name}"
        yield Sample(name, encode(write(draft), draft.style), draft.release, draft.direction)


def _valid(core: Inspector, exchange: Exchange) -> list[tuple[bool | None, bool | None]]:
    return [(call.request_valid, call.response_valid) for call in report(core.judge_pair(exchange)).calls]


def _values(core: Inspector, exchange: Exchange) -> list[tuple[str, str]]:
    return [
        (leaf.bare, leaf_text(leaf, side.reading.values, side.shape.codec).strip())
        for side in core.judge_pair(exchange).sides
        for leaf in side.shape.leaves
    ]


@pytest.mark.parametrize("source", ["generated", "published"])
def test_redacted_messages_stay_valid_equal_stays_equal_and_a_second_pass_replaces_nothing(
    core, redacting, generator, source
) -> None:
    samples = list(_generated(generator)) if source == "generated" else published()[::2]
    if not samples:
        pytest.skip("the published messages are not at ../shared")
    replaced = 0
    new_of: dict[tuple[str, str], str] = {}
    for sample in samples:
        exchange = sample.exchange
        once = exchange_of(record(redacting.judge_pair(exchange)))
        twice = exchange_of(record(redacting.judge_pair(once)))
        assert (once.request, once.response) == (twice.request, twice.response), sample.name
        before, after = _valid(core, exchange), _valid(core, once)
        assert len(before) == len(after), sample.name
        for was, now in zip(before, after, strict=True):
            assert all(now[side] for side in (0, 1) if was[side]), sample.name
        for (path, old), (same, new) in zip(_values(core, exchange), _values(core, once), strict=False):
            if path == same and old:
                assert new_of.setdefault((path, old), new) == new, (sample.name, path)
                replaced += old != new
    assert replaced > 300


def test_without_facets_a_redacted_message_would_not_be_valid(core, generator, monkeypatch) -> None:
    """The twin: replacements that do not look at the type break messages."""
    careless = inspector(Settings(redact=("pii", "time_place")), key=KEY, clock=lambda: NOON)
    monkeypatch.setattr(
        "inspector.engine.redaction.Redactor._value", lambda self, leaf, original, what: f"x{len(original)}x"
    )
    broken = 0
    for sample in _generated(generator):
        before = _valid(core, sample.exchange)
        after = _valid(core, exchange_of(record(careless.judge_pair(sample.exchange))))
        broken += before != after
    assert broken > 20


def test_a_text_that_would_get_too_long_is_replaced_as_a_whole() -> None:
    only_mail = inspector(Settings(redact=("email",)), key=KEY, clock=lambda: NOON)
    text = ("a@b.de " * 357).strip()  # as long as an agenda may be, 2,500 characters
    made = record(only_mail.judge_pair(_exchange(f"<metaData><agenda>{text}</agenda></metaData>")))
    assert made.request is not None
    new = made.request.body.decode().split("<agenda>")[1].split("</agenda>")[0]
    assert "@" not in new
    assert 0 < len(new) <= 2_500


def test_direction_of_an_answer(core) -> None:
    answer = (
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
        "<serv:result>FAILURE</serv:result><serv:reason>User jane@example.com is unknown</serv:reason>"
        "</serv:response></serv:header></serv:message>"
    )
    rows = _rows(core, Sample("answer", answer.encode(), "40.10.0", Direction.RESPONSE).exchange)
    assert ("email", "response", "header/response/reason", 1, 1) in rows
