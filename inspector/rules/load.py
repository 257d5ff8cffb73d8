"""Rule files: found, read, checked; every problem names file, line and mend, and spoils no other rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from inspector.model.slips import nearest, no_text, no_yaml, unknown_key, wrong_value
from inspector.rules.examples import Before, Example, Examples, Filler
from inspector.rules.model import Count, Elements, Headers, Match, Replaced, Rule, State, Window
from inspector.rules.ruleset import KnowsReleases, RuleSet
from inspector.rules.shallow import shallow_yaml
from inspector.rules.values import ValueTest
from inspector.rules.zones import Zone, Zones

_PARTS: tuple[type[BaseModel], ...] = (
    Before, Count, Elements, Example, Examples, Filler, Headers, Match, Replaced, Rule, State, ValueTest,
    Window,
)  # fmt: skip
_TOO_DEEP = "nested too deep to be read: a rule has a few levels, write no more"
_CODE_LINE = re.compile(r"^[\"']?code[\"']?[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a rule file.

    Attributes:
        file: The file.
        line: Line from 1, None where no line can be named.
        message: What is wrong and how to mend it.
    """

    file: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


class RuleError(ValueError):
    """Rule files that cannot be used; `problems` lists them all, the text has a line for each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def load(folders: Iterable[Path], releases: KnowsReleases) -> RuleSet:
    """The rules of all packs.

    Args:
        folders: Packs: folders that hold one folder a family, with one `CODE.yaml` a rule; or one family.
        releases: Tells whether a release lies within a window.

    Raises:
        RuleError: A pack is missing, or a rule cannot be used; names every problem.
    """
    packs = tuple(folders)
    rules, problems = read(packs)
    zones, wrong = read_zones(packs)
    if problems or wrong:
        raise RuleError((*problems, *wrong))
    return RuleSet(rules, releases, zones)


def read_zones(folders: Iterable[Path]) -> tuple[Zones, tuple[Problem, ...]]:
    """The time zones of the packs (`timezones.yaml`; a later pack adds to an earlier one)."""
    zones: list[Zone] = []
    problems: list[Problem] = []
    for folder in folders:
        path = folder / "timezones.yaml"
        if not path.is_file():
            continue
        try:
            tree = shallow_yaml(path.read_text("utf-8"))
            rows = tree["zones"] if isinstance(tree, dict) else ()
            zones += (Zone(int(row["id"]), int(row["minutes"]), str(row["iana"])) for row in rows)
        except (OSError, YAMLError, KeyError, TypeError, ValueError, RecursionError) as error:
            cause = str(error).partition("\n")[0]
            mend = "zones is a list of {id, minutes, iana}"
            problems.append(Problem(path, None, f"not a table of time zones ({cause}): {mend}"))
    return Zones(zones), tuple(problems)


def read(folders: Iterable[Path]) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules that can be used, and what is wrong with the others."""
    rules: dict[str, tuple[Rule, Path]] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(folder, None, "no such folder: name one that holds rule folders"))
            continue
        for path in rule_files(folder):
            rule = _read_file(path, problems)
            if rule is None:
                continue
            if rule.code in rules:
                message = f"code {rule.code} is taken by {rules[rule.code][1]}: choose another"
                problems.append(Problem(path, 1, message))
                continue
            rules[rule.code] = (rule, path)
    problems += _circles(rules)
    spoiled = {problem.file for problem in problems}
    usable = {code: rule for code, (rule, path) in rules.items() if path not in spoiled}
    return tuple(usable[code] for code in sorted(usable)), tuple(problems)


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a pack: in its family folders; beside or one below those, what says `code:`.

    None is passed over in silence: a rule that nobody reads seems to find nothing.
    """
    inside = {*folder.glob("*/*.yaml"), *folder.glob("*/*.yml")}
    others = [
        path for where in ("", "*/*/") for end in ("yaml", "yml") for path in folder.glob(f"{where}*.{end}")
    ]
    return sorted(inside.union(path for path in others if _is_rule(path)))


def _is_rule(path: Path) -> bool:
    try:
        return _CODE_LINE.search(path.read_text("utf-8", "replace")) is not None
    except OSError:
        return False


def _read_file(path: Path, problems: list[Problem]) -> Rule | None:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
        rule = Rule.model_validate(shallow_yaml(text))
    except OSError as error:
        problems.append(Problem(path, None, f"cannot be read: {error}"))
    except UnicodeDecodeError as error:
        line, message = no_text(data, error)
        problems.append(Problem(path, line, f"cannot be read: {message}"))
    except YAMLError as error:
        problems.append(Problem(path, *no_yaml(error, text)))
    except RecursionError:
        problems.append(Problem(path, None, _TOO_DEEP))
    except ValidationError as error:
        tree = YAML(typ="rt").load(text)
        problems += (Problem(path, _line(tree, e["loc"]), _explain(e)) for e in _slips(error.errors()))
    else:
        if path.stem == rule.code:
            return rule
        problems.append(Problem(path, 1, f"holds the code {rule.code}: name the file {rule.code}.yaml"))
    return None


def _slips(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The slips among the errors: a misspelled key is not missing, a list of bad items is not short."""
    meant = {(*error["loc"][:-1], _meant(error)) for error in errors if error["type"] == "extra_forbidden"}
    around = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [
        error
        for error in errors
        if not (error["type"] == "missing" and error["loc"] in meant)
        and not (error["type"] == "too_short" and error["loc"] in around)
    ]


def _meant(error: ErrorDetails) -> str:
    """The key that an unknown one was probably meant to be, "" where none is near."""
    return nearest(str(error["loc"][-1]), _names())


def _names() -> set[str]:
    return {name for part in _PARTS for name in part.model_fields}


def line_of(path: Path, place: tuple[int | str, ...]) -> int | None:
    """The line of the innermost key on the way to `place` that the rule file `path` has.

    Raises:
        OSError, YAMLError: The file is not the one that was read as a rule.
    """
    return _line(YAML(typ="rt").load(path.read_text("utf-8")), place)


def _line(tree: object, place: tuple[int | str, ...]) -> int | None:
    """The line of the innermost key on the way to `place` that the file has."""
    line: int | None = 1
    for step in place:
        if isinstance(tree, CommentedMap):
            if isinstance(step, int):
                continue  # one thing stands for a list of it
            if step not in tree:
                break
            line = tree.lc.key(step)[0] + 1
        elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
            line = tree.lc.item(step)[0] + 1
        else:
            break
        tree = tree[step]
    return line


def _explain(error: ErrorDetails) -> str:
    place = ".".join(str(step) for step in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return unknown_key(place, _names())
    if error["type"] == "missing":
        return f"{place} is missing: add it"
    return f"{place}: {wrong_value(error['type'], error['input'], error['msg'])}"


def _circles(rules: dict[str, tuple[Rule, Path]]) -> list[Problem]:
    """Rules that replace themselves, on whatever detour: all findings of the circle would vanish."""
    problems = []
    for code, (rule, path) in rules.items():
        seen: set[str] = set()
        ahead = [item.code for item in rule.replaces]
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead += [item.code for item in rules[step][0].replaces] if step in rules else []
        if code in seen:
            problems.append(
                Problem(path, None, f"{code} replaces itself, directly or by others: cut the circle")
            )
    return problems
