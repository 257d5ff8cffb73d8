"""Findings that are known and accepted, each with a reason: what is new stands out."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from inspector.model.report import ExchangeReport, Finding
from inspector.model.slips import wrong_value

_ROWS: Final = re.compile(r"\[\d+\]")
_HEAD: Final = (
    "# Findings that are known: `xmlinspect audit --baseline` is silent about them. Each needs a reason.\n"
    "# After the day in `expires` it counts again. `shape` (`xmlinspect shapes`) narrows an entry to one.\n"
)


class BaselineError(ValueError):
    """A baseline file cannot be used; the text has a line for each problem, with file, line and mend."""


class Key(NamedTuple):
    """What one entry is about; `path` without row numbers, `shape` "" for all."""

    code: str
    operation: str | None
    path: str
    shape: str = ""


class Entry(BaseModel):
    """One known finding.

    Attributes:
        code: Its rule.
        operation: The operation it is found at, None where none could be read.
        path: Its path; row numbers do not count.
        shape: Short hash of the call shape, "" for every shape.
        reason: Why it is accepted.
        expires: Last day (UTC) on which it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{2}$")]
    operation: str | None = None
    path: str = ""
    shape: str = ""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    expires: dt.date | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return Key(self.code, self.operation, _ROWS.sub("", self.path), self.shape)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    findings: list[Entry] = Field(default_factory=list)


class Baseline:
    """Takes known findings out of reports.

    Args:
        entries: What is known.
        today: The day (UTC) by which entries expire.
        asked: Whether the rule with a code was asked; nothing is known of the entries of others.

    Attributes:
        suppressed: Findings taken out.
        fresh: What was not known, in the order found.
    """

    def __init__(
        self, entries: Iterable[Entry], today: dt.date, asked: Callable[[str], bool] = lambda _code: True
    ) -> None:
        self.suppressed = 0
        self.fresh: dict[Key, None] = {}
        self._entries = tuple(entries)
        self._today = today
        self._asked = asked
        self._known = {entry.key: entry for entry in self._entries if not self._is_over(entry)}
        self._used: set[Key] = set()

    def sift(self, report: ExchangeReport) -> ExchangeReport:
        """The report without what is known."""
        left = tuple(finding for finding in report.findings if not self._knows(report, finding))
        if len(left) == len(report.findings):
            return report
        self.suppressed += len(report.findings) - len(left)
        return replace(report, findings=left)

    @property
    def expired(self) -> tuple[Entry, ...]:
        """Entries whose day is past."""
        return tuple(entry for entry in self._entries if self._is_over(entry))

    @property
    def unused(self) -> tuple[Entry, ...]:
        """Entries that nothing was found of, though their rules were asked."""
        return tuple(
            entry
            for entry in self._entries
            if entry.key not in self._used and not self._is_over(entry) and self._asked(entry.code)
        )

    @property
    def used(self) -> tuple[Entry, ...]:
        """Entries that took something out, and those whose rules were not asked."""
        return tuple(e for e in self._entries if e.key in self._used or not self._asked(e.code))

    @property
    def kept(self) -> tuple[Entry, ...]:
        """All entries but those that expired and were found again, which are among what is new."""
        again = {key._replace(shape="") for key in self.fresh}
        return tuple(e for e in self._entries if not (self._is_over(e) and e.key._replace(shape="") in again))

    def _is_over(self, entry: Entry) -> bool:
        return entry.expires is not None and entry.expires < self._today

    def _knows(self, report: ExchangeReport, finding: Finding) -> bool:
        key = _key(report, finding)
        for each in (key, key._replace(shape="")):
            if each in self._known:
                self._used.add(each)
                return True
        self.fresh.setdefault(key._replace(shape=""))
        return False


def read_baseline(path: Path) -> tuple[Entry, ...]:
    """The entries of a baseline file, YAML or JSON.

    Raises:
        BaselineError: It cannot be read, or an entry is wrong or has no reason.
    """
    tree: object = None
    try:
        tree = YAML(typ="rt").load(path.read_text("utf-8"))
        return tuple(_File.model_validate(_plain(tree)).findings)
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "not UTF-8"
        raise BaselineError(
            f"{path}: cannot be read: {cause}; make one with `xmlinspect audit --write-baseline`"
        ) from None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        cause = (error.problem if isinstance(error, MarkedYAMLError) else None) or "not YAML"
        raise BaselineError(f"{place}: neither YAML nor JSON: {cause}") from None
    except ValidationError as error:
        problems = (
            f"{_place(path, tree, e['loc'])}: {_explain(e['loc'], e['type'], e['input'], e['msg'])}"
            for e in error.errors()
        )
        raise BaselineError("\n".join(problems)) from None


def baseline_text(path: Path, known: Sequence[Entry], fresh: Iterable[Key], reason: str) -> str:
    """The text of a baseline file: JSON where `path` ends so, else YAML.

    Args:
        path: Where it will lie.
        known: Entries that stay as they are.
        fresh: What is new.
        reason: Why what is new is accepted.
    """
    entries = [
        *known,
        *(Entry(code=k.code, operation=k.operation, path=k.path, reason=reason) for k in fresh),
    ]
    rows = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
    if path.suffix.lower() == ".json":
        return json.dumps({"findings": rows}, indent=2, ensure_ascii=False) + "\n"
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump({"findings": rows}, out)
    return _HEAD + out.getvalue()


def told(entry: Entry) -> str:
    """An entry in words: "AUTH-01 at ep.LstsummarySession, header/securityContext"."""
    where = ", ".join(part for part in (entry.operation, entry.path, entry.shape) if part)
    return f"{entry.code} at {where}" if where else entry.code


def _key(report: ExchangeReport, finding: Finding) -> Key:
    """What a finding is about; one on the whole message is counted to the first call."""
    index = finding.call if finding.call is not None and finding.call < len(report.calls) else 0
    call = report.calls[index] if report.calls else None
    operation, shape = (call.operation, call.shape) if call is not None else (None, "")
    return Key(finding.code, operation, _ROWS.sub("", finding.path), shape)


def _plain(tree: object) -> object:
    """An empty file is an empty baseline."""
    return {} if tree is None else tree


def _place(path: Path, tree: object, place: tuple[int | str, ...]) -> str:
    line = int(tree.lc.line) + 1 if isinstance(tree, CommentedMap | CommentedSeq) else 1
    for step in place:
        if isinstance(tree, CommentedMap) and step in tree:
            line = tree.lc.key(step)[0] + 1
        elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
            line = tree.lc.item(step)[0] + 1
        else:
            break
        tree = tree[step]
    return f"{path}:{line}"


def _explain(place: tuple[int | str, ...], kind: str, given: object, message: str) -> str:
    name = ".".join(str(step) for step in place if not isinstance(step, int))
    if place and place[-1] == "reason" and kind in ("missing", "string_too_short"):
        return f"{name} is missing: say why this finding is accepted"
    if kind == "extra_forbidden":
        known = _File if len(place) == 1 else Entry
        return f"unknown key {name}: known are {', '.join(known.model_fields)}"
    if kind == "missing":
        return f"{name} is missing: add it"
    if not place:
        return f"{wrong_value(kind, given, message)}; write the entries under `findings:`"
    return f"{name}: {wrong_value(kind, given, message)}"
