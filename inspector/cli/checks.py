"""The checks of `xmlinspect doctor`: each looks at one thing, and says how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CA_FILE = "mitmproxy-ca-cert.pem"
_SOON_S = 30 * 24 * 3600
_BASE64 = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_LOW_SPACE = 500 * 1024 * 1024


class State(StrEnum):
    """How a check came out: `warn` asks for attention, `fail` stops work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    Attributes:
        name: What was looked at.
        state: How it came out.
        detail: What was found.
        mend: What to do about it; "" where all is well.
    """

    name: str
    state: State
    detail: str
    mend: str = ""


def mitmproxy() -> Check:
    """Which mitmproxy there is, and whether its `mitmdump` can be started."""
    try:
        found = importlib.metadata.version("mitmproxy")
    except importlib.metadata.PackageNotFoundError:
        return Check(
            "mitmproxy", State.FAIL, "not installed", "install xmlservice-inspector with pip, it brings it"
        )
    beside = Path(sys.executable).with_name("mitmdump")
    program = str(beside) if beside.exists() else shutil.which("mitmdump")
    if program is None:
        return Check("mitmproxy", State.FAIL, f"{found}, without mitmdump", "put mitmdump on PATH")
    return Check("mitmproxy", State.OK, f"{found}, {program}")


def certificate(ca: Path) -> Iterator[Check]:
    """Whether the CA is there and not expired, and whether the system trusts it."""
    if not ca.is_file():
        yield Check("CA", State.WARN, f"{ca} is not there yet", "start the proxy once, it makes its CA then")
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=ca)
        expires = ssl.cert_time_to_seconds(str(context.get_ca_certs()[0]["notAfter"]))
    except (OSError, IndexError, KeyError, ValueError):
        yield Check(
            "CA", State.FAIL, f"{ca} cannot be read as a certificate", "move it away, and start the proxy"
        )
        return
    until = time.strftime("%Y-%m-%d", time.gmtime(expires))
    mend = "move its folder away, start the proxy, and let the clients trust the new CA"
    if expires < time.time():
        yield Check("CA", State.FAIL, f"{ca} expired on {until}", mend)
    elif expires < time.time() + _SOON_S:
        yield Check("CA", State.WARN, f"{ca} expires on {until}", mend)
    else:
        yield Check("CA", State.OK, f"{ca}, valid until {until}")
    if _pem(ca) & _trusted():
        yield Check("CA trust", State.OK, "in this system's certificates")
    else:
        yield Check(
            "CA trust", State.WARN, "not in this system's certificates", "tell each client, as shown below"
        )


def port(listen: str) -> Check:
    """Whether the proxy could listen there."""
    host, _, number = listen.rpartition(":")
    host = host.strip("[]")
    try:
        family = socket.getaddrinfo(host, int(number), type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(number)))
    except (OSError, ValueError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        return Check(
            "port", State.FAIL, f"{listen}: {reason}", "stop what listens there, or choose another port"
        )
    return Check("port", State.OK, f"{listen} is free")


def store(path: Path) -> Check:
    """Whether the store can be read, or made, and has room."""
    from inspector.store import StoreError, open_store

    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check("store", State.FAIL, f"{folder} may not be written", "choose another place with --store")
    if shutil.disk_usage(folder).free < _LOW_SPACE:
        return Check(
            "store", State.WARN, f"less than 500 MB free beside {path}", "make room, or choose another disk"
        )
    if not path.exists():
        return Check("store", State.OK, f"{path}, made when the first exchange comes")
    try:
        with open_store(path, read_only=True) as opened:
            return Check("store", State.OK, f"{path}, {opened.info().exchanges:,} exchanges")
    except StoreError as error:
        return Check("store", State.FAIL, f"{path}: {error.cause}", error.mend)


def reach(url: str, listen: str, ca: Path) -> Iterator[Check]:
    """Whether `url` answers, directly, and through the proxy where one is running with a CA."""
    yield _answers("direct", url, None, None)
    host, _, number = listen.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(number)), timeout=2):
            pass
    except OSError:
        yield Check("through proxy", State.WARN, f"nothing listens on {listen}", "start it: xmlinspect proxy")
        return
    yield _answers("through proxy", url, f"http://{listen}", ca if ca.is_file() else None)


def _answers(name: str, url: str, proxy: str | None, ca: Path | None) -> Check:
    import httpx

    try:
        verify = ssl.create_default_context(cafile=ca)
        with httpx.Client(proxy=proxy, verify=verify, timeout=10, trust_env=False) as client:
            answer = client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
        mend = "check the address, the network, and which proxy is needed to get out"
        return Check(name, State.FAIL, f"{url}: {error}", mend)
    return Check(name, State.OK, f"{url} answers with {answer.status_code}")


def _trusted() -> set[str]:
    """The certificates that OpenSSL's default places hold, as bare base64."""
    places = ssl.get_default_verify_paths()
    files = [Path(name) for name in (places.cafile, places.openssl_cafile) if name]
    files += [Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/tls/certs/ca-bundle.crt")]
    for folder in (places.capath, places.openssl_capath):
        files += Path(folder).glob("*.[0-9]") if folder else []
    return set().union(*(_pem(path) for path in files))


def _pem(path: Path) -> set[str]:
    try:
        text = path.read_text("ascii", "ignore")
    except OSError:
        return set()
    return {"".join(body.split()) for body in _BASE64.findall(text)}
