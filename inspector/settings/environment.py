"""Settings from the environment: `XMLINSPECT_STORE`, `XMLINSPECT_LIMITS__BODY`, lists and tables as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from inspector.settings.errors import SettingsError
from inspector.settings.model import ENVIRONMENT


def given_by(variables: Mapping[str, str]) -> dict[str, object]:
    """The values that variables beginning with `XMLINSPECT_` give; `__` in a name stands for a table's dot.

    Raises:
        SettingsError: A variable holds broken JSON, or two contradict each other.
    """
    found: dict[str, object] = {}
    for name in sorted(variables):
        if name.startswith(ENVIRONMENT):
            *tables, key = name.removeprefix(ENVIRONMENT).lower().split("__")
            table = found
            for step in tables:
                inner = table.setdefault(step, {})
                if not isinstance(inner, dict):
                    raise SettingsError((f"{name}: {step} is given as a whole too; unset one of the two",))
                table = inner
            table[key] = _value(name, variables[name])
    return found


def _value(name: str, text: str) -> object:
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        decoded: object = json.loads(text)
    except ValueError as error:
        raise SettingsError((f"{name}: not JSON: {error}",)) from None
    return decoded
