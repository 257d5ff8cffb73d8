"""service: sister services on the same hosts are told apart."""

from __future__ import annotations

import pytest

from inspector.wire import by_url, parse, service

CONTENT = b"<bodyContent type='java:com.webex.webapp.sxa.binding.GetAllSitesByEmailAgg'/>"
GLA = b"<message><body>" + CONTENT + b"</body></message>"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://acme.webex.com/WBXService/XMLService", "xmlservice"),
        ("https://acme.webex.com/WBXService/xml8.0.0/XMLService", "xmlservice"),
        ("https://api.webex.com/gla/GLAService", "gla"),
        ("https://acme.webex.com/nbr/services/nbrXmlService", "nbr"),
        ("https://acme.webex.com/acme/p.php?AT=LI", "url-api"),
        ("https://acme.webex.com/acme/m.PHP", "url-api"),
        ("https://gla.example.com/nbrx/", "xmlservice"),
        ("", "xmlservice"),
        ("http://[broken/gla/", "xmlservice"),
    ],
)
def test_by_url(url, name):
    assert service(url, None) == name
    assert (by_url(url) or "xmlservice") == name


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (b"<soapenv:Envelope xmlns:soapenv='u'/>", "soap"),
        (GLA, "gla"),
        (b"<message/>", "xmlservice"),
    ],
)
def test_by_message(document, name):
    assert service("", parse(document, "utf-8")) == name


def test_the_url_goes_before_the_message():
    message = parse(b"<s:Envelope xmlns:s='u'/>", "utf-8")
    assert service("https://acme.webex.com/nbr/services/x", message) == "nbr"
