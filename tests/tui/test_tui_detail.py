"""One exchange, driven as a user drives it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import OptionList
from tui_driving import cursor_line, loaded, on_screen, opened, screen_lines, status, until, view
from tui_samples import PERSONAL_VALUES, MemorySource, record, records, with_body

from inspector.tui.app import InspectorApp
from inspector.tui.screens import detail
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.list import ListScreen

Make = Callable[[MemorySource], InspectorApp]
SIZE = (140, 40)


@pytest.fixture
def source() -> MemorySource:
    return MemorySource([record(0), *records(4), record(9)])


async def test_a_finding_stands_beside_its_line(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        lines = screen_lines(pilot.app)
        beside = next(line for line in lines if "<securityContext>" in line)
        assert " ".join(beside.split()) == "✖ 4 <securityContext> ✖ AUTH-07 The credentials are not complete."
        assert "▲  2  " in next(line for line in lines if "ENV-02" in line)
        assert on_screen(pilot.app, "▲ warning ENV-02  request line 2, column 1")
        assert on_screen(pilot.app, "→ Send a session ticket.")
        assert "user.GetUser" in lines[0]


async def test_n_goes_from_finding_to_finding_through_both_messages(
    make_app: Make, source: MemorySource
) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        for expected in ("<serv:message", "<securityContext>", "<use:timeZoneID>", "<serv:message"):
            await pilot.press("n")
            await until(pilot, lambda text=expected: text in cursor_line(pilot.app), expected)
        await pilot.press("N")
        await until(pilot, lambda: "<use:timeZoneID>" in cursor_line(pilot.app))


async def test_the_list_of_findings_leads_to_the_line(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        findings = pilot.app.screen.query_one(OptionList)
        findings.focus()
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "<use:timeZoneID>" in cursor_line(pilot.app))
        assert findings.has_focus


async def test_the_line_under_the_cursor_highlights_its_finding(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).highlighted == 1)
        assert "<securityContext>" in cursor_line(pilot.app)


async def test_tab_goes_through_the_panes(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        for text in ("use:getUserResponse", "getUserResponse/lastName", "release   40.9.0", "user.GetUser"):
            await pilot.press("tab")
            await until(pilot, lambda text=text: on_screen(pilot.app, text), text)
        await pilot.press("shift+tab")
        await until(pilot, lambda: on_screen(pilot.app, "Authorization: Bearer ********"))
        assert on_screen(pilot.app, "40.9.0 (the default in the settings)")
        assert on_screen(pilot.app, "request not valid")


async def test_personal_data_is_covered_until_revealed_and_covered_again(
    make_app: Make, source: MemorySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "REVEAL_SECONDS", 2)
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: on_screen(pilot.app, "<use:email>•••</use:email>"))
        assert on_screen(pilot.app, "<use:timeZoneID>4<")  # time and place stay
        await pilot.press("p")
        await until(pilot, lambda: on_screen(pilot.app, "<use:email>jane.doe@example.com</use:email>"))
        assert "PERSONAL DATA SHOWN" in status(pilot.app)
        await until(pilot, lambda: on_screen(pilot.app, "<use:email>•••</use:email>"))
        assert "PERSONAL DATA SHOWN" not in status(pilot.app)


async def test_p_again_covers_at_once(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("p")
        await until(pilot, lambda: on_screen(pilot.app, "<webExID>jdoe</webExID>"))
        await pilot.press("p")
        await until(pilot, lambda: on_screen(pilot.app, "<webExID>•••</webExID>"))
        assert not on_screen(pilot.app, "jdoe")


async def test_the_next_exchange_is_covered_again(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("p")
        await until(pilot, lambda: on_screen(pilot.app, "jdoe"))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: status(pilot.app).startswith("#5") and on_screen(pilot.app, "•••"))
        assert not on_screen(pilot.app, "jdoe")


@pytest.mark.parametrize("keys", [[], ["tab"], ["tab", "tab"], ["shift+tab"], ["n"], ["w"]])
async def test_no_personal_value_in_any_picture_unless_revealed(
    make_app: Make, source: MemorySource, keys: list[str]
) -> None:
    async with make_app(source).run_test(size=(140, 60)) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press(*keys)
        await pilot.pause(0.3)
        picture = pilot.app.export_screenshot().replace("&#160;", " ")
        assert [value for value in PERSONAL_VALUES if value.strip("<>") in picture] == []
        if keys in ([], ["tab"]):  # the same check sees them once they are revealed
            await pilot.press("p")
            await until(pilot, lambda: "PERSONAL DATA SHOWN" in status(pilot.app))
            await until(pilot, lambda: not on_screen(pilot.app, "•••"))
            picture = pilot.app.export_screenshot().replace("&#160;", " ")
            assert [value for value in PERSONAL_VALUES if value.strip("<>") in picture]


async def test_search_in_a_message(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("slash", *"WEBEXID", "enter")
        await until(pilot, lambda: '"WEBEXID" 1 of 2' in status(pilot.app))
        assert "<webExID>" in cursor_line(pilot.app)
        await pilot.press("n")
        await until(pilot, lambda: "<webExId>" in cursor_line(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "WEBEXID" not in status(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ListScreen))


async def test_lines_as_sent_or_indented(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: on_screen(pilot.app, "          <serv:result>SUCCESS</serv:result>"))
        await pilot.press("w")
        await until(pilot, lambda: on_screen(pilot.app, "<serv:header><serv:response><serv:result>"))
        await pilot.press(*["l"] * 3)
        await until(pilot, lambda: not on_screen(pilot.app, "<serv:message xmlns"))


async def test_brackets_go_from_exchange_to_exchange_and_the_list_goes_along(
    make_app: Make, source: MemorySource
) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: status(pilot.app).startswith("#5 "))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: status(pilot.app).startswith("#4 "))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: status(pilot.app).startswith("#5 "))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        await until(pilot, lambda: "ep.GetAPIVersion" in cursor_line(pilot.app))


async def test_an_exchange_without_findings_says_so(make_app: Make) -> None:
    async with make_app(MemorySource([record(0, findings=())])).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        assert on_screen(pilot.app, "✓ no findings")
        await pilot.press("n", "N")


async def test_a_long_message_is_shown_to_its_end(make_app: Make) -> None:
    body = "<m>\n" + "".join(f"<row>{n}</row>\n" for n in range(20_000)) + "</m>"
    async with make_app(MemorySource([with_body(record(0), body)])).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot, "<row>0</row>")
        await pilot.press("G")
        await until(pilot, lambda: "</m>" in cursor_line(pilot.app))
        assert on_screen(pilot.app, "20001  <row>19999</row>")
        await pilot.press("slash", *">19998<", "enter")
        await until(pilot, lambda: "<row>19998</row>" in cursor_line(pilot.app))


async def test_an_exchange_that_is_gone_says_so(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        del source.samples[-1]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await until(pilot, lambda: "not in the store any more" in status(pilot.app))
        await pilot.press("n", "w", "p", "slash", "escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ListScreen))


async def test_the_mouse_chooses_a_line(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await opened(pilot)
        await pilot.click(view(pilot.app, "request"), offset=(20, 5))
        await until(pilot, lambda: "<webExID>" in cursor_line(pilot.app))
