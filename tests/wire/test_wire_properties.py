"""Whatever comes, nothing raises; and what another parser accepts is read the same way."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from inspector.model.exchange import Payload
from inspector.model.message import Body, FaultKind, Node
from inspector.wire import Limits, cut, decode, escape, parse, split, text

CODECS = ["utf-8", "ascii", "iso8859-1", "cp1252"]
QUICK = settings(max_examples=150, deadline=None, derandomize=True)

# Pieces of messages that are likely to meet the reader's special cases when put together.
SHARDS = [
    b"<message>", b"</message>", b"<a>", b"</a>", b"<b/>", b"<x:c xmlns:x='u'>", b"</x:c>", b"<", b">",
    b"&", b";", b"&amp;", b"&#32;", b"&#x41;", b"&#13;", b"&nbsp;", b"<!--", b"-->", b"<![CDATA[",
    b"]]>", b"<?pi ", b"?>", b"<!DOCTYPE m [", b"]>", b'<?xml version="1.0"?>',
    b'<?xml version="1.0" encoding="ISO-8859-1"?>', b'<?xml version="1.0" encoding="UTF-16"?>',
    b"\xc2\xa0", b"\xa0", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\n", b"\r\n", b" ", b"\t", b"text",
    b"Zo\xc3\xab", b"\xeb", b"\x01", b"xsi:type='ep:x'", b"<bodyContent", b"<body>", b"</body>",
    b"<header>", b"</header>", b"XML=", b"%3C", b"\"", b"'",
]  # fmt: skip
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Encoding", "Content-Type"]),
        st.sampled_from(
            ["gzip", "br", "zstd", "deflate", "text/xml; charset=utf-16", "text/xml; charset=x", ""]
        ),
    ),
    max_size=2,
).map(tuple)
BYTES = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(SHARDS), max_size=25).map(b"".join))


@QUICK
@given(BYTES, HEADERS)
@example(b"<a\xc2\xa0", ())
@example(b"\x1f\x8b", (("Content-Encoding", "zstd"),))
def test_nothing_raises(data, headers):
    found = decode(Payload(headers, data), Limits(body=10_000))
    assert found.codec in CODECS
    if found.refused:
        assert found.faults
    message = parse(found.document, found.codec)
    assert message.envelope is not None or message.faults or message.other_service
    for fault in message.faults:
        assert (
            fault.line is None
            or 1 <= fault.line <= found.document.count(b"\n") + found.document.count(b"\r") + 1
        )


@QUICK
@given(BYTES, st.sampled_from(CODECS))
def test_pieces_and_values_are_the_document(document, codec):
    body = Body(document, codec)
    found = split(body)
    assert len(found.pieces) == len(found.values) + 1
    joined = found.pieces[0] + b"".join(v + p for v, p in zip(found.values, found.pieces[1:], strict=True))
    assert joined == document
    key, values, slotless = cut(body)
    assert (values, slotless) == (found.values, found.slotless)
    assert key == (b"\0".join(found.pieces) if values else document)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=20
)


@QUICK
@given(TEXT, st.sampled_from(CODECS))
def test_an_escaped_value_is_the_text_of_its_leaf(value, codec):
    sent = escape(value, codec)
    assert text(sent, codec) == value
    document = b"<message><a>" + sent + b"</a></message>"
    found = parse(document, codec)
    assert found.envelope is not None
    assert found.envelope.root.children[0].text == value
    assert split(Body(document, codec)).values in ([sent], [])


NAMES = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9._-]{0,5}\Z")


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.dictionaries(NAMES, TEXT.map(quoted), max_size=2).map(
        lambda found: "".join(f" {name}={value}" for name, value in found.items())
    )
    return st.builds(
        lambda name, attribute, inside: f"<{name}{attribute}>{''.join(inside)}</{name}>",
        NAMES,
        attributes,
        st.lists(inner, max_size=4),
    )


def quoted(value: str) -> str:
    return '"' + value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") + '"'


CHARACTERS = TEXT.map(lambda value: value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
MARKUP = st.sampled_from(["<!-- c -->", "<![CDATA[x<y]]>", "<?pi x?>", "\n", "\r\n", " ", "<e/>"])
TREES = elements(st.recursive(st.one_of(CHARACTERS, MARKUP), elements, max_leaves=12))


def theirs(element: etree._Element) -> tuple[object, ...]:
    inside = [(element.text or "")]
    children = []
    for child in element:
        if isinstance(child.tag, str):
            children.append(theirs(child))
        inside.append(child.tail or "")
    return str(element.tag), {str(k): str(v) for k, v in element.attrib.items()}, "".join(inside), children


def ours(node: Node) -> tuple[object, ...]:
    return node.tag, node.attributes, node.text, [ours(child) for child in node.children]


@QUICK
@given(TREES)
def test_a_tree_is_the_same_as_that_of_another_parser(inside):
    document = f"<message>{inside}</message>".encode()
    expected = theirs(etree.fromstring(document))
    found = parse(document, "utf-8")
    assert found.envelope is not None
    assert ours(found.envelope.root) == expected
    for node in found.envelope.root.walk():
        start, end = node.content
        assert document[node.location.offset : start].endswith(b">")
        assert document[end : end + 2] == b"</" or document[start - 2 : start] == b"/>"


@QUICK
@given(st.lists(st.sampled_from(SHARDS), max_size=12).map(b"".join))
def test_what_another_parser_refuses_is_refused(inside):
    document = b"<message>" + inside + b"</message>"
    found = parse(document, "utf-8")
    try:
        etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        accepted = True
    except etree.XMLSyntaxError:
        accepted = False
    kinds = {fault.kind for fault in found.faults}
    if found.envelope is not None and not kinds & {FaultKind.UNDECLARED_PREFIX, FaultKind.NBSP_IN_MARKUP}:
        assert accepted
    if accepted and FaultKind.DOCTYPE not in kinds:
        assert found.envelope is not None
