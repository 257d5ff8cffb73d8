"""The command line: which commands there are, and what happens to what they raise."""

from __future__ import annotations

import importlib
import keyword
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.output import ExitCode
from inspector.cli.version import version

# A command is a module of this package with the same name (`import_` where Python has the name): it holds a
# function of that name, or `app`, a group of commands. Only the module that is asked for is imported.
COMMANDS = (
    "addon", "audit", "check", "compat", "config", "demo", "diff", "doctor", "export", "import", "migrate",
    "proxy", "record", "redact", "replay", "rules", "schemas", "shapes", "simulate", "store", "tui",
)  # fmt: skip
# For programs, not for people: left out of the help.
_HIDDEN = frozenset({"record"})

_PIPE_CLOSED = 141  # as of a program that the signal for it ends

_HELP = """Inspects the traffic of the Webex Meetings XML API (XMLService).

Exit codes: 0 clean, 1 findings, 2 could not do it, 3 done, but some of the input could not be used.
"""


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; whatever goes wrong is said in one line, without a traceback.

    Args:
        arguments: What stands behind the command's name.
    """
    output.prepare()
    try:
        build(arguments)(args=list(arguments), prog_name="xmlinspect")
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            return _PIPE_CLOSED  # typer ends with 1, which means findings
        return _code(ended)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        output.drop_stdout()
        return _PIPE_CLOSED
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        output.error(output.explain(error))
        return ExitCode.FAILED
    return ExitCode.CLEAN


def build(arguments: Sequence[str]) -> typer.Typer:
    """The command line with the command that `arguments` name; with all where they name none (help)."""
    app = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        name="xmlinspect",
    )
    app.callback()(_root)
    named = next((word for word in arguments if not word.startswith("-")), None)
    for name in [named] if named in COMMANDS else COMMANDS:
        _add(app, str(name))
    return app


def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if show_version:
        typer.echo(f"xmlinspect {version()}")
        raise typer.Exit


def _add(app: typer.Typer, name: str) -> None:
    own = f"{name}_" if keyword.iskeyword(name) else name
    module: ModuleType = importlib.import_module(f"inspector.cli.{own}")
    group = getattr(module, "app", None)
    if isinstance(group, typer.Typer):
        app.add_typer(group, name=name)
    else:
        app.command(name, hidden=name in _HIDDEN)(getattr(module, own))


def _code(ended: SystemExit) -> int:
    if isinstance(ended.code, int):
        return ended.code
    return ExitCode.CLEAN if ended.code is None else ExitCode.FAILED
