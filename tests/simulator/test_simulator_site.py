"""The site as a whole: what real clients send, several calls, addresses, determinism, hostile bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from inspector.model.exchange import Payload
from inspector.schema.releases import UnknownRelease

NS = "http://www.webex.com/schemas/2002/06/service"


def test_several_body_contents_are_answered_by_position(opened, schemas):
    ask = opened()
    reply = ask.many(
        ("user.GetUser", "<webExId>nobody</webExId>"),
        ("ep.GetAPIVersion", ""),
        ("user.CreateUser", "<webExId>a</webExId>"),
    )
    assert reply.heads("result") == ["FAILURE", "SUCCESS", "SUCCESS"]
    assert reply.heads("exceptionID") == ["030001", None, None]
    kinds = [c.get("{http://www.w3.org/2001/XMLSchema-instance}type") for c in reply.contents]
    assert kinds == [None, "ep:getAPIVersionResponse", "use:createUserResponse"]
    assert [operation for operation, _ in reply.calls] == [
        "user.GetUser",
        "ep.GetAPIVersion",
        "user.CreateUser",
    ]
    assert schemas.validator("40.10.0").validate(reply.root)


@pytest.mark.parametrize(
    ("root", "kind", "declared"),
    [
        ("serv:message", "java:com.webex.service.binding.user.GetUser", ""),
        ("serv:message", "java:com.webex.xmlapi.service.binding.user.getuser", ""),
        ("message", "java:com.webex.service.binding.user.GetUser", ""),
        ("serv:messageType", "use:getUser", f'xmlns:use="{NS}/user"'),
        ("serv:messageType", "user:getUser", ""),
    ],
)
@pytest.mark.parametrize("prefix", ["", "serv:"])
def test_requests_are_read_as_the_service_reads_them(opened, root, kind, declared, prefix):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId><title>Dr</title>")
    p = prefix
    reply = ask.raw(
        f'<{root} {declared} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><{p}header><{p}securityContext>'
        f"<com:webExID>host1</com:webExID><password> pw </password></{p}securityContext></{p}header><{p}body>"
        f'<{p}bodyContent xsi:type="{kind}"><use:webexid>\n jdoe\n</use:webexid></{p}bodyContent>'
        f"</{p}body></{root}>".encode()
    )
    assert reply.one("title") == "Dr"


def test_a_nested_body_content_is_no_call_of_its_own(opened):
    ask = opened()
    kind = "java:com.webex.service.binding.user.CreateUser"
    nested = f'<bodyContent xsi:type="{kind}"><webExId>x</webExId></bodyContent>'
    assert len(ask("ep.GetAPIVersion", nested).contents) == 1
    assert ask("user.GetUser", "<webExId>x</webExId>").exception == "030001"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 200),
        ("/WBXService/XMLService", 200),
        ("https://acme.example.com/WBXService/xml8.0.0/XMLService?x=1", 200),
        ("/", 404),
        ("/gla/GLAService", 404),
        ("/WBXService/XMLService/more", 404),
    ],
)
def test_only_the_address_of_the_xml_api_is_served(opened, url, status):
    answer = opened().site.answer(Payload((), b""), url)
    assert answer.status == status
    assert dict(answer.headers)["Content-Type"].startswith("text/xml" if status == 200 else "text/plain")


def test_compressed_and_form_encoded_requests_are_read(opened):
    import gzip
    from urllib.parse import quote_plus

    ask = opened()
    body = (
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header/><body>'
        '<bodyContent xsi:type="java:com.webex.service.binding.ep.GetAPIVersion"/></body></message>'
    )
    assert ask.raw(f"XML={quote_plus(body)}".encode()).one("apiVer") == "40.10.0"
    ask.headers.append(("Content-Encoding", "gzip"))
    assert ask.raw(gzip.compress(body.encode())).one("apiVer") == "40.10.0"


def test_the_same_calls_get_the_same_answers(opened):
    def run(seed):
        ask = opened(seed=seed)
        replies = [ask("user.AuthenticateUser"), ask("meeting.CreateMeeting"), ask("ep.LstsummarySession")]
        return [etree.tostring(reply.root) for reply in replies]

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_values_are_escaped(opened):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId><title>&lt;b&gt; &amp; ]]&gt; \"'&#13;x</title>")
    assert ask("user.GetUser", "<webExId>jdoe</webExId>").one("title") == "<b> & ]]> \"'\rx"


def test_an_unknown_release_is_refused(opened):
    with pytest.raises(UnknownRelease, match=r"40\.10\.1"):
        opened("40.10.1")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(body=st.binary(max_size=300), url=st.sampled_from(["", "/", "/WBXService/XMLService"]))
def test_no_bytes_crash_the_site(opened, body, url):
    answer = opened().site.answer(Payload((), body), url)
    assert answer.status in (200, 404)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(source=st.data())
def test_no_cut_or_changed_request_crashes_the_site(opened, source):
    whole = (
        b'<message xmlns:xsi="x"><header><securityContext><webExID>a</webExID><password>b</password>'
        b"</securityContext></header><body><bodyContent "
        b'xsi:type="java:com.webex.service.binding.user.LstsummaryUser">'
        b"<listControl><startFrom>1</startFrom><maximumNum>9</maximumNum></listControl><order><orderBy>UID</orderBy>"
        b"</order><dataScope><regDateStart>01/01/2021</regDateStart></dataScope></bodyContent></body></message>"
    )
    at = source.draw(st.integers(0, len(whole)))
    end = source.draw(st.integers(at, min(len(whole), at + 40)))
    body = (
        whole[:at]
        + source.draw(st.sampled_from([b"", b"<", b"\xff", b"-1", b"99999999999999999999"]))
        + whole[end:]
    )
    reply = opened().raw(body)
    assert reply.status == 200
    assert set(reply.heads("result")) <= {"SUCCESS", "FAILURE"}
