"""parse: what is not well-formed is named with its place and likely cause, and what can be recovered is."""

from __future__ import annotations

import pytest

from inspector.model.message import FaultKind
from inspector.wire import parse

HEAD = (
    b'<message xmlns:xsi="x"><header><securityContext><siteName>acme</siteName></securityContext></header>\n'
    b'<body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">\n'
)
TAIL = b"</bodyContent></body></message>"


CASES = [
    (
        b"<a><b>x</a></b>",
        3,
        8,
        "end tag </a> does not close <b>, opened at line 3, column 4: the two end tags are crossed",
    ),
    (
        b"<a><b>x</a>",
        3,
        8,
        "end tag </a> does not close <b>, opened at line 3, column 4: its end tag is missing",
    ),
    (
        b"<u:a>x</a>",
        3,
        7,
        "end tag </a> does not close <u:a>, opened at line 3, column 1: the prefixes differ",
    ),
    (
        b"<name>x</nane>",
        3,
        8,
        "end tag </nane> does not close <name>, opened at line 3, column 1: crossed or misspelt tags",
    ),
    # What is no name of the message may be a value that ran into a tag.
    (
        b"<password>x</Example99>",
        3,
        12,
        "an end tag does not close <password>, opened at line 3, column 1: its name is that of no other",
    ),
    (b"<a>R & D</a>", 3, 6, "a bare & in a value"),
    (b"<a>R &</a>", 3, 6, "a bare & in a value"),
    (
        b"<a>http://www.example.com/?a=1&b=2</a>",
        3,
        31,
        "a bare & in a URL: parameters must be joined by &amp;",
    ),
    (b"<a>R &am</a>", 3, 6, "an entity reference is cut in half (a value cut to length after escaping)"),
    (b"<a>R &#4</a>", 3, 6, "an entity reference is cut in half (a value cut to length after escaping)"),
    (b"<a>&nbsp;</a>", 3, 4, "&nbsp; is an entity of HTML, not of XML"),
    (b"<a>&x;</a>", 3, 4, "an entity that is not defined: XML knows only &amp; &lt; &gt; &quot; and &apos;"),
    (b"<a>1 < 2</a>", 3, 6, "a bare < in a value"),
    (b"<a>x<5</a>", 3, 5, "a bare < in a value"),
    (b"<a>x<y</a>", 3, 5, "a bare < in a value"),
    (b"<a\n<b>x</b>", 3, 1, "a tag is not closed, or a bare < stands in a value"),
    (b"<a b='1'c='2'/>", 3, 9, "white space is missing between two attributes"),
    (b"<a b=1/>", 3, 6, "an attribute's value is not quoted"),
    (b"<a b/>", 3, 5, "an attribute has no value"),
    (b"<a b='1' b='2'/>", 3, 10, "the same attribute stands twice in one tag"),
    (b'<a b=""1""/>', 3, 8, "quotes are doubled around or inside an attribute's value"),
    (b"<a>x\x01</a>", 3, 5, "control character U+0001, which XML does not allow, not even as a reference"),
    (b"<a>x\0</a>", 3, 5, "a NUL byte, which XML does not allow, not even as a reference"),
    (
        b"<a>&#0;</a>",
        3,
        4,
        "a numeric reference to a character that XML does not allow (a control character)",
    ),
    (b"<a>x]]>y</a>", 3, 7, '"]]>" stands in text'),
    (b"<!-- a -- b -->", 3, 10, '"--" stands inside a comment'),
    (b'<?xml version="1.0"?>', 3, 1, "an XML declaration that is not at the very start of the document"),
]


@pytest.mark.parametrize(("part", "line", "column", "cause"), CASES)
def test_the_likely_cause_is_named_with_its_place(part, line, column, cause):
    message = parse(HEAD + part + TAIL, "utf-8")
    assert message.envelope is None
    assert [(f.kind, f.line, f.column, f.message) for f in message.faults] == [
        (FaultKind.NOT_WELL_FORMED, line, column, cause)
    ]
    assert message.faults[0].instead


@pytest.mark.parametrize(
    ("document", "line", "column", "cause"),
    [
        (HEAD + b"<a>x", 3, 5, "the document ends before </a>, </bodyContent>, </body>, </message>: cut off"),
        (
            HEAD + b"<a>x</",
            3,
            5,
            "the document ends inside a tag, comment or character: it was probably cut off",
        ),
        (
            HEAD + b"<!-- x",
            3,
            1,
            "the document ends inside a tag, comment or character: it was probably cut off",
        ),
        (HEAD + TAIL + b"junk", 3, 32, "text after the end of the document"),
        (HEAD + TAIL + b"<a/>", 3, 32, "a second document after the end of the document"),
        (HEAD + TAIL + b"</a>", 3, 32, "an end tag too many after the end of the root element"),
        (b"</body></message>", 1, 1, "an end tag before any start tag: this is a fragment"),
        (b"Warning: x\n" + HEAD + TAIL, 1, 1, "text before the document's first tag"),
        (b"", 1, 1, "the document is empty"),
        (b"<!-- -->", 1, 9, "the document ends before its root begins"),
        (
            HEAD.replace(b"bodyContent xsi", b"bodyContentxsi") + TAIL,
            2,
            7,
            "white space is missing between <bodyContent",
        ),
        (
            b"<serv:messagexmlns:serv='u'></serv:message>",
            1,
            1,
            "white space is missing between <serv:message",
        ),
        (HEAD.replace(b'"x"', b"x") + TAIL, 1, 20, "an attribute's value is not quoted"),
    ],
)
def test_causes_of_the_whole_document(document, line, column, cause):
    faults = parse(document, "utf-8").faults
    assert [(f.kind, f.line, f.column) for f in faults] == [(FaultKind.NOT_WELL_FORMED, line, column)]
    assert faults[0].message.startswith(cause)


def test_no_cause_repeats_a_value():
    for part in (
        b"<a>hunter2 & x</a>",
        b"<a>&hunter2;</a>",
        b"<a>http://h.example.com/?t=hunter2&p=hunter2</a>",
        b"<a b=hunter2/>",
    ):
        faults = parse(HEAD + part + TAIL, "utf-8").faults
        assert faults
        assert not any("hunter2" in fault.message + fault.instead for fault in faults)


def test_operation_and_site_are_recovered_from_what_cannot_be_read():
    message = parse(HEAD + b"<a>" + TAIL, "utf-8")
    assert message.recovered_operations == ("java:com.webex.service.binding.user.GetUser",)
    assert message.recovered_site == "acme"
    assert message.slotless == "malformed"


def test_recovery_takes_glued_tags_but_no_types_of_values():
    document = b"<message><bodyContentxsi:type = ' ep:getSite '><a xsi:type='xsd:long'>1</a></message>"
    message = parse(document, "utf-8")
    assert (message.recovered_operations, message.recovered_site) == (("ep:getSite",), None)


def test_nothing_is_recovered_from_what_could_be_read():
    message = parse(HEAD + TAIL, "utf-8")
    assert (message.recovered_operations, message.recovered_site) == ((), None)
