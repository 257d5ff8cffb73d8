"""Secrets told in a sentence, and in an attribute that should say where a schema lies."""

from __future__ import annotations

import pytest

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.privacy import Knowledge, Masker, detect, suspicious
from inspector.recordings import exchange_of
from inspector.settings import load

MARK = "********"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("password: Sunflower", f"password: {MARK}"),
        ("Bring it. The PWD is Abc12x.", f"Bring it. The PWD is {MARK}."),
        ("Das Passwort lautet Sommer2024! Bis dann", f"Das Passwort lautet {MARK} Bis dann"),
        ("Passwort: geheim", f"Passwort: {MARK}"),
        ("mot de passe : soleil", f"mot de passe : {MARK}"),
        ("la contraseña es Sol-9%", f"la contraseña es {MARK}"),
        ("Kennwort ist jetzt «Abc99x»", f"Kennwort ist jetzt «{MARK}»"),
        ("the passphrase was correct#horse", f"the passphrase was {MARK}"),
        ("password is 483920", f"password is {MARK}"),
    ],
)
def test_a_secret_in_a_sentence_is_found_and_replaced(
    text: str, masked: str, masker: Masker, knowledge: Knowledge
) -> None:
    assert masker.text(text) == masked
    assert masker.text(masked) == masked
    assert [hit.category in ("credential", "meeting_secret") for hit in detect(text, knowledge)] == [True]
    assert masker.worth(text.encode())
    assert suspicious(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "the password is required",
        "The password is not valid, or it was changed on 2024-01-02",
        "a password is case-sensitive",
        "password is 8 characters at least",
        "the password was set by the host",
        "das Passwort ist falsch",
        "passport is X12345678",
        "the bypass is A1b2",
    ],
)
def test_a_sentence_about_passwords_tells_none(text: str, masker: Masker, knowledge: Knowledge) -> None:
    assert masker.text(text) == text
    assert detect(text, knowledge) == ()


USUAL = (
    "http://www.webex.com/schemas/2002/06/service http://www.webex.com/schemas/2002/06/service/service.xsd"
)


def _asked(location: str, end: str = "</message>") -> Exchange:
    body = (
        f'<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{location}">'
        "<header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>"
        '</securityContext></header><body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser'
        f'"><webExId>jdoe</webExId></bodyContent></body>{end}'
    )
    return Exchange(Payload(body=body.encode()), url="https://acme.example.com/WBXService/XMLService")


@pytest.mark.parametrize("end", ["</message>", "</massage>"])
def test_a_schema_location_that_is_none_is_replaced(end: str) -> None:
    core = inspector(load({}).settings, key=bytes(range(32)))
    made = record(core.judge_pair(_asked("Zq9wVb7rTk2 and more", end)))
    assert made.request is not None
    assert f'xsi:schemaLocation="{MARK}"'.encode() in made.request.body
    again = record(core.judge_pair(exchange_of(made)))
    assert again.request is not None
    assert again.request.body == made.request.body


@pytest.mark.parametrize("end", ["</message>", "</massage>"])
@pytest.mark.parametrize("location", [USUAL, "", "urn:x service.xsd", f"\n  {USUAL}\n  {USUAL}\n"])
def test_a_usual_schema_location_stays(location: str, end: str) -> None:
    core = inspector(load({}).settings, key=bytes(range(32)))
    made = record(core.judge_pair(_asked(location, end)))
    assert made.request is not None
    assert made.request.body == _asked(location, end).request.body.replace(b"Example-1", MARK.encode())
