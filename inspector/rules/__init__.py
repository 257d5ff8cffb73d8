"""Rules: what is wrong with a message or an exchange, and how much it matters, as data with a source."""

from inspector.rules.cost import Cost, cost
from inspector.rules.examples import Example, Examples
from inspector.rules.load import Problem, RuleError, line_of, load, read, rule_files
from inspector.rules.model import Rule
from inspector.rules.published import rule_schema
from inspector.rules.ruleset import KnowsReleases, RuleSet
from inspector.rules.subject import CallSubject, ExchangeSubject, Hit, MessageSubject

__all__ = [
    "CallSubject",
    "Cost",
    "Example",
    "Examples",
    "ExchangeSubject",
    "Hit",
    "KnowsReleases",
    "MessageSubject",
    "Problem",
    "Rule",
    "RuleError",
    "RuleSet",
    "cost",
    "line_of",
    "load",
    "read",
    "rule_files",
    "rule_schema",
]
