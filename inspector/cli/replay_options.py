"""The options of `replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    str, typer.Argument(metavar="STORE|FILE", help="Stores, STORE#ID, recordings, folders of messages.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="URL", help="Address of the XML API.", show_default=False)
]
As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Profile of the caller.", show_default=False)
]
Only = Annotated[
    str | None, typer.Option("--filter", metavar="EXPR", help="Only these calls.", show_default=False)
]
AllowWrites = Annotated[bool, typer.Option("--allow-writes", help="Send calls that change something, too.")]
SameHost = Annotated[bool, typer.Option("--same-host", help="Allow the host that the recording came from.")]
Rate = Annotated[float, typer.Option("--rate", min=0, help="Calls a second; 0 for no limit.")]
Parallel = Annotated[int, typer.Option("--parallel", min=1, max=500, help="Calls under way at once.")]
Once = Annotated[
    bool, typer.Option("--once", help="Ask each call once; nothing is learned of what differs by itself.")
]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds an answer may take.")]
Proxy = Annotated[
    str | None, typer.Option("--proxy", metavar="URL", help="HTTP proxy to go through.", show_default=False)
]
Ca = Annotated[
    Path | None, typer.Option("--ca", help="File with a CA certificate to trust.", show_default=False)
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with an earlier run; no writing call is sent a second time."),
]
Anew = Annotated[
    bool, typer.Option("--anew", help="Begin again, whatever an earlier run has sent or left open.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before writing calls leave.")]
