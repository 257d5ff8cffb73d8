"""A site that answers as it is told, and a client that sends what it is told: bytes, header by header."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import threading
from collections.abc import Iterator, Sequence

from e2e_plants import Plant

NUMBER = "X-Number"


class _Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    plants: Sequence[Plant] = ()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        plant = self.plants[int(self.headers[NUMBER])]
        self.send_response(200)
        for name, value in plant.response_headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(plant.response)))
        self.end_headers()
        self.wfile.write(plant.response)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(plants: Sequence[Plant]) -> Iterator[str]:
    """A site on loopback that gives each plant its answer; gives its URL."""
    handler = type("Site", (_Site,), {"plants": plants})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(plants: Sequence[Plant], port: int) -> list[bytes]:
    """Send every plant's request to the proxy on `port`; gives the answers' bodies."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    answers = []
    with contextlib.closing(connection):
        for number, plant in enumerate(plants):
            connection.putrequest("POST", plant.path, skip_accept_encoding=True)
            for name, value in {**plant.request_headers, NUMBER: str(number)}.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(plant.request)))
            connection.endheaders(plant.request)
            answers.append(connection.getresponse().read())
    return answers
