"""Which release an exchange is judged by, whose it is, and which answer belongs to which call."""

from __future__ import annotations

import gzip

import pytest
from engine_traffic import KEY, NOON

from inspector.assemble import inspector as assembled
from inspector.engine import History, Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.settings.model import Settings, SiteSettings

API = "https://api.example.com/WBXService/XMLService"
OLD_PATH = "https://api.example.com/WBXService/xml40.2.0/XMLService"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERV = 'xmlns:serv="http://www.webex.com/schemas/2002/06/service"'


def request(*operations: str, site: str | None = "acme", inside: str = "") -> bytes:
    named = f"<siteName>{site}</siteName>" if site else ""
    calls = "".join(
        f'<bodyContent xsi:type="java:com.webex.service.binding.{o}">{inside}</bodyContent>'
        for o in operations
    )
    security = (
        f"<securityContext>{named}<webExID>jdoe</webExID><password>Example-1</password></securityContext>"
    )
    return f"<message {XSI}><header>{security}</header><body>{calls}</body></message>".encode()


def answer(*contents: str, results: tuple[str, ...] = ("SUCCESS",), exception: str = "") -> bytes:
    more = f"<serv:exceptionID>{exception}</serv:exceptionID>" if exception else ""
    outcomes = "".join(
        f"<serv:response><serv:result>{r}</serv:result>{more}</serv:response>" for r in results
    )
    calls = "".join(contents) or "<serv:bodyContent/>"
    return (
        f"<serv:message {SERV} {XSI}><serv:header>{outcomes}</serv:header><serv:body>{calls}</serv:body>"
        "</serv:message>"
    ).encode()


def version(api: str, release: str = "Meetings") -> str:
    ep = 'xmlns:ep="http://www.webex.com/schemas/2002/06/service/ep"'
    named = f"<ep:apiVer>{api}</ep:apiVer>" if api else ""
    return (
        f'<serv:bodyContent {ep} xsi:type="ep:getAPIVersionResponse"><ep:apiVersion>V39</ep:apiVersion>'
        f"<ep:release>{release}</ep:release>{named}</serv:bodyContent>"
    )


def pair(sent: bytes | None, got: bytes | None, url: str = API, **more: object) -> Exchange:
    return Exchange(
        Payload((), sent) if sent is not None else None,
        Payload((), got) if got is not None else None,
        url=url,
        **{"started": NOON, **more},
    )


def judge(by: Inspector, exchange: Exchange, history: History | None = None) -> ExchangeReport:
    return report(by.judge_pair(exchange, (history or History()).said))


@pytest.fixture(scope="module")
def plain() -> Inspector:
    return assembled(key=KEY, clock=lambda: NOON)


@pytest.fixture(scope="module")
def full() -> Inspector:
    """Everything is set: a default, and a release for one site."""
    settings = Settings(release="40.1.2", sites={"Settled": SiteSettings(release="40.6.1")})
    return assembled(settings, key=KEY, clock=lambda: NOON)


@pytest.fixture
def history(plain: Inspector) -> History:
    """Two sites have said what they run."""
    told = History()
    for site in ("acme", "settled"):
        exchange = pair(request("ep.GetAPIVersion", site=site), answer(version("40.8.0")))
        told.learn(plain.evidence(exchange))
    return told


def test_the_order_of_evidence(full: Inspector, plain: Inspector, history: History) -> None:
    def chosen(by: Inspector, site: str, url: str = API, told: History | None = None) -> tuple[str, str]:
        found = judge(by, pair(request("user.GetUser", site=site), None, url), told).release
        return found.name, found.source

    overridden = assembled(
        Settings(sites={"settled": SiteSettings(release="40.6.1")}), release="40.0.1", key=KEY
    )
    assert chosen(overridden, "settled", OLD_PATH, history) == ("40.1.0", "setting")
    assert chosen(full, "settled", OLD_PATH, history) == ("40.6.1", "setting")
    assert chosen(full, "ACME", OLD_PATH, history) == ("40.8.0", "api-version")
    assert chosen(full, "other", OLD_PATH, history) == ("40.2.0", "path")
    assert chosen(full, "other", API, history) == ("40.1.2", "default")
    assert chosen(plain, "other", API, history) == ("42.11.1", "newest")


def test_a_site_in_the_host_has_its_release_too(plain: Inspector, history: History) -> None:
    exchange = pair(
        request("user.GetUser", site=None), None, "https://acme.example.com/WBXService/XMLService"
    )
    found = judge(plain, exchange, history)

    assert (found.site, found.release.name, found.release.source) == ("acme", "40.8.0", "api-version")


@pytest.mark.parametrize(
    ("api", "name", "told"),
    [
        ("40.4.9", "40.4.9", ()),
        ("40.4.7", "40.4.5", ("REL-10",)),
        ("40.5.0", "40.4.9", ("REL-10",)),
        ("43.1.0", "42.11.1", ("REL-09",)),
        ("42.11.1", "42.11.1", ()),
        (" 40.9.0 ", "40.9.0", ()),
        ("1" * 5_000 + ".2", "42.11.1", ("REL-09",)),
        ("40." + "0" * 5_000 + "1", "39.11.0", ("REL-10",)),
    ],
    ids=lambda value: str(value)[:10],
)
def test_releases_that_a_site_names(api: str, name: str, told: tuple[str, ...], plain: Inspector) -> None:
    heard = History()
    heard.learn(plain.evidence(pair(request("ep.GetAPIVersion"), answer(version(api)))))
    found = judge(plain, pair(request("user.LstsummaryUser"), answer()), heard)

    assert (found.release.name, found.release.source) == (name, "api-version")
    assert tuple(f.code for f in found.findings if f.code in ("REL-09", "REL-10")) == told


def test_a_release_that_is_not_known_is_told_with_the_one_judged_by(plain: Inspector) -> None:
    old = "https://api.example.com/WBXService/xml40.3.0/XMLService"
    found = judge(plain, pair(request("user.LstsummaryUser"), None, old))

    assert (found.release.name, found.release.source) == ("40.2.9", "path")
    (told,) = (f for f in found.findings if f.code == "REL-10")
    assert told.message == "the site runs 40.3.0, which is not known; judged by 40.2.9, the nearest before it"
    assert str(told.severity) == "info"


RANGE = (
    "<dateScope><modifiedDateStart>05/01/2023 00:00:00</modifiedDateStart>"
    "<modifiedDateEnd>06/07/2023 00:00:00</modifiedDateEnd></dateScope>"
)


@pytest.mark.parametrize(
    ("said", "api_version", "name", "told"),
    [
        ("WebEx XML API V10.0.0 SP12", "V39", "10.0.0-SP5.10", ["LIM-10"]),
        ("10.0.0 SP5.10", "V39", "10.0.0-SP5.10", ["LIM-10"]),
        ("10.0.0-SP7", "V39", "10.0.0-SP5.10", ["LIM-10"]),
        ("10.0.0", "V39", "10.0.0-SP5.10", ["LIM-10"]),
        ("11.0.0", "V39", "10.0.0-SP5.10", ["LIM-10"]),
        ("SP12", "V10.0.0", "10.0.0-SP5.10", ["LIM-10"]),
        ("SP5.10", "WebEx XML API V10.0.0", "10.0.0-SP5.10", ["LIM-10"]),
        ("SP26", "WebEx XML API V11.0.0", "10.0.0-SP5.10", ["LIM-10", "REL-10"]),
        ("10.0.0 SP5", "V39", "10.0.0", ["REL-01", "REL-01"]),
        ("sp5", "V10.0.0", "10.0.0", ["REL-01", "REL-01"]),
    ],
)
def test_service_packs_that_a_site_names(
    said: str, api_version: str, name: str, told: list[str], plain: Inspector
) -> None:
    heard = History()
    content = version("", said).replace("V39", api_version)
    heard.learn(plain.evidence(pair(request("ep.GetAPIVersion"), answer(content))))
    found = judge(plain, pair(request("ep.LstsummarySession", inside=RANGE), None), heard)

    assert (found.release.name, found.release.source) == (name, "api-version")
    codes = sorted(f.code for f in found.findings if f.code in ("LIM-10", "REL-01", "REL-09", "REL-10"))
    assert codes == told


@pytest.mark.parametrize(("said", "api_version"), [("SP5.10", "V39"), ("Meetings", "WebEx XML API V11.0.0")])
def test_a_pack_or_an_api_version_alone_names_no_release(
    said: str, api_version: str, plain: Inspector
) -> None:
    content = version("", said).replace("V39", api_version)
    assert plain.evidence(pair(request("ep.GetAPIVersion"), answer(content))) is None


DAY = 86_400


def test_each_exchange_is_judged_by_what_its_site_ran_at_its_time(plain: Inspector) -> None:
    told = plain.history()
    for day, api in ((4, "40.6.0"), (2, "40.4.9"), (3, "40.4.9"), (9, "40.4.9"), (7, "40.6.0")):
        said = pair(request("ep.GetAPIVersion"), answer(version(api)), started=NOON + day * DAY)
        plain.note(said, told)

    def by(started: float | None) -> str:
        return judge(plain, pair(request("user.GetUser"), None, started=started), told).release.name

    assert [by(NOON + day * DAY) for day in (1, 2, 3.5, 4, 8, 9, 10)] == [
        "40.4.9",
        "40.4.9",
        "40.4.9",
        "40.6.0",
        "40.6.0",
        "40.4.9",
        "40.4.9",
    ]
    assert by(None) == "40.4.9"


def test_what_falls_between_two_equal_words_counts_until_the_second(plain: Inspector) -> None:
    told = plain.history()
    for day, api in ((1, "40.4.9"), (5, "40.4.9"), (3, "40.6.0")):
        said = pair(request("ep.GetAPIVersion"), answer(version(api)), started=NOON + day * DAY)
        plain.note(said, told)

    def by(day: float) -> str:
        exchange = pair(request("user.GetUser"), None, started=NOON + day * DAY)
        return judge(plain, exchange, told).release.name

    assert [by(day) for day in (0, 2, 3, 4, 5, 6)] == [
        "40.4.9", "40.4.9", "40.6.0", "40.6.0", "40.4.9", "40.4.9",
    ]  # fmt: skip


def test_the_last_word_of_a_site_counts_and_nonsense_none(plain: Inspector) -> None:
    told = History()
    for api in ("40.2.0", "40.9.0", "soon", ""):
        told.learn(plain.evidence(pair(request("ep.GetAPIVersion"), answer(version(api)))))

    assert list(told.said) == ["acme"]
    assert told.said["acme"].at(NOON) == "40.9.0"


def test_release_speaks_where_apiver_does_not(plain: Inspector) -> None:
    told = History()
    told.learn(plain.evidence(pair(request("ep.GetAPIVersion"), answer(version("", "39.7.0")))))

    assert told.said["acme"].at(NOON) == "39.7.0"


def test_an_endless_number_in_a_path_harms_nobody(plain: Inspector) -> None:
    url = "https://h.example.com/WBXService/xml" + "9" * 5_000 + ".1/XMLService"

    assert judge(plain, pair(request("user.GetUser"), None, url)).release.name == "42.11.1"


def test_packed_evidence_counts_as_well(plain: Inspector) -> None:
    lone = Exchange(
        None,
        Payload((("Content-Encoding", "gzip"),), gzip.compress(answer(version("40.6.0")))),
        url="https://acme.example.com/WBXService/XMLService",
    )
    found = plain.evidence(lone)

    assert found is not None
    assert (found.site, found.release) == ("acme", "40.6.0")


def test_history_forgets_the_sites_it_heard_of_longest_ago(plain: Inspector) -> None:
    told = History(most_sites=2)
    for site in ("one", "two", "one", "three"):
        told.learn(plain.evidence(pair(request("ep.GetAPIVersion", site=site), answer(version("40.6.0")))))

    assert list(told.said) == ["one", "three"]


def test_calls_and_answers_belong_together_by_position(plain: Inspector) -> None:
    sent = request("user.LstsummaryUser", "user.DelUser", "user.LstsummaryUser")
    found = judge(plain, pair(sent, answer("<serv:bodyContent/>" * 2, results=("SUCCESS", "FAILURE"))))

    assert [(c.operation, c.result) for c in found.calls] == [
        ("user.LstsummaryUser", "SUCCESS"),
        ("user.DelUser", "FAILURE"),
        ("user.LstsummaryUser", None),
    ]
    assert [c.response_valid for c in found.calls] == [True, True, None]


def test_a_lone_failure_stands_for_all_calls(plain: Inspector) -> None:
    sent = request("user.LstsummaryUser", "user.LstsummaryUser")
    found = judge(plain, pair(sent, answer(results=("FAILURE",), exception="000015")))

    assert [(c.result, c.exception) for c in found.calls] == [("FAILURE", "000015")] * 2


def test_an_answer_alone_has_no_caller(plain: Inspector) -> None:
    for exchange in (pair(None, answer(version("40.8.0"))), pair(answer(version("40.8.0")), None)):
        found = judge(plain, exchange)
        assert [(c.operation, c.caller, c.request_valid, c.response_valid) for c in found.calls] == [
            ("ep.GetAPIVersion", None, None, True)
        ]
        assert {f.on for f in found.findings} <= {"response"}


def test_sides_are_judged_alone(plain: Inspector) -> None:
    exchange = pair(
        request("user.MakeTea"), b"<html>no</html>", "http://api.example.com/WBXService/XMLService"
    )
    sent, got, both = (
        report(by(exchange)).findings for by in (plain.judge_request, plain.judge_response, plain.judge_pair)
    )

    assert {(f.code, f.on) for f in sent} >= {("ENV-04", "request")}
    assert [(f.code, f.on) for f in got if f.on == "response"] == [("XML-06", "response")]
    assert {(f.code, f.on) for f in both} >= {("ENV-04", "request"), ("XML-06", "response")}
    assert not {f.on for f in sent} & {"response"}


def test_an_answer_that_echoes_its_request_is_no_valid_answer(plain: Inspector) -> None:
    sent = request("user.LstsummaryUser")
    found = judge(plain, pair(sent, sent))

    assert [(c.request_valid, c.response_valid) for c in found.calls] == [(True, None)]


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://acme.example.com/gla/GLAService", "gla"),
        ("https://acme.example.com/nbr/services/nbrXmlService", "nbr"),
        ("https://acme.example.com/acme/p.php?AT=LI", "url-api"),
        (API, "xmlservice"),
    ],
)
def test_sister_services_are_passed_through(url: str, service: str, plain: Inspector) -> None:
    found = judge(plain, pair(request("user.MakeTea"), None, url))

    assert found.service == service
    assert bool(found.calls) == bool(found.findings) == (service == "xmlservice")


def test_what_cannot_be_read_still_says_whose_it_was(plain: Inspector) -> None:
    cut = request("user.GetUser", "site.GetSite")[:-20]
    found = judge(plain, pair(cut, answer(results=("FAILURE",), exception="000001")))

    assert found.site == "acme"
    assert [(c.operation, c.known, c.recovered, c.result) for c in found.calls] == [
        ("user.GetUser", True, True, "FAILURE"),
        ("site.GetSite", True, True, "FAILURE"),
    ]
    assert found.release.fits == ()


@pytest.mark.parametrize("started", [None, 0.0, -1.0, 4e9])
def test_any_time_will_do(started: float | None, plain: Inspector) -> None:
    exchange = Exchange(Payload((), request("meeting.LstMeeting")), url=API, started=started)
    found = report(plain.judge_pair(exchange))

    assert (found.time is None) == (started is None)


def test_retirement_goes_by_the_day_of_the_exchange(plain: Inspector) -> None:
    """Whatever was judged before: the cache must not carry a day over to another."""
    body = Payload((), request("meeting.LstMeeting"))
    days = {1_711_843_200.0 - 1: False, 1_711_843_200.0 + 86_400: True, 1_711_756_800.0: False}
    for started, retired in [*days.items(), *days.items()]:
        found = report(plain.judge_pair(Exchange(body, url=API, started=started)))
        assert ("LIFE-01" in {f.code for f in found.findings}) == retired, started


@pytest.mark.parametrize("url", [OLD_PATH, OLD_PATH.replace("/xml", "/XML"), OLD_PATH.upper()])
def test_the_version_in_the_path_is_found_in_any_letter_case(url: str, plain: Inspector) -> None:
    found = judge(plain, pair(request("user.GetUser", site="other"), None, url)).release

    assert (found.name, found.source) == ("40.2.0", "path")


@pytest.mark.parametrize("way", ["plain", "gzip", "wide"])
def test_what_rules_remember_is_found_however_it_is_packed(way: str, plain: Inspector) -> None:
    def noted(asked: bytes, answered: bytes) -> bool:
        told = _Counting()
        sides = [_sent(asked, way), _sent(answered, way)]
        plain.note(Exchange(*sides, url=API), told)
        return bool(told.noted)

    failed = answer(results=("FAILURE",), exception="030002")
    assert not noted(request("meeting.DelMeeting"), failed)
    assert noted(request("meeting.LstsummaryMeeting"), failed)
    assert noted(request("ep.GetAPIVersion"), failed)
    assert noted(request("meeting.DelMeeting"), answer(results=("FAILURE",), exception="000045"))


def _sent(body: bytes, way: str) -> Payload:
    if way == "gzip":
        return Payload((("Content-Encoding", "gzip"),), gzip.compress(body))
    return Payload((), body.decode().encode("utf-16") if way == "wide" else body)


class _Counting(History):
    """Counts what it is told."""

    noted = 0

    def note(self, judgement: object) -> None:
        self.noted += 1
