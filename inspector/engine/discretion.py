"""Names of elements that are no names: a piece of a password with `<` in it, which a finding would quote."""

from __future__ import annotations

import re
from dataclasses import replace

from inspector.engine.names import cut
from inspector.model.report import Finding
from inspector.privacy.knowledge import Knowledge

_HIDDEN = "…"
_TAG = re.compile(r"(</?)([^<>\s]{1,200})(?=>)")
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,40});")
_XML_REFERENCES = frozenset(("amp", "lt", "gt", "quot", "apos", "nbsp"))


def below_secrets(finding: Finding, knowledge: Knowledge) -> Finding:
    """The finding, its path no deeper than an element with a secret's name, nothing deeper in its message."""
    path = cut(finding.path, knowledge)
    if path == finding.path:
        return finding
    message, instead = finding.message, finding.instead
    for step in {step.partition("[")[0] for step in finding.path[len(path) + 1 :].split("/")}:
        message, instead = message.replace(step, _HIDDEN), instead.replace(step, _HIDDEN)
    return replace(finding, path=path, message=message, instead=instead)


def within(finding: Finding, redacted: str) -> Finding:
    """The finding on a document that cannot be read; it quotes only what stands in its `redacted` form."""

    def tag(found: re.Match[str]) -> str:
        return found[0] if found[2] in redacted else found[1] + _HIDDEN

    def reference(found: re.Match[str]) -> str:
        return found[0] if found[1] in _XML_REFERENCES or found[0] in redacted else f"&{_HIDDEN};"

    def quoted(text: str) -> str:
        return _REFERENCE.sub(reference, _TAG.sub(tag, text))

    return replace(finding, message=quoted(finding.message), instead=quoted(finding.instead))
