"""The list of exchanges, driven as a user drives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input
from tui_driving import cursor_line, loaded, on_screen, opened, prompt, screen_lines, status, table, until
from tui_samples import MemorySource, record, records

from inspector.store.errors import StoreError
from inspector.tui.app import InspectorApp
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.help import HelpScreen

Make = Callable[[MemorySource], InspectorApp]
SIZE = (140, 20)


def rows_on_screen(app: InspectorApp) -> list[str]:
    """The rows, without the bar that shows where in the list they are."""
    return [line[:138] for line in screen_lines(app)[2:-1]]


@pytest.fixture
def source() -> MemorySource:
    return MemorySource(records(300))


async def test_it_begins_at_the_newest_exchange_and_follows(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        assert "09:34:59" in cursor_line(pilot.app)
        assert "300 exchanges" in status(pilot.app)
        assert "following" in status(pilot.app)
        source.add([record(300)])
        await until(pilot, lambda: "09:35:00" in cursor_line(pilot.app))
        assert "301 exchanges" in status(pilot.app)


async def test_the_row_under_the_cursor_stays_where_it_is(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("k", "k", "k")
        await until(pilot, lambda: "following" not in status(pilot.app))
        before = rows_on_screen(pilot.app)
        source.add([record(300 + number) for number in range(40)])
        await until(pilot, lambda: "40 newer below" in status(pilot.app))
        await until(pilot, lambda: rows_on_screen(pilot.app) == before, "the same rows")
        await pilot.press("G")
        await until(pilot, lambda: "09:35:39" in cursor_line(pilot.app))
        assert "following" in status(pilot.app)
        assert "newer below" not in status(pilot.app)


async def test_follow_is_toggled_where_one_can_see_it(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("F")
        await until(pilot, lambda: "following" not in status(pilot.app))
        await pilot.press("F")
        await until(pilot, lambda: "following" in status(pilot.app))


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (["g"], "09:30:00"),
        (["home", "j", "j", "k"], "09:30:01"),
        (["g", "down", "up", "down"], "09:30:01"),
        (["g", "pagedown"], "09:30:16"),
        (["g", "ctrl+d", "ctrl+d", "ctrl+u"], "09:30:16"),
        (["g", "k"], "09:30:00"),
        (["g", "G", "j"], "09:34:59"),
    ],
)
async def test_keys_move_the_cursor(
    make_app: Make, source: MemorySource, keys: list[str], seconds: str
) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press(*keys)
        await until(pilot, lambda: seconds in cursor_line(pilot.app), seconds)


async def test_the_mouse_chooses_and_opens(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "09:30:00" in cursor_line(pilot.app))
        await pilot.click("#table", offset=(20, 5))
        await until(pilot, lambda: "09:30:04" in cursor_line(pilot.app))
        await pilot.click("#table", offset=(20, 0))  # the heading is no row
        assert "09:30:04" in cursor_line(pilot.app)
        await pilot.click("#table", offset=(20, 5), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))


async def test_a_filter_narrows_while_one_types_and_stays_visible(
    make_app: Make, source: MemorySource
) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("f", *"op:GetUser")
        await until(pilot, lambda: on_screen(pilot.app, "75 of 300"))
        assert prompt(pilot.app, "filter").is_open
        await until(pilot, lambda: not on_screen(pilot.app, "ep.LstsummarySession"))
        await pilot.press("enter")
        await until(pilot, lambda: not prompt(pilot.app, "filter").is_open)
        await until(pilot, lambda: "75 of 300 exchanges" in status(pilot.app))
        assert "filter op:GetUser" in status(pilot.app)
        rows = screen_lines(pilot.app)[2:-1]
        assert len(rows) == 17
        assert all("user.GetUser" in row for row in rows)


async def test_newer_rows_pass_the_filter_too(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("f", *"op:GetUser", "enter")
        await until(pilot, lambda: "75 of 300" in status(pilot.app))
        source.add([record(300), record(301, operation="ep.GetAPIVersion")])
        await until(pilot, lambda: "76 of 302" in status(pilot.app))
        assert not on_screen(pilot.app, "ep.GetAPIVersion")


async def test_escape_undoes_what_was_typed_then_drops_the_filter(
    make_app: Make, source: MemorySource
) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("f", *"op:GetUser", "enter")
        await until(pilot, lambda: "75 of 300" in status(pilot.app))
        await pilot.press("f", *"x")
        await until(pilot, lambda: on_screen(pilot.app, "No exchange passes the filter op:GetUserx"))
        await pilot.press("escape")
        await until(pilot, lambda: "75 of 300" in status(pilot.app))
        await pilot.press("escape")
        await until(
            pilot, lambda: " 300 exchanges" in status(pilot.app) and "filter" not in status(pilot.app)
        )


async def test_the_cursor_keeps_its_exchange_through_a_filter(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", *["j"] * 8)
        await until(pilot, lambda: "09:30:08" in cursor_line(pilot.app))
        await pilot.press("f", *"op:GetUser", "enter")
        await until(pilot, lambda: "75 of 300" in status(pilot.app))
        await until(pilot, lambda: "09:30:08" in cursor_line(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: " 300 exchanges" in status(pilot.app))
        await until(pilot, lambda: "09:30:08" in cursor_line(pilot.app))


async def test_a_wrong_filter_says_where_and_what_was_meant(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("f", *"op:GetUser rezult:FAILURE", "enter")
        await until(pilot, lambda: on_screen(pilot.app, "at character 12: did you mean result?"))
        assert prompt(pilot.app, "filter").is_open
        await pilot.press(*["backspace"] * 15)
        await until(pilot, lambda: not on_screen(pilot.app, "did you mean"))


async def test_search_steps_through_what_it_finds(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "slash", *"createmeeting", "enter")
        await until(pilot, lambda: '"createmeeting" 1 of 75' in status(pilot.app))
        assert "09:30:02" in cursor_line(pilot.app)
        await pilot.press("n")
        await until(pilot, lambda: "09:30:06" in cursor_line(pilot.app))
        await pilot.press("N", "N")
        await until(pilot, lambda: '"createmeeting" 75 of 75' in status(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "createmeeting" not in status(pilot.app))


async def test_search_says_when_it_finds_nothing(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("slash", *'no"thing', "enter")
        await until(pilot, lambda: "not found" in status(pilot.app))
        assert "09:34:59" in cursor_line(pilot.app)


async def test_an_empty_store_says_what_it_waits_for(make_app: Make) -> None:
    source = MemorySource([])
    async with make_app(source).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: on_screen(pilot.app, "fills as the recorder writes"))
        await pilot.press("j", "G", "enter", "n")
        source.add([record(0)])
        await loaded(pilot)
        assert "09:30:00" in cursor_line(pilot.app)


async def test_trouble_with_the_store_is_shown_and_goes_away(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        source.trouble = StoreError(Path("sample.sqlite"), "it is locked", "close the other program")
        source.add([])
        await until(pilot, lambda: "it is locked; close the other program" in status(pilot.app))
        source.trouble = None
        await until(pilot, lambda: "locked" not in status(pilot.app))


async def test_captured_text_cannot_drive_the_terminal(make_app: Make) -> None:
    sample = record(0, operation="x.\x1b[2J\x07[bold]Evil")
    hostile = replace(sample, report=replace(sample.report, site="\x9b31m", client="\u202eabc"))
    async with make_app(MemorySource([hostile])).run_test(size=SIZE) as pilot:
        await loaded(pilot, "x.␛[2J␇[bold]Evil")
        await opened(pilot)
        assert "x.␛[2J␇[bold]Evil" in screen_lines(pilot.app)[0]
        assert not [line for line in screen_lines(pilot.app) if set("\x1b\x07\x9b\u202e") & set(line)]


@pytest.mark.parametrize("size", [(80, 24), (30, 8), (10, 3), (200, 60)])
async def test_every_size_of_terminal_will_do(
    make_app: Make, source: MemorySource, size: tuple[int, int]
) -> None:
    async with make_app(source).run_test(size=size) as pilot:
        await until(pilot, lambda: table(pilot.app).cursor == 299)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await pilot.press("tab", "n", "escape", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def test_help_tells_every_key_of_the_filter_language(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=(100, 80)) as pilot:
        await loaded(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: on_screen(pilot.app, "op:GetUser*"))
        for term in ("sev>=warning", "code:AUTH", "pii:email", "since:1h", '"free text"', "✖ error"):
            assert on_screen(pilot.app, term), term
        await pilot.press("q")
        await until(pilot, lambda: on_screen(pilot.app, "300 exchanges"))


async def test_q_quits(make_app: Make, source: MemorySource) -> None:
    app = make_app(source)
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running
    assert app.return_code == 0


async def test_keys_that_are_typed_on_at_once_reach_the_prompt(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        for key in ("f", "o", "p"):
            pilot.app.post_message(events.Key(key, key))
        await until(pilot, lambda: pilot.app.screen.query_one("#filter Input", Input).value == "op")
