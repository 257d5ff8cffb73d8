"""Replaces secrets and personal data: values, headers, URLs, form fields and free text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote_plus

from inspector.privacy.classification import Classification
from inspector.privacy.forms import Forms
from inspector.privacy.headers import mask_header
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import Span, spans

Pairs = tuple[tuple[str, str], ...]
_NONE: Mapping[str, str] = MappingProxyType({})
_PASSES = 8  # a replacement in broken markup may complete a name before it; two are enough nearly always
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")


class Masker:
    """Replaces values with marks and pseudonyms that belong to one key. Never raises on any text.

    A second pass over what it gave replaces nothing: what it gave is known by its form and a check made with
    the key.

    Args:
        key: The store's key (`load_or_create`).
        knowledge: What `pii.yaml` says.
    """

    def __init__(self, key: bytes, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._forms = Forms(key)

    def value(
        self,
        text: str,
        classification: Classification,
        *,
        primitive: str | None = None,
        facets: Mapping[str, str] = _NONE,
    ) -> str:
        """The replacement of one value.

        White space around it and line breaks within it stay, so that lines keep their numbers; a blank value
        stays as it is.

        Args:
            text: The value, references resolved.
            classification: What it is.
            primitive: Built-in type by the schema, None where unknown.
            facets: Facets of its simple type as written ("maxLength", ...).
        """
        if classification.kind == "url":
            return self.text(text)
        core = text.strip()
        if not core or self._forms.knows(core, classification):
            return text
        start = text.index(core[0])
        breaks = "".join(char for char in core if char in "\r\n")
        new = self._forms.replace(core, classification, primitive, facets)
        return text[:start] + new + breaks + text[start + len(core) :]

    def is_replaced(self, text: str, classification: Classification) -> bool:
        """True where `text` is what this masker gives for a value of this class, or blank."""
        core = text.strip()
        if classification.kind == "url":
            return self.text(text) == text
        return not core or self._forms.knows(core, classification)

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[Pairs, tuple[str, ...]]:
        """Headers with their secrets replaced, and the names, as written, of those that held one."""
        masked: list[tuple[str, str]] = []
        hits: list[str] = []
        for name, value in headers:
            new = mask_header(name, value, self.knowledge, self.token, self.text)
            masked.append((name, new))
            if new != value:
                hits.append(name)
        return tuple(masked), tuple(hits)

    def form(self, fields: Iterable[tuple[str, str]]) -> tuple[Pairs, tuple[str, ...]]:
        """Form fields with their secrets replaced, and the names of those that held one."""
        masked: list[tuple[str, str]] = []
        hits: list[str] = []
        for name, value in fields:
            found = self.knowledge.form(name, value)
            new = self.value(value, found) if found is not None else self.text(value)
            masked.append((name, new))
            if new != value:
                hits.append(name)
        return tuple(masked), tuple(hits)

    def url(self, url: str) -> str:
        """A URL with secret query values, user information and tokens replaced; all else stays."""
        return self.text(url)

    def text(self, text: str) -> str:
        """Free text with the secrets in it replaced: tokens, URLs, `password=...`, escaped XML."""
        return self.document(text)

    def document(self, text: str, *, form: bool = False) -> str:
        """As `text`, for a whole body; `form` where it is a form, whose values end at `&` alone."""
        for _ in range(_PASSES):
            new = self._replace(text, spans(text, self.knowledge, form=form))
            if new == text:
                break
            text = new
        return text

    def token(self, text: str) -> str:
        """The pseudonym of a token, wherever it stands."""
        return self.value(text, _TOKEN)

    def _replace(self, text: str, found: Iterable[Span]) -> str:
        """`text` with each span replaced; percent-encoded values have the pseudonym of what they spell."""
        pieces: list[str] = []
        at = 0
        for span in found:
            piece = text[span.start : span.end]
            plain = unquote_plus(piece) if span.encoded and "%" in piece else piece
            new = self.value(plain, span.classification)
            if new == plain:
                continue
            pieces += (text[at : span.start], quote(new, safe="*") if span.encoded else new)
            at = span.end
        return "".join(pieces) + text[at:] if pieces else text
