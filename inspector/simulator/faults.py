"""Faults on wish: what a network or a broken server does to answers. Plans only; servers carry them out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal

from inspector.simulator.answer import Answer

Name = Literal["latency", "reset", "truncate", "status", "garbage"]
_NAMES: tuple[Name, ...] = ("latency", "reset", "truncate", "status", "garbage")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)\Z")
_EVERY = re.compile(r"every[ -]?([1-9]\d*)\Z")
_MOST_SECONDS = 600.0
_TEXT = (("Content-Type", "text/html; charset=utf-8"),)


class FaultError(ValueError):
    """A fault that is written wrongly; the text says how to write it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault, and when it comes.

    Attributes:
        name: Which.
        share: Probability from 0 to 1, where `every` is 0.
        every: It comes with every answer of this number, 0 where `share` decides.
        seconds: How long a latency is.
        status: HTTP status of a status fault.
    """

    name: Name
    share: float = 1.0
    every: int = 0
    seconds: float = 0.0
    status: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one answer.

    Attributes:
        seconds: To wait before it is sent.
        reset: The connection is cut off, and nothing is sent.
        truncate: The second half of the body is not sent.
        status: HTTP status to send with a page of its own, in place of the answer; 0 for none.
        garbage: Bytes that are sent as the body, b"" for none.
    """

    seconds: float = 0.0
    reset: bool = False
    truncate: bool = False
    status: int = 0
    garbage: bytes = b""

    @property
    def names(self) -> tuple[Name, ...]:
        """Which faults these are, for a log."""
        held = (self.seconds > 0, self.reset, self.truncate, self.status > 0, bool(self.garbage))
        return tuple(name for name, there in zip(_NAMES, held, strict=True) if there)

    def spoil(self, answer: Answer) -> Answer:
        """`answer` with another status or body, where that is the fault; the rest is the server's."""
        if self.status:
            return replace(answer, status=self.status, headers=_TEXT, body=b"<html>an error page</html>\n")
        return replace(answer, body=self.garbage) if self.garbage else answer


class Faults:
    """Decides, answer by answer, what goes wrong: the same for the same seed. Safe in several threads."""

    def __init__(self, rules: Iterable[Rule] = (), seed: int = 0) -> None:
        """Follow `rules`: of those that cut off or replace an answer, the first that comes wins."""
        self.rules = tuple(rules)
        # Nothing to protect: the faults shall be the same for the same seed.
        self._random = random.Random(seed)  # noqa: S311
        self._lock = Lock()
        self._count = 0

    @classmethod
    def parse(cls, texts: Iterable[str], seed: int = 0) -> Faults:
        """Read faults as they are written on a command line.

        Args:
            texts: Each one fault or several with commas between: `latency=20ms`, `latency=20ms@0.5`,
                `reset=0.1`, `truncate=every 5`, `status=503@0.2`, `garbage=every 10`. What stands after @ (or
                alone, for those without a value) is a probability from 0 to 1, or `every N`.
            seed: Start of the probabilities.

        Raises:
            FaultError: One is written otherwise.
        """
        return cls([_rule(part.strip()) for text in texts for part in text.split(",")], seed)

    def next(self) -> Fault:
        """What happens to the next answer."""
        with self._lock:
            self._count += 1
            fault = Fault()
            for rule in self.rules:
                # Every rule draws, whether or not it can still win, so that one does not shift another's.
                drawn = self._random.random()
                comes = self._count % rule.every == 0 if rule.every else drawn < rule.share
                if comes:
                    fault = self._with(fault, rule)
            return fault

    def _with(self, fault: Fault, rule: Rule) -> Fault:
        if rule.name == "latency":
            return replace(fault, seconds=fault.seconds + rule.seconds)
        if fault.reset or fault.truncate or fault.status or fault.garbage:
            return fault
        if rule.name == "reset":
            return replace(fault, reset=True)
        if rule.name == "truncate":
            return replace(fault, truncate=True)
        if rule.name == "status":
            return replace(fault, status=rule.status)
        return replace(fault, garbage=bytes([0xFF, *self._random.randbytes(199)]))


def _rule(text: str) -> Rule:
    name, equals, rest = (part.strip() for part in text.partition("="))
    known = next((one for one in _NAMES if one == name), None)
    if known is None or not equals:
        raise FaultError(
            f"{text!r} is no fault; write one of {', '.join(_NAMES)}, as latency=20ms or reset=0.1"
        )
    value, at, when = (part.strip() for part in rest.partition("@"))
    if known == "latency":
        return _timed(Rule(known, seconds=_seconds(text, value)), text, when, given=bool(at))
    if known == "status":
        if not (value.isascii() and value.isdigit() and 400 <= int(value) <= 599):
            raise FaultError(f"{text!r} names no status from 400 to 599; write it as status=503@0.2")
        return _timed(Rule(known, status=int(value)), text, when, given=bool(at))
    if at:
        raise FaultError(f"{text!r}: {known} takes no value; write it as {known}=0.1 or {known}=every 5")
    return _timed(Rule(known), text, value, given=True)


def _seconds(text: str, value: str) -> float:
    match = _DURATION.match(value)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else -1.0
    if not 0 <= seconds <= _MOST_SECONDS:
        raise FaultError(f"{text!r} is no time up to ten minutes; write it as latency=20ms or latency=1.5s")
    return seconds


def _timed(rule: Rule, text: str, when: str, *, given: bool) -> Rule:
    if not given:
        return rule
    every = _EVERY.match(when)
    if every:
        return replace(rule, every=int(every[1]))
    try:
        share = float(when)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise FaultError(f"{text!r}: {when!r} is neither a probability from 0 to 1 nor `every N`")
    return replace(rule, share=share)
