"""What is known of a value by where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mask = Literal["fixed", "pseudonym"]


@dataclass(frozen=True, slots=True)
class Classification:
    """What a value is, and how it is replaced.

    Attributes:
        category: Category of `pii.yaml`, "credential", "email", ...
        secret: True where the value is replaced always; False where only on wish (`--redact pii`).
        mask: "fixed" for what people choose and could be guessed, "pseudonym" where equal values stay equal.
        kind: What the value looks like, so that its replacement keeps that form: "password", "code", "token",
            "url" (only the secret parts of it are replaced), "login_url", "email", "login", "name", "phone",
            "ip", "number", "text", "time".
    """

    category: str
    secret: bool
    mask: Mask
    kind: str


def excerpt(category: str, text: str) -> str:
    """What may be shown of a value: its category and length, "email, 17 characters"; never a part of it."""
    count = len(text.strip())
    unit = "character" if count == 1 else "characters"
    return f"{category.replace('_', ' ')}, {count} {unit}"
