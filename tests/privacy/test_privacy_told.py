"""Secrets told in words by people and programs, and words in a secret's place that tell none."""

from __future__ import annotations

import pytest

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.privacy import Knowledge, Masker, detect, suspicious
from inspector.recordings import exchange_of
from inspector.settings import load

LONG = "AAABZ4x9Yk3mQp8sT2vW6uN1"


@pytest.mark.parametrize(
    ("template", "secret"),
    [
        ("password @", "Hx7Qm2"),
        ('Use password "@"', "Hx7Qm2"),
        ("Meeting password (case sensitive): @", "X1y2"),
        ("Password - @", "X1y2"),
        ("password => @", "X1y2"),
        ("Pwd @", "Hx7Qm2"),
        ("PW: @", "Hx7Qm2"),
        ("The password is @", "letmein"),
        ('password is "@"', "letmein"),
        ("[password]@[/password]", "letmein"),
        ("Access code: @", "713 884 201"),
        ("Access code: @", "713-884-201"),
        ("Access code @", "713884201"),
        ("Attendee access code: @#", "713884201"),
        ("Passcode @ 2030-03-14", "98765"),
        ("token: @", "Hx7Qm2"),
        ("Your token is @", LONG),
        ("access token @", LONG),
        ("sessionTicket @", LONG),
        ("API key: @", LONG),
        ("--password=@", "Hx7Qm2"),
        ("run it --password @ --site acme", "letmein"),
        ("curl -u jdoe:@ https://acme.example.com", "Hx7Qm2"),
        ('{"PASSWORD" : ["@"]}', "Hx7Qm2"),
        ("-----BEGIN PRIVATE KEY-----@-----END PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
        ("was JSESSIONID=@", LONG),
        ("Cookie: SID=@", "Hx7Qm2"),
        ("Wrong password @ for jdoe", "rsp2001x"),
        ("Wrong password for jdoe, sessionTicket @ invalid", LONG),
        ("<html><body>Error, token: @</html>", "brk1820"),
    ],
)
def test_it_is_found_and_replaced_and_nothing_else(
    template: str, secret: str, masker: Masker, knowledge: Knowledge
) -> None:
    text = template.replace("@", secret)
    assert [text[hit.start : hit.end] for hit in detect(text, knowledge)] == [secret]
    masked = masker.text(text)
    before, after = template.split("@")
    assert secret not in masked
    assert masked.startswith(before)
    assert masked.endswith(after)
    assert masker.text(masked) == masked
    assert masker.worth(text.encode())
    assert suspicious(text.encode())


def test_all_values_of_a_list_are_replaced(masker: Masker) -> None:
    masked = masker.text('{"password": ["Hx7Qm2", \'Sunny day\', 1234], "site": ["acme"]}')
    assert masked == '{"password": ["********", \'********\', ********], "site": ["acme"]}'


@pytest.mark.parametrize(
    "text",
    [
        "Password: see the calendar",
        "Please reset your password: https://acme.example.com/reset",
        "secret: none",
        "pass: the mountain 2500",
        "basic understanding2024",
        "Your password: required",
        "Meeting password: TBD",
        "Password (optional): n/a",
        "Password: (none)",
        "Password: -",
        "Password: (This meeting needs no password.)",
        "Change your password today!",
        "Forgot your password?",
        "Reset password - Jane",
        "Mail the password jane at once",
        "The password is wrong.",
        "The password was mailed to you",
        "the token is base64 text",
        "API key required",
        "Ticket INC12345 is open",
        "Access code: same as before",
        "the security code 12",
        "Section 1.2.3.4",
        "see chapter 8.8.4.4",
        "dial meeting@acme.webex.com",
        "https://[2001:db8::42]:443/",
    ],
)
def test_what_tells_no_secret_is_silent(text: str, masker: Masker, knowledge: Knowledge) -> None:
    assert detect(text, knowledge) == ()
    assert masker.text(text) == text


def test_an_address_in_brackets_is_one(knowledge: Knowledge) -> None:
    text = "client [2a02:810d::42]:443"
    assert [(h.category, text[h.start : h.end]) for h in detect(text, knowledge)] == [
        ("ip_address", "2a02:810d::42")
    ]


def test_a_number_in_a_header_of_that_name_is_found_and_replaced() -> None:
    core = inspector(load({"redact": "phone"}).settings, key=bytes(range(32)))
    asked = Payload((("X-Phone", "+49 89 12345699"), ("X-Build", "+49 89 12345699")), b"<message/>")
    made = record(core.judge_pair(Exchange(asked, url="https://acme.example.com/WBXService/XMLService")))
    kept = exchange_of(made).request
    assert kept is not None
    assert [value[:6] for _, value in kept.headers] == ["555-01", "+49 89"]
    rows = [(row.path, row.category) for row in made.report.personal_data if row.category == "phone"]
    assert rows == [("request-headers/X-Phone", "phone")]


def test_an_error_page_is_kept_without_its_token() -> None:
    core = inspector(load({}).settings, key=bytes(range(32)))
    page = Payload((("Content-Type", "text/html"),), b"<html><body>Error, token: brk1820</html>")
    asked = Payload(body=b"<message/>")
    exchange = Exchange(asked, page, url="https://acme.example.com/WBXService/XMLService", status=500)
    made = record(core.judge_pair(exchange))
    assert made.response is not None
    assert b"brk1820" not in made.response.body
    assert made.response.body.startswith(b"<html><body>Error, token: ")
