"""mitmproxy addon: answers XMLService calls itself, as a Webex site in memory.

Use: mitmdump -s addons/simulator.py [--set simulator_release=40.9.0] [--set simulator_site=acme]
     [--set simulator_fault=latency=20ms,reset=0.1] [--set simulator_from=acme.sqlite]
     [--set simulator_match=FIELD,..] [--set simulator_ignore=PATH,..] [--set simulator_key=FILE|STORE]
     [--set simulator_fall_back=simulator|URL]

Faults are those of `xmlinspect simulate`, but for one thing: what is left of a truncated answer is a whole
HTTP message here, since mitmproxy sends the length that it has.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader
from mitmproxy.exceptions import OptionsError
from mitmproxy.http import HTTPFlow, Response

from inspector.cli.served import Played, recorded_site
from inspector.model.exchange import Payload
from inspector.recordings.flow import from_flow
from inspector.replay import RecordedSite
from inspector.resources import data
from inspector.schema.master import Master
from inspector.schema.releases import Releases, UnknownRelease
from inspector.simulator.faults import FaultError, Faults
from inspector.simulator.site import Site

logger = logging.getLogger("simulator")
_PLAYED = frozenset(
    {"simulator_from", "simulator_match", "simulator_ignore", "simulator_key", "simulator_fall_back"}
)


class _RefusedError(Exception):
    """An option that cannot be used; the message names it, and the mend."""


def _in_options(text: str) -> str:
    """A sentence about options of the command, in names of the addon's."""
    for name in _PLAYED:
        text = text.replace("--" + name.removeprefix("simulator_").replace("_", "-"), name)
    return text


class Simulator:
    """The addon: no request goes further, whatever its host."""

    def __init__(self) -> None:
        self._site: Site | None = None
        self._faults = Faults()
        self._recorded: RecordedSite | None = None
        self._closing = ExitStack()

    def load(self, loader: Loader) -> None:
        """Add the options; do not look for a server that is never asked."""
        loader.add_option("simulator_release", str, "", "Release to simulate; empty for the newest known.")
        loader.add_option("simulator_site", str, "acme", "Name of the simulated site.")
        loader.add_option(
            "simulator_fault", str, "", "What goes wrong, as latency=20ms,reset=0.1,status=503@0.2."
        )
        loader.add_option(
            "simulator_from", str, "", "Store or recording to answer from, in place of simulating."
        )
        loader.add_option("simulator_match", str, "", "With simulator_from: only these values count.")
        loader.add_option("simulator_ignore", str, "", "With simulator_from: these values do not count.")
        loader.add_option(
            "simulator_key", str, "", "With simulator_from: the key of its pseudonyms, or its store."
        )
        loader.add_option(
            "simulator_fall_back", str, "", "With simulator_from: who answers the rest, 'simulator' or a URL."
        )
        options: Any = ctx.options  # mitmproxy's are not typed
        if "connection_strategy" in options and not options.has_changed("connection_strategy"):
            options.update(connection_strategy="lazy")

    def configure(self, updated: set[str]) -> None:
        """Open the site; a change of release or name opens a new, empty one.

        Raises:
            OptionsError: `simulator_release` is not known, `simulator_fault` is written wrongly,
                `simulator_from` is no store that can be answered from, or what goes with it is given alone.
        """
        try:
            if "simulator_fault" in updated:
                self._spoil()
            if updated & {"simulator_release", "simulator_site"}:
                self._simulate()
            if updated & (_PLAYED | {"simulator_release", "simulator_site"}):
                self._play()
        except _RefusedError as error:
            options: Any = ctx.options  # mitmproxy's are not typed
            if updated >= set(options.keys()):
                # All of them: the script is being loaded, where an exception is shown with its traceback.
                logger.error(str(error))  # ends mitmproxy as it starts
                return
            raise OptionsError(str(error)) from None  # type: ignore[no-untyped-call]

    def _spoil(self) -> None:
        """Take the faults over."""
        given = ctx.options.simulator_fault
        try:
            self._faults = Faults.parse([given] if given else ())
        except FaultError as error:
            raise _RefusedError(f"simulator_fault: {error}") from None

    def _simulate(self) -> None:
        """Open a new site."""
        folder = data("schemas")
        releases = Releases.load(folder / "releases.yaml")
        try:
            self._site = Site(
                Master.load(folder),
                releases,
                release=ctx.options.simulator_release or None,
                name=ctx.options.simulator_site,
                log=logger.info,
            )
        except UnknownRelease as error:
            raise _RefusedError(f"simulator_release: {error}") from None

    def _play(self) -> None:
        """Answer from the recording that the options name; without one, simulate again."""
        self._closing.close()
        self._recorded = None
        options = ctx.options
        if not options.simulator_from:
            alone = next((name for name in sorted(_PLAYED) if getattr(options, name)), "")
            if alone:
                raise _RefusedError(f"{alone} goes with simulator_from; name a recording")
            return
        try:
            self._recorded = self._closing.enter_context(
                recorded_site(
                    options.simulator_from,
                    [options.simulator_match] if options.simulator_match else None,
                    [options.simulator_ignore] if options.simulator_ignore else None,
                    options.simulator_fall_back or None,
                    self._site,
                    log=logger.info,
                    key=options.simulator_key or None,
                )
            )
        except Exception as error:
            raise _RefusedError(f"simulator_from: {_in_options(str(error))}") from None

    def done(self) -> None:
        """Close the store."""
        self._closing.close()

    async def request(self, flow: HTTPFlow) -> None:
        """Answer, unless another addon did."""
        if self._site is None or flow.response is not None:
            return
        request, path = from_flow(flow).request or Payload(), flow.request.path
        if self._recorded is None:
            answer = self._site.answer(request, path)
        else:
            # In a thread: the site that is fallen back to may be slow, and the others' flows go on.
            answer = await asyncio.to_thread(Played(self._recorded).answer, request, path)
        fault = self._faults.next()
        await asyncio.sleep(fault.seconds)
        if fault.reset:
            flow.kill()  # type: ignore[no-untyped-call]
            return
        answer = fault.spoil(answer)
        if fault.truncate:
            answer = replace(answer, body=answer.body[: len(answer.body) // 2])
        flow.response = Response.make(answer.status, answer.body, dict(answer.headers))


addons = [Simulator()]
