"""The closed set of matchers: does one way of a rule hold for what it looks at, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from inspector.model.exchange import Direction
from inspector.model.report import On
from inspector.rules.model import CredentialKind, Elements, Match
from inspector.rules.subject import CallSubject, ExchangeSubject, MessageSubject


@dataclass(frozen=True, slots=True)
class View:
    """What one match looks at.

    Attributes:
        on: The side that a finding will name.
        message: The message that calls and places are those of; None where only HTTP is known.
        call: The call, None for the whole message.
        answer: The call of the answer that result and exception are read from.
        exchange: None while a message is judged by itself.
    """

    on: On
    message: MessageSubject | None = None
    call: CallSubject | None = None
    answer: CallSubject | None = None
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
    if call.caller is None or call.caller == "authenticated":
        return "complete"
    if not call.context:
        return "no-context"
    if call.secrets:
        return "complete" if call.identity else "secret-without-identity"
    if call.empty_secrets:
        return "empty-secret"
    return "identity-without-secret" if call.identity else "site-only"


def given(elements: Elements, call: CallSubject) -> tuple[str, ...]:
    """The paths of a call that `elements.present` names and that are not empty."""
    return tuple(path for path in call.elements if _named(elements.present, path, call))


def holds(match: Match, view: View) -> bool:
    """Whether everything that `match` gives holds for `view`; faults are no business of this function."""
    return _call_holds(match, view.call) and _answer_holds(match, view.answer) and _outside_holds(match, view)


def day(exchange: ExchangeSubject) -> date | None:
    """The day of an exchange in UTC, else that of judging, None where neither is known."""
    time = exchange.now if exchange.time is None else exchange.time
    return None if time is None else datetime.fromtimestamp(time, UTC).date()


def facts(match: Match, view: View) -> dict[str, object]:
    """What the placeholders of a message stand for, apart from `element`."""
    call, exchange = view.call, view.exchange
    return {
        "count": view.message.body_contents if view.message else 0,
        "exception": (view.answer.exception if view.answer else None) or "",
        "header": ", ".join(_headers_present(match, exchange)),
        "limit": _limit(match, exchange) or "",
        "operation": (call.operation if call else None) or "",
        "release": view.release,
        "retired": (call.retired.isoformat() if call and call.retired else ""),
    }


def one_too_many(match: Match, view: View) -> CallSubject | None:
    """The first call beyond the limit of a `count`, None where nothing is counted."""
    limit = _limit(match, view.exchange)
    if limit is None or view.message is None:
        return None
    outer = [call for call in view.message.calls if not call.nested]
    return outer[limit] if 0 <= limit < len(outer) else None


def _call_holds(match: Match, call: CallSubject | None) -> bool:
    if call is None:
        return not match.about_call
    return (
        (not match.operation or _like(match.operation, call.operation))
        and not _like(match.except_operation, call.operation)
        and (not match.service or _like(match.service, call.binding))
        and match.access in (None, call.access)
        and (not match.caller or call.caller in match.caller)
        and (not match.credentials or credential_kind(call) in match.credentials)
        and (match.secret is None or bool(call.secrets))
        and (match.element is None or _elements_hold(match.element, call))
    )


def _answer_holds(match: Match, answer: CallSubject | None) -> bool:
    if match.result is None and not match.exception:
        return True
    if answer is None:
        return False
    return match.result in (None, answer.result) and (
        not match.exception or answer.exception in match.exception
    )


def _outside_holds(match: Match, view: View) -> bool:
    return (
        (match.retired is None or _retired(view))
        and (match.count is None or _too_many(match, view))
        and (match.header is None or bool(_headers_present(match, view.exchange)))
        and (match.scheme is None or (view.exchange is not None and view.exchange.scheme == match.scheme))
    )


def _retired(view: View) -> bool:
    today = day(view.exchange) if view.exchange else None
    retired = view.call.retired if view.call else None
    return today is not None and retired is not None and retired < today


def _too_many(match: Match, view: View) -> bool:
    limit = _limit(match, view.exchange)
    return limit is not None and view.message is not None and view.message.body_contents > limit


def _limit(match: Match, exchange: ExchangeSubject | None) -> int | None:
    if match.count is None or exchange is None:
        return None
    value = exchange.settings.get(match.count.above)
    return value if isinstance(value, int) else None


def _headers_present(match: Match, exchange: ExchangeSubject | None) -> list[str]:
    if match.header is None or exchange is None:
        return []
    return [name for name in match.header.present if name.lower() in exchange.headers]


def _elements_hold(elements: Elements, call: CallSubject) -> bool:
    if any(_named(elements.absent, path, call) for path in call.elements):
        return False
    return not elements.present or any(_named(elements.present, path, call) for path in call.elements)


def _named(patterns: tuple[str, ...], path: str, call: CallSubject) -> bool:
    return path not in call.empty and any(_same_path(pattern, path) for pattern in patterns)


def _same_path(pattern: str, path: str) -> bool:
    wanted, names = pattern.split("/"), path.split("/")
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
    for position, call in enumerate(calls):
        answer = answers[position] if position < len(answers) else None
        yield View(on, message, call, answer if on in ("pair", "response") else None, exchange)
