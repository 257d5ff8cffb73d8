"""The command `xmlinspect`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    if sys.argv[1:] == ["--version"]:  # at once, without the libraries of the command line
        from inspector.cli.version import version

        sys.stdout.write(f"xmlinspect {version()}\n")
        sys.exit(0)
    from inspector.cli.app import run

    sys.exit(run(sys.argv[1:]))
