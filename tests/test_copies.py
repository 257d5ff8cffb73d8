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


def test_what_was_captured_of_a_store_is_replaced_as_it_is_when_it_is_imported() -> None:
    """The file's name and the client's, with a telephone number in it: each replaced, each counted once."""
    name = "jane.doe@example.org.xml"
    info = "<clientInfo>Jane desk tel (408) 526-7209</clientInfo></securityContext>"
    sent = Exchange(Payload((), REQUEST.replace("</securityContext>", info).encode()), source=name)
    chosen = Settings(redact=("email", "phone", "login_id"))
    imported = record(assemble.inspector(chosen, key=KEY).judge_pair(sent)).report

    tally = Tally()
    core = assemble.inspector(chosen, key=KEY, tally=tally)
    stored = record(assemble.inspector(key=KEY).judge_pair(sent))
    copied = Redactions(core, tally, Limits(), lambda _: None).record(stored)

    assert stored.report.source == name
    assert stored.report.client == "Jane desk tel (408) 526-7209"
    assert (copied.report.source, copied.report.client) == (imported.source, imported.client)
    assert "jane" not in copied.report.source
    assert "526-7209" not in copied.report.client
    assert copied.report.client.startswith("Jane desk tel 555-01")
    counted = {place: count for (_, place), count in tally.counts.items() if "/" not in place}
    assert counted == {"url": 1, "client": 1, "site": 1}

    before = tally.total
    again = Redactions(core, tally, Limits(), lambda _: None).record(copied)
    assert (again.report, tally.total) == (copied.report, before)
