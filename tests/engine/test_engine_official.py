"""Official files whose types differ from ours: their word on values counts, valid or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.assemble import inspector as assembled
from inspector.engine import report
from inspector.model import Exchange, ExchangeReport, Payload
from inspector.resources import data
from inspector.schema import Schemas
from inspector.schema.export import exported
from inspector.settings.model import Settings

RELEASE = "40.9.0"
MINE = (
    '<xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="Jane"/>'
    '<xs:enumeration value="John"/></xs:restriction></xs:simpleType>'
)
Judge = Callable[..., ExchangeReport]


def _element(type_: str) -> str:
    return f'<xs:element name="firstName" {type_} minOccurs="0"/>'


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Judges a createUser with these values by files in which firstName is a date and lastName listed."""
    schemas = Schemas(data("schemas"))
    source = tmp_path_factory.mktemp("vendor")
    for name, content in exported(schemas, schemas.releases.get(RELEASE)).items():
        text = content.decode()
        if name == "use.xsd":
            for old, new in (
                (_element('type="xs:string"'), _element('type="xs:date"')),
                (
                    '<xs:element name="lastName" type="xs:string" minOccurs="0"/>',
                    f'<xs:element name="lastName" minOccurs="0">{MINE}</xs:element>',
                ),
            ):
                assert old in text
                text = text.replace(old, new)
        (source / name).write_text(text, "utf-8")
    kept = tmp_path_factory.mktemp("official")
    official = Schemas(data("schemas"), official=kept).official
    assert official is not None
    official.add(RELEASE, [source])
    core = assembled(Settings(schemas=kept))

    def judged(
        first: str = "2024-01-01", last: str = "Jane", more: str = "", release: str = RELEASE
    ) -> ExchangeReport:
        body = (
            '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
            "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext>"
            '</header><body><bodyContent xsi:type="java:com.webex.service.binding.user.CreateUser">'
            f"<firstName>{first}</firstName><lastName>{last}</lastName><webExId>jdoe</webExId>"
            f"<email>jane.doe@example.com</email><password>Example-2</password>{more}<active>ACTIVATED</active>"
            "</bodyContent></body></message>"
        )
        exchange = Exchange(Payload((), body.encode()), url="https://acme.example.com/WBXService/XMLService")
        return report(core.judge_at(exchange, [release])[0])

    return judged


def _said(found: ExchangeReport) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in found.findings if each.code.startswith(("SCH", "XML"))]


def test_a_message_that_is_valid_by_official_types_alone_is_valid(judge: Judge) -> None:
    found = judge()

    assert (found.calls[0].request_valid, _said(found)) == (True, [])


@pytest.mark.parametrize(
    ("values", "code", "path", "words"),
    [
        (
            {"first": "Planted"},
            "SCH-03",
            "firstName",
            "expected a value of xs:date that the official schema has",
        ),
        (
            {"last": "Planted"},
            "SCH-04",
            "lastName",
            "expected one of Jane, John, by the official schema",
        ),
        ({"last": "Pl<!---->anted"}, "SCH-04", "lastName", "one of Jane, John, by the official schema"),
    ],
)
def test_a_value_is_refused_by_its_official_type_and_not_quoted(
    values: dict[str, str], code: str, path: str, words: str, judge: Judge
) -> None:
    found = judge(**values)

    assert (found.calls[0].request_valid, _said(found)) == (False, [(code, f"createUser/{path}")])
    (finding,) = (each for each in found.findings if each.code == code)
    assert words in finding.message
    assert "anted" not in repr(found)
    assert _said(judge()) == []
    assert _said(judge(**values, release="40.8.0")) == []


def test_structure_is_judged_as_before(judge: Judge) -> None:
    found = judge(more="<nope/>")

    assert (found.calls[0].request_valid, _said(found)) == (False, [("SCH-01", "createUser/nope")])
