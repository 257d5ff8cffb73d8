"""`xmlinspect doctor`: is all in place, and what to type for a client."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption, StoreOption
from inspector.cli.output import ExitCode

_SAMPLE = "https://SITE.webex.com/WBXService/XMLService"
_SIGNS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def doctor(
    url: Annotated[
        str | None, typer.Argument(help="An address to try, directly and through the proxy.")
    ] = None,
    listen: Annotated[
        str | None, typer.Option("--listen", help="Address and port of the proxy.", show_default=False)
    ] = None,
    store: StoreOption = None,
    confdir: Annotated[
        Path, typer.Option("--confdir", help="mitmproxy's folder, which holds its CA.")
    ] = Path("~/.mitmproxy"),
    form: FormatOption = Format.TEXT,
) -> None:
    """Look whether all is in place, and print what to type for curl, Python, Java, Node, .NET and PHP.

    Ends with 1 where something has to be mended.

    Example: xmlinspect doctor https://acme.webex.com
    """
    from inspector.cli import checks
    from inspector.cli.clients import recipes
    from inspector.settings import load

    settings = load({"listen": listen, "store": store}).settings
    ca = confdir.expanduser() / checks.CA_FILE
    found = [checks.mitmproxy(), *checks.certificate(ca), checks.store(settings.store)]
    found += checks.reach(url, settings.listen, ca) if url else [checks.port(settings.listen)]
    typed = recipes(settings.listen, ca, url or _SAMPLE)
    if form is Format.JSON:
        output.out_json({"checks": [asdict(check) for check in found], "clients": [asdict(r) for r in typed]})
    else:
        for check in found:
            output.out(
                f"{_SIGNS[check.state]}  {check.name}: {check.detail}"
                + (f"; {check.mend}" * bool(check.mend))
            )
        for recipe in typed:
            output.out("\n" + "\n".join((f"{recipe.client}:", *(f"  {line}" for line in recipe.lines))))
    if any(check.state is checks.State.FAIL for check in found):
        raise typer.Exit(ExitCode.FINDINGS)
