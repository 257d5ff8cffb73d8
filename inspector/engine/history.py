"""What needs memory across messages: a serial fold over small facts in time order (design section 1)."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from inspector.model.exchange import Direction

if TYPE_CHECKING:
    from inspector.engine.judgement import Judgement

# Bounded: a site may say anything.
_RELEASE = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}(\.[0-9]{1,6})?")


class Evidence(NamedTuple):
    """A site said which release it runs.

    Attributes:
        site: Site name in lower case.
        release: apiVer as given, else release, of a GetAPIVersion answer.
    """

    site: str
    release: str


def evidence_of(judgement: Judgement) -> Evidence | None:
    """What a judged exchange says of its site's release; None where it says nothing.

    apiVer alone names 39 to 42 releases, so it wins where it is given (correction 2).
    """
    response = judgement.response
    if response is None or judgement.site is None or response.shape.direction is not Direction.RESPONSE:
        return None
    for ref in response.shape.versions:
        found = _RELEASE.search(response.reading.value(ref) or "")
        if found is not None:
            return Evidence(judgement.site.lower(), found[0])
    return None


class History:
    """Small and bounded: the releases that sites reported, the least lately seen forgotten first."""

    def __init__(self, most_sites: int = 10_000) -> None:
        self._most = most_sites
        self._said: OrderedDict[str, str] = OrderedDict()

    @property
    def said(self) -> Mapping[str, str]:
        """Releases by lower-case site name, for `Inspector.judge_pair`."""
        return self._said

    def learn(self, evidence: Evidence | None) -> None:
        """Take in what an exchange said, in time order."""
        if evidence is None:
            return
        self._said[evidence.site] = evidence.release
        self._said.move_to_end(evidence.site)
        if len(self._said) > self._most:
            self._said.popitem(last=False)
