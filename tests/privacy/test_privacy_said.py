"""Names that say themselves what they hold: elements, headers and parameters of URLs."""

from __future__ import annotations

import pytest
from counted_work import lines_run

from inspector.privacy import Knowledge, Masker

SECRET = "Qz2519xvKp"
URL = "https://acme.example.com/WBXService/XMLService"


@pytest.mark.parametrize(
    "name",
    [
        "senha", "meetPw", "audioConferencePIN", "securityAnswer", "creds", "basicAuth", "auth_header",
        "pwdMd5", "signingKey", "encryptionKey", "sshKey", "recoveryCode", "backupCode", "unlockCode",
        "doorCode", "totpSeed", "assertion", "hmac", "signature", "heslo", "haslo", "hasło", "losenord",
        "adgangskode", "salasana", "jelszo", "Jelszó",
        "sifre", "parola", "Пароль", "密码", "パスワード", "비밀번호", "ΚΩΔΙΚΌΣ",
    ],
)  # fmt: skip
def test_a_secret_by_its_name(masker: Masker, knowledge: Knowledge, name: str) -> None:
    found = knowledge.by_name(name)
    assert found is not None
    assert found.secret
    assert SECRET not in masker.text(f"<x><{name}>{SECRET}</{name}></x>")


@pytest.mark.parametrize(
    "name",
    [
        "haslowbattery",
        "signatureLine",
        "parolanız",
        "doorCodes",
        "mapping",
        "credsCount",
        "sshKeyword",
        "assertions",
    ],
)
def test_no_secret_by_its_name(knowledge: Knowledge, name: str) -> None:
    assert knowledge.by_name(name) is None


@pytest.mark.parametrize(
    ("names", "category"),
    [
        ("Vorname Nachname prenom apellido", "name"),
        ("correo courriel", "email"),
        ("Telefon telefono Handy", "phone"),
        ("Strasse rue calle PLZ Anschrift", "postal_address"),
        ("loginId employeeId", "login_id"),
        ("Geburtsdatum birthDate IBAN taxId passportNumber", "person_number"),
    ],
)
def test_personal_data_by_its_name(knowledge: Knowledge, names: str, category: str) -> None:
    asked = Masker(bytes(range(32)), knowledge, categories=frozenset({category}))
    for name in names.split():
        found = knowledge.by_name(name)
        assert found is not None
        assert (found.category, found.secret) == (category, False)
        made = asked.value("Zq19800229", found)
        assert made != "Zq19800229"
        assert asked.value(made, found) == made


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("X-Assertion", "@", ""),
        ("Ocp-Apim-Subscription-Key", "@", ""),
        ("X-Hub-Signature", "@", ""),
        ("X-Hub-Signature-256", "sha256=@", ""),
        ("Forwarded", "for=192.0.2.1;secret=@", "for=192.0.2.1;secret="),
        ("Authentication", "@", ""),
        ("Authentication", "Bearer @", "Bearer "),
        ("X-Access", "@", ""),
        ("X-Access-Key", "@", ""),
        ("X-MFA-Code", "@", ""),
        ("X-Refresh", "@", ""),
        ("WWW-Authenticate", 'Digest realm="acme", nonce="@"', 'Digest realm="acme", nonce="'),
        ("Proxy-Authenticate", 'Digest opaque = @, realm="acme"', "Digest opaque = "),
        ("Authentication-Info", 'qop=auth, nextnonce="@"', 'qop=auth, nextnonce="'),
    ],
)
def test_headers(masker: Masker, name: str, value: str, left: str) -> None:
    (((_, made),), hits) = masker.headers([(name, value.replace("@", SECRET))])
    assert SECRET not in made
    assert made.startswith(left)
    assert made.endswith(value.rpartition("@")[2])
    assert hits == (name,)
    assert masker.headers([(name, made)]) == (((name, made),), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WWW-Authenticate", 'Digest realm="acme", qop="auth", algorithm=MD5'),
        ("WWW-Authenticate", "Negotiate"),
        ("Access-Control-Allow-Origin", "https://acme.example.com"),
        ("X-Accel-Buffering", "no"),
        ("Forwarded", "for=192.0.2.1;proto=https"),
    ],
)
def test_headers_that_stay(masker: Masker, name: str, value: str) -> None:
    assert masker.headers([(name, value)]) == (((name, value),), ())


@pytest.mark.parametrize(
    "query",
    [
        "refresh=@", "session=@", "sid=@", "hash=@", "sig=@", "key=@", "state=@", "code=@",
        "x=password%3D@", "x=a%26password%253D@", "x=%7B%22password%22%3A%22@%22%7D",
        "x=%3Cpassword%3E@%3C%2Fpassword%3E",
    ],
)  # fmt: skip
def test_secrets_of_urls(masker: Masker, query: str) -> None:
    made = masker.url(f"{URL}?AT=LI&{query.replace('@', SECRET)}&n=2")
    assert SECRET not in made
    assert made.startswith(f"{URL}?AT=LI&{query.partition('=')[0]}=")
    assert made.endswith("&n=2")
    assert masker.url(made) == made


def test_each_secret_of_a_url_by_itself(masker: Masker) -> None:
    made = masker.url(
        f"{URL}?x=password%3DQz1&sid=QzSi2519&y=password:Qz3&amp;PW=Qz4/a;b&z=token=Qz5kLm88&n=2"
    )
    assert "Qz" not in made
    assert [part.partition("=")[0] for part in made.split("&")[1:]] == ["sid", "y", "amp;PW", "z", "n"]
    assert made.endswith("&n=2")
    assert masker.url(made) == made


@pytest.mark.parametrize("name", ["Referer", "Location", "X-Original-URL"])
@pytest.mark.parametrize("secret", ["Winter'-24x", 'ab"S7', "ab<S7>", "ab S7"])
def test_headers_that_are_urls(masker: Masker, name: str, secret: str) -> None:
    for base in ("https://acme.webex.com/j.php", "/j.php"):
        value = f"{base}?AT=LI&PW={secret}&x=1"
        assert masker.headers([(name, value)])[0] == ((name, f"{base}?AT=LI&PW=********&x=1"),)


@pytest.mark.parametrize(
    "query",
    [
        "code=en",
        "sid=243585",
        "x=a%20b",
        "q=no%20password%20needed",
        "to=https%3A%2F%2Facme.example.com%2F%3Fa%3Db",
    ],
)
def test_values_of_urls_that_stay(masker: Masker, query: str) -> None:
    assert masker.url(f"{URL}?{query}") == f"{URL}?{query}"


def test_a_url_of_many_fields_is_read_once(masker: Masker) -> None:
    """Twice the fields are twice the work: none is looked at with all that was found in the others."""

    def work(fields: int) -> int:
        return lines_run(lambda: masker.url("https://acme.example.com/x?" + "&password=a%20b" * fields))

    work(1)
    assert work(400) < 2.2 * work(200)
