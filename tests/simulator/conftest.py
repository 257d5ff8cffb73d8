"""A site to ask, and the answer as an independent reader (lxml) sees it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field

import pytest
from lxml import etree

from inspector.model.exchange import Payload
from inspector.resources import data
from inspector.schema.by_operation import ByOperation
from inspector.schema.master import Master
from inspector.schema.releases import Releases
from inspector.schema.schemas import Schemas
from inspector.simulator import Settings, Site
from inspector.simulator.knowledge import Knowledge

SERV = "{http://www.webex.com/schemas/2002/06/service}"
HOST = "<siteName>acme</siteName><webExID>host1</webExID><password>first-Pw1</password>"
# 15 June 2021, 12:00:00 UTC.
NOON = calendar.timegm((2021, 6, 15, 12, 0, 0))


@dataclass
class Clock:
    now: float = NOON

    def __call__(self):
        return self.now


@dataclass
class Reply:
    status: int
    root: etree._Element
    calls: tuple = ()

    def heads(self, name):
        return [e.findtext(SERV + name) for e in self.root.iter(SERV + "response")]

    @property
    def exception(self):
        return self.heads("exceptionID")[0]

    @property
    def result(self):
        return self.heads("result")[0]

    @property
    def contents(self):
        return list(self.root.iter(SERV + "bodyContent"))

    def all(self, path):
        """Texts at a path of local names below the first bodyContent."""
        places = [self.contents[0]]
        for name in path.split("/"):
            places = [c for p in places for c in p if etree.QName(c).localname == name]
        return [place.text or "" for place in places]

    def one(self, path):
        found = self.all(path)
        assert len(found) == 1, (path, found, etree.tostring(self.root).decode())
        return found[0]


@dataclass
class Asker:
    site: Site
    clock: Clock
    headers: list = field(default_factory=list)

    def raw(self, body, url=""):
        answer = self.site.answer(Payload(tuple(self.headers), body), url)
        return Reply(answer.status, etree.fromstring(answer.body), answer.calls)

    def many(self, *contents, context=HOST):
        inner = "".join(
            f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent>'
            for operation, inside in contents
        )
        return self.raw(
            (
                '<?xml version="1.0" encoding="UTF-8"?>'
                '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
                f"<header><securityContext>{context}</securityContext></header><body>{inner}</body></serv:message>"
            ).encode()
        )

    def __call__(self, operation, inside="", context=HOST):
        return self.many((operation, inside), context=context)


@pytest.fixture(scope="session")
def master():
    return Master.load(data("schemas"))


@pytest.fixture(scope="session")
def releases():
    return Releases.load(data("schemas") / "releases.yaml")


@pytest.fixture(scope="session")
def schemas(releases):
    return Schemas(data("schemas"), releases)


@pytest.fixture(scope="session")
def opened(master, releases):
    """A function that opens a site: opened(release, **what Site takes), settings by name."""
    table = ByOperation.load(data("schemas"))
    knowledge = Knowledge.load()

    def open_site(release="40.10.0", log=None, accounts=None, name="acme", seed=0, **settings):
        clock = Clock()
        site = Site(
            master,
            releases,
            release=release,
            name=name,
            clock=clock,
            accounts=accounts,
            seed=seed,
            settings=Settings(**settings),
            table=table,
            knowledge=knowledge,
            log=log,
        )
        return Asker(site, clock)

    return open_site
