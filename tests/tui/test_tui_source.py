"""The one thread that asks the source."""

from __future__ import annotations

import threading

import pytest
from tui_samples import MemorySource, records

from inspector.tui.source import Reader


class Watched(MemorySource):
    def __init__(self) -> None:
        super().__init__(records(2))
        self.threads: set[int] = {threading.get_ident()}

    def version(self) -> int:
        self.threads.add(threading.get_ident())
        return 7

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        super().close()


async def test_all_questions_and_the_closing_come_from_one_thread() -> None:
    source: list[Watched] = []

    def open_it() -> Watched:
        source.append(Watched())
        return source[0]

    reader = Reader(open_it)
    assert [await reader.ask(lambda s: s.version()) for _ in range(3)] == [7, 7, 7]
    reader.close()
    assert source[0].closed
    assert len(source) == 1
    assert len(source[0].threads) == 1
    assert threading.get_ident() not in source[0].threads


def test_opening_raises_what_the_source_raises() -> None:
    def refuse() -> MemorySource:
        raise FileNotFoundError("nothing.sqlite")

    reader = Reader(refuse)
    with pytest.raises(FileNotFoundError, match="nothing"):
        reader.open()
    reader.close()


async def test_a_question_that_fails_fails_where_it_was_asked() -> None:
    source = MemorySource([])
    source.trouble = ValueError("broken")
    reader = Reader(lambda: source)
    with pytest.raises(ValueError, match="broken"):
        await reader.ask(lambda s: s.seqs())
    reader.close()
