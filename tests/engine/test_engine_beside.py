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
