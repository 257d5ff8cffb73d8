"""Recorded calls sent again: what would be sent, the run, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from inspector.replay import Result, Seen, Summary
from inspector.store.errors import StoreError
from inspector.tui.messages import CallReplayed
from inspector.tui.replaying import (
    Draft,
    Prepared,
    Sending,
    plan_line,
    result_line,
    summary_line,
    withheld_line,
)
from inspector.tui.screens.compare import CompareScreen
from inspector.tui.screens.edit import EditScreen
from inspector.tui.screens.left_open import LeftOpenScreen
from inspector.tui.source import Reader
from inspector.tui.text import clean
from inspector.tui.widgets.calls import CallList
from inspector.tui.widgets.replay_form import ReplayForm
from inspector.tui.widgets.status import StatusBar
from inspector.tui.workbench import AskFirstError, Earlier, UsageError, Workbench


class ReplayScreen(Screen[None]):
    """Plans and sends a few exchanges, and shows what differs.

    Args:
        reader: Reads the exchanges.
        bench: Plans, sends and compares.
        seqs: Numbers of the exchanges.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send", priority=True),
        Binding("e", "edit", "Edit"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("escape", "back", "Back"),
        Binding("q", "back", "Back", show=False),
    ]

    def __init__(self, reader: Reader, bench: Workbench, seqs: tuple[int, ...]) -> None:
        super().__init__()
        self._reader = reader
        self._bench = bench
        self._seqs = seqs
        self._draft = Draft({})
        self._prepared: Prepared | None = None
        self._sending: Sending | None = None
        self._ended = 0
        self._learned: tuple[tuple[str, str], ...] = ()

    def compose(self) -> ComposeResult:
        """Status, form, trouble, calls, keys."""
        yield StatusBar(id="status")
        yield ReplayForm()
        yield Static("", id="trouble")
        yield CallList(id="calls", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Load the exchanges."""
        self._tell("planning…")
        self._load()

    def on_unmount(self) -> None:
        """Nothing is sent any more once nobody looks."""
        if self._sending is not None:
            self._sending.stop()

    # Planning

    @work(exclusive=True, group="plan")
    async def _load(self) -> None:
        try:
            found = await self._reader.ask(
                lambda source: {seq: record for seq in self._seqs if (record := source.record(seq))}
            )
            self._draft = Draft(found)
            tools = await asyncio.to_thread(self._bench.tools)
        except (StoreError, UsageError) as error:
            self._refuse(_said(error))
            return
        self._form.offer(tools.settings)
        await self._plan()
        self._calls.focus() if self._form.url else self._form.query_one("#url").focus()

    @work(exclusive=True, group="plan")
    async def on_replay_form_changed(self) -> None:
        """Plan anew."""
        if self._draft.records and self._sending is None:
            await self._plan()

    async def _plan(self) -> None:
        form = self._form
        profile, allow_writes = form.profile, form.allow_writes
        try:
            # In the reader's thread: what else the recording made is read as it goes, and not kept.
            prepared = await self._reader.ask(
                lambda source: self._bench.prepare(
                    self._draft, profile, self._bench.makers(source, self._draft), allow_writes=allow_writes
                )
            )
        except (StoreError, UsageError) as error:
            self._refuse(_said(error))
            return
        self._prepared = prepared
        await form.ask(prepared.asked)
        plan = prepared.plan
        reads = [step for step in plan.steps if step.access == "read"]
        lines = {
            step.seq: plan_line(step, edited=step.seq in self._draft.edits) for step in (*plan.writes, *reads)
        }
        lines |= {one.seq: withheld_line(one) for one in plan.withheld}
        self._calls.show(lines)
        self._refuse(self._bench.warning(form.url, plan))
        self._tell(
            f"{len(plan.writes):,} writing and {len(reads):,} reading calls to send",
            f"{len(plan.withheld):,} kept back" if plan.withheld else "",
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once where secrets would go unencrypted."""
        if event.input.id == "url" and self._prepared is not None and self._sending is None:
            self._refuse(self._bench.warning(self._form.url, self._prepared.plan))

    @work(exclusive=True, group="edit")
    async def action_edit(self) -> None:
        """Edit the request of the call under the cursor."""
        seq = self._calls.here
        if seq is None or self._sending is not None or self._draft.records[seq].request is None:
            return
        text = await self.app.push_screen_wait(EditScreen(f"#{seq}", self._draft.text(seq)))
        if text is not None:
            self._draft.edit(seq, text)
            self.on_replay_form_changed()

    # Sending

    @work(exclusive=True, group="send")
    async def action_send(self) -> None:
        """Send what is planned."""
        prepared, form = self._prepared, self._form
        if prepared is None or self._sending is not None:
            return
        url = form.url
        lacking = {name: label for name, label in prepared.asked.items() if not form.typed.get(name)}
        if lacking:
            names = ", ".join(lacking.values())
            self._refuse(f"the recording does not hold it, and neither does the profile: type {names}")
            form.reach(next(iter(lacking)))
            return
        caller = prepared.caller_with(form.typed)
        try:
            self._bench.check(url, prepared.plan, same_host=form.same_host)
        except UsageError as error:
            self._refuse(str(error))
            return
        form.forget()
        form.disabled = True
        self._refuse(self._bench.warning(url, prepared.plan))
        self._calls.focus()
        draft, plan = self._draft, prepared.plan
        await self._send(
            lambda earlier: Sending(self._bench.job(draft, plan, url, caller, self._replayed, earlier)), url
        )

    async def _send(self, sending: Callable[[Earlier], Sending], url: str) -> None:
        """Send, and ask before it where an earlier run left writing calls open."""
        earlier: Earlier | None = ""
        while earlier is not None:
            self._tell(f"sending to {url}", "esc stops")
            earlier = await self._run(sending(earlier))
        for form in self.query(ReplayForm):
            form.disabled = False

    async def _run(self, sending: Sending) -> Earlier | None:
        """One run to its end; gives what to do about an earlier one, None where there is nothing to do."""
        self._ended, self._sending = 0, sending
        summary = None
        try:
            summary = await asyncio.to_thread(self._bench.run, sending)
        except AskFirstError as error:
            return await self._asked(str(error))
        except UsageError as error:
            self._refuse(str(error))
        finally:
            self._sending = None
        if not self.query("#calls"):
            return None  # nobody looks any more: the screen was taken down while the run ended
        if summary is None:
            self._tell(f"stopped: {self._ended:,} calls have ended; ctrl+s goes on with the others")
        else:
            self._finish(summary)
        return None

    async def _asked(self, left: str) -> Earlier | None:
        """What to do about calls that an earlier run left open."""
        chosen = await self.app.push_screen_wait(LeftOpenScreen(left))
        if not chosen:
            self._refuse(left)
            self._tell("nothing was sent")
        return chosen or None

    def _replayed(self, result: Result, seen: Seen | None) -> None:
        """Tell the screen, from the thread of the run."""
        self.post_message(CallReplayed(result, seen))

    def on_call_replayed(self, message: CallReplayed) -> None:
        """Show what became of a call."""
        result = message.result
        self._ended += 1
        if message.seen is not None:
            self._draft.answers[result.seq] = message.seen
        self._calls.say(result.seq, result_line(result))
        if self._sending is not None and self._prepared is not None:
            self._tell(f"{self._ended:,} of {len(self._prepared.plan.steps):,} sent", "esc stops")

    def _finish(self, summary: Summary) -> None:
        self._learned = summary.learned
        for result in summary.results:
            self._calls.say(result.seq, result_line(result))
        if summary.stopped:
            self._refuse(f"the run ended early: {summary.stopped}; ctrl+s goes on with it")
        self._tell(summary_line(summary), "enter compares")

    # Looking at it

    def on_input_submitted(self) -> None:
        """On to the calls."""
        self._calls.focus()

    def on_option_list_option_selected(self) -> None:
        """Hold the answer against the recorded one."""
        seq = self._calls.here
        after = self._draft.replayed(seq) if seq is not None else None
        if seq is None or after is None:
            return
        before, learned = self._draft.records[seq], self._learned
        title = f"#{seq} recorded and replayed"
        self.app.push_screen(CompareScreen(title, lambda: self._bench.compare(before, after, learned)))

    def action_move(self, by: int) -> None:
        """Move the cursor by calls."""
        if by > 0:
            self._calls.action_cursor_down()
        else:
            self._calls.action_cursor_up()

    def action_back(self) -> None:
        """Stop the run, else go back."""
        if self._sending is not None:
            self._sending.stop()
        else:
            self.dismiss()

    def _refuse(self, text: str) -> None:
        place = self.query_one("#trouble", Static)
        place.update(Text(clean(text)))
        place.display = bool(text)

    def _tell(self, *facts: str) -> None:
        self.query_one("#status", StatusBar).say("Replay", *facts)

    @property
    def _calls(self) -> CallList:
        return self.query_one("#calls", CallList)

    @property
    def _form(self) -> ReplayForm:
        return self.query_one(ReplayForm)


def _said(error: StoreError | UsageError) -> str:
    return error.told if isinstance(error, StoreError) else str(error)
