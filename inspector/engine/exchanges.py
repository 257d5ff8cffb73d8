"""What rules say of an exchange as a whole: callers, HTTP, time, the answer beside its request."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from inspector.engine.calls import caller_of, contents_at, outcome_at
from inspector.engine.shape import Shape
from inspector.engine.watching import key as passed_key
from inspector.engine.watching import with_passed
from inspector.model.exchange import Direction
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import CallSubject, ExchangeSubject, Hit, MessageSubject
from inspector.schema.master import Master
from inspector.wire.credentials import Credentials, with_form
from inspector.wire.split import BLANK

if TYPE_CHECKING:
    from inspector.engine.judgement import Judgement, Side

_MOST = 20_000
_JWT = "jwttoken"
_NONE: Final[frozenset[str]] = frozenset()
_LOCAL = re.compile(
    r"[a-z]+://(?:[^/?#@]*@)?(?:(?:[^/?#:@]+\.)?localhost\.?|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]*)?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
# Names and results come over the wire in any length: only combinations of a usual size are remembered.
_LONGEST = 1_000
Form = tuple[tuple[str, str], ...]


class ExchangeHits:
    """Asks the rules once for each combination of shapes, callers, HTTP facts, results and date windows.

    Args:
        rules: The rules in force.
        master: Tells on which days operations were retired.
        settings: Settings that rules ask for.
        clock: The present, for exchanges without a time.
        remember: False where every exchange is asked about anew.
    """

    def __init__(
        self,
        rules: RuleSet,
        master: Master,
        settings: Mapping[str, int | str],
        clock: Callable[[], float],
        *,
        remember: bool,
    ) -> None:
        self._rules = rules
        self._settings = settings
        self._clock = clock
        self._remember = remember
        self._known: dict[object, tuple[Hit, ...]] = {}
        days = {date.fromisoformat(found.retired) for found in master.operations.values() if found.retired}
        days |= {rule.window.date for rule in rules.rules if rule.window.date is not None}
        # Days end at midnight UTC, whoever's day it is (decision 14).
        self._ends = sorted(
            datetime.combine(day + timedelta(days=1), time(), UTC).timestamp() for day in days
        )
        self._headers = frozenset((_JWT, *rules.headers))
        self._lengths = frozenset(map(len, self._headers))

    def of(self, judgement: Judgement) -> tuple[Hit, ...]:
        """The hits of one exchange, in the order of the rules."""
        if judgement.service != "xmlservice" or not self._rules.asks_exchanges:
            return ()
        key = self._key(judgement)
        found = self._known.get(key) if key is not None else None
        if found is None:
            found = self._rules.judge_exchange(self._subject(judgement))
            if key is not None and self._remember:
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[key] = found
        return found

    def _key(self, judgement: Judgement) -> object | None:
        """Everything that a subject is made of; None where nothing can be reused."""
        request, response, exchange = judgement.request, judgement.response, judgement.exchange
        asked = request.shape.serial if request is not None else None
        answered = response.shape.serial if response is not None else None
        if asked == 0 or answered == 0:
            return None
        results = response.results() if response is not None else ()
        fields = request.reading.body.form if request is not None else ()
        form = tuple(name for name, value in fields if value.strip(BLANK)) if fields else ()
        said = (part for pair in results for part in pair if part) if results else ()
        if (form or results) and sum(map(len, (*form, *said))) > _LONGEST:
            return None
        return (
            asked,
            answered,
            judgement.chosen.name,
            _travelled(exchange.url),
            self._header_names(judgement),
            exchange.status,
            results,
            form,
            judgement.site is None,
            self._period(exchange.started),
            judgement.facts.kinds,
            passed_key(request.passed) if request is not None and request.passed else (),
            passed_key(response.passed) if response is not None and response.passed else (),
        )

    def _period(self, started: float | None) -> int:
        """Which side of each retirement or window day an exchange lies on."""
        return bisect_right(self._ends, self._clock() if started is None else started)

    def _header_names(self, judgement: Judgement) -> frozenset[str]:
        """Those headers of the request that anything depends on and that are not empty, in lower case."""
        payload = judgement.exchange.request
        if payload is None:
            return _NONE
        lengths, asked = self._lengths, self._headers  # most headers are no candidates by their length
        named = [(name.lower(), value) for name, value in payload.headers if len(name) in lengths]
        return (
            frozenset([name for name, value in named if name in asked and value.strip()]) if named else _NONE
        )

    def _subject(self, judgement: Judgement) -> ExchangeSubject:
        exchange = judgement.exchange
        request, response = judgement.request, judgement.response
        headers = self._header_names(judgement)
        scheme, local = _travelled(exchange.url)
        return ExchangeSubject(
            request=_request_subject(request, headers, judgement.site) if request else None,
            response=_response_subject(response) if response else None,
            scheme=scheme,
            local=local,
            headers=headers,
            status=exchange.status,
            time=exchange.started,
            now=self._clock(),
            settings=self._settings,
            site_kinds=judgement.facts.kinds,
        )


@lru_cache(maxsize=64)  # most exchanges go to one of a few addresses
def _travelled(url: str) -> tuple[str, bool]:
    """A URL's scheme, and whether it names this machine.

    What goes there crosses no network (RFC 6761, RFC 1122, RFC 4291).
    """
    scheme, found, _ = url.partition("://")
    return (scheme.lower() if found else "", _LOCAL.match(url) is not None)


def _request_subject(side: Side, headers: frozenset[str], site: str | None) -> MessageSubject | None:
    shape = side.shape
    if shape.direction is None or shape.credentials is None:
        return None
    shown = credentials_of(shape, side.reading.body.form, site)
    calls = tuple(
        _with_caller(call, shape, shown, jwt=_JWT in headers) for call in side.template.subject.calls
    )
    return with_passed(replace(side.template.subject, calls=calls), side.passed)


def credentials_of(shape: Shape, form: Form, site: str | None) -> Credentials:
    """What the caller shows: in the securityContext, in form fields beside it, and its site by the host."""
    shown = shape.credentials or Credentials()
    shown = with_form(shown, form) if form else shown
    return shown if shown.site or not site else replace(shown, site=True)


def _with_caller(call: CallSubject, shape: Shape, shown: Credentials, *, jwt: bool) -> CallSubject:
    return replace(
        call,
        caller=caller_of(shape.calls[call.index], shown, jwt=jwt),
        context=shown.context or bool(shown.secrets),
        identity=shown.identity,
        secrets=shown.secrets,
        empty_secrets=shown.empty_secrets,
    )


def _response_subject(side: Side) -> MessageSubject | None:
    if side.shape.direction is not Direction.RESPONSE:
        return None
    results = side.results()
    subject = side.template.subject
    bare = not side.shape.body_contents
    calls = []
    for position, index in enumerate(contents_at(results, [c.index for c in subject.calls if not c.nested])):
        result, exception = outcome_at(results, position)
        call = CallSubject(position) if index is None else subject.calls[index]
        absent = bare or index is None
        calls.append(replace(call, absent=absent, result=result, exception=exception))
    nested = [call for call in subject.calls if call.nested]
    return with_passed(replace(subject, calls=(*calls, *nested)), side.passed)
