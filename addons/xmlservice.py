"""mitmproxy addon: hands XMLService exchanges to the recorder, and marks flows with what it finds.

Use: mitmdump -s addons/xmlservice.py [--set xmlservice_store=PATH] [--set xmlservice_release=40.9.0]
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import sys
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader
from mitmproxy.exceptions import OptionsError
from mitmproxy.hooks import UpdateHook
from mitmproxy.http import HTTPFlow

from inspector.engine.client import RecorderClient
from inspector.engine.frames import Reply
from inspector.recordings.flow import from_flow
from inspector.settings.load import load as settings

_PATH: Final = r"/WBXService/(?:[^/?]+/)?XMLService/?$"
_MARKS: Final = {"error": ":red_circle:", "warning": ":orange_circle:", "info": ":large_blue_circle:"}
_FIXED: Final = {"xmlservice_store", "xmlservice_release", "xmlservice_redact", "xmlservice_rules"}
_CLOSE_SECONDS: Final = 30.0
_MOST_HANDED: Final = 10_000

logger = logging.getLogger("xmlservice")


class XMLService:
    """The addon. Whatever goes wrong in it is logged, and never touches the traffic.

    Args:
        command: Command line of the recorder; made from the options where None.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = command
        self._client: RecorderClient | None = None
        self._path = re.compile(_PATH, re.IGNORECASE)
        self._handed: OrderedDict[tuple[str, float | None], None] = OrderedDict()
        self._flows: weakref.WeakValueDictionary[str, HTTPFlow] = weakref.WeakValueDictionary()
        self._said: deque[Reply | str] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None

    def load(self, loader: Loader) -> None:
        """Add the options; silence mitmdump's own lines, which show URLs and bodies as they are."""
        loader.add_option(
            "xmlservice_store", str, "", "Store to write to; empty for the one of the settings."
        )
        loader.add_option("xmlservice_release", str, "", "Release to judge by; empty for each site's own.")
        redact = "Personal data to replace beside secrets: pii, or categories; empty for the settings' own."
        loader.add_option("xmlservice_redact", str, "", redact)
        rules = "Folders with rules of your own, parted as in PATH; empty for those of the settings."
        loader.add_option("xmlservice_rules", str, "", rules)
        loader.add_option("xmlservice_path", str, _PATH, "What the path of an XMLService URL matches.")
        asked = any(re.search("flow[-_]detail", argument) for argument in sys.argv)
        options: Any = ctx.options  # mitmproxy's are not typed
        if "flow_detail" in options and not asked and not options.has_changed("flow_detail"):
            options.update(flow_detail=0)

    def configure(self, updated: set[str]) -> None:
        """Take the options over.

        Raises:
            OptionsError: `xmlservice_path` is no regular expression.
        """
        if "xmlservice_path" in updated:
            try:
                self._path = re.compile(ctx.options.xmlservice_path, re.IGNORECASE)
            except re.error as error:
                wrong = f"xmlservice_path is no regular expression: {error}"
                options: Any = ctx.options  # mitmproxy's are not typed
                if updated >= set(options.keys()):
                    # All of them: the script is being loaded, where an exception is shown with its traceback.
                    logger.error(wrong)  # ends mitmproxy as it starts
                    return
                raise OptionsError(wrong) from None  # type: ignore[no-untyped-call]
        if self._client is not None and updated & _FIXED:
            logger.warning(
                "the recorder keeps its store, release, redaction and rules: restart to change them"
            )

    def running(self) -> None:
        """Start the recorder."""
        self._guarded(self._start)
        logger.info("recording XMLService exchanges")

    def response(self, flow: HTTPFlow) -> None:
        """A response is complete."""
        self._guarded(lambda: self._record(flow))

    def error(self, flow: HTTPFlow) -> None:
        """A request will get no response."""
        self._guarded(lambda: self._record(flow))

    def done(self) -> None:
        """Wait until everything is stored."""
        self._guarded(self._finish)

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # the traffic goes on, whatever happens here
            # the kind alone: a message could quote the exchange
            logger.error("the inspector failed (%s); traffic is not affected", type(error).__name__)

    def _start(self) -> RecorderClient:
        if self._client is None:
            self._loop = asyncio.get_running_loop()
            limit = settings().settings.limits.body
            self._client = RecorderClient(
                self._recorder(),
                on_reply=self._say,
                on_notice=self._say,
                on_refusal=self._refuse,
                max_body=limit,
            )
            self._client.start()
        return self._client

    def _recorder(self) -> list[str]:
        if self._command is not None:
            return list(self._command)
        command = [sys.executable, "-m", "inspector", "record"]
        for name in ("store", "release", "redact"):
            value = getattr(ctx.options, f"xmlservice_{name}")
            command += [f"--{name}", value] if value else []
        for folder in filter(None, ctx.options.xmlservice_rules.split(os.pathsep)):
            command += ["--rules", folder]
        return command

    def _record(self, flow: HTTPFlow) -> None:
        if not self._path.search(flow.request.path.partition("?")[0]) or not self._new(flow):
            return
        flow.metadata["xmlservice"] = []
        self._flows[flow.id] = flow
        self._start().submit(flow.id, from_flow(flow))

    def _new(self, flow: HTTPFlow) -> bool:
        """Whether this answer was not handed over yet.

        A flow that is sent again, or loaded from a file, keeps id and metadata, not the answer's time.
        """
        answered = flow.response.timestamp_start if flow.response else None
        known = (flow.id, answered or (flow.error.timestamp if flow.error else None))
        if known in self._handed:
            return False
        self._handed[known] = None
        if len(self._handed) > _MOST_HANDED:
            self._handed.popitem(last=False)
        return True

    def _say(self, word: Reply | str) -> None:
        """Called in the recorder's threads: what there is to say is said in the proxy's."""
        self._said.append(word)
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: `done` says what is left
                self._loop.call_soon_threadsafe(self._drain)

    def _refuse(self) -> None:
        """Called in the recorder's threads: a proxy that can record nothing ends, as for wrong options."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._drain()
        # mitmproxy ends so itself where it cannot start; its `shutdown` would end with exit code 0.
        sys.exit(1)

    def _drain(self) -> None:
        while self._said:
            word = self._said.popleft()
            if isinstance(word, str):
                logger.warning(word)
                continue
            if word.line:
                logger.info(word.line)
            self._guarded(lambda reply=word: self._mark(reply))  # type: ignore[misc]

    def _mark(self, reply: Reply) -> None:
        flow = self._flows.pop(reply.flow, None)
        if flow is None:
            return
        flow.metadata["xmlservice"] = list(reply.codes)
        flow.marked = flow.marked or _MARKS.get(reply.mark, "")
        flow.comment = flow.comment or reply.comment
        ctx.master.addons.trigger(UpdateHook([flow]))

    def _finish(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        client.close(_CLOSE_SECONDS)
        self._drain()
        if client.missing:
            logger.warning("%d exchanges are not in the store", client.missing)


addons = [XMLService()]
