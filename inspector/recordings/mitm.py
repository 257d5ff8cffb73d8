"""Exchanges of a `.mitm` file, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, cast

from inspector.model.exchange import Exchange
from inspector.recordings.errors import ReadError
from inspector.recordings.flow import from_flow
from inspector.recordings.frames import BrokenFrameError, State, frames

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = "what stands before it was read; cut the file there or record again"


def read_mitm(path: Path, cap: int, on_error: Callable[[ReadError], None]) -> Iterator[Exchange]:
    """The HTTP exchanges of a flow file in its order; flows of other kinds (TCP, UDP, DNS) are passed over.

    Args:
        path: A regular file that looks like flows.
        cap: Longest body that is read whole, in bytes; a longer one is cut to that.
        on_error: Told where the file breaks off; what stands before has been given by then.
    """
    with path.open("rb") as file:
        mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    try:
        yield from _exchanges(mapped, str(path), cap)
    except BrokenFrameError as broken:
        on_error(ReadError(str(path), f"broken flow file at byte {broken.offset}: {broken}", _KEPT))


def _exchanges(mapped: mmap, source: str, cap: int) -> Iterator[Exchange]:
    for offset, state in frames(mapped, cap):
        exchange = _exchange(state, source, offset)
        if exchange is not None:
            yield exchange


def _exchange(state: State, source: str, offset: int) -> Exchange | None:
    """The exchange of one flow, by mitmproxy's own migrations; None for a flow that is not HTTP."""
    # Imported here: it takes half a second, which only `.mitm` files are worth.
    from mitmproxy.flow import Flow
    from mitmproxy.http import HTTPFlow
    from mitmproxy.io import compat

    try:
        flow = Flow.from_state(compat.migrate_flow(cast("dict[bytes | str, object]", state)))
    except Exception as error:  # whatever a hostile state does to mitmproxy's setters
        raise BrokenFrameError(offset, f"mitmproxy cannot read the flow ({type(error).__name__})") from None
    return from_flow(flow, source) if isinstance(flow, HTTPFlow) and flow.request else None
