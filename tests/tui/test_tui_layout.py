"""Messages in lines: as sent, indented, with personal values covered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.report import PersonalData
from inspector.tui.layout import lay_out, lay_out_plain, matches, wants_indent
from inspector.tui.markup import tokens
from inspector.tui.presenter import Presenter, presenter
from inspector.tui.text import clean, unify_line_breaks

OPEN = Presenter(covering=False)
MESSAGE = '<m><h><id>jdoe</id></h>\r\n<c t="x"><email>jane@example.com</email><n/></c></m>'

TAGS = ["<a>", "</a>", "<b:c d='e'>", "</b:c>", "<e/>", "<!DOCTYPE x>"]
BROKEN = ["<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "<", ">"]
TEXTS = ["text", "&amp;", " ", "\n", "\r\n"]
pieces = st.lists(st.sampled_from([*TAGS, *BROKEN, *TEXTS]), max_size=25).map("".join)


def shown(text: str, cover: Presenter = OPEN, *, indent: bool) -> list[str]:
    return [line.text for line in lay_out(text, cover, indent=indent).lines]


@given(pieces)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_tokens_joined_are_the_message(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@given(pieces)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_as_sent_every_line_is_the_messages_own(text: str) -> None:
    lines = lay_out(text, OPEN, indent=False).lines
    wanted = unify_line_breaks(text).split("\n")
    assert [line.text for line in lines] == [clean(line) for line in wanted]
    assert [line.number for line in lines] == list(range(1, len(wanted) + 1))


@given(pieces)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_indenting_loses_nothing_but_white_space(text: str) -> None:
    lines = shown(text, indent=True)
    assert "".join("".join(lines).split()) == "".join(
        clean(unify_line_breaks(text).replace("\n", " ")).split()
    )


def test_indented_lines_know_where_they_stand() -> None:
    layout = lay_out(MESSAGE, OPEN, indent=True)
    assert [(line.number, line.column, line.text) for line in layout.lines] == [
        (1, 1, "<m>"),
        (1, 4, "  <h>"),
        (1, 7, "    <id>jdoe</id>"),
        (1, 20, "  </h>"),
        (2, 1, '  <c t="x">'),
        (2, 10, "    <email>jane@example.com</email>"),
        (2, 41, "    <n/>"),
        (2, 45, "  </c>"),
        (2, 49, "</m>"),
    ]


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [(1, 7, "    <id>jdoe</id>"), (1, 9, "    <id>jdoe</id>"), (2, 41, "    <n/>"), (2, None, '  <c t="x">')],
)
def test_a_place_is_found_on_its_line(line: int, column: int | None, text: str) -> None:
    layout = lay_out(MESSAGE, OPEN, indent=True)
    assert layout.lines[layout.find(line, column)].text == text


def test_a_place_beyond_the_message_is_its_last_line() -> None:
    assert lay_out(MESSAGE, OPEN, indent=False).find(99, 1) == 1
    assert lay_out_plain([]).find(3, 3) == 0


def rows(*places: tuple[str, str]) -> list[PersonalData]:
    return [PersonalData(category, "request", path, 1) for category, path in places]


@pytest.mark.parametrize(
    ("inventory", "covered"),
    [
        (rows(("login_id", "header/h/id")), "<id>•••</id>"),
        (rows(("login_id", "type/id")), "<id>•••</id>"),
        (rows(("name", "type/other/id")), "<id>jdoe</id>"),
        (rows(("time_place", "type/id")), "<id>jdoe</id>"),
        (rows(("login_id", "type/h[2]/ID")), "<id>•••</id>"),
    ],
)
def test_values_at_personal_places_are_covered(inventory: list[PersonalData], covered: str) -> None:
    cover = presenter(inventory, "request", covering=True)
    assert covered in "".join(shown(MESSAGE, cover, indent=False))


def test_a_covered_value_keeps_the_lines_of_the_message() -> None:
    cover = presenter(rows(("name", "type/id")), "request", covering=True)
    assert shown("<id>Jane\nDoe</id>\n<x/>", cover, indent=False) == ["<id>•••", "</id>", "<x/>"]


def test_cdata_and_comments_in_personal_places_are_covered() -> None:
    cover = presenter(rows(("name", "type/id")), "request", covering=True)
    text = "<id><![CDATA[Jane]]></id><!-- jane@example.com -->"
    assert shown(text, cover, indent=False) == ["<id>•••</id><!-- ••• -->"]


def test_the_other_side_and_revealing_cover_nothing() -> None:
    inventory = rows(("login_id", "header/h/id"))
    assert "jdoe" in "".join(shown(MESSAGE, presenter(inventory, "response", covering=True), indent=False))
    revealed = presenter(inventory, "request", covering=False)
    assert "jane@example.com" in "".join(shown(MESSAGE, revealed, indent=False))


def test_an_address_is_covered_even_without_an_inventory() -> None:
    assert "jane" not in "".join(shown(MESSAGE, presenter([], "request", covering=True), indent=False))


def test_the_query_of_a_url_is_covered_where_any_of_it_is_personal() -> None:
    url = "https://acme.example.com/p.php?AT=LI&WID=jdoe"
    personal = [PersonalData("login_id", "http", "url/WID", 1)]
    assert (
        presenter(personal, "http", covering=True).url(url) == "https://acme.example.com/p.php?AT=•••&WID=•••"
    )
    assert presenter([], "http", covering=True).url(url) == url


@pytest.mark.parametrize(("length", "wanted"), [(200, False), (201, True)])
def test_lines_too_long_to_read_are_indented(length: int, wanted: bool) -> None:
    assert wants_indent("short\n" + "x" * length) is wanted


def test_search_finds_in_any_letter_case() -> None:
    layout = lay_out(MESSAGE, OPEN, indent=True)
    assert matches(layout, "EMAIL") == (5,)
    assert matches(layout, "") == ()


@pytest.mark.parametrize(
    "hostile", ["<" * 200_000, "<!--" * 50_000, "<a" * 100_000, "&" * 200_000, "<a>" * 60_000]
)
def test_hostile_messages_are_laid_out_whole(hostile: str) -> None:
    lines = lay_out(hostile, presenter([], "request", covering=True), indent=False).lines
    assert [line.text for line in lines] == [hostile]
