"""What could not be read, said so that it can be mended."""

from __future__ import annotations


class ReadError(Exception):
    """Input that could not be used; the rest of the input goes on.

    Attributes:
        path: The file or folder as it was named.
        cause: What is wrong, in plain language, without any value of a message.
        mend: What to do about it.
    """

    def __init__(self, path: str, cause: str, mend: str) -> None:
        super().__init__(f"{path}: {cause}; {mend}")
        self.path = path
        self.cause = cause
        self.mend = mend
