"""What to type so that a client goes through the proxy and trusts its CA (`docs/clients.md` says more)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to type for one kind of client.

    Attributes:
        client: Its name.
        lines: Shell lines, ready to paste.
    """

    client: str
    lines: tuple[str, ...]


# {proxy} is host:port, {host} and {port} its parts, {ca} the CA certificate (PEM), {url} the service.
_RECIPES = (
    (
        "curl",
        "curl --proxy http://{proxy} --cacert {ca} -H 'Content-Type: text/xml' "
        "--data-binary @request.xml {url}",
    ),
    (
        "Python (requests)",
        "export HTTPS_PROXY=http://{proxy} REQUESTS_CA_BUNDLE={ca}",
        "python client.py",
    ),
    (
        "Python (httpx)",
        "export HTTPS_PROXY=http://{proxy} SSL_CERT_FILE={ca}",
        "python client.py",
    ),
    (
        "Java",
        "keytool -importcert -noprompt -alias mitmproxy -file {ca} -keystore proxy-trust.p12 "
        "-storetype PKCS12 -storepass changeit",
        "java -Djavax.net.ssl.trustStore=proxy-trust.p12 -Djavax.net.ssl.trustStorePassword=changeit "
        "-Dhttps.proxyHost={host} -Dhttps.proxyPort={port} -jar client.jar",
    ),
    (
        "Node (fetch from 24.0, http and https from 24.5; 22.21 has both)",
        "export NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://{proxy} NODE_EXTRA_CA_CERTS={ca}",
        "node client.js",
    ),
    (
        ".NET (Linux)",
        "export HTTPS_PROXY=http://{proxy} SSL_CERT_FILE={ca}",
        "dotnet run",
    ),
    (
        "PHP (curl extension)",
        "export https_proxy=http://{proxy}",
        "php -d curl.cainfo={ca} -d openssl.cafile={ca} client.php",
    ),
)


def recipes(listen: str, ca: Path, url: str) -> tuple[Recipe, ...]:
    """The recipes for a proxy and its CA.

    Args:
        listen: Address and port of the proxy.
        ca: The CA certificate, PEM.
        url: The service to call.
    """
    host, _, port = listen.rpartition(":")
    values = {"proxy": listen, "host": host, "port": port, "ca": quote(str(ca)), "url": quote(url)}
    return tuple(
        Recipe(client, tuple(line.format(**values) for line in lines)) for client, *lines in _RECIPES
    )
