"""parse: the tree, its places, what is refused, and what is said of prefixes and no-break spaces."""

from __future__ import annotations

import pytest

from inspector.model.message import FaultKind, Message, Node
from inspector.wire import Limits, parse

SERVICE = "http://www.webex.com/schemas/2002/06/service"


def kinds(message: Message) -> list[FaultKind]:
    return [fault.kind for fault in message.faults]


def nodes(document: bytes, codec: str = "utf-8") -> list[Node]:
    message = parse(document, codec)
    assert message.envelope is not None
    return list(message.envelope.root.walk())


def test_tags_are_read_as_written_without_namespaces():
    root, body, content = nodes(b"<ns0:message xmlns:ns0='u'><body><ns0:bodyContent/></body></ns0:message>")
    assert (root.tag, root.prefix, root.local) == ("ns0:message", "ns0", "message")
    assert root.attributes == {"xmlns:ns0": "u"}
    assert (body.parent, content.parent, content.children) == (root, body, [])
    assert [node.ordinal for node in (root, body, content)] == [0, 1, 2]
    assert (content.namespace("ns0"), content.namespace("x"), content.namespace("")) == ("u", None, None)


def test_text_is_resolved_and_joined():
    root = nodes(b"<message>a&amp;b<x>&#233;\r\n</x>c</message>")[0]
    assert (root.text, root.children[0].text) == ("a&bc", "é\n")


def test_places_are_lines_and_columns_in_characters_and_offsets_in_bytes():
    document = "<message>\r\n <é>ö</é><b/>\r<c\n/></message>".encode()
    _, e, b, c = nodes(document)
    assert (e.location.line, e.location.column, e.location.offset) == (2, 2, 12)
    assert (b.location.line, b.location.column, b.location.offset) == (2, 10, 23)
    assert (c.location.line, c.location.column) == (3, 1)


def test_places_do_not_depend_on_the_order_of_asking():
    document = ("<message>" + "<é>ü</é>\n" * 20_000 + "</message>").encode()
    found = nodes(document)
    assert (found[20_000].location.line, found[20_000].location.column) == (20_000, 1)
    assert (found[1].location.line, found[1].location.column) == (1, 10)
    assert (found[10_000].location.line, found[10_000].location.column) == (10_000, 1)


def test_places_on_one_long_line_count_characters():
    document = ("<message>" + "<é>ü</é>" * 20_000 + "</message>").encode()
    found = nodes(document)
    for index in (20_000, 1, 5_000, 4_999, 13_131):
        assert found[index].location.column == 10 + 8 * (index - 1)


@pytest.mark.parametrize(
    ("document", "content"),
    [
        (b"<message>abc</message>", b"abc"),
        (b'<message a=">" b=\'"/>\'>abc</message>', b"abc"),
        (b"<message\n>a<b/>c</message>", b"a<b/>c"),
        (b"<message></message>", b""),
        (b"<message/>", b""),
        (b"<message  />", b""),
    ],
)
def test_content_is_the_byte_range_between_the_tags(document, content):
    start, end = nodes(document)[0].content
    assert document[start:end] == content
    assert document[start - 1 : start] == b">"


def test_the_range_holds_after_tags_that_are_not_ascii():
    document = "<message><été>x</été></message>".encode()
    start, end = nodes(document)[1].content
    assert document[start:end] == b"x"


@pytest.mark.parametrize("codec", ["utf-8", "iso8859-1", "cp1252"])
def test_each_slot_codec_is_read(codec):
    document = '<?xml version="1.0" encoding="x"?>\n<message><a>Zoë</a><b/></message>'.encode(codec)
    _, a, b = nodes(document, codec)
    assert (a.text, b.location.line, b.location.column) == ("Zoë", 2, 20)


def test_windows_1252_keeps_its_own_characters_and_offsets():
    _, a, b = nodes(b"<message><a>\x80\x96</a><b/></message>", "cp1252")
    assert (a.text, b.location.offset) == ("€–", 18)


@pytest.mark.parametrize(
    "declaration",
    [
        b'<?xml version="1.0"?>',
        b"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
        b'<?xml version = "1.1"?>',
        b'<?xml version="1.0" encoding="ISO - 8859 - 1"?>',
        b'<?xml version="1.0"\n encoding="UTF-16"?>',
    ],
)
def test_legal_declarations(declaration):
    message = parse(declaration + b"<message><a/></message>", "utf-8")
    assert message.faults == ()
    assert message.envelope is not None
    assert message.envelope.root.children[0].location.offset == len(declaration) + 9


@pytest.mark.parametrize(
    "declaration",
    [
        b"<?xml?>",
        b'<?xml encoding="UTF-8"?>',
        b'<?xml version="2.0"?>',
        b'<?xml version="1.0" standalone="yes" encoding="UTF-8"?>',
        b'<?xml version="1.0" standalone="maybe"?>',
        b'<?xml version="1.0"encoding="UTF-8"?>',
        b'<?xml version="1.0">',
    ],
)
def test_malformed_declarations(declaration):
    message = parse(declaration + b"<message/>", "utf-8")
    assert (message.envelope, kinds(message)) == (None, [FaultKind.NOT_WELL_FORMED])
    assert (message.faults[0].line, message.faults[0].column) == (1, 1)


LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>
<message><a>&b;</a><b>&c;</b></message>"""


@pytest.mark.parametrize(
    "document", [LAUGHS, b'<?xml version="1.0"?>\n<!DOCTYPE message SYSTEM "x.dtd"><message/>']
)
def test_a_doctype_stops_reading_at_once(document):
    message = parse(document, "utf-8")
    assert (message.envelope, message.slotless) == (None, "refused")
    assert [(f.kind, f.line, f.column) for f in message.faults] == [(FaultKind.DOCTYPE, 2, 1)]


@pytest.mark.parametrize(
    ("limits", "good", "bad"),
    [
        (Limits(depth=3), b"<message><a><b/></a></message>", b"<message><a><b><c/></b></a></message>"),
        (Limits(elements=3), b"<message><a/><b/></message>", b"<message><a/><b/><c/></message>"),
        (Limits(name=7), b"<message abcdefg='1'/>", b"<message abcdefgh='1'/>"),
        (Limits(name=7), b"<message><abcdefg/></message>", b"<message><abcdefgh/></message>"),
        (Limits(attributes=2), b"<message a='1' b='2'/>", b"<message a='1' b='2' c='3'/>"),
        (
            Limits(elements=2),
            b"<message><!----><!----></message>",
            b"<message><!----><!----><!----></message>",
        ),
    ],
)
def test_limits(limits, good, bad):
    assert parse(good, "utf-8", limits).faults == ()
    message = parse(bad, "utf-8", limits)
    assert (message.envelope, kinds(message)) == (None, [FaultKind.LIMIT])


def test_a_deep_message_is_refused_by_default():
    assert kinds(parse(b"<message>" * 201 + b"</message>" * 201, "utf-8")) == [FaultKind.LIMIT]
    assert kinds(parse(b"<message>" * 200 + b"</message>" * 200, "utf-8")) == []


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"<message><a>1</a></message>", ""),
        (b"<message>\n \xc2\xa0<a>1</a></message>", ""),
        (b'<message xmlns="u" xmlns:x="v" xmlns:xsi="w" xsi:type="t"/>', ""),
        (b"<message><!--c--><a>1</a></message>", "comment"),
        (b"<message><a><![CDATA[1]]></a></message>", "cdata"),
        (b"<message/><?pi x?>", "instruction"),
        (b"<message lang='en'/>", "attributes"),
        (b"<message xmlnsx='en'/>", "attributes"),
        (b"<message>x<a>1</a></message>", "mixed"),
        (b"<message><a>1</a>x</message>", "mixed"),
    ],
)
def test_why_a_message_cannot_have_slots(document, reason):
    assert parse(document, "utf-8").slotless == reason


def test_hidden_places_are_byte_ranges():
    document = b"<!--1--><message><a>x<![CDATA[2]]></a><?pi 3?></message>"
    message = parse(document, "utf-8")
    assert [document[start:end] for start, end in message.hidden] == [
        b"<!--1-->",
        b"<![CDATA[2]]>",
        b"<?pi 3?>",
    ]
    assert message.envelope is not None
    assert [(n.local, n.plain, n.text) for n in message.envelope.root.walk()] == [
        ("message", False, ""),
        ("a", False, "x2"),
    ]


def test_no_break_spaces_in_markup_are_mended_and_said_once():
    document = "<message>\n<a\u00a0xmlns:x='\u00a0'\u00a0/><b>\u00a0</b\u00a0></message>".encode()
    message = parse(document, "utf-8")
    assert message.mended
    assert [(f.kind, f.line, f.column) for f in message.faults] == [(FaultKind.NBSP_IN_MARKUP, 2, 3)]
    assert message.faults[0].message.startswith("3 no-break spaces stand inside tags")
    assert message.envelope is not None
    _, a, b = message.envelope.root.walk()
    assert (a.attributes["xmlns:x"], b.text, b.location.column) == ("\u00a0", "\u00a0", 18)


def test_no_break_spaces_in_the_declaration_and_in_latin_1_are_mended():
    document = "<?xml\u00a0version='1.0'?><message\u00a0/>".encode("iso8859-1")
    message = parse(document, "iso8859-1")
    assert (message.mended, kinds(message)) == (True, [FaultKind.NBSP_IN_MARKUP])


def test_no_break_spaces_outside_markup_are_no_fault():
    message = parse("<message>\u00a0<a b='\u00a0'>\u00a0x</a></message>".encode(), "utf-8")
    assert (message.mended, message.faults) == (False, ())


def test_what_is_still_malformed_after_mending_has_both_faults():
    message = parse("<message\u00a0><a>x</b></message>".encode(), "utf-8")
    assert (message.envelope, message.mended) == (None, False)
    assert kinds(message) == [FaultKind.NBSP_IN_MARKUP, FaultKind.NOT_WELL_FORMED]


def test_each_undeclared_prefix_is_said_once_where_it_first_stands():
    document = b"<serv:message>\n<serv:header/><body><x:a y:b='1'/><x:c/></body></serv:message>"
    message = parse(document, "utf-8")
    assert [(f.kind, f.line, f.column, f.ordinal, f.message.split()[1]) for f in message.faults] == [
        (FaultKind.UNDECLARED_PREFIX, 1, 1, 0, '"serv"'),
        (FaultKind.UNDECLARED_PREFIX, 2, 21, 3, '"y"'),
        (FaultKind.UNDECLARED_PREFIX, 2, 21, 3, '"x"'),
    ]
    assert f'xmlns:serv="{SERVICE}"' in message.faults[0].instead


def test_a_prefix_is_declared_for_its_element_and_what_stands_inside():
    good = b"<message><x:a xmlns:x='u'><x:b xml:lang='en'/></x:a></message>"
    assert parse(good, "utf-8").faults == ()
    assert kinds(parse(good.replace(b"</x:a>", b"</x:a><x:c/>"), "utf-8")) == [FaultKind.UNDECLARED_PREFIX]


def test_the_prefix_of_a_java_type_is_none():
    content = b"<bodyContent xsi:type='java:com.webex.service.binding.ep.X'/>"
    document = b"<message xmlns:xsi='x'><body>" + content + b"</body></message>"
    assert parse(document, "utf-8").faults == ()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://www.webex.com/schemas/2009/05/service", "2009/05"),
        ("https://www.webex.com/schemas/2002/06/service", "https"),
    ],
)
def test_other_addresses_of_the_service_are_said(address, word):
    message = parse(f'<serv:message xmlns:serv="{address}"/>'.encode(), "utf-8")
    assert kinds(message) == [FaultKind.UNDECLARED_PREFIX]
    assert word in message.faults[0].message


def test_there_is_an_end_to_faults_of_prefixes():
    document = b"<message>" + b"".join(b"<p%d:a/>" % index for index in range(300)) + b"</message>"
    assert len(parse(document, "utf-8").faults) == 100


@pytest.mark.parametrize(
    ("document", "other", "cause"),
    [
        (b"<s:Envelope xmlns:s='u'/>", "soap", None),
        (b"<fault/>", "", "not an XMLService message: XML, but the root is <fault>"),
        (b"<!-- x --><Html/>", "", "not an XMLService message: an HTML page"),
    ],
)
def test_other_xml_is_no_message(document, other, cause):
    message = parse(document, "utf-8")
    assert (message.envelope, message.other_service) == (None, other)
    assert [fault.message for fault in message.faults] == ([cause] if cause else [])
