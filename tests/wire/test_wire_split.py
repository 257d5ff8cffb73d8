"""split: what is a slot, and what makes a body go alone."""

from __future__ import annotations

import pytest

from inspector.model.message import Body
from inspector.wire import cut, escape, split, text


def of(document: bytes, codec: str = "utf-8", **more: object) -> tuple[list[bytes], str]:
    found = split(Body(document, codec, **more))
    return found.values, found.slotless


def test_values_of_leaves_are_slots_and_all_else_is_shape():
    document = b'<?xml version="1.0"?>\n<m a="1">\n <a>x y</a><b> z </b><c></c><d> </d><e/>\n</m>'
    found = split(Body(document, "utf-8"))
    assert found.pieces == [
        b'<?xml version="1.0"?>\n<m a="1">\n <a>',
        b"</a><b>",
        b"</b><c></c><d> </d><e/>\n</m>",
    ]
    assert (found.values, found.slotless) == ([b"x y", b" z "], "")


def test_cut_gives_the_pieces_as_one_key():
    document = b"<m><a>1</a><b>2</b></m>"
    assert cut(Body(document, "utf-8")) == (b"<m><a>\0</a><b>\0</b></m>", [b"1", b"2"], "")
    assert cut(Body(b"<m/>", "utf-8")) == (b"<m/>", [], "")


@pytest.mark.parametrize("value", [b"\n", b"x\ny", b"\tx", b"x\x7f", b"x\x01", b"x>y", b"a<b"])
def test_values_with_control_characters_or_markup_are_shape(value):
    assert of(b"<m>" + value + b"</m>")[0] in ([], [b"y"])


@pytest.mark.parametrize(
    ("document", "codec", "reason"),
    [
        (b"<!DOCTYPE m><m><a>1</a></m>", "utf-8", "doctype"),
        (b"<m><!-- c --><a>1</a></m>", "utf-8", "comment"),
        (b"<m><a><![CDATA[1]]></a></m>", "utf-8", "cdata"),
        (b"<m><?pi x?><a>1</a></m>", "utf-8", "instruction"),
        (b'<?xml version="1.0"?><?pi x?><m><a>1</a></m>', "utf-8", "instruction"),
        (b"<?xml-stylesheet x?><m><a>1</a></m>", "utf-8", "instruction"),
        (b"<m><a>1</a>\0</m>", "utf-8", "nul"),
        (b"<m><a>1</a></m>", "koi8-r", "codec"),
        (b"<m><a>\xff</a></m>", "utf-8", "bytes"),
        (b"<m><a>\x81</a></m>", "cp1252", "bytes"),
        (b"<m><a>\xe9</a></m>", "ascii", "bytes"),
        (b"<m><a>\xef\xbf\xbe</a></m>", "utf-8", "bytes"),
        (b"<m><a>\xed\xa0\x80</a></m>", "utf-8", "bytes"),
        (b"<m><a>R & D</a></m>", "utf-8", "reference"),
        (b"<m><a>&nbsp;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#13;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#10;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#xFFFE;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#xD800;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#x110000;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&#0;</a></m>", "utf-8", "reference"),
        (b"<m><a>x&amp</a></m>", "utf-8", "reference"),
        (b"<m><a>&#32; &#xA0;</a></m>", "utf-8", "blank-reference"),
        (b"<m><a>\xc2\xa0 \xc2\xa0</a></m>", "utf-8", "blank"),
        (b"<m><a>\xa0</a></m>", "iso8859-1", "blank"),
    ],
)
def test_what_cannot_have_slots_goes_alone(document, codec, reason):
    found = split(Body(document, codec))
    assert (found.pieces, found.values, found.slotless) == ([document], [], reason)


def test_refused_and_transcoded_bodies_go_alone():
    assert of(b"<m><a>1</a></m>", refused=True) == ([], "refused")
    assert of(b"<m><a>1</a></m>", transcoded="utf-16-le") == ([], "codec")


@pytest.mark.parametrize(
    ("document", "codec", "values"),
    [
        (b"<m><a>&lt;x&gt; &amp;#13; &quot;&apos;</a></m>", "utf-8", [b"&lt;x&gt; &amp;#13; &quot;&apos;"]),
        (b"<m><a>&#233;&#xE9;</a></m>", "ascii", [b"&#233;&#xE9;"]),
        (b"<m><a>Zo\xc3\xab</a></m>", "utf-8", [b"Zo\xc3\xab"]),
        (b"<m><a>\x80 5</a></m>", "cp1252", [b"\x80 5"]),
        (b"<m><a>a\xc2\xa0b</a></m>", "utf-8", [b"a\xc2\xa0b"]),
        (b"<m><a>why? because!</a></m>", "utf-8", [b"why? because!"]),
        (b'<?xml version="1.0"?><m><a>?</a></m>', "utf-8", [b"?"]),
    ],
)
def test_plain_values_are_slots(document, codec, values):
    assert of(document, codec) == (values, "")


def test_text_resolves_references_once():
    assert text(b"R &amp;amp; D &#xE9;&#233; &lt;", "utf-8") == "R &amp; D éé <"
    assert text(b"Zo\xeb", "iso8859-1") == "Zoë"


@pytest.mark.parametrize(
    ("value", "codec", "sent"),
    [
        ("a<b>&c", "utf-8", b"a&lt;b&gt;&amp;c"),
        ("Zoë €", "iso8859-1", b"Zo\xeb &#8364;"),
        ("Zoë", "ascii", b"Zo&#235;"),
        ("5 €", "cp1252", b"5 \x80"),
        ("x\ny\0", "utf-8", b"x&#10;y\xef\xbf\xbd"),
    ],
)
def test_escape_gives_bytes_that_may_stand_in_a_slot(value, codec, sent):
    assert escape(value, codec) == sent
