"""YAML of people's own files: what is nested too deep is refused before it is built, which would end all."""

from __future__ import annotations

import re
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent

MOST_LEVELS: Final = 100
_DEEP: Final = re.compile(r"(?:[-?] ){8}| {100}")
"""What nests without brackets; everything else takes a bracket a level."""


def shallow_yaml(text: str) -> object:
    """What `text` holds.

    Raises:
        YAMLError: It is no YAML.
        RecursionError: It is nested in more than 100 levels.
    """
    if text.count("[") + text.count("{") > MOST_LEVELS or _DEEP.search(text):
        level = 0
        for event in YAML(typ="safe").parse(text):
            level += isinstance(event, (MappingStartEvent, SequenceStartEvent))
            level -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
            if level > MOST_LEVELS:
                raise RecursionError
    return YAML(typ="safe").load(text)
