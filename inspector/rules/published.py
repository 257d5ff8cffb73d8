"""The JSON schema of a rule file, for editors and for those who write packs."""

from __future__ import annotations

import json

from inspector.rules.model import Rule


def rule_schema() -> str:
    """The text of `rules/rule.schema.json`, generated from the model that the loader uses."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Rule.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
