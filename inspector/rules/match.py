"""The closed set of matchers: does one way of a rule hold for what it looks at, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from inspector.model.exchange import Direction
from inspector.model.report import On
from inspector.rules.model import Count, CredentialKind, Elements, Match
from inspector.rules.subject import CallSubject, ExchangeSubject, MessageSubject, Spot

_NUMBER = re.compile("[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class View:
    """What one match looks at.

    Attributes:
        on: The side that a finding will name.
        message: The message that calls and places are those of; None where only HTTP is known.
        call: The call, None for the whole message.
        answer: The call of the answer that result and exception are read from.
        asked: The call of the request that an answer belongs to.
        exchange: None while a message is judged by itself.
    """

    on: On
    message: MessageSubject | None = None
    call: CallSubject | None = None
    answer: CallSubject | None = None
    asked: CallSubject | None = None
    exchange: ExchangeSubject | None = None

    @property
    def release(self) -> str:
        """The release to judge by, "" where there is no message."""
        return self.message.release if self.message else ""

    def ordinal(self, path: str) -> int | None:
        """The start tag to point at for `path`: of the call, else of the header, else the call itself."""
        if self.call is not None and path in self.call.ordinal_of:
            return self.call.ordinal_of[path]
        if self.message is not None and path in self.message.ordinal_of:
            return self.message.ordinal_of[path]
        return None if self.call is None else self.call.ordinal_of.get("")

    @property
    def side(self) -> Direction | None:
        """The message that ordinals count in."""
        return self.message.direction if self.message else None


def credential_kind(call: CallSubject) -> CredentialKind:
    """What the securityContext of a call holds, where that leaves it unauthenticated; else "complete"."""
    if call.caller is None:
        return "complete"
    if not call.context:
        return "no-context"
    if call.caller == "authenticated":
        return "complete"
    if call.secrets:
        return "no-site" if call.identity else "secret-without-identity"
    if call.empty_secrets:
        return "empty-secret"
    return "identity-without-secret" if call.identity else "site-only"


def given(elements: Elements, view: View) -> tuple[str, ...]:
    """The paths that `elements.present` names and that are not empty: of the call, and of the header."""
    call = view.call
    found = () if call is None else tuple(p for p in call.elements if _named(elements.present, p, call))
    return found + _in_header(elements.present, view.message)


def holds(match: Match, view: View, number: int = -1) -> bool:
    """Whether everything that `match` gives holds for `view`; faults are no business of this function."""
    return (
        fits(match, view)
        and _caller_holds(match, view.call)
        and _answer_holds(match, view)
        and _outside_holds(match, view)
        and (not (match.value or match.xpath) or passed(view, number) is not None)
    )


def passed(view: View, number: int) -> tuple[Spot, ...] | None:
    """Where the values of way `number` passed, None where they did not."""
    if view.call is not None and number in view.call.passed:
        return view.call.passed[number]
    return view.message.passed.get(number) if view.message is not None else None


def day(exchange: ExchangeSubject) -> date | None:
    """The day of an exchange in UTC, else that of judging, None where neither is known."""
    time = exchange.now if exchange.time is None else exchange.time
    return None if time is None else datetime.fromtimestamp(time, UTC).date()


def facts(match: Match, view: View) -> dict[str, object]:
    """What the placeholders of a message stand for, apart from `element`."""
    call, exchange = view.call, view.exchange
    return {
        "answers": exchange.response.answers if exchange and exchange.response else 0,
        "count": _count(match, view),
        "exception": quoted(view.answer.exception if view.answer else None),
        "header": ", ".join(_headers_present(match, exchange)),
        "limit": _limit(match, exchange) or "",
        "operation": (call.operation if call else None) or "",
        "release": view.release,
        "retired": (call.retired.isoformat() if call and call.retired else ""),
        "status": (exchange.status if exchange else None) or "",
    }


def quoted(exception: str | None) -> str:
    """An exceptionID as a message may quote it: what is no number may be anything, a secret as well."""
    return exception if exception and _NUMBER.fullmatch(exception) else "(no number)" if exception else ""


def _count(match: Match, view: View) -> int:
    if match.count is not None and match.count.of != "bodyContent":
        return _counted(match.count, view.call)
    return view.message.body_contents if view.message else 0


def one_too_many(match: Match, view: View) -> CallSubject | None:
    """The first call beyond the limit of a `count`, None where nothing is counted."""
    limit = _limit(match, view.exchange)
    if limit is None or view.message is None or match.count is None or match.count.of != "bodyContent":
        return None
    outer = [call for call in view.message.calls if not call.nested]
    return outer[limit] if 0 <= limit < len(outer) else None


def fits(match: Match, view: View) -> bool:
    """Whether what the shape of the message settles holds: operation, access, elements, counts."""
    call = view.call
    if call is None:
        return not match.about_call and all(_elements_hold(elements, view) for elements in match.element)
    return (
        (not match.operation or _like(match.operation, call.operation))
        and not _like(match.except_operation, call.operation)
        and (not match.service or _like(match.service, call.binding))
        and match.access in (None, call.access)
        and all(_elements_hold(elements, view) for elements in match.element)
        and (match.count is None or match.count.of == "bodyContent" or _too_many_elements(match.count, view))
    )


def _caller_holds(match: Match, call: CallSubject | None) -> bool:
    if call is None:
        return not (match.caller or match.credentials or match.secret)
    return (
        (not match.caller or call.caller in match.caller)
        and (not match.credentials or credential_kind(call) in match.credentials)
        and (match.secret is None or len(call.secrets) > (match.secret is not True))
    )


def _answer_holds(match: Match, view: View) -> bool:
    if match.asked is not None and not (
        view.asked is not None and _elements_hold(match.asked, View(view.on, None, view.asked))
    ):
        return False
    if match.answer_type == "surplus":
        return _surplus(view.exchange)
    if match.answer_type == "missing":
        return _unanswered(view)
    named = match.exception or match.answer_type
    if match.result is None and not named and match.exception_given is None and match.answer is None:
        return True
    answer = view.answer
    if answer is None:
        return False
    return (
        match.result in (None, answer.result)
        and (not match.exception or answer.exception in match.exception)
        and match.exception_given in (None, bool(answer.exception))
        and (match.answer is None or _elements_hold(match.answer, View(view.on, None, answer)))
        and (match.answer_type is None or _other_type(view.call, answer))
    )


def _surplus(exchange: ExchangeSubject | None) -> bool:
    if exchange is None or exchange.request is None or exchange.response is None:
        return False
    return 0 < exchange.request.body_contents < exchange.response.answers


def _unanswered(view: View) -> bool:
    """Whether no answer is the call's; a lone failure is one to all calls, and a failure needs no content."""
    if view.answer is not None:
        return view.answer.absent and view.answer.result == "SUCCESS"
    response = view.exchange.response if view.exchange is not None else None
    outer = response.outer if response is not None else ()
    return bool(outer) and not (len(outer) == 1 and outer[0].result == "FAILURE")


def _other_type(call: CallSubject | None, answer: CallSubject) -> bool:
    """Whether an answer is of another operation's type; package and letter case do not count."""
    if call is None or not call.known or call.operation is None or answer.operation is None:
        return False
    return _bare(call.operation) != _bare(answer.operation)


def _bare(operation: str) -> str:
    return operation.rpartition(".")[2].lower().removesuffix("response")


def _outside_holds(match: Match, view: View) -> bool:
    exchange = view.exchange
    return (
        (match.retired is None or _retired(view))
        and (match.count is None or match.count.of != "bodyContent" or _too_many(match, view))
        and (match.header is None or bool(_headers_present(match, exchange)))
        and (match.scheme is None or (exchange is not None and exchange.scheme == match.scheme))
        and (match.local is None or (exchange is not None and exchange.local == match.local))
        and (not match.status or (exchange is not None and exchange.status in match.status))
        and (match.site is None or (exchange is not None and match.site in exchange.site_kinds))
    )


def _retired(view: View) -> bool:
    exchange = view.exchange
    if exchange is None or "on-premises" in exchange.site_kinds:
        return False
    today = day(exchange)
    retired = view.call.retired if view.call else None
    return today is not None and retired is not None and retired < today


def _too_many(match: Match, view: View) -> bool:
    limit = _limit(match, view.exchange)
    return limit is not None and view.message is not None and view.message.body_contents > limit


def _too_many_elements(count: Count, view: View) -> bool:
    limit = count.above if isinstance(count.above, int) else None
    if limit is None and view.exchange is not None:
        value = view.exchange.settings.get(str(count.above))
        limit = value if isinstance(value, int) else None
    return limit is not None and _counted(count, view.call) > limit


def _counted(count: Count, call: CallSubject | None) -> int:
    if call is None:
        return 0
    return sum(number for path, number in call.elements.items() if same_path(count.of, path))


def _limit(match: Match, exchange: ExchangeSubject | None) -> int | None:
    if match.count is None:
        return None
    if isinstance(match.count.above, int):
        return match.count.above
    value = exchange.settings.get(match.count.above) if exchange is not None else None
    return value if isinstance(value, int) else None


def _headers_present(match: Match, exchange: ExchangeSubject | None) -> list[str]:
    if match.header is None or exchange is None:
        return []
    return [name for name in match.header.present if name.lower() in exchange.headers]


def _elements_hold(elements: Elements, view: View) -> bool:
    call = view.call
    if call is not None and any(_named(elements.absent, path, call) for path in call.elements):
        return False
    return not elements.present or bool(given(elements, view))


def _in_header(patterns: tuple[str, ...], message: MessageSubject | None) -> tuple[str, ...]:
    wanted = [pattern for pattern in patterns if pattern.startswith("header/")]
    if message is None or not wanted:
        return ()
    return tuple(p for p in message.ordinal_of if any(same_path(pattern, p) for pattern in wanted))


def _named(patterns: tuple[str, ...], path: str, call: CallSubject) -> bool:
    return path not in call.empty and any(same_path(pattern, path) for pattern in patterns)


def same_path(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern: `*` stands for any one name, `**` in front for any way down."""
    wanted, names = pattern.split("/"), path.split("/")
    if wanted[0] == "**":
        wanted = wanted[1:]
        names = names[len(names) - len(wanted) :] if len(names) > len(wanted) else []
    return len(wanted) == len(names) and all(map(fnmatchcase, names, wanted))


def _like(patterns: tuple[str, ...], name: str | None) -> bool:
    return name is not None and any(fnmatchcase(name, pattern) for pattern in patterns)


def views(on: On, exchange: ExchangeSubject, about_call: bool) -> Iterator[View]:
    """All that a match may look at on side `on` of an exchange: each call, or the message as a whole."""
    request, response = exchange.request, exchange.response
    if on == "pair" and (request is None or response is None):
        return
    message = response if on == "response" else request
    if not about_call:
        yield View(on, message, exchange=exchange)
        return
    if message is None:
        return
    calls = [call for call in message.calls if not call.nested]
    answers = [call for call in response.calls if not call.nested] if response else []
    requested = [call for call in request.calls if not call.nested] if request else []
    for position, call in enumerate(calls):
        answer = answers[position] if position < len(answers) and on in ("pair", "response") else None
        asked = requested[position] if on == "response" and position < len(requested) else None
        yield View(on, message, call, answer, asked, exchange)
