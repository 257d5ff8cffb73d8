"""Marking exchanges, and holding two against each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from tui_driving import cursor_line, loaded, on_screen, screen_lines, status, until
from tui_samples import PERSONAL_VALUES, REQUEST, RESPONSE, MemorySource, record

from inspector.model.report import Part
from inspector.tui.app import InspectorApp
from inspector.tui.compared import Sheet, Side
from inspector.tui.marks import MARK
from inspector.tui.screens.compare import CompareScreen

Make = Callable[[MemorySource], InspectorApp]
SIZE = (140, 30)
SERV = "http://www.webex.com/schemas/2002/06/service"
OTHER = (
    RESPONSE.replace(">Jane<", ">Joan<")
    .replace(">4<", ">21<")
    .replace("</serv:bodyContent>", "<use:visitCount>3</use:visitCount></serv:bodyContent>")
)


@pytest.fixture
def source() -> MemorySource:
    samples = [record(4 * number) for number in range(4)]
    samples[1] = replace(
        samples[1],
        request=Part(
            (REQUEST.replace("</webExId>", "</webExId><remark>mail jd@example.com</remark>").encode(),), ()
        ),
        response=Part((OTHER.encode(),), ()),
    )
    return MemorySource(samples)


def compared(pilot: Pilot[int]) -> bool:
    return isinstance(pilot.app.screen, CompareScreen) and on_screen(pilot.app, "getUserResponse")


async def test_marks_are_shown_and_outlive_a_filter(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "m", "j", "m")
        await until(pilot, lambda: "2 marked" in status(pilot.app))
        assert [line[1] for line in screen_lines(pilot.app)[2:6]] == [MARK, MARK, " ", " "]
        await pilot.press("f", *"op:GetAPIVersion", "enter")
        await until(pilot, lambda: "0 of 4" in status(pilot.app))
        assert "2 marked" in status(pilot.app)
        await pilot.press("escape")
        await until(
            pilot, lambda: [line[1] for line in screen_lines(pilot.app)[2:6]] == [MARK, MARK, " ", " "]
        )
        await pilot.press("g", "m")
        await until(pilot, lambda: "1 marked" in status(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "marked" not in status(pilot.app))


async def test_two_answers_side_by_side(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "m", "j", "d")
        await until(pilot, lambda: compared(pilot))
        lines = [line.rstrip() for line in screen_lines(pilot.app)]
        rows = [" ".join(line.split()) for line in lines[3:-3] if "│" in line]
        assert [row for row in rows if row[0] in "~+-≈❯"] == [
            "❯ ~ firstName: name, 4 characters │ firstName: name, 4 characters",
            "~ timeZoneID: time place, 1 character │ timeZoneID: time place, 2 characters",
            "+ │ visitCount: 3",
        ]
        assert "#1 and #2" in status(pilot.app)
        assert "3 differences" in status(pilot.app)
        assert "1 of 3" in status(pilot.app)
        await pilot.press("n", "n")
        await until(pilot, lambda: "3 of 3" in status(pilot.app))
        assert "❯ +" in cursor_line(pilot.app)
        assert on_screen(pilot.app, "+  getUserResponse/visitCount  3  only in the second")
        await pilot.press("n")
        await until(pilot, lambda: "1 of 3" in status(pilot.app))
        await pilot.press("N", "N")
        await until(pilot, lambda: "2 of 3" in status(pilot.app))
        await pilot.press("tab")
        await until(pilot, lambda: "1 difference" in status(pilot.app) and "3 diff" not in status(pilot.app))
        assert on_screen(pilot.app, "remark: mail •••")
        await pilot.press("escape")
        await until(pilot, lambda: "4 exchanges" in status(pilot.app))


async def test_nothing_personal_or_secret_is_on_the_screen(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "m", "j", "m", "d")
        await until(pilot, lambda: compared(pilot))
        seen = "\n".join(screen_lines(pilot.app))
        await pilot.press("tab")
        await until(pilot, lambda: on_screen(pilot.app, "remark"))
        seen += "\n".join(screen_lines(pilot.app))
        assert not [value for value in (*PERSONAL_VALUES, "Joan", "jd@", "First-Pw") if value in seen]


async def test_volatile_values_are_dimmed_and_counted(make_app: Make) -> None:
    samples = []
    for number in (0, 4):
        answer = (
            f'<serv:message xmlns:serv="{SERV}" xmlns:meet="{SERV}/meeting" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
            "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
            '<serv:bodyContent xsi:type="meet:createMeetingResponse">'
            f"<meet:meetingkey>80{number}</meet:meetingkey></serv:bodyContent></serv:body></serv:message>"
        )
        sample = record(number, operation="meeting.CreateMeeting")
        samples.append(replace(sample, response=Part((answer.encode(),), ())))
    async with make_app(MemorySource(samples)).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "m", "j", "d")
        await until(pilot, lambda: on_screen(pilot.app, "meetingkey: join identifier"))
        assert "no differences, 1 ignored" in status(pilot.app)
        await pilot.press("G")
        await until(pilot, lambda: on_screen(pilot.app, "a key that the site gives itself"))
        assert "❯ ≈" in cursor_line(pilot.app)


async def test_what_cannot_be_compared_is_said(make_app: Make, source: MemorySource) -> None:
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("d")
        await until(pilot, lambda: on_screen(pilot.app, "mark an exchange with m"))
        await pilot.press("g", "m", "j", "m", "j", "m", "d")
        await until(pilot, lambda: on_screen(pilot.app, "3 exchanges are marked"))


async def test_a_message_that_is_not_there_differs(make_app: Make, source: MemorySource) -> None:
    source.samples[1] = replace(source.samples[1], response=None, request=None)
    source.samples[0] = replace(source.samples[0], request=None)
    async with make_app(source).run_test(size=SIZE) as pilot:
        await loaded(pilot)
        await pilot.press("g", "m", "j", "d")
        await until(pilot, lambda: "1 difference" in status(pilot.app))
        assert on_screen(pilot.app, "message: no message")
        await pilot.press("tab")
        await until(pilot, lambda: on_screen(pilot.app, "Neither exchange has this message."))


async def test_while_it_is_being_compared_nothing_is_said_to_be_missing(
    make_app: Make, source: MemorySource
) -> None:
    free = threading.Event()

    def compared_late() -> dict[Side, Sheet]:
        free.wait(20)
        return {"request": Sheet(), "response": Sheet()}

    app = make_app(source)
    async with app.run_test(size=SIZE) as pilot:
        await loaded(pilot)
        app.push_screen(CompareScreen("#1 and #2", compared_late))
        try:
            await until(pilot, lambda: on_screen(app, "  Comparing…"))
            assert not on_screen(app, "Neither exchange")
        finally:
            free.set()
        await until(pilot, lambda: on_screen(app, "Neither exchange has this message."))
