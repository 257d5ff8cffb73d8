"""Masks the secrets of a body that cannot be parsed, by patterns."""

from __future__ import annotations

import re

from inspector.privacy.hidden import empty
from inspector.privacy.markup import has_markup
from inspector.privacy.mask import Masker

_FORM = re.compile(r"\A\s{0,64}[A-Za-z_][\w.\-]{0,63}=")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def scrub(document: bytes, codec: str, masker: Masker) -> bytes | None:
    """`document` with the secrets in it replaced; all other bytes stay.

    Whatever a secret name opens is masked: up to its end tag, else up to the next whole tag, else to the end.
    Comments, CDATA sections, instructions and document types are emptied.

    Args:
        document: A body, content-decoded.
        codec: Python codec name; bytes that it cannot decode stay as they are where they are no secret.
        masker: Replaces what is found.

    Returns:
        None where masking is not safe: nothing in it looks like markup or a form, it is binary, or the codec
        is not known. Then keep no more than length and hash.
    """
    try:
        text = document.decode(codec, "surrogateescape")
    except (LookupError, UnicodeError):
        return None
    form = _FORM.match(text) is not None
    if _CONTROL.search(text) or not (form or has_markup(text)):
        return None
    try:
        return masker.document(empty(text), form=form).encode(codec, "surrogateescape")
    except UnicodeError:
        return None
