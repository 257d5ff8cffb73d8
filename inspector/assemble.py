"""The one place that joins the parts from settings."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from inspector.engine.inspector import Inspector, InspectorSettings
from inspector.engine.releases import ReleasePolicy
from inspector.engine.watching import SiteFacts
from inspector.model.severity import Severity
from inspector.packs.bench import Bench
from inspector.privacy.choice import chosen
from inspector.privacy.key import KeyFileError, adopt, load_or_create
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.privacy.tally import Tally
from inspector.resources import data
from inspector.rules.load import Problem, RuleError, read, read_zones
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import NUMBERS
from inspector.schema.by_operation import ByOperation
from inspector.schema.changes import Changes
from inspector.schema.difference import Differ
from inspector.schema.releases import Releases
from inspector.schema.schemas import Schemas
from inspector.schema.verdict import Judge
from inspector.schema.views import Views
from inspector.settings.errors import SettingsError
from inspector.settings.model import Settings, SiteSettings
from inspector.traffic.news import News
from inspector.wire.limits import Limits

# Pseudonyms of a run that keeps nothing need no key that outlives it, but must not be guessable either.
_KEY_BYTES = 32


def schemas(settings: Settings | None = None) -> Schemas:
    """The schema master with its releases; with settings, official files are preferred to it.

    Raises:
        MasterError: A schema file is broken.
        ReleasesError: The list of releases is broken.
    """
    return Schemas(data("schemas"), official=settings.schemas.expanduser() if settings else None)


def rules(
    settings: Settings, releases: Releases, on_problem: Callable[[Problem], None] | None = None
) -> RuleSet:
    """The rules in force: the packs, less what settings leave out, with the severities that settings give.

    Args:
        settings: What the user set; `rules` names packs of the user's own.
        releases: The releases.
        on_problem: Told of rules of the user's own that cannot be used; the others are in force all the
            same. Where None, such a rule is an error.

    Raises:
        RuleError: A rule file is broken.
        SettingsError: Settings name a code or family that does not exist.
    """
    found, problems = known_rules(settings, releases)
    if problems and on_problem is None:
        raise RuleError(problems)
    for problem in problems:
        assert on_problem is not None
        on_problem(problem)
    words = severities(settings)
    unknown = sorted(code for code in words if found.get(code) is None)
    if unknown:
        raise SettingsError((f"severity: {unknown[0]} is no rule; `xmlinspect rules list` shows them all",))
    try:
        return found.weighing(words).select(settings.select, settings.ignore)
    except ValueError as error:
        raise SettingsError((f"select or ignore: {error}",)) from None


def severities(settings: Settings) -> dict[str, Severity]:
    """The severities that the user set, by code."""
    return {code.upper(): Severity.parse(word) for code, word in settings.severity.items()}


def known_rules(settings: Settings, releases: Releases) -> tuple[RuleSet, tuple[Problem, ...]]:
    """All rules that can be used, whatever settings choose, and what is wrong with others of the user's own.

    Raises:
        RuleError: A rule that ships is broken.
    """
    ours = data("rules")
    packs = [ours, *(folder.expanduser() for folder in settings.rules)]
    found, problems = read(packs)
    zones, wrong = read_zones(packs)
    shipped = [problem for problem in (*problems, *wrong) if problem.file.is_relative_to(ours)]
    if shipped:
        raise RuleError(shipped)
    return RuleSet(found, releases, zones), (*problems, *wrong)


def bench(rules: RuleSet, judge: Judge) -> Bench:
    """What examples of rules are judged by."""
    known = knowledge()
    return Bench(judge, rules, known, Masker(secrets.token_bytes(_KEY_BYTES), known))


def judge(schemas: Schemas) -> Judge:
    """The schema's verdicts."""
    return Judge(schemas, ByOperation.load(data("schemas")))


def knowledge(settings: Settings | None = None) -> Knowledge:
    """What is personal or secret; with settings, the user's own file extends it.

    Raises:
        PrivacyFileError: `pii.yaml` or the user's file is broken.
    """
    own = [settings.pii.expanduser()] if settings is not None and settings.pii is not None else []
    return Knowledge.load(data("rules") / "pii.yaml", *own)


def inspector(
    settings: Settings | None = None,
    *,
    release: str | None = None,
    key: bytes | None = None,
    clock: Callable[[], float] = time.time,
    tally: Tally | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Inspector:
    """The whole core, ready to judge.

    Args:
        settings: What the user set; defaults where None.
        release: Release for everything, in place of what sites say.
        key: Key of the pseudonyms; a new one where None.
        clock: The present in seconds since the epoch.
        tally: Counts what redaction replaces.
        on_problem: Told of rules of the user's own that cannot be used; an error where None.

    Raises:
        UnknownCategoryError: `redact` of the settings names no category.
        UnknownRelease: `release` or a release in the settings is not known.
        MasterError, ReleasesError, RuleError, PrivacyFileError: A data file is broken.
    """
    settings = settings or Settings()
    known = schemas(settings)
    named = [release, settings.release, *(site.release for site in settings.sites.values())]
    for name in named:
        if name is not None:
            known.releases.get(name)
    sites = {name.lower(): site.release for name, site in settings.sites.items() if site.release}
    values = {name: number for name in NUMBERS if (number := getattr(settings, name)) is not None}
    bounds = settings.limits
    known_names = knowledge(settings)
    return Inspector(
        judge(known),
        rules(settings, known.releases, on_problem),
        known_names,
        Masker(
            key or secrets.token_bytes(_KEY_BYTES),
            known_names,
            categories=chosen(settings.redact, known_names),
            region=settings.phone_region,
            tally=tally,
        ),
        InspectorSettings(
            releases=ReleasePolicy(release, sites, settings.release),
            limits=Limits(bounds.body, bounds.depth, bounds.elements, bounds.name, bounds.attributes),
            cache_bytes=settings.cache_bytes,
            values=values,
            sites={name.lower(): _facts(site) for name, site in settings.sites.items()},
            region=settings.phone_region,
        ),
        clock,
    )


def news(judge: Judge, old: str, new: str) -> News:
    """What is different between two releases, for what becomes of traffic.

    Raises:
        UnknownRelease: `old` or `new` is not known.
        ChangesError: The list of changes is broken.
    """
    changes = Changes.load(data("schemas") / "changes.yaml")
    return News(Differ(views(judge.schemas), changes).between(old, new))


def views(schemas: Schemas) -> Views:
    """What messages look like at each release, by what it is judged by."""
    return Views(schemas, ByOperation.load(data("schemas")))


def _facts(site: SiteSettings) -> SiteFacts:
    """What rules are told of a site."""
    kinds = {"on-premises": site.on_premises, "control-hub": site.control_hub}
    return SiteFacts(frozenset(name for name, is_so in kinds.items() if is_so), site.time_zone)


def key_path(store: Path, settings: Settings) -> Path:
    """Where the key of a store lies: outside the store, one a store (decision 23)."""
    name = hashlib.sha256(str(store.expanduser().resolve()).encode()).hexdigest()[:16]
    return settings.keys.expanduser() / f"{name}.key"


def store_key(store: Path, settings: Settings) -> bytes:
    """The key of a store, made when first asked for.

    Raises:
        KeyFileError: It cannot be read or made.
    """
    return load_or_create(key_path(store, settings))


def recordings_key(settings: Settings) -> bytes:
    """The key of redacted copies of recordings: one a user, so that a second pass knows what the first did.

    Raises:
        KeyFileError: It cannot be read or made.
    """
    return load_or_create(settings.keys.expanduser() / "recordings.key")


def report_key(settings: Settings) -> bytes:
    """The key by which reports name exchanges: that of recordings, so that equal input has equal reports.

    One for this run alone where none can be kept: a report is worth more than its ids.
    """
    try:
        return recordings_key(settings)
    except KeyFileError:
        return secrets.token_bytes(_KEY_BYTES)


def share_key(store: Path, key: bytes, settings: Settings) -> None:
    """Keep `key` as that of a new store, whose pseudonyms were made with it.

    Raises:
        KeyFileError: Another key lies there, or it cannot be written.
    """
    adopt(key_path(store, settings), key)


__all__: Sequence[str] = (
    "bench",
    "inspector",
    "judge",
    "key_path",
    "knowledge",
    "known_rules",
    "news",
    "recordings_key",
    "report_key",
    "rules",
    "schemas",
    "severities",
    "share_key",
    "store_key",
    "views",
)
