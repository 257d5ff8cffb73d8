"""XPath 1.0 over the canonical tree of a call: slow, since the tree is made anew for each message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from inspector.rules.patterns import xpath
from inspector.rules.subject import Spot
from inspector.rules.values import Moment
from inspector.rules.watch import LeafLike, Leaves, Watch, Way, value_of


@dataclass(frozen=True, slots=True, eq=False)
class PathWatch(Watch):
    """A way that asks an XPath expression of one call.

    The expression is asked at an element `call` that holds the header and the operation's type, with names as
    the schema spells them and values as sent: `createMeeting/metaData[confName = '']`.

    Attributes:
        leaves: The leaves of header and call, in the order of the text.
    """

    leaves: tuple[LeafLike, ...]

    @property
    def settled(self) -> bool:
        """True where no message of the shape differs from another."""
        return not self.slots

    def found(self, values: Sequence[bytes], codec: str, moment: Moment) -> tuple[Spot, ...] | None:  # noqa: ARG002
        """Where it holds, None where it does not; () where what holds is no element.

        One that cannot be asked of this call says so in the findings; the other rules go on.
        """
        try:
            root, leaf_of = self._tree(values, codec)
            result = xpath(self.way.match.xpath)(root)
        except (etree.XPathError, ValueError) as error:
            return (Spot("", -1, str(error)),)
        if not isinstance(result, list):
            return () if result and result == result else None
        if not result:
            return None
        spots = (_spot(item, root, leaf_of) for item in result)
        return tuple(dict.fromkeys(spot for spot in spots if spot is not None))

    def _tree(
        self, values: Sequence[bytes], codec: str
    ) -> tuple[etree._Element, dict[etree._Element, LeafLike]]:
        root = etree.Element("call")
        made: dict[str, etree._Element] = {"": root}
        leaf_of: dict[etree._Element, LeafLike] = {}
        for leaf in self.leaves:
            element = _grow(made, leaf.path)
            element.text = _sayable(value_of(leaf, values, codec))
            leaf_of[element] = leaf
        return root, leaf_of


def path_watch(way: Way, call: int, leaves: Leaves, *, alone: bool) -> PathWatch:
    """What `way` has to look at in call `call` of a shape."""
    inside = (*leaves.header(call), *leaves.inside(call))
    return PathWatch(way, call, alone, sum(leaf.slot >= 0 for leaf in inside), (), None, None, inside)


def _grow(made: dict[str, etree._Element], path: str) -> etree._Element:
    """The element at `path`, made with those above it where they are not there yet."""
    found = made.get(path)
    if found is None:
        above, _, name = path.rpartition("/")
        found = made[path] = etree.SubElement(_grow(made, above), _name(name))
    return found


def _name(name: str) -> str:
    bare = name.partition("[")[0].rpartition(":")[2]
    return bare or "unnamed"


def _sayable(text: str) -> str:
    """The text as XML can hold it: references may stand for what it cannot."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _spot(item: object, root: etree._Element, leaf_of: dict[etree._Element, LeafLike]) -> Spot | None:
    """The place of what an expression found; of an element with elements in it, that of the first in it."""
    element = item if isinstance(item, etree._Element) else getattr(item, "getparent", lambda: None)()  # noqa: SLF001
    if element is None or element is root:
        return None
    for below in element.iter():
        leaf = leaf_of.get(below)
        if leaf is not None:
            depth = sum(1 for _ in below.iterancestors()) - sum(1 for _ in element.iterancestors())
            path = leaf.path if not depth else leaf.path.rsplit("/", depth)[0]
            return Spot(path, leaf.ordinal)
    return None
