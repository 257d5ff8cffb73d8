"""Secrets in a text, whatever stands around them and in whatever language, and words that look like one."""

# ruff: noqa: E501 - tables of texts, one after the other
from __future__ import annotations

import base64
import random

import pytest

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.privacy import Knowledge, Masker, detect, suspicious
from inspector.privacy.spans import hinted
from inspector.settings import load

V = "Kx9!wolf"
MARK = "********"

AROUND = (
    "Password: @", "password := @", "**Password:** @", "*Password*: @", "Password: **@**", "password \\u003d @",
    "<b>Password:</b> @", "Password: <b>@</b>", "Password:<br/>@", "<td>Password</td><td>@</td>",
    "<dt>Password</dt> <dd>@</dd>", "&lt;b&gt;Password:&lt;/b&gt; @", "Password:&nbsp;@", "Password: <@>",
    "Password：@", "Password#: @", "password | @", "[password] => @", "[userPassword] => @", "Password 1: @",
    'Password: "@", bring it', "(Password: @)", "Password=@&AT=LI", "Password → @",
)  # fmt: skip
SENTENCES = (
    "The password for this meeting is @", "The password of the webinar is @", "Password for attendees: @",
    "Meeting password for all: @", "The meeting's password will be @", "Your new password has been set to @",
    "password changed to @ by admin", "The password is wrong: @", "The password is: @", "A senha é @",
    "La password è @",
)  # fmt: skip
LANGUAGES = (
    "heslo: @", "heslo je @", "hasło: @", "HASŁO: @", "Lösenord: @", "lösenordet är @", "adgangskode: @",
    "adgangskoden er @", "Salasana: @", "jelszó: @", "jelszó @", "şifre: @", "ŞİFRE @", "parola: @", "Пароль: @",
    "пароль @", "ПАРОЛЬ @", "пароль — @", "密码: @", "会议密码：@", "密码是@", "パスワード：@", "パスワードは@",
    "비밀번호: @", "비밀번호는 @", "κωδικός: @", "κωδικός είναι @", "סיסמה: @", "הסיסמה היא @", "كلمة المرور: @",
)  # fmt: skip


def _ranges(text: str, knowledge: Knowledge) -> list[str]:
    return [text[hit.start : hit.end] for hit in detect(text, knowledge)]


@pytest.mark.parametrize("template", [*AROUND, *SENTENCES, *LANGUAGES])
def test_a_secret_is_found_alone_and_replaced_whole(
    template: str, masker: Masker, knowledge: Knowledge
) -> None:
    text = template.replace("@", V)
    assert _ranges(text, knowledge) == [V]
    assert masker.text(text) == template.replace("@", MARK)
    assert masker.text(template.replace("@", MARK)) == template.replace("@", MARK)
    assert suspicious(text.encode())


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Password: Kx9&wolf", "Kx9&wolf"),
        ("Password: Kx9<wolf", "Kx9<wolf"),
        ('Password: Kx9"wolf', 'Kx9"wolf'),
        ("Password: Kx9'wolf", "Kx9'wolf"),
        ("Password: &Kx9wolf", "&Kx9wolf"),
        ("Password: Kx9,wolf;2", "Kx9,wolf;2"),
        ("password := Kx9wolf", "Kx9wolf"),
        ("credentials: jroe / Nimbus2000", "jroe / Nimbus2000"),
        ("Login: jroe / Nimbus2000", "jroe / Nimbus2000"),
        ("Password: tls12", "tls12"),
        ("Password: test_4711", "test_4711"),
        ("Password - letmein", "letmein"),
        ("Meeting password - letmein", "letmein"),
        ("user: jdoe pass: Sunflower", "Sunflower"),
        ("The passcode for the room is 448812", "448812"),
        ("verification code: 118274", "118274"),
        ("OTP 482913", "482913"),
        ("your one-time code is 482913", "482913"),
        ("A senha é Feijoada88", "Feijoada88"),
        ("La password è Tiramisu99", "Tiramisu99"),
        ("Codice di accesso 123456", "123456"),
        ("비밀번호 123456", "123456"),
        ("use AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("it ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("github_pat_11ABCDEFG0123456789_abcdef", "github_pat_11ABCDEFG0123456789_abcdef"),
        ("xoxb-123456789012-abcDEF123", "xoxb-123456789012-abcDEF123"),
        ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
        ("glpat-ABCdef123456789012", "glpat-ABCdef123456789012"),
        ("mysql -u root -pHunter2x db", "Hunter2x"),
        ("sshpass -p 'Hunter2x' ssh host", "Hunter2x"),
        ('<wsse:Password Type="x">Kx9!wolf</wsse:Password>', V),
        ('<wsse:Password Type="http://docs.example.org/x#PasswordText">Kx9!wolf</wsse:Password>', V),
    ],
)
def test_no_byte_of_a_secret_is_left(text: str, secret: str, masker: Masker, knowledge: Knowledge) -> None:
    before, after = text.split(secret)
    assert _ranges(text, knowledge) == [secret]
    masked = masker.text(text)
    assert masked.startswith(before)
    assert masked.endswith(after)
    assert secret not in masked
    assert masker.text(masked) == masked
    assert suspicious(text.encode())


def test_the_digits_for_telephones_beside_a_password(masker: Masker, knowledge: Knowledge) -> None:
    text = "Meeting password: 7hGt (7448 from phones)"
    assert _ranges(text, knowledge) == ["7hGt", "7448"]
    assert masker.text(text) == f"Meeting password: {MARK} ({MARK} from phones)"


@pytest.mark.parametrize(
    "text",
    [
        "password = null", "password='null'", "token=null", "pwd=undefined", "password=none;", "password=false",
        "password: false,", "Secret=true", "if (password == null)", "Password: *****", "Password: ____",
        "Pass: 42, Fail: 3", "Tests pass: all", "Ski pass: 49.00", "Boarding pass: gate B12", "PASS: test_login_01",
        "PW: 23 kW", "PIN: Product Information Network", "Secret: Santa event", "Cookie=chocolate", "auth=basic",
        "Basic Spanish2", "Password O365", "password MFA2", "password min8", "The password is hereby revoked",
        "password ist bekannt", "Password: coming soon", "Password: later", "Password: tomorrow",
        "Password: we will send it", "Password: given by host", "12 345 678 901", "9 415 355 019", "OID 1.3.6.1",
        "10::00 start", "1:2::3", "Passwort: folgt", "Reset password - Jane", "The password is wrong",
        "Meeting number (access code): 2345 678 9012", "Change your password<br>Regards", "000-12-3456", "666-12-3456",
        "912-34-5678", "123-00-4567", "123-45-0000", "123 45 6789", "Senha: não obrigatória", "Senha: nenhuma", "password: nessuna", "Wachtwoord: niet nodig", "Heslo: není potřeba",
        "Hasło: nie wymagane", "Şifre: gerekli değil", "Lösenord: krävs inte", "Adgangskode: ikke nødvendig",
        "Salasana: ei tarvita", "Jelszó: nem szükséges", "Пароль: не требуется", "Пароль не требуется", "密码：无",
        "密码：不需要", "パスワード：不要", "비밀번호: 없음", "كلمة المرور: غير مطلوبة", "סיסמה: לא נדרשת",
        "κωδικός: δεν απαιτείται", "Mot de passe : expiré", "Password: case-sensitive", "Password: numeric",
        "password: string", "password: str", "会議のお知らせ", "Größe: 12", "naïve café",
    ],
)  # fmt: skip
def test_what_tells_nothing_stays(text: str, masker: Masker, knowledge: Knowledge) -> None:
    assert detect(text, knowledge) == ()
    assert masker.text(text) == text


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ('write "jane roe"@example.org now', "email", '"jane roe"@example.org'),
        ("ｊａｎｅ．ｒｏｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "email", "ｊａｎｅ．ｒｏｅ＠ｅｘａｍｐｌｅ．ｏｒｇ"),
        ("pay 4111\u00a01111\u00a01111\u00a01111", "payment_card", "4111\u00a01111\u00a01111\u00a01111"),
        ("pay 4111.1111.1111.1111", "payment_card", "4111.1111.1111.1111"),
        ("0049 89 1234567", "phone", "0049 89 1234567"),
        ("0044 20 7946 0958", "phone", "0044 20 7946 0958"),
        ("ring 00442079460958", "phone", "00442079460958"),
        ("078-05-1120", "person_number", "078-05-1120"),
        ("SSN: 078051120", "person_number", "078051120"),
        ("social security 078 05 1120", "person_number", "078 05 1120"),
    ],
)
def test_personal_data_in_other_spellings(knowledge: Knowledge, text: str, category: str, words: str) -> None:
    assert [(hit.category, text[hit.start : hit.end]) for hit in detect(text, knowledge)] == [
        (category, words)
    ]
    assert suspicious(text.encode())
    asked = Masker(bytes(range(32)), knowledge, categories=frozenset({category}))
    masked = asked.text(text)
    assert words not in masked
    assert asked.text(masked) == masked


KINDS = (
    "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [False, True])
def test_a_private_key_is_replaced_whole(kind: str, cut: bool, masker: Masker, knowledge: Knowledge) -> None:
    """Without padding and colons nothing but its first line gives it away."""
    rng = random.Random(kind)
    for size in range(30, 330, 15):
        key = base64.b64encode(rng.randbytes(size)).decode().rstrip("=")
        lines = [key[at : at + 64] for at in range(0, len(key), 64)]
        begin, end = f"-----BEGIN {kind}-----", "" if cut else f"-----END {kind}-----"
        text = "\n".join((begin, *lines, end))
        assert suspicious(text.encode())
        assert [hit.category for hit in detect(text, knowledge)] == ["credential"]
        masked = masker.text(text)
        assert not any(line in masked for line in lines)
        assert masked.startswith(begin)
        assert masked.endswith(end)
        assert masker.text(masked) == masked


def test_a_key_with_headers_is_replaced_whole(masker: Masker) -> None:
    text = (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n"
        "MIIEvQIBADANBgkq\n-----END RSA PRIVATE KEY-----"
    )
    assert "MIIEvQIBADANBgkq" not in masker.text(text)
    assert masker.text(text).endswith("\n-----END RSA PRIVATE KEY-----")


# One text for every word and sign that is looked for before a text is read.
HINTS = (
    "a=b", "a<b", "a&b", "50%", "a\\b", "a: b", "a1: b", "x://y", "eyJhbGci", "Bearer x", "basic x", "pass x",
    "contraseña x", "kennwort x", "wachtwoord x", "senha x", "pw x", "pwd x", "key 123", "code 123", "codice 123",
    "pin 47 11", "word 123", "otp 123456", "token Zq9wVb7rTk2Zq9wVb7", "ticket Zq9wVb7rTk2Zq9wVb7",
    "secret Zq9wVb7rTk2Zq9wVb7", "jwt Zq9wVb7rTk2Zq9wVb7", "JSESSIONID Zq9wVb7rTk2Zq9wVb7",
    "PHPSESSID Zq9wVb7rTk2Zq9wVb7", "código 123", "heslo x", "haslo x", "lösenord x", "losenord x", "adgangskode x", "salasana x",
    "jelszo x", "sifre x", "parola x", "hasło x", "HASŁO x", "şifre x", "ŞİFRE x", "пароль x", "ПАРОЛЬ x",
    "κωδικός x", "ΚΩΔΙΚΌΣ x", "סיסמה x", "كلمة المرور x", "密码 x", "密碼 x", "パスワード x", "비밀번호 x", "ｐｗ x",
    "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "ghp_x", "gho_x", "ghu_x", "ghs_x", "ghr_x", "github_pat_x",
    "sk_live_x", "sk_test_x", "xoxb-x", "glpat-x", "-----BEGIN x", "mysql -px", "mariadb -px",
)  # fmt: skip


@pytest.mark.parametrize("text", HINTS)
def test_a_hint_is_seen_in_a_short_text_and_in_a_long_one(text: str) -> None:
    assert hinted(text.encode())
    assert hinted(("Weekly review " * 22 + "\n" + text).encode())


def test_every_word_of_the_file_is_a_hint(knowledge: Knowledge) -> None:
    spoken = knowledge.telling.spoken
    for word in spoken.passwords:
        for spelled in (word, word.upper(), word.capitalize()):
            assert hinted(f"{spelled} Kx9wolf".encode()), spelled
    for word in spoken.codes:
        assert hinted(f"{word} 448812".encode()), word
    for word in spoken.tokens:
        assert hinted(f"{word} Zq9wVb7rTk2Zq9wVb7rTk2".encode()), word


@pytest.mark.parametrize(
    "text", ["Weekly review", "Größe und Länge", "会議", "2030-03-14 10:00:00", "Asia tour"]
)
def test_plain_texts_hint_at_nothing(text: str) -> None:
    assert not hinted(text.encode())
    assert not hinted((text + " " + "Weekly review " * 22).encode())


def test_a_failure_that_repeats_the_password_in_a_value_beside_its_reason() -> None:
    answer = (
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
        "<serv:result>FAILURE</serv:result><serv:reason>The password is wrong: @</serv:reason>"
        "<serv:exceptionID>999999</serv:exceptionID><serv:subErrors><serv:subError>"
        "<serv:exceptionID>999999</serv:exceptionID><serv:reason>The password is wrong</serv:reason>"
        "<serv:value>@</serv:value></serv:subError></serv:subErrors></serv:response></serv:header>"
        "<serv:body><serv:bodyContent/></serv:body></serv:message>"
    )
    core = inspector(load({}).settings, key=bytes(range(32)))
    exchange = Exchange(
        Payload(body=b"<message/>"),
        Payload(body=answer.replace("@", V).encode()),
        url="https://acme.example.com/WBXService/XMLService",
    )
    made = record(core.judge_pair(exchange))
    assert made.response is not None
    assert V.encode() not in made.response.body
    rows = {row.path.rpartition("/")[2] for row in made.report.personal_data if row.on == "response"}
    assert {"reason", "value"} <= rows
