from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.privacy import Masker, scrub

SECRET = "Zq9wVb7rTk2"
OPEN = '<?xml version="1.0"?><serv:message><header><securityContext><webExID>jdoe</webExID>'

BROKEN = [
    f"<password>{SECRET}</password></securityContext>",
    f"<password>{SECRET}",
    f"<password>{SECRET}</pass",
    f"<password>{SECRET}<",
    f"<password>{SECRET}<siteName>acme</siteName>",
    f"<password>{SECRET}</securityContext>",
    f"<password>{SECRET}</sessionTicket></password>",
    f"<PassWord>{SECRET}</PASSWORD>",
    f"< password >{SECRET}</ password >",
    f"<password\u00a0>{SECRET}</password\u00a0>",
    f"<\u00a0password>{SECRET}</password>",
    f"<use:password\u00a0xsi:type='x'>{SECRET}</use:password>",
    f"<a:b:password>{SECRET}</a:b:password>",
    f"<password\n  a='b'\n>{SECRET}</password>",
    f"<password>\n  {SECRET}\n</password>",
    f"<password><![CDATA[{SECRET}]]></password>",
    f"<password><![CDATA[{SECRET}",
    f"<password><!-- c -->{SECRET}<!-- d --></password>",
    f"<password><b>{SECRET}</b></password>",
    f"<password>a<b{SECRET}</password>",
    f"<password>a & b < {SECRET}</password>",
    f"<password>{SECRET}&amp</password>",
    f"<passwrd>{SECRET}</password>",
    f"{SECRET}</password>",
    f"<password {SECRET}",
    f"<password<siteName{SECRET}",
    f"<passwordxsi:type='x'>{SECRET}</passwordxsi:type>",
    f"<sessionTicket>{SECRET}</sessionTicket>",
    f"<webExAccessToken>{SECRET}",
    f"<clientSecret>{SECRET}</clientID>",
    f"<accessToken>{SECRET}",
    f"<samlResponse>{SECRET}\n{SECRET}",
    f"<ticket>{SECRET}</ticket>",
    f"<userLoginURL>https://acme.example.com/p.php?AT=LI&TK={SECRET}</userLoginURL>",
    f"<joinMeetingURL>https://acme.example.com/j.php?MTID={SECRET}&x=1</joinMeetingURL>",
    f"<hostKey>{SECRET}</hostKey><PIN>{SECRET}</PIN><hostPIN>{SECRET}",
    f"<passwordHint>{SECRET}</passwordHint><passwordHintAnswer>{SECRET}",
    f"<meetingPassword>{SECRET}<audioPassword>{SECRET}<guestToken>{SECRET}",
    f"<unknownSecret>{SECRET}</unknownSecret>",
    f'<x password="{SECRET}"/>',
    f"<x password = '{SECRET}'/>",
    f'<x serv:password="{SECRET} and more',
    f"<x password={SECRET}/>",
    f'<input type="password" name="x" value="{SECRET}">',
    f'<input value="{SECRET}" name="password">',
    f"<a>&lt;password&gt;{SECRET}&lt;/password&gt;</a",
    f"<a>&lt;password>{SECRET}&lt;/password></a",
    f"<!-- password: {SECRET} -->",
    f"<!-- <password>{SECRET}</password> -->",
    f"<bodyContent>Bearer {SECRET}</bodyContent",
    f"<passwo{SECRET}</password>",
    f"<pas{SECRET}</password>",
    f"<pas {SECRET}</password>",
    f"</pas{SECRET}</sessionTicket>",
    f"<passw ord>{SECRET}</pord>",
    f"<paword>{SECRET}</pas%3Csword>",
    f"sessionTicket>{SECRET}<",
    f"serv:password >{SECRET}<siteName>acme</siteName>",
    f"<siteName>acme</siteName>{SECRET}/password><email>x</email>",
]


@pytest.mark.parametrize("tail", BROKEN)
@pytest.mark.parametrize("codec", ["utf-8", "iso8859-1"])
def test_no_secret_is_left_in_a_broken_body(masker, tail, codec):
    new = scrub((OPEN + tail).encode(codec), codec, masker)
    assert new is not None
    text = new.decode(codec)
    assert SECRET not in text
    assert not re.search("Zq9w|VbR|7rTk", text)
    assert text.startswith(OPEN)
    assert scrub(new, codec, masker) == new
    assert text.count("\n") == tail.count("\n")


@pytest.mark.parametrize("tail", BROKEN)
def test_without_knowledge_of_names_they_would_leak(masker, other, monkeypatch, tail):
    """The twin: with the look-ups off, each of these bodies shows its secret."""
    monkeypatch.setattr("inspector.privacy.mask.spans", lambda *args, **options: ())
    monkeypatch.setattr(sys.modules["inspector.privacy.scrub"], "empty", lambda text: text)
    assert SECRET.encode() in scrub((OPEN + tail).encode(), "utf-8", masker)


def test_all_else_stays_byte_for_byte(masker):
    body = (
        OPEN + "<siteName>acme</siteName><password>secret</password></securityContext></header>"
        "<body><bodyContent xsi:type='x'><confName>R&D & more</confName><passwordReq>true</passwordReq>"
    )
    assert scrub(body.encode(), "utf-8", masker) == body.replace(">secret<", ">********<").encode()


def test_a_long_list_loses_no_more_than_its_secrets(masker):
    row = "<use:user><use:password>{}</use:password><use:email>jane@example.com</use:email></use:user>\n"
    new = scrub((row.format(SECRET) * 50 + "<use:cut").encode(), "utf-8", masker)
    assert new == (row.format("********") * 50 + "<use:cut").encode()


@pytest.mark.parametrize("cut", range(len(OPEN) + 1, len(OPEN) + 60))
def test_a_body_may_be_cut_off_anywhere(masker, cut):
    body = OPEN + f"<password>{SECRET}</password><sessionTicket>{SECRET}</sessionTicket>"
    text = scrub(body[:cut].encode(), "utf-8", masker).decode()
    assert "Zq9" not in text


@pytest.mark.parametrize(
    "body",
    [
        f"UID=jdoe&PWD={SECRET}&SID=1&XML=<serv:message>",
        f"UID=jdoe&PWD=my {SECRET} \"'x&XML=<serv:message>",
        f"XML=%3Cserv%3Apassword%3E{SECRET}%3C%2Fserv%3Apassword%3E&PWD={SECRET}",
        f"PWD={SECRET}",
        f"pwd={SECRET}&xml=",
        f"XML=<password>{SECRET}",
    ],
)
def test_forms(masker, body):
    new = scrub(body.encode(), "utf-8", masker)
    assert new is not None
    assert not re.search(b"Zq9w|7rTk", new)
    assert scrub(new, "utf-8", masker) == new


def test_a_list_form_keeps_its_other_fields(masker):
    assert scrub(b"SID=1&PWD=my secret&XML=<a", "utf-8", masker) == b"SID=1&PWD=********&XML=<a"


def test_bytes_of_another_charset_stay_or_go_with_the_secret(masker):
    body = b"<a>caf\xe9</a><password>p\xe4ss\xff</password><b>\xfe"
    assert scrub(body, "utf-8", masker) == b"<a>caf\xe9</a><password>********</password><b>\xfe"
    assert scrub(b"<a>\x81</a><password>x\x81</password>", "cp1252", masker) == (
        b"<a>\x81</a><password>********</password>"
    )


@pytest.mark.parametrize(
    ("body", "codec"),
    [
        (b"Service unavailable", "utf-8"),
        (b"", "utf-8"),
        (b"<password>secret</password>", "no-such-codec"),
        ("<password>secret</password>".encode("utf-16"), "utf-8"),
        (b"\x1f\x8b\x08\x00<password>secret", "utf-8"),
        (b"< < <", "utf-8"),
    ],
)
def test_what_cannot_be_masked_safely_is_refused(masker, body, codec):
    assert scrub(body, codec, masker) is None


PARTS = st.one_of(
    st.sampled_from(
        ["<password>", "</password>", "<password", "<sessionTicket>", "</sessionTicket>", "<a>", "</a>"]
    ),
    st.sampled_from(
        ["<", ">", "/>", "<![CDATA[", "]]>", "<!--", "-->", "&lt;", "&", " ", "\n", "\u00a0", "=", '"']
    ),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(before=st.lists(PARTS, max_size=8), after=st.lists(PARTS, max_size=8))
def test_what_stands_right_after_a_secret_start_tag_never_stays(masker: Masker, before, after):
    body = "<r>" + "".join(before) + "<password>" + SECRET + "".join(after)
    once = scrub(body.encode(), "utf-8", masker)
    assert once is not None
    assert SECRET.encode() not in once
    assert scrub(once, "utf-8", masker) == once


def test_what_does_not_belong_in_the_security_context_is_a_credential(masker: Masker) -> None:
    """In a message that is not well-formed as in any other; beside it and in the body it stays."""
    broken = (
        b"<m><header><securityContext><webExID>jdoe</webExID><foo>Zy7</foo><siteName>acme</siteName>"
        b"</securityContext></header><body><foo>bar</foo></body></massage>"
    )
    masked = scrub(broken, "utf-8", masker)
    assert masked == broken.replace(b"Zy7", b"********")
    assert scrub(masked, "utf-8", masker) == masked
