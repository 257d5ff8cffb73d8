"""`xmlinspect.toml`: its values, and the line that each stands on, which `tomllib` does not say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from inspector.settings.errors import SettingsError

_TABLE = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")


def read_toml(path: Path) -> tuple[dict[str, object], str]:
    """The values of a settings file, and its text.

    Raises:
        SettingsError: It cannot be read, or is not TOML; names file and line.
    """
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        place = f"{path}:{where[1]}" if where else str(path)
        raise SettingsError((f"{place}: not TOML: {error}",)) from None
    except UnicodeDecodeError:
        raise SettingsError((f"{path}: not UTF-8; save it as UTF-8",)) from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SettingsError((f"{path}: {reason}; check the file and its rights",)) from None


def line_of(text: str, key: tuple[str, ...]) -> int | None:
    """The line, from 1, on which `key` or the nearest table above it is written; None where it is not."""
    best: tuple[int, int] | None = None
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, pair = _TABLE.match(line), _KEY.match(line)
        if header:
            table = written = _parts(header[1])
        elif pair:
            written = table + _parts(pair[1])
        else:
            continue
        if key[: len(written)] == written and (best is None or len(written) > best[0]):
            best = (len(written), number)
    return best[1] if best else None


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
