"""Redacted copies of what is stored: new facts are captured; what is said of the whole is redacted, too."""

from __future__ import annotations

from inspector import assemble
from inspector.copies import Redactions
from inspector.engine import record
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record
from inspector.privacy import Tally
from inspector.settings.model import Settings
from inspector.wire import Limits

KEY = b"k" * 32
REQUEST = (
    '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext><webExID>jdoe</webExID>'
    "<password>Example-1</password><siteName>jane@example.org</siteName></securityContext></header><body>"
    '<bodyContent xsi:type="java:com.webex.service.binding.user.SetUser"><webExId>jdoe</webExId>'
    "<email>jane.doe@example.org</email></bodyContent></body></serv:message>"
)


def _stored() -> Record:
    sent = Exchange(
        Payload((("User-Agent", "jane@example.org"),), REQUEST.encode()),
        url="https://acme.example.com/WBXService/XMLService?EM=jane@example.org",
        started=1_700_000_000.0,
    )
    return record(assemble.inspector(key=KEY).judge_pair(sent))


def _copied(stored: Record) -> Record:
    core = assemble.inspector(Settings(redact=("email",)), key=KEY)
    return Redactions(core, Tally(), Limits(), lambda _: None).record(stored)


def test_what_was_true_of_newly_replaced_values_is_captured() -> None:
    stored = _stored()
    assert [fact.path for fact in stored.facts] == ["header/securityContext/password"]
    copied = _copied(stored)

    assert {(fact.path, fact.length) for fact in copied.facts} == {
        ("header/securityContext/password", 9),
        ("setUser/email", 20),
    }
    assert _copied(copied).facts == copied.facts


def test_what_is_said_of_an_exchange_as_a_whole_is_redacted() -> None:
    stored, copied = _stored(), _copied(_stored())
    assert (stored.report.site, stored.report.client) == ("jane@example.org", "jane@example.org")
    for said in (copied.report.site, copied.report.client, copied.report.url.partition("EM=")[2]):
        assert said is not None
        assert said.replace("%40", "@").endswith("@example.com")
    assert copied.report.id == stored.report.id
