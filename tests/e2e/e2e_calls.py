"""Calls of a client, and what is to be said of each."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import brotli
import zstandard
from e2e_plants import request

ROOT = Path(__file__).parents[2]
SITE = "<siteName>acme</siteName>"
JANE = f"<webExID>jdoe</webExID>{SITE}"
SIGNED = f"<webExID>jdoe</webExID><password>Planted-Pa55</password>{SITE}"

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


class Said(NamedTuple):
    """What a report says of an exchange with one call, as far as the call makes it."""

    operation: str
    caller: str
    request_valid: bool
    response_valid: bool
    result: str
    exception: str | None
    codes: tuple[str, ...]


class Call(NamedTuple):
    """A request and what is to be said of it."""

    body: bytes
    said: Said


def calls() -> tuple[Call, ...]:
    """Six calls for a site of release 40.9.0."""
    get_user, listing = "user.GetUser", "ep.LstsummarySession"
    version = request(" ", SITE, "ep.GetAPIVersion")
    return (
        Call(
            version.encode(),
            Said("ep.GetAPIVersion", "anonymous", True, True, "SUCCESS", None, ()),
        ),
        Call(
            request(" ", SIGNED, "user.AuthenticateUser").encode(),
            Said("user.AuthenticateUser", "authenticated", True, True, "SUCCESS", None, ()),
        ),
        Call(
            request("<webExId>nobody</webExId>", SIGNED, get_user).encode(),
            Said(get_user, "authenticated", True, True, "FAILURE", "030001", ()),
        ),
        Call(
            request("<confName>Review</confName>", SITE, listing).encode(),
            Said(listing, "anonymous", True, True, "FAILURE", "000015", ("AUTH-01", "LIFE-01")),
        ),
        Call(
            request("<nickName>JD</nickName><webExId>nobody</webExId>", SIGNED, get_user).encode(),
            Said(get_user, "authenticated", False, True, "FAILURE", "030001", ("SCH-01",)),
        ),
        Call(
            request("<webExId>nobody</webExId>", JANE, get_user).encode(),
            Said(get_user, "identified", True, True, "FAILURE", "030002", ("AUTH-07",)),
        ),
    )


def audited(store: Path, *arguments: str) -> dict[str, Any]:
    """What `xmlinspect audit STORE --format json` prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(store.parent / "config")}
    command = [sys.executable, "-m", "inspector", "audit", str(store), "--format", "json", *arguments]
    done = subprocess.run(
        command, capture_output=True, env=environment, cwd=store.parent, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (1, b""), done.stderr
    assert b"Planted" not in done.stdout
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def said(exchange: dict[str, Any]) -> Said:
    """What an exchange of a JSON report says."""
    (call,) = exchange["calls"]
    fields = ("operation", "caller", "request_valid", "response_valid", "result", "exception")
    codes = tuple(sorted({finding["code"] for finding in exchange["findings"]}))
    assert call["known"]
    return Said(*(call[field] for field in fields), codes)


def expect(report: dict[str, Any], sent: Sequence[Call], http: str) -> None:
    """Every call is there, in order, with what is to be said of it."""
    exchanges = report["exchanges"]
    assert [said(each) for each in exchanges] == [call.said for call in sent]
    assert {each["http"] for each in exchanges} == {http}
    assert {each["status"] for each in exchanges} == {200}
    assert {each["site"] for each in exchanges} == {"acme"}
    assert all(each["client"].startswith("127.0.0.1, ") for each in exchanges)
    assert [(each["release"]["name"], each["release"]["from"]) for each in exchanges[1:]] == [
        ("40.9.0", "api-version")
    ] * (len(sent) - 1)
    assert report["totals"]["exchanges"] == len(sent)
    assert report["totals"]["messages"] == 2 * len(sent)
