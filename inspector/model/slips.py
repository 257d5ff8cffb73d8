"""What is wrong in a file that somebody wrote by hand, in plain words and with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_KEYS = frozenset(("model_type", "model_attributes_type", "dict_type"))
_LISTS = frozenset(("tuple_type", "list_type", "set_type"))
_SHORT = 40  # characters of a value that are repeated in a mend


def wrong_value(kind: str, given: object, message: str) -> str:
    """What is wrong with a value.

    Args:
        kind: Kind of the mistake, as the checker of forms names it ("tuple_type").
        given: What stands there.
        message: Its own words, used for all other kinds.
    """
    if kind in _KEYS:
        return f"should be keys with values (key: value), and is {_what(given)}"
    if kind in _LISTS:
        plain = isinstance(given, (str, int, float)) and len(str(given)) <= _SHORT
        return f"should be a list: write [{given if plain else '...'}] (it is {_what(given)})"
    if kind == "string_type":
        if given is None:
            return "is empty: write its text behind the colon, or take it out"
        if isinstance(given, (dict, list)):
            return f"should be text, and is {_what(given)}: put it in quotes"
        return f"should be text: put it in quotes (it reads as {type(given).__name__})"
    return message.removeprefix("Value error, ")


def unknown_key(place: str, known: Iterable[str]) -> str:
    """That the last key of `place` ("match.0.operaton") is not known, with the nearest that is."""
    near = nearest(place.rpartition(".")[2], known)
    return f"unknown key {place}: " + (f"did you mean {near}?" if near else "take it out")


def nearest(key: str, known: Iterable[str]) -> str:
    """The key that an unknown one was probably meant to be, "" where none is near."""
    return next(iter(get_close_matches(key, sorted(set(known)), n=1)), "")


def no_yaml(error: Exception, text: str) -> tuple[int, str]:
    """Line, from 1, and what is wrong there: `error` is what the YAML reader raised for `text`."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None:
        at = getattr(error, "position", 0)
        cause = str(getattr(error, "reason", "") or error).partition("\n")[0]
        return text.count("\n", 0, at) + 1, f"not YAML: {cause}: mend this line"
    cause = str(problem or error).partition("\n")[0]
    if "constructor for the tag" in cause:
        cause, mend = f"the tag {cause.rpartition('the tag ')[2]} is not allowed", "take the `!...` out"
    elif "duplicate key" in cause:
        mend = "keep one of the two"
    else:
        mend = "mend this line or the one before: indentation, brackets, quotes"
    return int(mark.line) + 1, f"not YAML: {cause}: {mend}"


def no_text(data: bytes, error: UnicodeDecodeError) -> tuple[int, str]:
    """Line, from 1, and what is wrong there: `data` is not UTF-8."""
    byte = data[error.start]
    return data.count(b"\n", 0, error.start) + 1, f"not UTF-8 (byte 0x{byte:02x}): save the file as UTF-8"


def _what(given: object) -> str:
    if given is None:
        return "empty"
    if isinstance(given, (list, tuple)):
        return "a list"
    if isinstance(given, dict):
        return "keys with values"
    return "text" if isinstance(given, str) else f"a value ({given})"
