"""Misspelt secrets, and what stands beside the values of secrets: stray text and attributes."""

from __future__ import annotations

import pytest
from engine_traffic import NOON

from inspector.engine import Inspector, record
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record

SECRET = "Zy7Hidden"
CALL = '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
SLIPS = (
    "pasword",
    "passwrd",
    "sessionTiket",
    "webexPasswort",
    "motDePasse",
    "contraseña",
    "secretKey",
    "otp",
)
PLAIN = "<siteName>acme</siteName><webExID>jdoe</webExID><password>x</password>"


def _message(context: str, content: str = "<webExId>jdoe</webExId>", around: str = "") -> bytes:
    head = f"<header><securityContext>{context}</securityContext>{around}</header>"
    return f"<message>{head}<body>{CALL}{content}</bodyContent></body></message>".encode()


def _kept(inspector: Inspector, body: bytes) -> Record:
    return record(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))


CASES = {
    **{f"{name} in the context": _message(f"{PLAIN}<{name}>{SECRET}</{name}>") for name in SLIPS},
    **{f"{name} in the call": _message(PLAIN, f"<{name}>{SECRET}</{name}>") for name in SLIPS},
    **{f"{name} in the header": _message(PLAIN, around=f"<{name}>{SECRET}</{name}>") for name in SLIPS},
    "any other name in the context": _message(f"{PLAIN}<geheim>{SECRET}</geheim>"),
    "below any other name": _message(f"{PLAIN}<x><y>{SECRET}</y></x>"),
    "a type": _message(f'{PLAIN}<password xsi:type="{SECRET}">x</password>'),
    "a type in the call": _message(PLAIN, f'<password xsi:type="{SECRET}">x</password>'),
    "a namespace": _message(f'{PLAIN}<password xmlns="{SECRET}">x</password>'),
    "a namespace in the call": _message(PLAIN, f'<webExId xmlns:p="{SECRET}">jdoe</webExId>'),
    "a default namespace in the call": _message(PLAIN, f'<x xmlns="{SECRET}">jdoe</x>'),
    "a language": _message(PLAIN, f'<webExId xml:lang="{SECRET}">jdoe</webExId>'),
    "a message within the call": _message(
        PLAIN,
        f"<message><header><securityContext><blah>{SECRET}</blah></securityContext></header></message>",
    ),
    "far below a context within the call": _message(
        PLAIN, f"<x><securityContext><a><siteName>{SECRET}</siteName></a></securityContext></x>"
    ),
    "an attribute in the context": _message(f"{PLAIN}<x y='{SECRET}'/>"),
    "text behind": _message(f"{PLAIN}{SECRET}"),
    "text before, with a reference": _message(f"{SECRET}&amp;{SECRET}{PLAIN}"),
    "text between": _message(f"<siteName/>{SECRET}<password>x</password>"),
    "text in the call": _message(PLAIN, f"<webExId>jdoe</webExId><password>x</password>{SECRET}"),
    "text alone": _message(SECRET),
}


@pytest.mark.parametrize("case", CASES)
def test_it_does_not_leave_memory(case: str, inspector: Inspector) -> None:
    judgement = inspector.judge_pair(Exchange(Payload((), CASES[case]), started=NOON))
    kept = record(judgement)

    assert kept.request is not None
    assert judgement.request is not None
    assert SECRET not in repr(kept)
    assert (
        SECRET.encode() not in b"".join(judgement.request.shape.pieces) or not judgement.request.shape.serial
    )
    assert "jdoe" in kept.request.body.decode()  # all else stays
    assert record(inspector.judge_pair(Exchange(Payload((), kept.request.body), started=NOON))).request == (
        kept.request
    )


def test_what_harms_nobody_stays(inspector: Inspector) -> None:
    typed = PLAIN.replace("<password>", '<password xsi:type="xs:string">')
    kept = _kept(inspector, _message(typed, "<webExId>jdoe</webExId><nickname>Jay</nickname>"))

    assert kept.request is not None
    assert '<password xsi:type="xs:string">' in kept.request.body.decode()
    assert "<nickname>Jay</nickname>" in kept.request.body.decode()


def test_a_misspelt_credential_is_one_out_of_place_and_another_name_is_not(inspector: Inspector) -> None:
    slip = _kept(inspector, _message(f"{PLAIN}<pasword>{SECRET}</pasword>"))
    other = _kept(inspector, _message(f"{PLAIN}<appVersion>7</appVersion>"))

    added = {found.code for found in slip.report.findings} - {found.code for found in other.report.findings}
    assert len(added) == 1


@pytest.mark.parametrize(
    "attribute",
    [
        'xmlns:p="http://acme.example.com/ns/1"',
        'xmlns:p="urn:acme:x"',
        'xml:lang="en-US"',
        'xml:space="preserve"',
    ],
)
def test_what_states_a_namespace_or_a_language_stays(attribute: str, inspector: Inspector) -> None:
    body = _message(PLAIN, f"<webExId {attribute}>jdoe</webExId>")
    kept = _kept(inspector, body)
    assert kept.request is not None
    assert f"<webExId {attribute}>".encode() in kept.request.body


def test_what_belongs_in_a_context_within_the_call_stays(inspector: Inspector) -> None:
    inner = "<message><header><securityContext><siteName>acme</siteName></securityContext></header></message>"
    kept = _kept(inspector, _message(PLAIN, inner))
    assert kept.request is not None
    assert inner.encode() in kept.request.body
