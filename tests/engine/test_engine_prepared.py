"""What every message of a shape has is worked out once; only places are looked up for each message."""

from __future__ import annotations

import pytest
from engine_traffic import NOON, engine

from inspector.engine import Inspector, record
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Finding
from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge

ODD = "".join(f"<odd{n}>v</odd{n}>\n" for n in range(30))
UNFIT = (
    b'<message><body><bodyContent xsi:type="java:com.webex.service.binding.user.LstsummaryUser"><listControl>'
    b"<startFrom>\nx password=Example-7\n</startFrom></listControl></bodyContent></body></message>"
)
SAME_LINE = "<webExId>{}</webExId><odd/>"


def _exchange(content: str, lead: str = "", operation: str = "GetUser") -> Exchange:
    body = (
        "<message><header><securityContext><siteName>acme</siteName></securityContext></header>\n"
        f'<body><bodyContent xsi:type="java:com.webex.service.binding.user.{operation}">\n'
        f"{content}</bodyContent></body></message>"
    )
    return Exchange(Payload((), (lead + body).encode()), started=NOON)


def _unknown(inspector: Inspector, exchange: Exchange) -> list[Finding]:
    return [each for each in inspector.judge_pair(exchange).findings if each.code == "SCH-01"]


def test_findings_that_do_not_move_are_made_once(inspector: Inspector) -> None:
    one = _unknown(inspector, _exchange(ODD))
    other = _unknown(inspector, _exchange(ODD.replace(">v<", ">another value<")))

    assert len(one) == 30
    assert [first is second for first, second in zip(one, other, strict=True)] == [True] * 30
    assert [(each.line, each.column) for each in one[:2]] == [(3, 1), (4, 1)]


def test_nobody_asks_again_which_names_are_secret(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeper = f"<address>{ODD}</address>"
    inspector.judge_pair(_exchange(deeper, operation="CreateUser"))
    judged = inspector.judge_pair(_exchange(deeper.replace(">v<", ">w<"), operation="CreateUser"))
    asked: list[str] = []
    real = Knowledge.by_name

    def by_name(self: Knowledge, local: str) -> Classification | None:
        asked.append(local)
        return real(self, local)

    monkeypatch.setattr(Knowledge, "by_name", by_name)

    assert len(judged.findings) >= 30
    assert asked == []


@pytest.mark.parametrize(
    ("content", "lead", "line", "column"),
    [
        (SAME_LINE.format("jdoe"), "", 3, 24),
        (SAME_LINE.format("jane.doe"), "", 3, 28),
        (SAME_LINE.format("Zo\u00eb"), "", 3, 23),
        (SAME_LINE.format("jdoe"), "\n\n", 5, 24),
        ("<odd>v</odd>", "", 3, 1),
        ("<odd>v</odd>", "\n", 4, 1),
        ("\r\n\r  <odd>v</odd>", "", 5, 3),
    ],
)
def test_places_are_those_of_each_message(
    content: str, lead: str, line: int, column: int, inspector: Inspector
) -> None:
    exchange = _exchange(content, lead)
    for by in (inspector, engine(0)):
        assert [(each.line, each.column) for each in _unknown(by, exchange)] == [(line, column)]


def test_constant_values_are_checked_with_the_template_alone(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Exchange(Payload((), UNFIT), started=NOON)
    first = record(inspector.judge_pair(exchange))
    judged = inspector.judge_pair(exchange)
    for room in ("reporting", "redaction"):
        monkeypatch.setattr(f"inspector.engine.{room}.check", None, raising=False)
    again = record(judged)

    assert again == first
    assert again.request is not None
    assert b"Example-7" not in again.request.body


def test_twin_a_value_that_is_none_of_its_type_is_looked_at_for_secrets(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.engine.template.is_unfit", lambda _: False)
    bare = engine()
    part = record(bare.judge_pair(Exchange(Payload((), UNFIT), started=NOON))).request

    assert part is not None
    assert b"Example-7" in part.body


def _page(start: str, most: str, between: str, lead: str = "") -> Exchange:
    content = (
        f"<listControl><startFrom>{start}</startFrom>{between}<maximumNum>{most}</maximumNum></listControl>\n"
    )
    return _exchange(content, lead, "LstsummaryUser")


def _too_large(inspector: Inspector, exchange: Exchange) -> list[Finding]:
    return [each for each in inspector.judge_pair(exchange).findings if each.code == "LIM-06"]


def test_what_rules_say_of_values_is_made_once_and_stands_where_the_value_does(inspector: Inspector) -> None:
    one, other = (_too_large(inspector, _page("1", most, "\n")) for most in ("900", "501"))
    assert (one[0] is other[0], one[0].line, one[0].column) == (True, 4, 1)
    assert _too_large(inspector, _page("1", "500", "\n")) == []

    places = [
        [(each.line, each.column) for each in _too_large(inspector, _page(start, "900", "", lead))]
        for start, lead in (("1", ""), ("10001", ""), ("1", "\n\n"))
    ]
    assert places == [[(3, 38)], [(3, 42)], [(5, 38)]]


def test_the_inventory_tells_each_message_its_own_lengths_and_lines(inspector: Inspector) -> None:
    sent = [("jdoe", ""), ("asmith", ""), ("jdoe", "\n\n"), ("  jdoe ", ""), ("j&#100;oe", ""), ("jdoé", "")]
    told = [
        [
            (row.line, row.excerpt)
            for row in record(
                inspector.judge_pair(_exchange(f"<webExId>{login}</webExId>\n", lead))
            ).report.personal_data
            if row.path == "getUser/webExId"
        ]
        for login, lead in sent
    ]

    assert told == [
        [(3, "login id, 4 characters")],
        [(3, "login id, 6 characters")],
        [(5, "login id, 4 characters")],
        [(3, "login id, 4 characters")],
        [(3, "login id, 4 characters")],
        [(3, "login id, 4 characters")],
    ]
