"""The simulated site behind plain HTTP/1.1: what `simulate` and `demo` serve."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from inspector.cli.addresses import address
from inspector.cli.output import CommandError
from inspector.model.exchange import Payload
from inspector.simulator.answer import Answer
from inspector.simulator.faults import Fault, Faults
from inspector.simulator.site import SERVICE_PATH

# One byte more than the wire reads: it says that the body is too large, and the rest is not waited for.
_MOST = 16 * 1024 * 1024 + 1
_IDLE_SECONDS = 120.0

Tell = Callable[[str], None]


class Served(Protocol):
    """A site: simulated, or played from a recording."""

    def answer(self, request: Payload, url: str = "") -> Answer:
        """The answer to a request."""


class SiteServer(ThreadingHTTPServer):
    """Serves one site; `serve_forever` runs it, `shutdown` from another thread ends it."""

    daemon_threads = True
    # Clients that connect at the same time wait here, instead of trying again after a second.
    request_queue_size = 128
    # A client that goes away while it is answered is no concern of the site.
    block_on_close = False

    def __init__(self, site: Served, listen: str, tell: Tell, faults: Faults | None = None) -> None:
        """Bind to `listen` ("127.0.0.1:8080"; port 0 takes a free one); `tell` gets a line a call.

        `faults` says what goes wrong with answers; the site has taken the call when its answer is spoilt.

        Raises:
            CommandError: `listen` is no address, or it cannot be listened to.
        """
        host, port = address(listen)
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.site = site
        self.tell = tell
        self.faults = faults or Faults()
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CommandError(
                f"cannot listen at {listen}: {why.lower()}; choose another with --listen"
            ) from error

    @property
    def url(self) -> str:
        """Address of the XML API on this server."""
        host, port = self.server_address[0], self.server_address[1]
        name = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{name}:{port}{SERVICE_PATH}"

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Say nothing of a client that went away, and no more than the kind of anything else."""
        problem = sys.exception()
        if not isinstance(problem, OSError):
            self.tell(f"a fault of the simulated site: {type(problem).__name__}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "xmlinspect"
    sys_version = ""
    # Head and body leave in one packet, so that no client waits for an acknowledgement in between.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    server: SiteServer

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        started = time.perf_counter()
        body = self._body()
        if body is None:
            self.close_connection = True
            self.send_error(400, "Length of the body is missing or wrong")
            return
        headers = tuple((name, value) for name, value in self.headers.items())
        answer = self.server.site.answer(Payload(headers, body), self.path)
        fault = self.server.faults.next()
        for line in lines(answer, 1000 * (time.perf_counter() - started)):
            self.server.tell(line)
        if fault.names:
            self.server.tell(f"fault: {', '.join(fault.names)}")
        time.sleep(fault.seconds)
        if fault.reset:
            self._cut_off()
        else:
            self._send(fault.spoil(answer), fault)

    def _send(self, answer: Answer, fault: Fault) -> None:
        self.send_response(answer.status)
        for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
            self.send_header(name, value)
        self.end_headers()
        if fault.truncate:
            self.close_connection = True
            self.wfile.write(answer.body[: len(answer.body) // 2])
        else:
            self.wfile.write(answer.body)
        self.wfile.flush()

    def _cut_off(self) -> None:
        """End the connection with a reset: nothing lingers, and nothing is sent."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _body(self) -> bytes | None:
        """The body as sent, no more than the limit; None where its length cannot be told."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0").strip()
        if not length.isascii() or not length.isdigit():
            return None
        wanted = int(length[:20])
        if wanted >= _MOST:
            self.close_connection = True
        return self.rfile.read(min(wanted, _MOST))

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while len(body) < _MOST:
            size = self.rfile.readline(1024).partition(b";")[0].strip()
            try:
                length = int(size, 16)
            except ValueError:
                return None
            if length < 0:
                return None
            if length == 0:
                while self.rfile.readline(65536).strip():
                    pass
                return bytes(body)
            body += self.rfile.read(min(length, _MOST - len(body)))
            self.rfile.readline(1024)
        self.close_connection = True
        return bytes(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base's
        """The base would print addresses of pages, which may hold secrets."""


def lines(answer: Answer, milliseconds: float) -> list[str]:
    """What is said of an answer: a line a call, with no value of it."""
    if not answer.calls:
        return [f"{answer.status} {milliseconds:.1f} ms"]
    return [
        f"{answer.status} {operation or '(not readable)'} {outcome.result}"
        f"{f' {outcome.exception}' if outcome.exception else ''} {milliseconds:.1f} ms"
        for operation, outcome in answer.calls
    ]
