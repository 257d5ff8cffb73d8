"""Where personal data and secrets stand in a shape: worked out once, read for each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import accumulate
from operator import attrgetter

from inspector.engine.detected import Detector
from inspector.engine.free_text import FreeText, Pick, picker
from inspector.engine.names import secret_name
from inspector.engine.pairs import Pair, pairs
from inspector.engine.shape import Leaf, Shape
from inspector.model.exchange import Direction
from inspector.model.report import PersonalData
from inspector.privacy.classification import Classification, excerpt
from inspector.privacy.detect import formed
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import hinted, hints
from inspector.wire.places import Places
from inspector.wire.split import AMPERSAND, text

_MOST_INVENTORIES = 64
_CONTEXT = "/securitycontext"
_Group = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class PersonalGroup:
    """All leaves of one category at one path of one call."""

    category: str
    path: str
    call: int | None
    count: int
    first: Leaf
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class PrivacyPlan:
    """What a shape holds.

    Attributes:
        secrets: Leaves whose values never leave memory.
        personal: Leaves with personal data that is no secret, with their class.
        texts: Leaves of any other text, in which a secret may stand: what redaction looks into.
        constants: Leaves of other types whose text is part of the shape: no value check looks at them.
        groups: The inventory, by category and path.
        scan: `texts`, for whoever replaces a secret.
        open: All text that is no secret as a whole, whatever is replaced: for whoever tells of secrets.
        text: `open` and `free`, for one look at all of them (`quiet`).
        free: Leaves of free text, in which personal data may stand that element knowledge cannot know of.
        known: What leaves hold as a whole, by ordinal.
        hidden: Leaves whose values are replaced: secrets, and personal data of the chosen categories.
        lines: Lines of the leaves of `free`, by ordinal.
        heads: Picks the first value of each group that is no part of the shape.
        hint: Tells of any text whether it hints at a secret.
        pairs: Leaves that name what another holds, each with that other, which is no secret for its place.
        outside: What stands outside the leaves of a message that goes alone.
        inventories: Rows by place that were told, by the lengths of `heads`; a bounded number.
    """

    secrets: tuple[tuple[Leaf, Classification], ...]
    personal: tuple[tuple[Leaf, Classification], ...]
    texts: tuple[Leaf, ...]
    constants: tuple[Leaf, ...]
    groups: tuple[PersonalGroup, ...]
    scan: FreeText
    open: FreeText
    text: FreeText
    free: FreeText
    known: dict[int, Classification]
    hidden: tuple[tuple[Leaf, Classification], ...]
    lines: dict[int, int]
    heads: Pick
    hint: Callable[[bytes], bool] = hinted
    pairs: tuple[Pair, ...] = ()
    outside: tuple[PersonalData, ...] = ()
    inventories: dict[tuple[object, ...], tuple[PersonalData, ...]] = field(default_factory=dict)

    def quiet(self, values: list[bytes]) -> bool:
        """Whether no text of a message hints at a secret: most messages are done with by that one look."""
        return not self.text.any(values, self.hint)

    def inventory(
        self,
        direction: Direction,
        values: list[bytes],
        codec: str,
        lead_lines: int,
        detector: Detector,
        *,
        quiet: bool = False,
    ) -> tuple[PersonalData, ...]:
        """The inventory rows of one message.

        Args:
            direction: Which way it travels.
            values: Its slots.
            codec: Its codec.
            lead_lines: Lines that stood before its document.
            detector: Finds what element knowledge cannot know of.
            quiet: True where it is known that no text hints at a secret (`quiet`).
        """
        rows = self._by_place(direction, values, codec, lead_lines)
        found = detector.in_message(self.free, self.known, values, codec, formed if quiet else detector.worth)
        if self.pairs:
            found |= detector.in_pairs(self.pairs, values, codec)
        if not found and not self.outside:
            return rows
        seen = {(row.category, row.path, row.call) for row in rows}
        more = tuple(
            PersonalData(
                category, direction.value, path, count, call, self.lines[leaf.ordinal] + lead_lines, shown
            )
            for (category, path, call), (leaf, count, shown) in found.items()
            if (category, path, call) not in seen
        )
        moved = (replace(row, line=(row.line or 1) + lead_lines) for row in self.outside)
        return (*rows, *more, *moved)

    def _by_place(
        self, direction: Direction, values: list[bytes], codec: str, lead_lines: int
    ) -> tuple[PersonalData, ...]:
        firsts = self.heads(values)
        joined = b"".join(firsts)
        if AMPERSAND in joined or not joined.isascii():
            return self._rows(direction, values, codec, lead_lines)
        # Nothing but lengths is told of values, so most messages of a shape have an inventory that is known.
        key = (direction, lead_lines, *map(len, map(bytes.strip, firsts)))
        found = self.inventories.get(key)
        if found is None:
            found = self._rows(direction, values, codec, lead_lines)
            if len(self.inventories) < _MOST_INVENTORIES:
                self.inventories[key] = found
        return found

    def _rows(
        self, direction: Direction, values: list[bytes], codec: str, lead_lines: int
    ) -> tuple[PersonalData, ...]:
        return tuple(
            PersonalData(
                category=group.category,
                on=direction.value,
                path=group.path,
                count=group.count,
                call=group.call,
                line=group.line + lead_lines,
                excerpt=excerpt(group.category, leaf_text(group.first, values, codec)),
            )
            for group in self.groups
        )


def leaf_text(leaf: Leaf, values: list[bytes], codec: str) -> str:
    """What a leaf holds in a message with these slot values."""
    return text(values[leaf.slot], codec) if leaf.slot >= 0 else leaf.text


def plan(
    shape: Shape, knowledge: Knowledge, detector: Detector, categories: frozenset[str] = frozenset()
) -> PrivacyPlan:
    """What `knowledge` says of a shape's leaves: by place where the element is known, else by name.

    Args:
        shape: The shape.
        knowledge: Names of secrets and personal data.
        detector: Looks at what stands outside the leaves.
        categories: Categories of personal data that leave memory no more than secrets do.
    """
    secrets: list[tuple[Leaf, Classification]] = []
    personal: list[tuple[Leaf, Classification]] = []
    texts: list[Leaf] = []
    constants: list[Leaf] = []
    groups: dict[_Group, list[Leaf]] = {}
    known: dict[tuple[int | None, str], Classification | None] = {}  # rows of a list are alike
    for leaf in shape.leaves:
        place = (leaf.call, leaf.bare)
        found = known[place] if place in known else _classify(leaf, shape, knowledge)
        known[place] = found
        if found is not None:
            (secrets if found.secret else personal).append((leaf, found))
            groups.setdefault((leaf.call, found.category, leaf.bare), []).append(leaf)
        if found is None or not (found.secret or found.category in categories):
            if may_hold_text(leaf):
                texts.append(leaf)
            elif leaf.slot < 0:
                constants.append(leaf)
    # Slots hold no line breaks, so lines are those of the key, whatever the values.
    places = Places(b"".join(shape.pieces), shape.codec)
    starts = list(accumulate((len(piece) for piece in shape.pieces), initial=0))

    def line(leaf: Leaf) -> int:
        place = shape.places.get(leaf.ordinal)
        return places.at(starts[place.piece] + place.offset).line if place else 1

    rows = tuple(
        PersonalGroup(category, path, call, len(leaves), leaves[0], line(leaves[0]))
        for (call, category, path), leaves in groups.items()
    )
    classes = {leaf.ordinal: found for leaf, found in (*secrets, *personal)}
    paired = tuple(
        pair for pair in pairs(shape.leaves, knowledge) if not _is_secret(classes.get(pair[1].ordinal))
    )
    free = [leaf for leaf in shape.leaves if _is_free(leaf, classes.get(leaf.ordinal))]
    covered = [leaf for leaf, found in personal if found.category in categories and may_hold_text(leaf)]
    opened = sorted((*texts, *covered), key=attrgetter("ordinal")) if covered else texts
    scan = FreeText(texts)
    return PrivacyPlan(
        tuple(secrets),
        tuple(personal),
        tuple(texts),
        tuple(constants),
        rows,
        scan=scan,
        open=FreeText(opened) if covered else scan,
        text=FreeText(list(dict.fromkeys((*opened, *free)))),
        free=FreeText(free),
        known=classes,
        hidden=(*secrets, *(pair for pair in personal if pair[1].category in categories)),
        lines={leaf.ordinal: line(leaf) for leaf in (*free, *(value for _, value in paired))},
        heads=picker([row.first.slot for row in rows if row.first.slot >= 0]),
        hint=hints(knowledge),
        pairs=paired,
        outside=detector.outside(shape) if shape.serial == 0 and shape.direction is not None else (),
    )


def _is_secret(found: Classification | None) -> bool:
    return found is not None and found.secret


def _is_free(leaf: Leaf, found: Classification | None) -> bool:
    """True where personal data of any kind may stand: free text, URLs, and what nothing is known of."""
    return may_hold_text(leaf) and (found is None or found.category == "free_text" or found.kind == "url")


def _classify(leaf: Leaf, shape: Shape, knowledge: Knowledge) -> Classification | None:
    operation = shape.calls[leaf.call].operation if leaf.call is not None and shape.calls else None
    direction = shape.direction.value if shape.direction else "request"
    found = knowledge.classify(
        leaf.path,
        direction=direction,
        operation=operation,
        primitive=leaf.type.primitive if leaf.type else None,
        enumerated=bool(leaf.type and leaf.type.enumeration),
    )
    if leaf.type is not None or (found is not None and found.secret):
        return found
    if _in_context(leaf, knowledge):
        return knowledge.unnamed  # nothing else belongs there, so that is what it is most likely
    return _above(leaf, knowledge) or found or knowledge.by_name(leaf.local)


def _in_context(leaf: Leaf, knowledge: Knowledge) -> bool:
    """True in a securityContext, of a message within a message as well, for what does not belong there."""
    above, _, name = f"/{leaf.bare.lower()}".rpartition("/")
    belongs = above.endswith(_CONTEXT) and name in knowledge.context
    return f"{_CONTEXT}/" in f"{above}/{name}/" and not belongs


def _above(leaf: Leaf, knowledge: Knowledge) -> Classification | None:
    """What an element that the schema does not know holds where one above it has a secret's name."""
    # An operation is named after what it does (getLoginTicket), not after what stands in it.
    names = leaf.bare.split("/")[0 if leaf.call is None else 1 : -1]
    classes = map(secret_name, reversed(names), [knowledge] * len(names))
    return next((found for found in classes if found is not None), None)


def may_hold_text(leaf: Leaf) -> bool:
    """True where a leaf may hold any text: its type is unknown, or a string without a list of values."""
    type_ = leaf.type
    return type_ is None or (type_.primitive == "string" and not type_.enumeration)
