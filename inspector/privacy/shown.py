"""What a report may show of a URL: no value, replaced or not."""

from __future__ import annotations

import re

from inspector.privacy.fit import MARK

_FIELD = re.compile(r"([?&;#](?:amp;)*)([^?&;#]+)")
_NAMED = re.compile(r"[A-Za-z_][\w.\-+%\[\]]{0,63}=(?!=*\Z)")
_EMPTY = re.compile(r"[A-Za-z_][\w.\-\[\]]{0,15}=")


def shown_url(url: str) -> str:
    """`url` with a fixed mark for each value behind its path; host, path and the names of parameters stay.

    What has no name is a value. A long name without a value may be one, whose `=` are the end of its coding.
    """
    path = re.search("[?;#]", url)
    if path is None:
        return url
    return url[: path.start()] + _FIELD.sub(_marked, url[path.start() :])


def _marked(field: re.Match[str]) -> str:
    if _EMPTY.fullmatch(field[2]):
        return field[0]
    named = _NAMED.match(field[2])
    return f"{field[1]}{named[0] if named else ''}{MARK}"
