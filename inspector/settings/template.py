"""The settings file that `config init` writes: every setting, commented out, with its meaning and default."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel

from inspector.settings.model import Settings

_EXAMPLES = {
    "store": '"recordings/acme.sqlite"',
    "keys": '"keys"',
    "schemas": '"schemas"',
    "release": '"40.10.0"',
    "sites": '{ acme = { release = "40.6.0" } }',
    "profile": '{ test = { url = "https://acme.example.com/WBXService/XMLService", identity = "jdoe" } }',
    "body_content_maximum": "10",
    "not_found_maximum": "20",
    "pii": '"pii.yaml"',
    "rules": '["our-rules"]',
    "severity": '{ "ENV-05" = "warning" }',
}


def template() -> str:
    """The text of a settings file that changes nothing until a line is uncommented."""
    lines = [
        "# Settings of xmlinspect. Environment (XMLINSPECT_STORE, ...) and options outrank this file.",
        "",
    ]
    lines += _lines(Settings)
    return "\n".join(lines).rstrip() + "\n"


def _lines(table: type[BaseModel]) -> Iterator[str]:
    later: list[str] = []
    for name, field in table.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            later += [f"# {field.description}", f"# [{name}]", *_lines(inner)]
            continue
        default = field.get_default()
        value = _EXAMPLES.get(name) or json.dumps(list(default) if isinstance(default, tuple) else default)
        yield f"# {field.description}"
        yield f"# {name} = {value}"
        yield ""
    yield from later
