"""Redacted copies of recordings and stores, and what was replaced in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from inspector.engine.inspector import Inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.model.message import FaultKind
from inspector.model.report import CallReport, Record
from inspector.privacy.tally import Tally
from inspector.recordings.errors import ReadError
from inspector.recordings.files import REQUEST, RESPONSE, Source, sources
from inspector.recordings.http1 import head
from inspector.recordings.kinds import START, kind
from inspector.recordings.read import read_source
from inspector.recordings.stored import exchange_of
from inspector.recordings.write import (
    Add,
    har_file,
    http_message,
    jsonl_file,
    meta_of,
    mitm_file,
    write_bytes,
)
from inspector.store.store import open_store
from inspector.wire.limits import Limits

_BATCH = 500
_OF_THE_WHOLE = frozenset({"url", "site", "client", "result"})
"""Places that name no part of a message."""


class CopyError(Exception):
    """A copy that cannot be made; the message says why, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One input, and where its copy goes.

    Attributes:
        source: The file, the pair, or the store.
        target: The file; of a pair, the one of its request.
    """

    source: Source
    target: Path

    @property
    def store(self) -> bool:
        """Whether it is a store."""
        return self.source.store


@dataclass(slots=True)
class Copied:
    """What became of one input: exchanges, replacements, and what has no place in the copy."""

    source: str
    target: str
    exchanges: int = 0
    replaced: int = 0
    left_out: int = 0


class Redactions:
    """Makes redacted copies.

    Args:
        inspector: The core, with the categories to replace.
        tally: Counts what its masker replaces.
        limits: Bounds of what is read.
        on_error: Told, in a sentence, of input that could not be used.
    """

    def __init__(
        self,
        inspector: Inspector,
        tally: Tally,
        limits: Limits,
        on_error: Callable[[str], None],
    ) -> None:
        self._inspector = inspector
        self._masker = inspector.masker
        self._tally = tally
        self._limits = limits
        self._on_error = on_error

    def exchange(self, exchange: Exchange) -> Exchange:
        """The exchange with its secrets and the chosen personal data replaced."""
        made = exchange_of(record(self._inspector.judge_pair(exchange)))
        return replace(made, source=exchange.source)

    def record(self, stored: Record) -> Record:
        """A stored record likewise; what was found of it stays as it was captured."""
        with self._uncounted():
            made = record(self._inspector.judge_pair(exchange_of(stored)))
        known, masker = stored.report, self._masker
        new = replace(
            known,
            url=masker.url(known.url),
            source=masker.url(known.source),
            client=masker.fact("client", known.client),
            site=known.site and masker.fact("site", known.site),
            calls=tuple(self._discreet(call) for call in known.calls),
        )
        before = {(fact.on, fact.call, fact.path) for fact in stored.facts}
        more = (fact for fact in made.facts if (fact.on, fact.call, fact.path) not in before)
        return replace(
            stored,
            report=new,
            request=made.request,
            response=made.response,
            request_headers=made.request_headers,
            response_headers=made.response_headers,
            facts=(*stored.facts, *more),
        )

    def _discreet(self, call: CallReport) -> CallReport:
        """A call with the words of its answer, which may be anything, as free text."""
        words = (word and self._masker.fact("result", word) for word in (call.result, call.exception))
        result, exception = words
        return replace(call, result=result, exception=exception)

    @contextmanager
    def _uncounted(self) -> Iterator[None]:
        """Counts nothing that is said of an exchange as a whole: what was captured of it is replaced, too."""
        counts = self._tally.counts
        before = {key: count for key, count in counts.items() if key[1] in _OF_THE_WHOLE}
        yield
        for key in [key for key in counts if key[1] in _OF_THE_WHOLE]:
            del counts[key]
        counts.update(before)

    def copy(self, copy: Copy, *, write: bool, step: Callable[[], None]) -> Copied:
        """Make one copy; with `write` off, only count what it would replace."""
        done = Copied(str(copy.source.path), str(copy.target))
        before = self._tally.total
        try:
            if copy.store:
                self._store(copy, done, write=write, step=step)
            else:
                self._recording(copy, done, write=write, step=step)
        except ReadError as error:
            self._on_error(str(error))
        done.replaced = self._tally.total - before
        return done

    def _is_no_message(self, exchange: Exchange) -> bool:
        """True where no side is XML at all; what is only broken is copied."""
        sides = list(self._inspector.judge_pair(exchange).sides)
        return all(
            any(fault.kind is FaultKind.NOT_XML for fault in (*side.reading.body.faults, *side.shape.faults))
            for side in sides
        )

    def _store(self, copy: Copy, done: Copied, *, write: bool, step: Callable[[], None]) -> None:
        with ExitStack() as stack:
            source = stack.enter_context(open_store(copy.source.path, read_only=True))
            records = source.records()
            first = next(records, None)
            if first is None:
                return
            records = chain([first], records)
            target = stack.enter_context(open_store(copy.target, create=True)) if write else None
            batch: list[Record] = []
            for stored in records:
                batch.append(self.record(stored))
                done.exchanges += 1
                step()
                if target is not None and len(batch) >= _BATCH:
                    target.write(batch)
                    batch = []
            if target is not None:
                target.write(batch)

    def _recording(self, copy: Copy, done: Copied, *, write: bool, step: Callable[[], None]) -> None:
        def failed(error: ReadError) -> None:
            self._on_error(str(error))

        def passed_over(*_: str) -> None:
            done.left_out += 1

        exchanges = read_source(copy.source, self._limits, failed, passed_over)
        first = next(exchanges, None)
        if first is None:
            return  # nothing was read, so nothing is written
        form = _form(copy.source.path)
        if form == "xml" and self._is_no_message(first):
            self._on_error(f"{copy.source.path}: no message in it can be read, so nothing was written")
            return
        with _opened(form, copy) if write else _nowhere() as add:
            for exchange in chain([first], exchanges):
                done.left_out += not add(self.exchange(exchange))
                done.exchanges += 1
                step()


def plan(
    paths: Sequence[Path],
    out: Path,
    on_error: Callable[[ReadError], None],
    on_skip: Callable[[str, str], None],
    *,
    overwrite: bool = False,
) -> list[Copy]:
    """Which copies to make of `paths`, and where.

    One file becomes the file `out` (or one in the folder `out`); folders, and more than one path, keep their
    layout below the folder `out`.

    Args:
        paths: Files, folders and stores.
        out: Where copies go.
        on_error: Told of what is not there.
        on_skip: Told of each file of a folder that is neither a recording nor a store: its path, and why.
        overwrite: True where nothing will be written, so that nothing can be overwritten.

    Raises:
        CopyError: A copy would overwrite a file, or an input is of a kind that is not read.
    """
    into_folder = len(paths) > 1 or any(path.is_dir() for path in paths) or out.is_dir()
    named = [path for path in paths if not path.is_dir()]
    copies = [Copy(each, _beside(each, out, into_folder)) for each in sources(named, on_error, on_skip)]
    for folder in [path for path in paths if path.is_dir()]:
        base = out / folder.name if len(paths) > 1 else out
        copies += (
            Copy(each, base / each.path.relative_to(folder)) for each in sources([folder], on_error, on_skip)
        )
    _check(copies, overwrite=overwrite)
    return copies


def manifest(copies: Sequence[Copied], tally: Tally, knowledge: Callable[[str], str]) -> dict[str, object]:
    """Counts of what was replaced: by category, by category and path, and by file.

    Args:
        copies: What became of each input.
        tally: What was replaced.
        knowledge: Cuts a path below the name of a secret, whose children may be pieces of it.
    """
    categories: dict[str, int] = {}
    places: dict[tuple[str, str], int] = {}
    for (category, place), count in tally.counts.items():
        categories[category] = categories.get(category, 0) + count
        row = (category, knowledge(place))
        places[row] = places.get(row, 0) + count
    return {
        "exchanges": sum(copied.exchanges for copied in copies),
        "replaced": tally.total,
        "left_out": sum(copied.left_out for copied in copies),
        "by_category": dict(sorted(categories.items())),
        "by_path": [
            {"category": category, "path": path, "count": count}
            for (category, path), count in sorted(places.items())
        ],
        "files": [
            {
                "source": copied.source,
                "target": copied.target,
                "exchanges": copied.exchanges,
                "replaced": copied.replaced,
                "left_out": copied.left_out,
            }
            for copied in copies
        ],
    }


def _beside(source: Source, out: Path, into_folder: bool) -> Path:
    return out / source.path.name if into_folder or source.response is not None else out


def _check(copies: Sequence[Copy], *, overwrite: bool) -> None:
    targets: set[Path] = set()
    for copy in copies:
        for path in _targets(copy):
            if path.exists() and not overwrite:
                raise CopyError(f"{path}: there is a file already; remove it, or name another -o")
            if path in targets:
                raise CopyError(f"{path}: two inputs would be copied here; copy them one by one")
            targets.add(path)


def _targets(copy: Copy) -> Iterator[Path]:
    """Every file that a copy is written to."""
    yield copy.target
    if copy.source.response is not None:
        yield _response(copy)
    if copy.source.meta is not None:
        yield copy.target.with_name(copy.source.meta.name)


def _form(path: Path) -> str:
    """How a recording is written, by its content."""
    try:
        with path.open("rb") as file:
            start = file.read(START)
    except OSError:
        return "xml"  # reading it will say what is wrong
    form = kind(start, path.suffix)
    if form == "message":
        return "http" if start.startswith(b"HTTP") or head(start) is not None else "xml"
    return form


def _opened(form: str, copy: Copy) -> AbstractContextManager[Add]:
    files = {"mitm": mitm_file, "jsonl": jsonl_file, "har": har_file}
    return files[form](copy.target) if form in files else _Messages(copy, form)


@contextmanager
def _nowhere() -> Iterator[Add]:
    """Takes exchanges and keeps none."""
    yield lambda _: True


class _Messages:
    """Writes the files of one exchange, named like those that it was read from."""

    def __init__(self, copy: Copy, form: str) -> None:
        self._copy = copy
        self._form = form

    def __enter__(self) -> Add:
        return self._add

    def __exit__(self, *_: object) -> None:
        """Each file was closed when it was written."""

    def _add(self, exchange: Exchange) -> bool:
        copy, target = self._copy, self._copy.target
        if self._form == "http":
            write_bytes(target, http_message(exchange))
            return True
        if copy.source.response is not None:
            write_bytes(target, (exchange.request or Payload()).body)
            write_bytes(_response(copy), (exchange.response or Payload()).body)
        else:
            payload = exchange.request or exchange.response
            write_bytes(target, payload.body if payload else b"")
        if copy.source.meta is not None:
            write_bytes(target.with_name(copy.source.meta.name), meta_of(exchange))
        return True


def _response(copy: Copy) -> Path:
    return copy.target.with_name(copy.target.name.removesuffix(REQUEST) + RESPONSE)


__all__ = ["Copied", "Copy", "CopyError", "Redactions", "manifest", "plan"]
