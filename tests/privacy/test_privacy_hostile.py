"""Long inputs made to be slow: a quadratic reader would need minutes to hours for each."""

from __future__ import annotations

import pytest

from inspector.privacy import detect, scrub

SIZE = 200_000
MEGABYTE = 1_000_000
UNITS = [
    "a",
    "<",
    ">",
    "&",
    "@",
    "=",
    ":",
    "%",
    "%25",
    "%3C",
    "&amp;",
    "amp;",
    " ",
    "\u00a0",
    "\\",
    '"',
    'a="',
    "a@",
    "a.",
    "1.",
    "1:",
    "eyJ",
    "eyJ.",
    "a=a",
    "?PW=",
    "?x=",
    "x=",
    "&PW=%3D",
    "://",
    "://a@",
    "Bearer ",
    "bearer  ",
    "password=",
    'password="',
    "password='\\",
    "<password>",
    "<password",
    "</password>",
    "<password><a>",
    "<a></a>",
    "<a value=",
    "<a name=password value='",
    "&lt;password&gt;",
    "<!--",
    "<![CDATA[",
    "</",
    "< / ",
    "<:",
    "password is ",
    "password for a ",
    "password is bad ",
    "password: <",
    "password</td><td>",
    "credentials: a/",
    "-----BEGIN PRIVATE KEY-----",
    "mysql -",
    "密码是a",
    "login:",
    "login:a/",
    "login: a/b|c",
    "pw://",
    "pw:x://",
    "pw is no: ",
    '<a xsi:schemaLocation="http://x ',
]


@pytest.mark.parametrize("unit", UNITS)
def test_much_of_anything_is_read_once(masker, knowledge, unit):
    text = unit * (SIZE // len(unit))
    assert isinstance(masker.text(text), str)
    assert isinstance(detect(text, knowledge), tuple)
    new = scrub(("<r>" + text).encode(), "utf-8", masker)
    assert new is not None
    assert new.startswith(b"<r>")


@pytest.mark.parametrize("unit", ["a", "?PW=", "password=", "<password", "eyJ", "a@", "&amp;"])
def test_a_megabyte_is_read_once(masker, unit):
    assert isinstance(masker.text(unit * (MEGABYTE // len(unit))), str)


def test_ever_new_secret_names_are_read_once(masker):
    text = "".join(f"<password{n}" for n in range(60_000))
    assert scrub(text.encode(), "utf-8", masker) is not None


SENTENCES = ["The password is ", "Your new password has been set to ", "password for ", "パスワードは"]
WORDS = ["_", "-", "'", "a-", "a_", " a"]


@pytest.mark.parametrize("begin", SENTENCES)
@pytest.mark.parametrize("unit", WORDS)
def test_what_is_no_password_can_be_parted_into_words_in_one_way(masker, begin, unit):
    """With more than one way each is tried: eighty signs took eight seconds, these would take years."""
    assert masker.text(begin + unit * 5_000 + " (fill in)").endswith(" (fill in)")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("The password is " + "Kx9!" * 300, "Kx9!" * 300),
        ("password: " + "Kx9!" * 300, "Kx9!" * 300),
        ("login: jroe/" + "Kx9!" * 300, "jroe/" + "Kx9!" * 300),
        ("login: jroe / " + "Kx9!" * 300, "jroe / " + "Kx9!" * 300),
    ],
)
def test_a_long_secret_is_replaced_whole(masker, text, secret):
    assert masker.text(text + " now") == text.replace(secret, "********") + " now"
