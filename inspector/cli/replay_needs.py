"""What a plan needs and its caller does not give, in sentences."""

from __future__ import annotations

from inspector.replay import VARIABLES, Lack

_NOUNS = {
    "password": "a password",
    "ticket": "a session ticket, or a password to get one by",
    "token": "an access token",
    "jwt": "a JWT",
}


def sentence(lack: Lack, who: str | None = None) -> str:
    """What is missing, and where to set it; `who` is the profile that was named."""
    if lack.kind == "secret":
        password = f" or {VARIABLES['password']}" if lack.name == "ticket" else ""
        kept = f"keep it in the keyring as {who}/{lack.name}" if who else "name a profile with --as"
        return (
            f"{_calls(lack.count)} {_NOUNS[lack.name]}, which the recording does not hold; set "
            f"{VARIABLES[lack.name]}{password}, or {kept}"
        )
    if lack.kind == "identity":
        mend = f"give the profile {who} an identity" if who else "name a profile with an identity with --as"
        return f"{_calls(lack.count)} a caller, whom the recording names by a pseudonym; {mend}"
    return (
        f"{lack.operation}: {_calls(lack.count)} a value for {lack.name}, which the recording does not hold "
        f"and nobody can make up; set WEBEX_VALUE_{lack.name.upper()}, or leave it out with "
        f"--filter '-op:{lack.operation}'"
    )


def _calls(count: int) -> str:
    return "1 call needs" if count == 1 else f"{count:,} calls need"
