"""Two releases that a command compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.cli.output import CommandError

if TYPE_CHECKING:
    from inspector.schema import Release, Releases


def two_releases(releases: Releases, old: str, new: str, names: str) -> tuple[Release, Release]:
    """The releases called `old` and `new`.

    Args:
        releases: All known ones.
        old: Name of the one to come from.
        new: Name of the one to go to.
        names: What the user gave them as, for the message.

    Raises:
        UnknownRelease: One of them is not known.
        CommandError: They are one release, so that there is nothing to compare.
    """
    first, second = releases.get(old), releases.get(new)
    if first == second:
        alias = f" ({old} and {new} are names of it)" if old != new else ""
        raise CommandError(
            f"{names} are both release {first.name}{alias}: nothing is different; "
            "name two releases, `xmlinspect schemas list` shows them all"
        )
    return first, second
