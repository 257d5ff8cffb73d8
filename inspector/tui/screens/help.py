"""All keys and the filter language on one page."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

HELP = """\
Everywhere
  j k  ↓ ↑          next, previous row or line      g G  home end     first, last
  ctrl+d ctrl+u     page down, up                   q  esc            back; q in the list quits
  /                 search                          n N               next, previous
  ?                 this page                       :                 all commands, themes
  The mouse works: click a row, click twice to open it, turn the wheel.

List
  enter             open the exchange               f                 filter; esc there undoes it
  G                 newest, and follow              F                 follow, or stay where you are
  esc               drop the filter

Exchange
  tab               request, response, personal data, facts
  n N               next, previous finding (or place found, while a search holds; esc ends it)
  [ ]               previous, next exchange         h l  ← →          scroll long lines
  w                 lines as sent, or indented      p                 show personal data for 10 seconds
  Secrets were masked before they were stored and cannot be shown.

Filter: all terms have to hold; * stands for anything
  op:GetUser*       operation, any case             sev>=warning      worst severity
  code:AUTH-01      finding, or a family: AUTH      pii:email         personal data seen
  caller:anonymous  or identified, authenticated    result:FAILURE    outcome
  site:acme         site                            release:40.9.0    judged by
  shape:9f2c        shape, or its beginning         since:1h          not older than
  confName~review   a value holds it                "free text"       any value holds it

Signs
  ✖ error    ▲ warning    ● information    ✓ no finding    ••• personal    ⍽ no-break space    ␛ control\
"""


class HelpScreen(ModalScreen[None]):
    """What one can do, in one page that scrolls where the terminal is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Back"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help"):
            yield Static(Text(HELP))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=by, animate=False)
