"""A sample client of the XML API, with the mistakes that real ones make.

Use: python -m inspector.cli.demo_client URL [--proxy URL]
"""

from __future__ import annotations

import argparse
import re
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from inspector.cli import demo_messages as messages
from inspector.cli.demo_messages import Known, Sent
from inspector.cli.output import CommandError

# The demo's later element (deviceCanStartMeeting, 40.10.0) is one only for a site before that release.
RELEASE = "40.9.0"
_AGENT = "demo-client/1.0"
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Told:
    """One exchange as the client saw it: what it was for, HTTP status, results and exceptions; no values."""

    title: str
    status: int
    results: tuple[str, ...]
    exceptions: tuple[str, ...]

    def __str__(self) -> str:
        said = " ".join((*dict.fromkeys(self.results), *self.exceptions))
        return f"{self.title}: {self.status} {said}".rstrip()


def run(
    url: str,
    *,
    proxy: str | None = None,
    verify: ssl.SSLContext | bool = True,
    tell: Callable[[Told], None] = lambda _told: None,
    clock: Callable[[], float] = time.time,
) -> int:
    """Make all the demo's calls, one after the other.

    Args:
        url: Address of the XML API, "http://127.0.0.1:8080/WBXService/XMLService".
        proxy: Address of an HTTP proxy to go through.
        verify: How to check the server's certificate.
        tell: Gets each exchange when it is done.
        clock: Seconds since the epoch, now.

    Returns:
        How many exchanges were made.

    Raises:
        CommandError: The service cannot be reached, or gives no ticket or no meeting.
    """
    count = 0
    with httpx.Client(
        proxy=proxy, verify=verify, http2=True, trust_env=False, timeout=30, headers={"User-Agent": _AGENT}
    ) as client:
        try:
            for told in _calls(client, url, clock()):
                count += 1
                tell(told)
        except httpx.HTTPError as error:
            raise CommandError(
                f"no answer from {url}: {type(error).__name__}; is the simulated site there, and the proxy?"
            ) from error
    return count


def _calls(client: httpx.Client, url: str, now: float) -> Iterator[Told]:
    def send(sent: Sent) -> tuple[Told, str]:
        answer = client.post(url, content=sent.body, headers=dict(sent.headers))
        body = answer.text
        results = tuple(re.findall(r"<serv:result>(\w+)</serv:result>", body))
        exceptions = tuple(re.findall(r"<serv:exceptionID>(\w+)</serv:exceptionID>", body))
        return Told(sent.title, answer.status_code, results, exceptions), body

    body = ""
    for sent in messages.opening():
        told, body = send(sent)
        yield told
    ticket = _found(body, "sessionTicket")
    start = _date(now + _DAY)
    told, body = send(messages.create(start))
    yield told
    known = Known(ticket, _found(body, "meetingkey"), _date(now - _DAY))
    for part in (messages.good, messages.clumsy, messages.unreadable, messages.elsewhere, messages.closing):
        for sent in part(known):
            yield send(sent)[0]


def _found(body: str, name: str) -> str:
    match = re.search(rf":{name}>([^<]+)<", body)
    if match is None:
        raise CommandError(f"the answer holds no {name}; is this a simulated site?")
    return match[1]


def _date(seconds: float) -> str:
    """A date in UTC as the API writes it."""
    return time.strftime("%m/%d/%Y %H:%M:%S", time.gmtime(seconds))


def _print(told: Told) -> None:
    sys.stdout.write(f"{told}\n")


def main() -> int:
    """Make the calls that the command line asks for; a line an exchange.

    Returns:
        The exit code: 0, or 2 where the service cannot be reached.
    """
    parser = argparse.ArgumentParser(description="Make the demo's calls of the XML API.")
    parser.add_argument("url", help="address of the XML API")
    parser.add_argument("--proxy", help="address of an HTTP proxy to go through")
    parser.add_argument("--ca", help="file with the certificate of the CA to trust")
    asked = parser.parse_args()
    verify = ssl.create_default_context(cafile=asked.ca) if asked.ca else True
    try:
        count = run(asked.url, proxy=asked.proxy, verify=verify, tell=_print)
    except CommandError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(f"{count} exchanges\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
