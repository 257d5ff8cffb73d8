"""What a user's `pii.yaml` adds, section by section, and what it says otherwise than ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.assemble import inspector
from inspector.engine import Inspector, record
from inspector.forgetting import Eraser, Person
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record
from inspector.privacy import Knowledge, PrivacyFileError
from inspector.settings.model import Settings

PII = Path(__file__).parents[2] / "rules" / "pii.yaml"
SECRET = "Qz2519xv"
OWN = """
spoken:
  passwords: [тайнослово, geheimwort]
  tokens: [laufzettel]
  verbs: [суть]
  nothing: [нет]
looks_secret: {ends: [Slaptazodis], tokens: [Slaptazodis]}
headers:
  whole: [X-Badge]
  scheme: [X-Api-Key]
  servers: [X-Probe]
persons: {parts: [wallet]}
pairs: {names: [Feldname], values: [Feldwert]}
security_context: {names: [tenant]}
false_friends:
  - {names: [ticket], why: a number of the shop, source: ours}
  - {names: [doorToken], why: the colour of a door, source: ours}
"""


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Inspector:
    path = tmp_path_factory.mktemp("own") / "pii.yaml"
    path.write_text(OWN, "utf-8")
    return inspector(Settings(pii=path), key=bytes(range(32)))


def _kept(
    core: Inspector, content: str, context: str = "", headers: tuple[tuple[str, str], ...] = ()
) -> tuple[str, Record]:
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
        f"<webExID>admin</webExID>{context}</securityContext></header><body><bodyContent"
        f' xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">{content}</bodyContent></body>'
        "</message>"
    )
    made = record(
        core.judge_pair(Exchange(Payload(headers, body.encode()), url="https://acme.example.com/x"))
    )
    assert made.request is not None
    return made.request.body.decode(), made


@pytest.mark.parametrize(
    "said",
    [
        "тайнослово: @",
        "Тайнослово @",
        "тайнослово суть @",
        "GeheimWort @",
        "laufzettel @a1b2c3d4",
    ],
)
def test_words_of_ones_own_tell_a_secret(core: Inspector, said: str) -> None:
    text = said.replace("@", SECRET)
    made, kept = _kept(core, f"<agenda>{text}</agenda>")
    assert SECRET not in made
    assert [row.path for row in kept.report.personal_data if row.category.endswith(("secret", "ential"))] == [
        "createMeeting/agenda"
    ]
    assert core.masker.worth(text.encode())
    assert SECRET in inspector(key=bytes(range(32))).masker.text(text)


def test_a_word_of_ones_own_that_tells_none(core: Inspector) -> None:
    assert core.masker.text("тайнослово: нет") == "тайнослово: нет"


def test_ends_of_names_of_ones_own(core: Inspector) -> None:
    made, _ = _kept(core, f"<user_slaptazodis2>{SECRET}</user_slaptazodis2>")
    assert SECRET not in made
    assert "********" not in made  # what a machine makes has a pseudonym


def test_headers_of_ones_own(core: Inspector) -> None:
    given = (
        ("x-badge", SECRET),
        ("X-API-KEY", f"Bearer {SECRET}"),
        ("X-Probe", "8.8.8.8"),
        ("X-Seen", "8.8.8.8"),
    )
    _, kept = _kept(core, "", headers=given)
    assert SECRET not in str(kept.request_headers)
    # Ours has it as a secret as a whole: the user says that a scheme word stands before the secret.
    assert kept.request_headers[1][1].startswith("Bearer ")
    rows = {row.path for row in kept.report.personal_data if row.category == "ip_address"}
    assert rows == {"request-headers/X-Seen"}


def test_pairs_of_ones_own(core: Inspector) -> None:
    made, _ = _kept(core, f"<x><feldName>password</feldName><feldWert>{SECRET}</feldWert></x>")
    assert SECRET not in made


def test_elements_of_the_security_context_of_ones_own(core: Inspector) -> None:
    made, _ = _kept(core, "", context=f"<tenant>north</tenant><tennant>{SECRET}</tennant>")
    assert "<tenant>north</tenant>" in made
    assert SECRET not in made


def test_parts_of_a_person_of_ones_own(core: Inspector) -> None:
    content = "<user><email>ann@example.com</email><wallet><phone>4085550123</phone></wallet></user>"
    _, kept = _kept(core, content)
    erased = Eraser(core, Person("ann@example.com", core.masker))(kept)
    assert erased is not None
    assert erased.request is not None
    assert "4085550123" not in erased.request.body.decode()


def test_what_the_user_says_counts(core: Inspector) -> None:
    made, _ = _kept(core, "<doorToken>red</doorToken><ticket>B-2</ticket>")
    assert "<doorToken>red</doorToken>" in made
    assert "<ticket>B-2</ticket>" in made
    assert core.masker.url("https://acme.example.com/x?ticket=B-2") == "https://acme.example.com/x?ticket=B-2"


def test_without_words_of_ones_own_nothing_more_is_asked(knowledge: Knowledge) -> None:
    assert knowledge.own_words is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spokn:\n  passwords: [x]\n", ":1: unknown key spokn: did you mean spoken?"),
        ("spoken:\n  pasword: [x]\n", ":2: unknown key spoken.pasword: did you mean passwords?"),
        ("headers:\n  whole: [x]\n  names: [y]\n", ":3: unknown key headers.names: take it out"),
        (
            "elements:\n  - {nmes: [x], category: name, source: s}\n",
            ":2: unknown key elements.0.nmes: did you mean names?",
        ),
        ("spoken:\n  passwords: ['']\n", ":2: spoken.passwords.0: String should have at least 1 character"),
        ("looks_secret: {contains: ['-']}\n", ":1: looks_secret.contains.0: has neither letters nor digits"),
        ("persons: [x]\n", ":1: persons: should be keys with values"),
        ("spoken: {nothing_behind_verbs: ['*']}\n", ":1: spoken.nothing_behind_verbs.0: "),
    ],
)
def test_a_slip_is_told_with_its_line_and_mend(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PrivacyFileError) as error:
        Knowledge.load(PII, path)
    assert str(error.value).startswith(f"{path}{says}")
