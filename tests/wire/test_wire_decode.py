"""decode: content encodings, limits, forms, and what stands around a document."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard

from inspector.model.exchange import Payload
from inspector.model.message import Body, FaultKind
from inspector.wire import Limits, decode

MESSAGE = b'<?xml version="1.0" encoding="UTF-8"?>\n<message><body/></message>'
ZSTD = zstandard.ZstdCompressor().compress


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def body(data: bytes, *codings: str, **limits: int) -> Body:
    headers = tuple(("Content-Encoding", coding) for coding in codings)
    return decode(Payload(headers, data), Limits(**limits))


def kinds(found: Body) -> list[FaultKind]:
    return [fault.kind for fault in found.faults]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("zstd", ZSTD),
        ("identity", bytes),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("zstd", lambda data: ZSTD(data[:9]) + ZSTD(data[9:])),
    ],
)
def test_content_encodings_are_undone(coding, pack):
    found = body(pack(MESSAGE), coding)
    assert (found.document, found.codec, found.faults, found.refused) == (MESSAGE, "utf-8", (), False)


def test_several_headers_are_undone_last_first():
    assert body(zlib.compress(gzip.compress(MESSAGE)), "gzip", "deflate").document == MESSAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_plain_xml_under_a_wrong_label_is_read_with_a_fault(coding):
    found = body(MESSAGE, coding)
    assert (found.document, kinds(found), found.refused) == (MESSAGE, [FaultKind.ENCODING], False)


def test_unlabelled_gzip_is_read_with_a_fault():
    found = body(gzip.compress(MESSAGE))
    assert (found.document, kinds(found)) == (MESSAGE, [FaultKind.ENCODING])


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", ZSTD)],
)
def test_a_cut_off_coding_is_refused(coding, pack):
    found = body(pack(MESSAGE * 50)[:-5], coding)
    assert (found.refused, found.document) == (True, b"")
    assert kinds(found) == [FaultKind.ENCODING, FaultKind.NOT_XML]


def test_an_unknown_coding_is_refused_without_repeating_its_name():
    found = body(b"\x00\x01\x02", "hunter2")
    assert (found.refused, kinds(found)) == (True, [FaultKind.ENCODING, FaultKind.NOT_XML])
    assert "hunter2" not in found.faults[0].message


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", ZSTD)],
)
def test_a_bomb_stops_at_the_limit(coding, pack):
    packed = pack(b" " * 1_000_001)
    assert body(packed, coding, body=1_000_001).faults[0].kind is FaultKind.NOT_XML
    found = body(packed, coding, body=1_000_000)
    assert (found.refused, kinds(found), found.document) == (True, [FaultKind.LIMIT], b"")


def test_a_body_of_just_the_limit_is_read_and_one_byte_more_is_not():
    assert body(MESSAGE, body=len(MESSAGE)).document == MESSAGE
    found = body(MESSAGE, body=len(MESSAGE) - 1)
    assert (found.refused, kinds(found), found.document) == (True, [FaultKind.LIMIT], b"")


def test_too_many_codings_are_a_limit():
    assert kinds(body(MESSAGE, *["gzip"] * 6)) == [FaultKind.LIMIT]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "the body is empty"),
        (b" \r\n", "the body is empty"),
        (b"\0\0", "nothing but NULs or control characters"),
        (b"<!DOCTYPE html><html><body>502</body></html>", "an HTML page"),
        (b'  <HTML lang="en">', "an HTML page"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE html PUBLIC "x"><html/>', "an HTML page"),
        (b'{"message": 1}', "it looks like JSON"),
        (b"Bad Gateway", "plain text"),
        (b"Zugriff verweigert f\xfcr acme", "plain text"),
        (bytes(range(256)), "binary data"),
        (b"AT=LI&WID=jane", "a form without anything in a field named XML"),
        (b"XML=&UID=jane", "a form without anything in a field named XML"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_cause(data, cause):
    found = body(data)
    assert found.refused
    assert [fault.message for fault in found.faults] == [f"not an XMLService message: {cause}"]
    assert kinds(found) == [FaultKind.NOT_XML]
    assert found.document == data


def test_an_xml_fragment_that_begins_with_body_is_no_html():
    assert not body(b"<body><bodyContent/></body>").refused


ENCODED = b"%3Cmessage%3E%0A%3CsiteName%3Eacme+%2B+co%3C%2FsiteName%3E%3C%2Fmessage%3E"
FORM_DOCUMENT = b"<message>\n<siteName>acme + co</siteName></message>"


@pytest.mark.parametrize("name", [b"XML", b"xml", b"Xml"])
def test_a_url_encoded_form_gives_the_document_and_the_other_fields(name):
    found = body(b"UID=jane%40example.com&" + name + b"=" + ENCODED + b"&PWD=a%26b")
    assert found.document == FORM_DOCUMENT
    assert found.form == (("UID", "jane@example.com"), ("PWD", "a&b"))
    assert (found.wrapped, found.faults) == ("form", ())


def test_a_raw_form_gives_the_document_as_it_is():
    found = body(b"SID=1&XML=" + FORM_DOCUMENT + b"&UID=jane&PWD=x")
    assert found.document == FORM_DOCUMENT
    assert found.form == (("SID", "1"), ("UID", "jane"), ("PWD", "x"))
    assert found.wrapped == "raw-form"


def test_a_long_form_is_decoded_across_its_steps():
    value = b"".join(b"%%%02X" % (33 + index % 90) for index in range(100_000))
    expected = bytes(33 + index % 90 for index in range(100_000))
    assert body(b"XML=%3Ca%3E" + value).document == b"<a>" + expected


def test_bare_xml_wins_over_a_form_content_type():
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    found = decode(Payload(headers, b"<message a='XML='/>"))
    assert (found.document, found.wrapped) == (b"<message a='XML='/>", "")


@pytest.mark.parametrize(
    ("lead", "lines", "columns"),
    [(b"\n    ", 1, 4), (b"  ", 0, 2), (b"\r\n\r\n", 2, 0), (b"\xc2\xa0\n", 1, 0), (b"\0", 0, 1)],
)
def test_white_space_before_the_declaration_is_cut_and_said(lead, lines, columns):
    found = body(lead + MESSAGE)
    assert (found.document, found.before, found.lead) == (MESSAGE, lead, len(lead))
    assert (found.lead_lines, found.lead_columns) == (lines, columns)
    assert [(f.kind, f.line, f.column) for f in found.faults] == [(FaultKind.OUTSIDE_DOCUMENT, 1, 1)]


def test_white_space_before_a_document_without_a_declaration_is_legal():
    found = body(b"\n <message/>")
    assert (found.document, found.faults) == (b"\n <message/>", ())


@pytest.mark.parametrize("tail", [b"\0", b"\n\0", b"\0\0\0"])
def test_nuls_after_the_document_are_cut_and_said(tail):
    found = body(MESSAGE + tail)
    assert (found.document, found.after) == (MESSAGE, tail)
    assert [(f.kind, f.line, f.column) for f in found.faults] == [(FaultKind.OUTSIDE_DOCUMENT, 2, 27)]


@pytest.mark.parametrize("tail", [b"", b"\n", b" \r\n\t"])
def test_white_space_after_the_document_is_legal(tail):
    found = body(MESSAGE + tail)
    assert (found.document, found.faults) == (MESSAGE + tail, ())


def test_text_after_the_document_is_left_to_the_parser():
    assert body(MESSAGE + b"x").document == MESSAGE + b"x"
