"""What a report may show of a URL: no value of a person, replaced or not."""

from __future__ import annotations

import re

from inspector.privacy.detect import REGION, by_form
from inspector.privacy.fit import MARK
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import Span, spans

_SECRETS = frozenset({"credential", "meeting_secret", "url_with_access"})
_BEHIND_PATH = re.compile(r"[?;#]")


def shown_url(url: str, knowledge: Knowledge, *, region: str = REGION) -> str:
    """`url` with a fixed mark for each personal value behind its path; host, path and names stay.

    Args:
        url: A URL whose secrets are replaced already.
        knowledge: Names that hold personal data.
        region: Country of telephone numbers without `+`; "" for none.
    """
    path = _BEHIND_PATH.search(url)
    if path is None:
        return url
    found = [(span.start, span.end) for span in spans(url, knowledge.everything, url=True) if _personal(span)]
    found += ((start, end) for _, start, end, _ in by_form(url, region, prose=False))
    pieces: list[str] = []
    at = 0
    for start, end in sorted(found):
        if start > path.start() and end > at:
            pieces += (url[at : max(at, start)], MARK if start >= at else "")
            at = end
    return "".join((*pieces, url[at:]))


def _personal(span: Span) -> bool:
    return span.classification.category not in _SECRETS
