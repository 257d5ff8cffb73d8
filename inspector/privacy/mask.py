"""Replaces secrets and personal data: values, headers, URLs, form fields and free text."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from types import MappingProxyType
from urllib.parse import quote, unquote_plus

from inspector.privacy.classification import Classification
from inspector.privacy.detect import KINDS, REGION, formed, personal_spans
from inspector.privacy.forms import Forms
from inspector.privacy.headers import mask_header
from inspector.privacy.in_urls import is_url, url_spans
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import Span, hints, merged, spans
from inspector.privacy.tally import Tally

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
        categories: Categories of personal data that are replaced, too.
        region: Country of telephone numbers without `+`; "" for none.
        tally: Counts what is replaced.

    Attributes:
        knowledge, categories, tally: As given.
    """

    def __init__(
        self,
        key: bytes,
        knowledge: Knowledge,
        *,
        categories: frozenset[str] = frozenset(),
        region: str = REGION,
        tally: Tally | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.categories = categories
        self.tally = tally
        self._names = knowledge.including(categories)
        self._hinted = hints(knowledge)
        self._by_form = categories & {*KINDS, "login_id"}
        self._of_servers = self._by_form - {"ip_address"}
        self._region = region
        self._key = key
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
        meant = core if classification.secret else self._without_secrets(core)
        new = self._forms.replace(meant, classification, primitive, facets)
        if self.tally is not None and new != core:
            self.tally.add(classification.category)
        return text[:start] + new + breaks + text[start + len(core) :]

    def _without_secrets(self, text: str) -> str:
        """A personal text as it is kept in clear: so that it has one pseudonym, whenever it is made."""
        if not self._hinted(text.encode("utf-8", "surrogatepass")):
            return text
        return self._of_secrets.text(text)

    @cached_property
    def _of_secrets(self) -> Masker:
        """Replaces secrets alone, and counts nothing."""
        return Masker(self._key, self.knowledge, region=self._region)

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
            with self._at(f"headers/{name}"):
                server = name.lower() in self.knowledge.headers.servers
                text = partial(
                    self._document, url=is_url(value), by_form=self._of_servers if server else self._by_form
                )
                new = mask_header(name, value, self._names, self.value, text)
            masked.append((name, new))
            if new != value:
                hits.append(name)
        return tuple(masked), tuple(hits)

    def form(self, fields: Iterable[tuple[str, str]]) -> tuple[Pairs, tuple[str, ...]]:
        """Form fields with their secrets replaced, and the names of those that held one."""
        masked: list[tuple[str, str]] = []
        hits: list[str] = []
        for name, value in fields:
            found = self._names.form(name, value)
            with self._at(f"form/{name}"):
                secret = found is not None and found.secret
                new = self.value(value, found) if found is not None and secret else self.text(value)
            masked.append((name, new))
            if new != value:
                hits.append(name)
        return tuple(masked), tuple(hits)

    def url(self, url: str) -> str:
        """A URL with secret query values, user information and tokens replaced; all else stays."""
        with self._at("url"):
            return self._document(url, url=True)

    def line(self, text: str) -> str:
        """As `text`, where numbers are no telephone or card numbers: URLs and headers."""
        return self._document(text)

    def fact(self, place: str, text: str) -> str:
        """As `text`, for what is said of an exchange as a whole: its site, its client."""
        with self._at(place):
            return self.text(text)

    def worth(self, data: bytes) -> bool:
        """Whether any of the texts in `data`, joined, may hold something that `text` replaces."""
        return self._hinted(data) or (bool(self._by_form) and formed(data))

    def text(self, text: str) -> str:
        """Free text with the secrets in it replaced: tokens, URLs, `password=...`, escaped XML."""
        return self.document(text)

    def document(self, text: str, *, form: bool = False) -> str:
        """As `text`, for a whole body; `form` where it is a form, whose values end at `&` alone."""
        return self._document(text, form=form, prose=True)

    def _document(
        self,
        text: str,
        *,
        form: bool = False,
        url: bool = False,
        prose: bool = False,
        by_form: frozenset[str] | None = None,
    ) -> str:
        by_form = self._by_form if by_form is None else by_form
        for _ in range(_PASSES):
            found: Iterable[Span] = (
                url_spans(text, self._names) if url else spans(text, self._names, form=form)
            )
            if by_form:
                personal = personal_spans(text, by_form, self._region, prose=prose)
                found = merged((*found, *personal))
            new = self._replace(text, found)
            if new == text:
                break
            text = new
        return text

    def digest(self, purpose: bytes, pieces: Iterable[bytes]) -> str:
        """Hash of bytes that hold secrets, hex; keyed, so that nobody finds them by trying."""
        made = hmac.new(self._key, purpose + b"\0", "sha256")
        for piece in pieces:
            made.update(piece)
        return made.hexdigest()

    def token(self, text: str) -> str:
        """The pseudonym of a token, wherever it stands."""
        return self.value(text, _TOKEN)

    def _at(self, place: str) -> AbstractContextManager[object]:
        return nullcontext() if self.tally is None else self.tally.at(place)

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
