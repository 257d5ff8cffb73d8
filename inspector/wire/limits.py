"""How much a message may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one message; what exceeds one is refused with a `LIMIT` fault.

    Attributes:
        body: Bytes, of the body as sent and of the body after content decoding.
        depth: Elements inside one another, the root counted.
        elements: Elements of the message.
        name: Characters of an element's or an attribute's name.
        attributes: Attributes of one element.
    """

    body: int = 16 * 1024 * 1024
    depth: int = 200
    elements: int = 500_000
    name: int = 1_000
    attributes: int = 1_000
