"""Comments, CDATA, instructions and document types of a body that cannot be parsed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.privacy.hidden import empty

PARTS = (
    "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE m", "[", "]>", '"', "'", ">", "<!ENTITY p",
    "<a>", "word", "\n", " ",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "emptied"),
    [
        ("<a><!-- jdoe\nhas x --></a>", "<a><!-- masked\n--></a>"),
        ("<a><![CDATA[x]]></a>", "<a><![CDATA[masked]]></a>"),
        ("<?login jdoe x?><a/>", "<?masked?><a/>"),
        ('<?xml version="1.0"?><a/>', '<?xml version="1.0"?><a/>'),
        ("<a><!-- never closed </a>", "<a><!-- masked"),
        ('<!DOCTYPE m SYSTEM "http://example.com/x"><a/>', "<!DOCTYPE masked><a/>"),
        ('<!DOCTYPE m [<!ENTITY p "a]>x">]><a/>', "<!DOCTYPE masked><a/>"),
        ("<!DOCTYPE html><a/>", "<!DOCTYPE html><a/>"),
        ('<a><!ENTITY p "x>y"></a>', "<a><!ENTITY masked></a>"),
        ("<a><!----></a>", "<a><!----></a>"),
        ("no markup at all", "no markup at all"),
    ],
)
def test_the_inside_goes_and_the_frame_stays(text: str, emptied: str) -> None:
    assert empty(text) == emptied


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_a_second_pass_changes_nothing_and_lines_stay(text: str) -> None:
    once = empty(text)
    assert empty(once) == once
    assert once.count("\n") == text.count("\n")
