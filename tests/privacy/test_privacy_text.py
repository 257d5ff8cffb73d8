from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.privacy import Masker, detect

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl"
SECRET = "Zq9wVb7rTk2"


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("Authorization", f"Bearer {SECRET}", "Bearer "),
        ("AUTHORIZATION", f"Basic {SECRET}==", "Basic "),
        ("authorization", f"{SECRET} more", ""),
        ("Proxy-Authorization", f"Digest username={SECRET}", "Digest "),
        ("JWTToken", JWT + SECRET, ""),
        ("jwttoken", SECRET, ""),
        ("Cookie", f"JSESSIONID={SECRET}; theme={SECRET}x", "JSESSIONID="),
        ("Set-Cookie", f"JSESSIONID={SECRET}; Path=/; Secure; HttpOnly", "JSESSIONID="),
        ("Set-Cookie", f"a=1; Path=/, b={SECRET}", "a="),
        ("Set-Cookie", f"a=1; Path=/\nb={SECRET}", "a="),
        ("Set-Cookie", f"path={SECRET}; Path=/", "path="),
        ("X-Api-Key", SECRET, ""),
        ("X-Session-Ticket", SECRET, ""),
        (
            "Referer",
            f"https://acme.example.com/p.php?AT=LI&PW={SECRET}",
            "https://acme.example.com/p.php?AT=LI&PW=",
        ),
        (
            "Location",
            f"https://acme.example.com/?guestToken={SECRET}",
            "https://acme.example.com/?guestToken=",
        ),
        ("X-Custom", f"wbx {JWT}", "wbx "),
        ("X-PIN", SECRET, ""),
        ("X-User-Pass", SECRET, ""),
        ("X-Forwarded-Authorization", f"Bearer {SECRET}", "Bearer "),
        ("X-Session-Id", SECRET, ""),
        ("Location", f"/x;jsessionid={SECRET}?a=b", "/x;jsessionid="),
    ],
)
def test_secrets_in_headers(masker, name, value, left):
    masked, hits = masker.headers([("Host", "acme.example.com"), (name, value)])
    assert hits == (name,)
    assert masked[0] == ("Host", "acme.example.com")
    assert masked[1][0] == name
    assert masked[1][1].startswith(left)
    assert SECRET not in masked[1][1]
    assert "eyJ" not in masked[1][1]
    assert masker.headers(masked) == (masked, ())


def test_cookie_attributes_and_plain_headers_stay(masker):
    plain = [
        ("Content-Type", "text/xml;charset=UTF-8"),
        ("User-Agent", "client/1.0 (example; basic)"),
        ("Accept", "text/xml;q=0.9, */*;q=0.8"),
        ("Content-Length", "693"),
        ("WWW-Authenticate", 'Basic realm="acme"'),
        ("Date", "Tue, 24 Nov 2026 10:00:00 GMT"),
    ]
    assert masker.headers(plain) == (tuple(plain), ())
    kept = masker.headers([("Set-Cookie", "a=b; Path=/x; Expires=Tue, 24 Nov 2026 10:00:00 GMT; Secure")])[0][
        0
    ][1]
    assert kept.endswith("; Path=/x; Expires=Tue, 24 Nov 2026 10:00:00 GMT; Secure")


@pytest.mark.parametrize(
    "template",
    [
        "https://acme.example.com/p.php?AT=LI&WID=jdoe&PW={}",
        "https://acme.example.com/p.php?AT=LI&amp;PW={}&amp;MU=x",
        "https://acme.example.com/p.php?AT=LI&amp;amp;TK={}",
        "https://acme.example.com/p.php?AT={}",
        "https://acme.example.com/j.php?MTID={}",
        "https://acme.example.com/j.php?mtid={}",
        "https://acme.example.com/x?MK={}&lang=en",
        "https://acme.example.com/x#guestToken={}",
        "https://acme.example.com/x?BU=https%3A%2F%2Facme.example.com%2F%3FTK%3D{}%26a%3Db",
        "https://acme.example.com/x?sessionTicket={}",
        "https://acme.example.com/x?access_token={}",
        "https://acme.example.com/x?myPassword={}",
        "https://jdoe:{}@acme.example.com/x",
        "https://acme.example.com/x?pass%77ord={}",
        "https://acme.example.com/x?pass%2577ord={}&a=b",
        "https://acme.example.com/x?%50W={}",
        "https://acme.example.com/x?PW%20={}",
        "https://acme.example.com/x?a[password]={}&a=b",
        "https://acme.example.com/x?a%5Bpassword%5D={}",
        "https://acme.example.com/x?PW[]={}",
        "https://acme.example.com/x;jsessionid={}?a=b",
        "https://acme.example.com/x?BU=https%3A%2F%2Facme.example.com%2F%3FP%2557%3D{}%26a%3Db",
        "/p.php?AT=LI&PW={}",
    ],
)
def test_secrets_in_urls(masker, template):
    new = masker.url(template.format(SECRET))
    before, after = template.split("{}")
    if "://jdoe" not in template:
        assert new.startswith(before)
    assert new.endswith(after)
    assert SECRET not in new
    assert masker.url(new) == new


@pytest.mark.parametrize(
    "secret", ["p%40ss%26w", "ab'cd", 'ab"cd', "ab<cd", "ab cd", "ab;cd", "ab#cd", "a+b", "%C3%A9t%C3%A9"]
)
def test_no_tail_of_a_secret_is_left_in_a_url(masker, secret):
    url = f"https://acme.example.com/p.php?PW={secret}&AT=LI"
    assert masker.url(url) == "https://acme.example.com/p.php?PW=********&AT=LI"


def test_action_codes_and_plain_parameters_stay(masker):
    url = "https://acme.example.com/p.php?AT=LI&WID=jdoe&lang=en&BU=https%3A%2F%2Facme.example.com%2F"
    assert masker.url(url) == url


def test_form_fields(masker):
    masked, hits = masker.form(
        [("UID", "jdoe"), ("PWD", SECRET), ("SID", "243585"), ("PID", "partner"), ("PW", "x")]
    )
    assert hits == ("UID", "PWD", "PID", "PW")
    values = dict(masked)
    assert (values["PWD"], values["PW"], values["SID"]) == ("********", "********", "243585")
    assert values["UID"] != "jdoe"
    assert masker.form(masked) == (masked, ())


@pytest.mark.parametrize(
    "template",
    [
        "log in with password={} please",
        "Password: {} and more",
        "PIN: {}",
        "meetingPassword = {}",
        '{{"password": "{}"}}',
        '{{"sessionTicket":"{}"}}',
        '{{\\"password\\":\\"{}\\"}}',
        "password='{}'",
        "the token is Bearer {}",
        "<password>{}</password>",
        "<use:password xsi:type='x'>{}</use:password>",
        "&lt;password&gt;{}&lt;/password&gt;",
        "&amp;lt;serv:sessionTicket&amp;gt;{}&amp;lt;/serv:sessionTicket&amp;gt;",
        "&#60;password&#62;{}&#60;/password&#62;",
        "%3Cpassword%3E{}%3C%2Fpassword%3E",
        "%3Cserv%3Apassword%3E{}%3C%2Fserv%3Apassword%3E",
        "\\u003cpassword\\u003e{}\\u003c/password\\u003e",
        "&lt;password&gt;{}",
        "join at https://acme.example.com/j.php?MTID={}.",
        "set clientSecret={};",
    ],
)
def test_secrets_in_free_text_are_replaced_and_found(masker, knowledge, template):
    text = template.format(SECRET)
    new = masker.text(text)
    assert SECRET not in new
    assert masker.text(new) == new
    start = text.index(SECRET)
    assert any(hit.start <= start and hit.end >= start + len(SECRET) for hit in detect(text, knowledge))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("PIN: 47 11", "PIN: ********"),
        ("senha: abc123", "senha: ********"),
        ("PW: hunter2!", "PW: ********"),
        ("Join with password hunter2xyz", "Join with password ********"),
        ("Your password: required", "Your password: required"),
        ("Meeting password: TBD", "Meeting password: TBD"),
    ],
)
def test_what_a_line_tells(masker, text, left):
    assert masker.text(text) == left


def test_tokens_in_free_text(masker, knowledge):
    text = f"use {JWT}. Thank you"
    hits = detect(text, knowledge)
    assert [(hit.category, text[hit.start : hit.end]) for hit in hits] == [("credential", JWT)]
    assert masker.text(text).endswith(". Thank you")
    assert "eyJ" not in masker.text(f"cut off {JWT[:30]}")


@pytest.mark.parametrize(
    "text",
    [
        "Weekly review: agenda & notes, 10:30 = half past ten",
        "The bearer certificate and basic training course",
        "Ticket: INC12345",
        "a < b and c > d",
        "see https://acme.example.com/meet/room?lang=en",
        "passwordReq: true",
        "Roses are #FF0000; violets=blue",
        "",
    ],
)
def test_ordinary_text_stays(masker, knowledge, text):
    assert masker.text(text) == text
    assert detect(text, knowledge) == ()


def test_personal_data_in_free_text(knowledge):
    text = "Jane <jane.doe@example.com>, 192.0.2.7 or 2001:db8::7; version 40.10.0, at 10:20:30, x@y"
    found = [(hit.category, text[hit.start : hit.end]) for hit in detect(text, knowledge)]
    assert found == [
        ("email", "jane.doe@example.com"),
        ("ip_address", "192.0.2.7"),
        ("ip_address", "2001:db8::7"),
    ]


PIECES = st.one_of(
    st.sampled_from(
        ["<", ">", "</", "&lt;", "&gt;", "%3C", "%3E", "<!--", "<![CDATA[", "]]>", "<password", "/"]
    ),
    st.sampled_from(
        ["password", "sessionTicket", "=", ":", '"', "'", "?", "&", "TK", "PW", "Bearer ", " ", "\n"]
    ),
    st.sampled_from([SECRET, JWT, "https://", "@", "a", "*", "\\", "%0A"]),
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(pieces=st.lists(PIECES, max_size=14))
def test_masking_any_text_twice_is_masking_it_once(masker: Masker, pieces):
    once = masker.text("".join(pieces))
    assert masker.text(once) == once
