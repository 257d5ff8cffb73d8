"""What is printed: no control character reaches a terminal, no fault of ours shows a value."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from inspector.cli import app, output
from inspector.cli.clients import recipes

ROOT = Path(__file__).resolve().parents[2]


def test_control_characters_are_shown_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    output.out("a\x1b[31mb\x9bc\td\r")
    assert capsys.readouterr().out == "a\\x1b[31mb\\x9bc\td\\x0d\n"


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (output.CommandError("no such thing; look again"), "error: no such thing; look again\n"),
        (PermissionError(13, "Permission denied", "a.xml"), "error: a.xml: permission denied; check name,"),
        (ValueError("Passw0rd!"), "error: a fault of xmlinspect itself: ValueError at "),
    ],
)
def test_whatever_goes_wrong_is_one_line_and_exit_2(
    problem: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(_: object) -> object:
        raise problem

    monkeypatch.setattr(app, "build", build)
    assert app.run(["x"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(told)
    assert shown.err.count("\n") == 1
    assert "Passw0rd!" not in shown.err


def test_an_interrupt_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "build", build)
    assert app.run(["x"]) == 130
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    """A stream that says it is a terminal, or not."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(("is_terminal", "shown"), [(True, "\r1,500 exchanges"), (False, "")])
def test_progress_is_for_terminals(is_terminal: bool, shown: str) -> None:
    stream = Terminal(is_terminal)
    with output.Progress("exchanges", stream) as progress:
        progress.step(1_500)
    assert stream.getvalue().startswith(shown)
    assert bool(stream.getvalue()) == is_terminal


def test_every_recipe_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "clients.md").read_text("utf-8").replace("\\\n  ", "")
    for recipe in recipes("127.0.0.1:8080", Path("CA"), "https://SITE.webex.com/WBXService/XMLService"):
        for line in recipe.lines:
            assert line.replace("http://127.0.0.1:8080", "http://PROXY") in text
