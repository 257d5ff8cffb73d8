"""Settings that cannot be used."""

from __future__ import annotations


class SettingsError(Exception):
    """One or more settings that are wrong; each problem names its place and how to mend it.

    Attributes:
        problems: One line each, "xmlinspect.toml:3: ...".
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
