"""One message, read: its body, its shape, its values."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.engine.cache import ShapeCache
from inspector.engine.detected import Detector
from inspector.engine.privacy_plan import PrivacyPlan, plan
from inspector.engine.reading import ShapeReader
from inspector.engine.shape import Ref, Shape, value_of
from inspector.engine.template import Template, TemplateBuilder
from inspector.model.exchange import Payload
from inspector.model.message import Body
from inspector.privacy.knowledge import Knowledge
from inspector.rules.ruleset import RuleSet
from inspector.schema.verdict import Judge
from inspector.wire.decode import decode
from inspector.wire.limits import Limits
from inspector.wire.split import cut


@dataclass(slots=True, eq=False)
class Reading:
    """One message of a shape.

    Attributes:
        body: The body made ready for reading.
        shape: Its shape.
        values: The bytes of its slots.
    """

    body: Body
    shape: Shape
    values: list[bytes]

    def value(self, ref: Ref) -> str | None:
        """The text that a reference stands for in this message, None where absent."""
        return value_of(ref, self.values, self.shape.codec)


class MessageReader:
    """The one path from bytes to a template: split, look up or build, fill (design section 1).

    The cache only saves building again: what a message is said to be never depends on it.
    """

    def __init__(
        self,
        judge: Judge,
        rules: RuleSet,
        knowledge: Knowledge,
        *,
        limits: Limits,
        cache_bytes: int,
        detector: Detector,
        categories: frozenset[str] = frozenset(),
    ) -> None:
        self.judge = judge
        self._limits = limits
        self._reader = ShapeReader(judge, limits, knowledge)
        self._builder = TemplateBuilder(judge, rules, knowledge)
        self._knowledge = knowledge
        self._categories = categories
        self._detector = detector
        self._cache = ShapeCache(cache_bytes)
        self.builder = self._builder

    def read(self, payload: Payload) -> Reading:
        """Read one message; never raises on any bytes."""
        body = decode(payload, self._limits)
        if not body.refused:
            key, values, slotless = cut(body)
            if not slotless:
                shape = self._shape(key, body.codec, slots=bool(values))
                if shape is not None:
                    return Reading(body, shape, values)
        return Reading(body, self._alone(body), [])

    def template(self, shape: Shape, release: str) -> Template:
        """The template of `shape` at `release`, built at most once for a remembered shape."""
        found = shape.templates.get(release)
        if found is None:
            mapped = shape.mapped
            if mapped is None and shape.direction is not None:
                mapped = self._reader.remap(shape)
            found = self._builder.build(shape, mapped, release, self.privacy(shape))
            shape.templates[release] = found
            self._cache.reweigh(shape)
            shape.mapped = None
        return found

    def privacy(self, shape: Shape) -> PrivacyPlan:
        """Where personal data and secrets stand in `shape`."""
        if shape.privacy is None:
            shape.privacy = plan(shape, self._knowledge, self._detector, self._categories)
        return shape.privacy

    def _shape(self, joined: bytes, codec: str, *, slots: bool) -> Shape | None:
        key = (codec, joined)
        try:
            return self._cache.get(key)
        except KeyError:
            # A document with slots has no NULs of its own: each is a joint.
            shape = self._reader.read(joined.split(b"\0") if slots else [joined], codec)
            self._cache.put(key, shape)
            return shape

    def _alone(self, body: Body) -> Shape:
        if body.refused:
            return self._reader.refused(body)
        shape = self._reader.read([body.document], body.codec, once=True)
        assert shape is not None
        return shape
