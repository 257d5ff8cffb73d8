"""The screens over a real store, with a recorder writing beside them."""

from __future__ import annotations

from pathlib import Path

from tui_driving import cursor_line, loaded, on_screen, opened, screen_lines, status, until
from tui_samples import record, records

from inspector.store.store import open_store
from inspector.tui.app import InspectorApp
from inspector.tui.source import Reader

SIZE = (140, 24)


async def test_it_follows_filters_and_opens_what_a_recorder_writes(tmp_path: Path) -> None:
    path = tmp_path / "live.sqlite"
    with open_store(path, create=True) as recorder:
        recorder.write(records(200))
        reader = Reader(lambda: open_store(path, read_only=True))
        async with InspectorApp(reader, path.name).run_test(size=SIZE) as pilot:
            await loaded(pilot)
            assert "200 exchanges" in status(pilot.app)
            recorder.write([record(200)])
            await until(pilot, lambda: "201 exchanges" in status(pilot.app))
            await until(pilot, lambda: "09:33:20" in cursor_line(pilot.app))

            await pilot.press("f", *"op:GetUser sev>=error code:AUTH caller:authenticated", "enter")
            await until(pilot, lambda: "51 of 201" in status(pilot.app))
            await until(pilot, lambda: all("user.GetUser" in line for line in screen_lines(pilot.app)[2:-1]))
            recorder.write([record(201), record(204)])
            await until(pilot, lambda: "52 of 203" in status(pilot.app))

            await opened(pilot)
            assert on_screen(pilot.app, "<webExID>•••</webExID>")
            assert on_screen(pilot.app, "✖ AUTH-07 The credentials are not complete.")
        reader.close()


async def test_free_text_is_searched_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "live.sqlite"
    with open_store(path, create=True) as recorder:
        recorder.write(records(40))
    reader = Reader(lambda: open_store(path, read_only=True))
    async with InspectorApp(reader, path.name).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "slash", *"CreateMeeting", "enter")
        await until(pilot, lambda: '"CreateMeeting" 1 of 10' in status(pilot.app))
        assert "meeting.CreateMeeting" in cursor_line(pilot.app)
    reader.close()
