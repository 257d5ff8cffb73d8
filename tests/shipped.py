"""Shipped data, read once a process: all tests have the same, and nothing changes what was read of it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from inspector.resources import data
from inspector.schema.master import Master


def read_once(patch: pytest.MonkeyPatch) -> None:
    """From now on rules, schemas and privacy file that ship are read once, those of a user each time."""
    rules, schemas = data("rules"), data("schemas")
    # The package has a function of the module's name.
    load, knowledge = import_module("inspector.rules.load"), import_module("inspector.privacy.knowledge")
    rule, master, privacy = load._read_file, Master.load, knowledge.read
    rule_of, master_of, privacy_of = cache(lambda path: rule(path, [])), cache(master), cache(privacy)

    def read_rule(path: Path, problems: list) -> object:
        found = rule_of(path) if path.is_relative_to(rules) else None
        return found or rule(path, problems)

    def read_master(folder: Path) -> Master:
        return master_of(folder) if folder == schemas else master(folder)

    def read_privacy(path: Path) -> object:
        return privacy_of(path) if path.is_relative_to(rules) else privacy(path)

    patch.setattr(load, "_read_file", read_rule)
    patch.setattr(Master, "load", staticmethod(read_master))
    patch.setattr(knowledge, "read", read_privacy)
