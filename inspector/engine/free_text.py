"""Free text of a message: which of it is worth a detector, decided for all of it at once in C."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from inspector.engine.shape import Leaf, Shape
from inspector.privacy.markup import is_frame
from inspector.wire.split import text

# What an alternative has read is consumed, so that the time is linear: what does not end, ends with the text.
_TOKEN = re.compile(
    rb"<!--(?P<comment>.*?)(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![^<>]*+>?"
    rb"|</(?P<end>[^<>\s/]++)\s*+>?"
    rb"|<(?P<start>[^<>\s/!?]++)(?P<attributes>(?:[^<>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)>?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([^\s=\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TYPE = re.compile(rb"type\s*=\s*(?:\"([^\"]*)|'([^']*))")
_NAME = re.compile(rb"[\w.:/\-]*")
_NO_NAME = re.compile(rb"\W")


class FreeText:
    """Leaves that may hold any text.

    Args:
        leaves: The leaves, in the order of the document.
    """

    __slots__ = ("_pick", "_slots", "constants")

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._slots = tuple(leaf for leaf in leaves if leaf.slot >= 0)
        self._pick = picker([leaf.slot for leaf in self._slots])
        self.constants = tuple(leaf for leaf in leaves if leaf.slot < 0)

    def any(self, values: list[bytes], test: Callable[[bytes], bool]) -> bool:
        """Whether a value may pass `test`: it is asked about all of them, joined."""
        return bool(self._slots) and test(b"\n".join(self._pick(values)))

    def suspects(
        self, values: list[bytes], test: Callable[[bytes], bool], *, none: bool = False
    ) -> Sequence[Leaf]:
        """The leaves whose values pass `test`, and all constant ones.

        Args:
            values: The message's slots.
            test: Asked about all values, joined, before any by itself.
            none: True where it is known already that no value passes.
        """
        if none or not self.any(values, test):
            return self.constants
        return [leaf for leaf in self._slots if test(values[leaf.slot])] + [*self.constants]


Pick = Callable[[Sequence[bytes]], Sequence[bytes]]


def picker(slots: list[int]) -> Pick:
    """Takes these slots out of all values."""
    if len(slots) == 1:
        return itemgetter(slice(slots[0], slots[0] + 1))
    return itemgetter(*slots) if slots else itemgetter(slice(0))


def outside_leaves(shape: Shape) -> Iterator[tuple[str, int, str]]:
    """What stands outside the leaves of a message that goes alone: comments, attributes, text between.

    Yields:
        Path (of the element around it, "@name" or "comment()" behind it), byte offset, text.
    """
    document = shape.pieces[0]
    taken = sorted(leaf.content for leaf in shape.leaves)
    names: list[str] = []
    at = index = 0
    for token in _TOKEN.finditer(document):
        while index < len(taken) and taken[index][1] <= at:
            index += 1
        within = index < len(taken) and taken[index][0] <= at
        if not within and document[at : token.start()].strip():
            yield _path(names), at, text(document[at : token.start()], shape.codec)
        at = token.end()
        if token["comment"] is not None:
            yield _path([*names, "comment()"]), token.start("comment"), _plain(token["comment"], shape)
        elif token["end"] is not None:
            del names[-1:]
        elif token["start"] is not None:
            names.append(_local(token["start"], token["attributes"]))
            for name, start, value in _attributes(token):
                yield _path([*names, f"@{name}"]), start, text(value, shape.codec)
            if token["attributes"].endswith(b"/"):
                del names[-1:]


def _attributes(token: re.Match[bytes]) -> Iterator[tuple[str, int, bytes]]:
    if b"=" not in token["attributes"]:
        return
    for found in _ATTRIBUTE.finditer(token["attributes"]):
        group = 2 if found[2] is not None else 3
        name = found[1].decode("utf-8", "replace")
        if not is_frame(name, found[group].decode("latin-1")):
            yield name.rpartition(":")[2], token.start("attributes") + found.start(group), found[group]


def _local(tag: bytes, attributes: bytes) -> str:
    """Local name of an element; of a bodyContent, the operation that it is called by."""
    local = tag.rpartition(b":")[2].decode("utf-8", "replace")
    if local.lower() != "bodycontent":
        return local
    found = _TYPE.search(attributes)
    called = (found[1] or found[2] or b"").rstrip() if found else b""
    if not _NAME.fullmatch(called):
        called = b""  # no name of a type, so it may hold anything
    name = _NO_NAME.split(called)[-1].lstrip(b"_0123456789").decode() or local
    return f"\0{name[:1].lower()}{name[1:]}"


def _path(names: list[str]) -> str:
    """Names from the operation down, or from `header`."""
    for index in range(len(names) - 1, -1, -1):
        if names[index].startswith("\0"):
            return "/".join([names[index][1:], *names[index + 1 :]])
    return "/".join(names[1:]) if len(names) > 1 else "/".join(names)


def _plain(comment: bytes, shape: Shape) -> str:
    return comment.decode(shape.codec, "replace")
