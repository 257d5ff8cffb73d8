"""`xmlinspect redact`: clean copies of recordings already made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.findings import Errors
from inspector.cli.options import CategoriesOption, Format, FormatOption
from inspector.cli.output import CommandError, ExitCode, Progress
from inspector.cli.version import version

if TYPE_CHECKING:
    from inspector.copies import Copied, Copy
    from inspector.privacy import Tally
    from inspector.settings.model import Settings


def redact(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The copy: a file; a folder for folders.", show_default=False),
    ] = None,
    categories: CategoriesOption = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Count what would be replaced; write nothing.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Copy recordings with secrets and personal data replaced; messages that were valid stay valid.

    Equal values stay equal, and a second pass replaces nothing. A manifest with counts is written beside the
    copy. Without --categories, all personal data but times and places is replaced (pii); --categories secrets
    replaces secrets alone. What is read: .mitm, .har, .xml, pairs, .http, .jsonl, folders of them,
    stores.

    Example: xmlinspect redact recording.mitm -o clean.mitm --categories email,phone,name
    """
    from inspector.copies import manifest, plan
    from inspector.privacy import Tally, fingerprint
    from inspector.settings import load

    if target is None and not preview:
        raise CommandError("where to? name the copy with -o, or only count with --preview")
    given = load({"redact": categories}).settings
    settings = given if given.redact else given.model_copy(update={"redact": ("pii",)})
    errors, tally = Errors(), Tally()
    out = target or Path("preview")
    copies = plan(paths, out, lambda error: errors.add(str(error)), errors.skip, overwrite=preview)
    if not copies and not errors.messages:
        raise CommandError("there is no recording to copy; name files, folders or stores")
    if target is not None and not preview:
        _refuse(_manifest_path(target, folder=any(copy.target != target for copy in copies)))
    done, keys = _copy(copies, settings, tally, errors, write=not preview)
    if not errors.messages and not any(copied.exchanges for copied in done):
        raise CommandError(
            "there is no call of the service to copy, so nothing was written; name other recordings"
        )
    found = manifest(done, tally, _discreet(settings))
    facts: dict[str, object] = {
        "tool": {"name": "xmlservice-inspector", "version": version()},
        "categories": list(settings.redact),
        "keys": sorted({fingerprint(key) for key in keys}),
        **found,
        "errors": errors.messages,
    }
    if target is not None and not preview and any(copied.exchanges for copied in done):
        facts["manifest"] = str(_write_manifest(target, facts))
    _say(form, facts, preview=preview)
    errors.note_skipped()
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL if any(copied.exchanges for copied in done) else ExitCode.FAILED)


def _copy(
    copies: list[Copy], settings: Settings, tally: Tally, errors: Errors, *, write: bool
) -> tuple[list[Copied], list[bytes]]:
    """Make the copies, each with its key."""
    from inspector.assemble import inspector, share_key
    from inspector.cli.store_keys import begin_with
    from inspector.copies import Redactions
    from inspector.wire import Limits

    made: dict[bytes, Redactions] = {}
    done = []
    with Progress("exchanges") as progress:
        for copy in copies:
            key = _key(copy, settings)
            if key not in made:
                core = inspector(settings, key=key, tally=tally)
                made[key] = Redactions(core, tally, Limits(body=settings.limits.body), errors.add)
            if copy.store and write:
                share_key(copy.target, key, settings)
            done.append(made[key].copy(copy, write=write, step=progress.step))
            if copy.store and copy.target.exists() and write:
                begin_with(copy.target, key)
    return done, list(made)


def _key(copy: Copy, settings: Settings) -> bytes:
    """A store's own key; the one that made a recording's pseudonyms, else that which recordings share."""
    from inspector.assemble import recordings_key
    from inspector.cli.recorded_keys import maker
    from inspector.cli.store_keys import key_of
    from inspector.recordings import ReadError
    from inspector.recordings.read import read_source
    from inspector.wire import Limits

    if copy.store:
        return key_of(copy.source.path, settings)
    exchanges = read_source(copy.source, Limits(body=settings.limits.body), lambda _: None)
    try:
        known, strange = maker(exchanges, settings)
    except ReadError:
        known, strange = None, False  # told when it is copied
    if strange:
        output.note(
            f"values in {copy.source.path} look like pseudonyms of a key that is not in "
            f"{settings.keys.expanduser()}: they are replaced again; restore that key to keep them"
        )
    return known or recordings_key(settings)


def _discreet(settings: Settings) -> Callable[[str], str]:
    """Cuts a path below the name of a secret: what stands there may be a piece of it."""
    from inspector.assemble import knowledge

    known = knowledge(settings)

    def cut(path: str) -> str:
        steps = path.split("/")
        for index, step in enumerate(steps[:-1]):
            what = known.by_name(step) if index else None
            if what is not None and what.secret and what.kind != "url":
                return "/".join(steps[: index + 1])
        return path

    return cut


def _write_manifest(target: Path, facts: dict[str, object]) -> Path:
    from inspector.recordings.write import write_bytes

    path = _manifest_path(target, folder=target.is_dir())
    write_bytes(path, output.as_json(facts).encode())
    return path


def _manifest_path(target: Path, *, folder: bool) -> Path:
    return target / "manifest.json" if folder else target.with_name(f"{target.name}.manifest.json")


def _refuse(path: Path) -> None:
    if path.exists():
        raise CommandError(f"{path}: there is a file already; remove it, or name another -o")


def _say(form: Format, facts: dict[str, object], *, preview: bool) -> None:
    from inspector.report.words import many

    if form is Format.JSON:
        output.out_json(facts)
        return
    verb = "would be replaced" if preview else "replaced"
    replaced, exchanges, left_out = (facts[name] for name in ("replaced", "exchanges", "left_out"))
    assert isinstance(replaced, int)
    assert isinstance(exchanges, int)
    assert isinstance(left_out, int)
    output.out(f"{many(replaced, 'value')} {verb} in {many(exchanges, 'exchange')}")
    by_category = facts["by_category"]
    assert isinstance(by_category, dict)
    for category, count in by_category.items():
        output.out(f"  {category:<18} {count:>8,}")
    if left_out:
        output.note(
            f"left out of the copy: {many(left_out, 'exchange')} of other services, or without a place in it"
        )
    if "manifest" in facts:
        output.out(f"counts by path: {facts['manifest']}")
