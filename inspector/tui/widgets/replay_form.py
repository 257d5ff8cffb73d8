"""Where calls are sent to, by whom, and what may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, Static

from inspector.settings import Settings
from inspector.tui.text import clean

_HIDDEN = "hidden; for this run alone, never written down"


class Tick(Checkbox):
    """A checkbox whose state is seen without colours too."""

    def __init__(self, label: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(label, compact=True, id=id)
        self.BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show the state."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()


class ReplayForm(VerticalScroll, can_focus=False):
    """A form; it tells when the plan has to be made anew."""

    @dataclass
    class Changed(Message):
        """The profile, or what may be sent, is another one."""

    def __init__(self) -> None:
        super().__init__(id="replay-form")
        self._urls: dict[str, str] = {}
        self._asked: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The fields."""
        with Horizontal():
            yield Static("to", classes="label")
            yield Input(placeholder="https://.../WBXService/XMLService", compact=True, id="url")
        with Horizontal():
            yield Static("profile", classes="label")
            yield Select[str]([], prompt="none", compact=True, id="profile")
        with Horizontal():
            yield Tick("allow writes", id="writes")
            yield Tick("allow the recording's own host", id="same-host")
        yield Vertical(id="secrets")

    def offer(self, settings: Settings) -> None:
        """Offer the profiles of the settings, and begin with the first that has an address."""
        self._urls = {name: profile.url or "" for name, profile in settings.profile.items()}
        chooser = self.query_one("#profile", Select)
        chooser.set_options([(clean(name), name) for name in self._urls])
        first = next((name for name, url in self._urls.items() if url), next(iter(self._urls), None))
        if first is not None:
            chooser.value = first
            self._prefill(first)

    @property
    def url(self) -> str:
        """Where to."""
        return self.query_one("#url", Input).value.strip()

    @property
    def profile(self) -> str:
        """Who calls, "" for no profile."""
        value = self.query_one("#profile", Select).value
        return value if isinstance(value, str) else ""

    @property
    def allow_writes(self) -> bool:
        """Whether calls that change something may be sent."""
        return self.query_one("#writes", Checkbox).value

    @property
    def same_host(self) -> bool:
        """Whether the host that the recording came from may be asked."""
        return self.query_one("#same-host", Checkbox).value

    @property
    def typed(self) -> dict[str, str]:
        """What was typed for what is missing, by name."""
        entries = self.query("#secrets Input").results(Input)
        return {name: entry.value for name, entry in zip(self._asked, entries, strict=False)}

    async def ask(self, asked: Mapping[str, str]) -> None:
        """Have a field for each thing that is missing; what is typed in it is not shown, but for a name."""
        if dict(asked) == self._asked:
            return
        self._asked = dict(asked)
        place = self.query_one("#secrets", Vertical)
        await place.remove_children()
        for number, (name, label) in enumerate(asked.items()):
            hidden = name != "identity"
            entry = Input(
                password=hidden, compact=True, id=f"ask-{number}", placeholder=_HIDDEN if hidden else ""
            )
            await place.mount(Horizontal(Static(Text(clean(label)), classes="label"), entry))

    def reach(self, name: str) -> None:
        """Let the user type what is missing."""
        entries = self.query("#secrets Input").results(Input)
        for known, entry in zip(self._asked, entries, strict=False):
            if known == name:
                self.screen.set_focus(entry)

    def forget(self) -> None:
        """Empty what was typed."""
        for entry in self.query("#secrets Input").results(Input):
            entry.value = ""

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another profile has another address."""
        event.stop()
        self._prefill(self.profile)
        self.post_message(self.Changed())

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """More or less may be sent."""
        event.stop()
        if event.checkbox.id == "writes":
            self.post_message(self.Changed())

    def _prefill(self, name: str) -> None:
        if url := self._urls.get(name):
            self.query_one("#url", Input).value = url
