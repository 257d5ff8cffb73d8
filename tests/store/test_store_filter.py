"""The filter language, by literal cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model import CallReport, Finding, Part, PersonalData, ReleaseReport, Severity
from inspector.store import KEYS, Filter, FilterError, open_store, parse

NOW = 1_769_860_800.0
"""2026-01-31T12:00:00Z"""


def _finding(code: str, severity: Severity) -> Finding:
    return Finding(code, severity, "request", "wrong")


def _call(operation: str | None, **more: object) -> CallReport:
    return CallReport(operation, **more)


@pytest.fixture
def filled(store, make):
    failed = {"result": "FAILURE", "exception": "000015"}
    teleconference = "meeting.auo.CreateTeleconferenceSession"
    store.write(
        [
            make(
                1,
                started=NOW - 7200,
                calls=(
                    _call("user.GetUser", caller="anonymous", **failed, shape="9f2c41"),
                ),
                findings=(_finding("AUTH-01", Severity.ERROR), _finding("PII-07", Severity.WARNING)),
                request=Part((b"<m><confName>", b"</confName></m>"), (b"Budget review",)),
                response=None,
            ),
            make(
                2,
                started=NOW - 60,
                site="acme2",
                status=403,
                duration_ms=900.0,
                calls=(
                    _call("user.GetUserCard", caller="authenticated", request_valid=False, shape="ab9f2c"),
                ),
                findings=(_finding("ENV-02", Severity.WARNING),),
                personal_data=(PersonalData("email", "request", "email", 1),),
                request=Part(
                    (b"<m><x:ConfName  a='1'>", b"</x:ConfName><z>", b"</z></m>"),
                    (b"Caf\xc3\xa9 &lt;x&gt;", b"preview"),
                ),
                response=Part((b"<r><note>", b"</note></r>"), (b"review at \xe9",), "iso8859-1"),
            ),
            make(
                3,
                started=None,
                site=None,
                status=None,
                client="192.0.2.99, other",
                release=ReleaseReport("40.10.0", "path"),
                calls=(_call(teleconference), _call("user.GetUser", result="SUCCESS", request_valid=True)),
                findings=(_finding("PIIX-01", Severity.INFO),),
                request=Part((b"<m><!-- whole --><confName>board meeting</confName></m>",), ()),
                response=None,
                service="nbr",
            ),
            make(4, started=NOW + 60, calls=(), request=None, response=None),
        ]
    )  # fmt: skip
    return store


CASES = [
    ("", [1, 2, 3, 4]),
    ("   ", [1, 2, 3, 4]),
    ("op:GetUser", [1, 3]),
    ("op:getuser", [1, 3]),
    ("op:user.GetUser", [1, 3]),
    ("op:GetUser*", [1, 2, 3]),
    ("op:*.GetUser", [1, 3]),
    ("op:GetUse", []),
    ("op:CreateTeleconferenceSession", [3]),
    ("op:auo.CreateTeleconferenceSession", [3]),
    ("op:meeting.*", [3]),
    ("op:GetUserCard,CreateTele*", [2, 3]),
    ("op~card", [2]),
    ("-op:GetUser", [2, 4]),
    ("sev:error", [1]),
    ("sev>=warning", [1, 2]),
    ("sev<warning", [3]),
    ("SEV:INFO,error", [1, 3]),
    ("sev:none", [4]),
    ("code:PII", [1]),
    ("code:PII-07", [1]),
    ("code:pii-0?", [1]),
    ("code:AUTH,ENV", [1, 2]),
    ("pii:email", [2]),
    ("-pii:email", [1, 3, 4]),
    ("caller:anonymous", [1]),
    ("result:FAILURE", [1]),
    ("result:failure,success", [1, 3]),
    ("exception:000015", [1]),
    ("exception:15", []),
    ("site:acme", [1, 4]),
    ("site:acme*", [1, 2, 4]),
    ("-site:acme", [2, 3]),
    ('site:"acme"', [1, 4]),
    ("client:192.0.2.99", [3]),
    ("client:OTHER", [3]),
    ("release:40.9.0", [1, 2, 4]),
    ("release:40.1*", [3]),
    ("shape:9f2c", [1]),
    ("service:nbr", [3]),
    ("status>=400", [2]),
    ("status:200", [1, 4]),
    ("status:200,403", [1, 2, 4]),
    ("duration>500", [2]),
    ("valid:no", [2]),
    ("valid:yes", [3]),
    ("valid:unknown", [1, 4]),
    ("since:1h", [2, 4]),
    ("since:1d", [1, 2, 4]),
    ("until:1h", [1]),
    ("since:2026-01-31T12:00:00Z", [4]),
    ("since:2026-01-31T13:00:00+01:00", [4]),
    ("since:2026-01-31", [1, 2, 4]),
    ("confName~review", [1]),
    ("confname~REVIEW", [1]),
    ("confName~view", []),
    ("z~prev", [2]),
    ("z~review", []),
    ("note~review", [2]),
    ('confName~"budget rev"', [1]),
    ("confName~café", [2]),
    ('confName~"<x>"', [2]),
    ("confName~><", []),
    ("confName~board", [3]),
    ("-confName~review", [2, 3, 4]),
    ("review", [1, 2]),
    ('"budget review"', [1]),
    ('"review budget"', []),
    ("cafe", [2]),
    ("board", [3]),
    ("preview budget", []),
    ("GetUserCard", [2]),
    ("op:GetUser sev>=warning code:PII site:acme since:1d confName~review budget", [1]),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_what_passes(filled, text, found):
    chosen = parse(text, now=NOW)
    assert list(filled.seqs(chosen)) == found
    assert filled.count(chosen) == len(found)
    assert [row.seq for row in filled.rows(chosen, newest_first=False)] == found
    assert [filled.index_of(seq, chosen) for seq in found] == list(range(len(found)))


@pytest.mark.parametrize(
    ("text", "position", "near", "says"),
    [
        ("opp:GetUser", 0, ("op",), "there is no key 'opp'"),
        ("sev:error  -cod:PII", 12, ("code",), "there is no key 'cod'"),
        ("https://example.com", 0, (), "quote it"),
        ("caller:anonymus", 7, ("anonymous",), "caller is one of anonymous, identified, authenticated"),
        ("sev>=warn", 5, ("warning",), "sev is one of"),
        ("sev>none", 0, (), "only sev:none"),
        ("sev~err", 3, (), "cannot be used with ~"),
        ("op>GetUser", 2, (), "write op:GetUser*"),
        ("valid>yes", 5, (), "cannot be used with >"),
        ("status:many", 7, (), "needs a number"),
        ("duration>1,x", 9, (), "needs a number"),
        ("since:yesterday", 6, (), "needs a time"),
        ("since>1h", 5, (), "cannot be used with >"),
        ("op:", 3, (), "a value is missing after op:"),
        ("confName~", 9, (), "a value is missing after confName~"),
        ('site:acme "open', 10, (), "this quote is not closed"),
        ('site:"acme', 5, (), "this quote is not closed"),
        ("sev:error -", 11, (), "there is nothing to look for"),
        ("!!!", 0, (), "no letter or digit"),
    ],
)
def test_what_is_refused(text, position, near, says):
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert (refused.value.position, refused.value.near) == (position, near)
    assert says in str(refused.value)
    assert str(refused.value).startswith(f"at character {position + 1}: ")


@pytest.mark.parametrize(
    "text",
    [
        "site:'--",
        "site:acme');DROP",
        '"\'; DROP TABLE exchange; --x"',
        "x'~y",
        'client:"%_\'1"',
        "confName~'",
        'confName~"a\' OR 1=1 --"',
        'since:1h sev:error "\') OR 1=1 --"',
    ],
)
def test_nothing_typed_reaches_the_sql(filled, text):
    try:
        chosen = parse(text, now=NOW)
    except FilterError:
        return
    assert "'--" not in chosen.where
    assert "DROP" not in chosen.where
    assert "1=1" not in chosen.where
    assert list(filled.seqs(chosen)) == []
    assert filled.count() == 4


def test_the_same_text_would_break_out_of_sql_that_is_glued(filled):
    """The twin: what the test above types is an attack where values are put into the SQL itself."""
    glued = Filter("", "e.seq IN (SELECT id FROM label WHERE text = 'a' OR 1=1 --')\n)")
    assert filled.count(glued) == 4


@pytest.mark.parametrize(
    "text",
    [
        "review*",
        "NEAR(budget",
        "budget^",
        "a:b",
        '"budget OR x"',
        "(budget)",
        "budget+x",
        "AND",
        "{x}1",
        "request",
    ],
)
def test_signs_of_the_index_are_plain_text(filled, text):
    found = list(filled.seqs(parse(f'"{text}"' if '"' not in text else text, now=NOW)))
    assert found == {"review*": [1, 2], "budget^": [1], "(budget)": [1]}.get(text, [])


def test_every_key_has_an_example_that_reads():
    assert len({key.name for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert parse(key.example).where
        assert key.example.startswith(key.name)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("filter") / "s", create=True) as opened:
        yield opened


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=st.text("opsevcd:>=<~-\"' ,*[]?()0159.é\0\\", max_size=25))
def test_any_text_gives_a_filter_that_runs_or_a_plain_refusal(empty, text):
    try:
        chosen = parse(text)
        position = 0
    except FilterError as refused:
        chosen, position = None, refused.position
    assert 0 <= position <= len(text)
    assert empty.count(chosen) == 0
