"""What needs memory across messages: a serial fold over small facts in time order (design section 1)."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from inspector.engine.memory import Memory
from inspector.engine.said import Said
from inspector.model.exchange import Direction

if TYPE_CHECKING:
    from inspector.engine.judgement import Judgement

# Bounded: a site may say anything. EP is an emergency pack, before the first service pack.
_PACK = r"[SE]P[0-9]{1,6}(?:[._][0-9]{1,6})?"
_RELEASE = re.compile(
    rf"([0-9]{{1,6}}\.[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?)(?:[ -]({_PACK}))?", re.ASCII | re.IGNORECASE
)
_BARE_PACK = re.compile(rf"(?<![0-9][ -])\b{_PACK}", re.ASCII | re.IGNORECASE)

_LONGEST_ZONE = 100


class Evidence(NamedTuple):
    """A site said which release it runs.

    Attributes:
        site: Site name in lower case.
        release: apiVer of a GetAPIVersion answer, else its release, else its apiVersion with the service pack
            that release names alone; "10.0.0-SP12".
        time: When, in seconds since the epoch; None where unknown.
    """

    site: str
    release: str
    time: float | None = None


def evidence_of(judgement: Judgement) -> Evidence | None:
    """What a judged exchange says of its site's release; None where it says nothing.

    apiVer alone names 39 to 42 releases, so it wins where it is given (correction 2).
    """
    response = judgement.response
    if response is None or judgement.site is None or response.shape.direction is not Direction.RESPONSE:
        return None
    named = _named(*(response.reading.value(ref) or "" for ref in response.shape.versions))
    return Evidence(judgement.site.lower(), named, judgement.exchange.started) if named else None


def _named(api_ver: str, release: str, api_version: str) -> str:
    """The release that an answer's fields name, "" where they name none.

    apiVersion stays the same over many releases, so that it counts with a service pack beside it alone.
    """
    for text in (api_ver, release):
        found = _RELEASE.search(_BARE_PACK.sub("", text))
        if found is not None:
            return _joined(found[1], found[2])
    pack, found = _BARE_PACK.search(release), _RELEASE.search(api_version)
    return _joined(found[1], found[2] or pack[0]) if pack is not None and found is not None else ""


def _joined(version: str, pack: str | None) -> str:
    return f"{version}-{pack.upper()}" if pack else version


def zone_of(judgement: Judgement) -> str:
    """The time zone that a GetSite answer gives its site, "" where nothing says one."""
    response = judgement.response
    if response is None or response.shape.direction is not Direction.RESPONSE:
        return ""
    return (response.reading.value(response.shape.zone) or "")[:_LONGEST_ZONE]


class History:
    """Small and bounded: what sites reported, and what rules remember; the least lately seen goes first.

    Everything is kept by its time. A recording is noted as a whole before it is judged, so that the order in
    which it lists its exchanges does not matter; live traffic is noted as it comes.

    Args:
        memory: What rules that take memory remember.
        most_sites: Sites whose release is remembered.
    """

    def __init__(self, memory: Memory | None = None, most_sites: int = 10_000) -> None:
        self._memory = Memory() if memory is None else memory
        self._most = most_sites
        self._said: OrderedDict[str, Said] = OrderedDict()
        self._zones: OrderedDict[str, Said] = OrderedDict()

    @property
    def said(self) -> Mapping[str, Said]:
        """Releases by lower-case site name, for `Inspector.judge_pair`."""
        return self._said

    @property
    def zones(self) -> Mapping[str, Said]:
        """Time zones that sites reported, likewise: an id, else a label."""
        return self._zones

    def note(self, judgement: Judgement) -> None:
        """Take in what an exchange says: its site's release and zone, and what rules remember of it."""
        self.learn(evidence_of(judgement))
        zone = zone_of(judgement)
        if zone and judgement.site:
            self._keep(self._zones, judgement.site.lower(), zone, judgement.exchange.started)
        self._memory.note(judgement)

    def recall(self, judgement: Judgement) -> Judgement:
        """The same judgement with what rules make of the exchanges before it."""
        judgement.remembered = self._memory.recall(judgement)
        return judgement

    def learn(self, evidence: Evidence | None) -> None:
        """Take in what an exchange said, at its time."""
        if evidence is not None:
            self._keep(self._said, evidence.site, evidence.release, evidence.time)

    def _keep(self, table: OrderedDict[str, Said], site: str, word: str, time: float | None) -> None:
        table.setdefault(site, Said()).note(word, time)
        table.move_to_end(site)
        if len(table) > self._most:
            table.popitem(last=False)
