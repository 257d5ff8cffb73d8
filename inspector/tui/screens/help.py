"""All keys and the filter language on one page."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from inspector.store.keys import KEYS

_KEYS = """\
Everywhere
  j k, arrows        next, previous row or line
  g G, home end      first, last
  ctrl+d ctrl+u      page down, page up
  /                  search; then n N next, previous; esc ends it
  :                  all commands, and the colours
  ?                  this page
  q esc              back; q in the list quits
  The mouse works: a click chooses, two open, the wheel scrolls.

List
  enter              open the exchange
  f                  filter while typing; enter keeps it, esc undoes it
  esc                drop the filter
  m                  mark or unmark; filters do not change marks, esc drops them last
  d                  compare the two marked, or the marked one and this one
  r                  send the marked ones again, or this one
  G                  go to the newest and follow
  F                  follow, or stay

Exchange
  tab                request, response, personal data, facts
  n N                next, previous finding
  [ ]                previous, next exchange of the list
  h l, arrows        scroll long lines
  w                  lines as sent, or one element a line
  p                  show personal data for 10 seconds; again: cover it
  r                  send it again
  Secrets were masked before they were stored: there is nothing to show.

Comparison
  tab                request, response
  n N                next, previous difference
  ~ changed   - only in the first   + only in the second   ≈ differs, and means nothing

Replay
  tab enter          through the form, and on to the calls
  e                  edit the request of a call
  ctrl+s             send; in the editor: keep
  enter              hold the answer against the recorded one
  esc                stop the run; back

Signs
  ✖ error   ▲ warning   ● information   ✓ no finding   ◆ marked   ••• personal data
  ⍽ no-break space   ␛ and its like: control characters   � other invisible ones

Filter: all terms have to hold; * and ? are wildcards
"""
_LAST = """\
  confName~review    an element's value holds it
  "free text"        any value, operation or site holds it
  a,b                either value          -term   turns a term round
"""


def help_text() -> str:
    """The page: keys, signs, and every key that the filter language has."""
    terms = "".join(f"  {key.example:<18} {key.meaning}\n" for key in KEYS)
    return (_KEYS + terms + _LAST).rstrip("\n")


class HelpScreen(ModalScreen[None]):
    """What one can do, in one page that scrolls where the terminal is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Back"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("space,ctrl+d", "scroll(12)", "Page down", show=False),
        Binding("ctrl+u", "scroll(-12)", "Page up", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help"):
            yield Static(Text(help_text()))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=by, animate=False)
