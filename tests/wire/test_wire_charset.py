"""decode: what a document is read in, and where declaration, header, mark and bytes disagree."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Payload
from inspector.model.message import Body, FaultKind
from inspector.wire import decode, parse


def declared(name: str, text: str = "Jane", codec: str | None = None) -> bytes:
    document = f'<?xml version="1.0" encoding="{name}"?>\n<message>{text}</message>'
    return document.encode(codec or name)


def read(data: bytes, content_type: str | None = None) -> Body:
    return decode(Payload((("Content-Type", content_type),) if content_type else (), data))


AGREED = [
    (declared("UTF-8", "Zoë"), None, "utf-8"),
    (declared("utf-8", "Zoë"), "text/xml; charset=UTF-8", "utf-8"),
    (declared("UTF-8"), "text/xml charset=UTF-8", "utf-8"),
    (declared("ISO-8859-1", "Zoë"), None, "iso8859-1"),
    (declared("ISO-8859-1"), None, "iso8859-1"),
    (declared("US-ASCII"), None, "ascii"),
    (declared("windows-1252", "5 €"), None, "cp1252"),
    (b"<message>Zo\xc3\xab</message>", None, "utf-8"),
    (b"<message>Zo\xeb</message>", 'text/xml; charset="iso-8859-1"', "iso8859-1"),
    (b"\xef\xbb\xbf" + declared("UTF-8", "Zoë"), "text/xml;charset=utf-8", "utf-8"),
]


@pytest.mark.parametrize(("data", "content_type", "codec"), AGREED)
def test_where_all_agree_bytes_stay_as_sent(data, content_type, codec):
    found = read(data, content_type)
    assert (found.codec, found.transcoded, found.faults, found.refused) == (codec, "", (), False)
    assert found.before + found.document == data


DISAGREE = [
    (declared("ISO-8859-1", "Zoë", "utf-8"), None, "utf-8"),
    (declared("UTF-8", "Zoë", "iso8859-1"), None, "iso8859-1"),
    (declared("US-ASCII", "Zoë", "utf-8"), None, "utf-8"),
    (declared("US-ASCII", "Zoë", "iso8859-1"), None, "iso8859-1"),
    (declared("windows-1252", "\x81", "iso8859-1"), None, "iso8859-1"),
    (declared("UTF-16", "Jane", "ascii"), None, "utf-8"),
    (declared("ISO - 8859 - 1", "Jane", "ascii"), None, "iso8859-1"),
    (declared("ISO - 8859 - 1", "Zoë", "iso8859-1"), None, "iso8859-1"),
    (declared("ISO-8859-1"), "text/xml;charset=UTF-8", "iso8859-1"),
    (declared("UTF-8", "Zoë", "iso8859-1"), "text/xml; charset=windows-1252", "cp1252"),
    (b"\xef\xbb\xbf" + declared("ISO-8859-1", "Zoë", "utf-8"), None, "utf-8"),
]


@pytest.mark.parametrize(("data", "content_type", "codec"), DISAGREE)
def test_where_they_disagree_the_bytes_decide_and_it_is_said(data, content_type, codec):
    found = read(data, content_type)
    assert (found.codec, found.refused) == (codec, False)
    assert [(f.kind, f.line, f.column) for f in found.faults] == [(FaultKind.ENCODING, 1, 31)]
    assert found.before + found.document == data


def test_the_fault_names_every_claim():
    message = read(declared("ISO-8859-1", "Zoë", "utf-8"), "text/xml; charset=US-ASCII").faults[0].message
    assert 'the XML declaration says "ISO-8859-1"' in message
    assert 'the HTTP header says "US-ASCII"' in message
    assert "utf-8" in message


def test_undeclared_bytes_that_are_no_utf8_are_read_and_said_at_the_first_of_them():
    found = read(b"<message>\n Zo\xeb</message>")
    assert found.codec == "iso8859-1"
    assert [(f.kind, f.line, f.column) for f in found.faults] == [(FaultKind.ENCODING, 2, 4)]


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (declared("UTF-16", "Zoë", "utf-16"), "utf-16-le"),
        (b"\xfe\xff" + declared("UTF-16", "Zoë", "utf-16-be"), "utf-16-be"),
        (declared("UTF-16", "Zoë", "utf-16-le"), "utf-16-le"),
        (declared("UTF-16BE", "Zoë", "utf-16-be"), "utf-16-be"),
        (declared("UTF-32", "Zoë", "utf-32"), "utf-32-le"),
        (declared("EUC-KR", "한글"), "euc_kr"),
        (declared("Shift_JIS", "テスト"), "shift_jis"),
        (declared("GB2312", "会议"), "gb2312"),
        (declared("ISO-8859-15", "5 €"), "iso8859-15"),
        (declared("koi8-r", "Привет"), "koi8-r"),
    ],
)
def test_other_codecs_are_transcoded(data, codec):
    found = read(data)
    assert (found.codec, found.transcoded, found.faults) == ("utf-8", codec, ())
    text = data.decode(codec).lstrip("\ufeff")
    assert found.document == text.encode("utf-8")


def test_a_utf16_document_that_says_utf8_is_read_and_said():
    found = read(declared("UTF-8", "Zoë", "utf-16"))
    assert (found.transcoded, [f.kind for f in found.faults]) == ("utf-16-le", [FaultKind.ENCODING])


def test_half_a_character_of_utf16_is_refused():
    found = read(declared("UTF-16", "Zoë", "utf-16")[:-1])
    kinds = [FaultKind.ENCODING, FaultKind.NOT_XML]
    assert (found.refused, [f.kind for f in found.faults]) == (True, kinds)


UNKNOWN = ["hunter2", "UTF-7", "base64", "unicode_escape", "x" * 70, "utf8mb4", "ansi", "x-utf-8", "rot13"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_encoding_is_read_on_as_what_the_bytes_are_without_repeating_it(name):
    for text, codec in (("Zoë", "utf-8"), ("Zoë", "iso8859-1"), ("Jane", "utf-8")):
        found = read(declared(name, text, codec))
        assert (found.codec, found.refused) == (codec, False)
        assert [f.kind for f in found.faults] == [FaultKind.ENCODING]
        assert name not in found.faults[0].message
        message = parse(found.document, found.codec)
        assert message.envelope is not None
        assert message.envelope.root.text == text


def test_no_name_at_all_is_read_on():
    found = read(declared("", "Jane", "ascii"))
    assert (found.refused, [f.kind for f in found.faults]) == (False, [FaultKind.ENCODING])
    assert parse(found.document, found.codec).envelope is not None


def test_utf7_that_hides_markup_is_refused():
    found = read(declared("UTF-7", "+ADw-password+AD4-x", "ascii"))
    kinds = [FaultKind.ENCODING, FaultKind.NOT_XML]
    assert (found.refused, [f.kind for f in found.faults]) == (True, kinds)


def test_an_unknown_charset_beside_a_known_declaration_is_read():
    found = read(declared("UTF-8", "Zoë"), "text/xml; charset=nonsense")
    assert (found.codec, found.refused, [f.kind for f in found.faults]) == (
        "utf-8",
        False,
        [FaultKind.ENCODING],
    )


def test_places_in_faults_count_the_lead():
    found = read(b"\n  " + declared("ISO-8859-1", "Zoë", "utf-8"))
    assert [(f.kind, f.line, f.column) for f in found.faults] == [
        (FaultKind.OUTSIDE_DOCUMENT, 1, 1),
        (FaultKind.ENCODING, 2, 33),
    ]
