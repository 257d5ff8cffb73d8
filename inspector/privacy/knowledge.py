"""Element knowledge: which names, where, hold what; settled by `pii.yaml` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_plus

from inspector.privacy.classification import Classification, Mask
from inspector.privacy.entries import Element, Headers, Parameter, Place, PrivacyFile, Secret
from inspector.privacy.pii_file import extend, read
from inspector.privacy.told import Telling

_ANY = "*"
_QUOTING = frozenset("%+[ ")
_QUOTED_TIMES = 4  # a URL within a URL within a URL
_SHORTEST_SLIP = 5  # letters of a name that may be misspelt: shorter ones are like too many words
_LONGEST_NAME = 64  # characters; what is longer is a sentence
_OPEN = 4  # innermost open elements, at most, that may be an element's parent in broken markup
_ALIKE = 0.85  # of difflib; every name of the schema that is no credential is less like one


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place of the file made ready; `result` None is a false friend, `always` marks secrets."""

    under: tuple[str, ...]
    top: bool
    below: tuple[str, ...]
    operations: frozenset[str]
    direction: str | None
    result: Classification | None
    always: bool = False

    @property
    def everywhere(self) -> bool:
        return not (self.under or self.top or self.below or self.operations or self.direction)

    def fits(self, parent: str, depth: int, direction: str, operation: str) -> bool:
        """Whether it counts at `parent` ("/a/b", lower case), `depth` elements below the operation's type."""
        if self.direction and self.direction != direction:
            return False
        if self.operations and operation not in self.operations:
            return False
        if (self.under or self.top) and not (self.top and depth == 0) and not parent.endswith(self.under):
            return False
        return not self.below or any(name in parent + "/" for name in self.below)


class _Pairs(NamedTuple):
    names: frozenset[str]
    values: frozenset[str]


class Knowledge:
    """Says by path or by name alone what a value is. Build it with `Knowledge.load`.

    Attributes:
        headers: HTTP headers with secrets.
        pairs: Names of elements that name what stands beside them, and of those that hold it, lower case.
        telling: Finds what a sentence says is a secret.
        context: Elements that belong in the securityContext, lower case; others hold credentials most likely.
        own_words: Finds what may be a word that a user's file calls a secret by; None where it adds none.
        person_parts: Elements in that of a person that say more of the same one, lower case.
        categories: Categories by name, with how their values are handled, in the file's order.
    """

    def __init__(self, data: PrivacyFile, chosen: frozenset[str] = frozenset()) -> None:
        self._data = data
        self._chosen = chosen
        self.headers: Headers = data.headers
        self.categories: dict[str, str] = {name: entry.handling for name, entry in data.categories.items()}
        self._by_name: dict[str, tuple[_Entry, ...]] = {}
        self._any: tuple[_Entry, ...] = ()
        self._looks = data.looks_secret
        self._whole = frozenset(data.looks_secret.whole)
        self._behind = re.compile(rf"(?:{'|'.join(map(re.escape, data.looks_secret.behind))}|[0-9])+$")
        self.telling = Telling(data.spoken, data.headers.cookie_attributes)
        self.own_words = _searched(data.own_words)
        self.context = frozenset(data.security_context.names)
        self.person_parts = frozenset(data.persons.parts)
        self.pairs = _Pairs(frozenset(data.pairs.names), frozenset(data.pairs.values))
        self._guess = Classification("credential", secret=True, mask="fixed", kind="password")
        self._guess_token = Classification("credential", secret=True, mask="pseudonym", kind="token")
        self._meant = _credentials(data)
        self._query = self._parameters(data.url, "url_with_access")
        self._form = self._parameters(data.form, "credential")
        self._index(data)

    @classmethod
    def load(cls, path: Path, *own: Path) -> Knowledge:
        """Reads `pii.yaml`, and files of the user that extend it: their entries go before its own.

        Raises:
            PrivacyFileError: A file cannot be used; the message names file, line and mend.
        """
        data = read(path)
        for extension in own:
            data = extend(data, extension)
        return cls(data)

    def including(self, categories: frozenset[str]) -> Knowledge:
        """The same knowledge, with the values of these categories treated as secrets are."""
        return Knowledge(self._data, categories) if categories != self._chosen else self

    @cached_property
    def everything(self) -> Knowledge:
        """The same knowledge, with the values of every category treated as secrets are."""
        return self.including(frozenset(self.categories))

    def classify(
        self,
        path: str,
        *,
        direction: str,
        operation: str | None = None,
        primitive: str | None = None,
        enumerated: bool = False,
    ) -> Classification | None:
        """What the leaf at `path` holds, None where nothing personal or secret.

        Args:
            path: Local names from the operation's or response's type down ("createUser/password"), or from
                "header" ("header/securityContext/password"); row numbers `[n]` do no harm.
            direction: "request" or "response".
            operation: "user.CreateUser" or None; then the path's first name says it.
            primitive: Built-in type by the schema ("string", "boolean", ...), None where unknown.
            enumerated: True where the schema lists the values.
        """
        if enumerated or primitive == "boolean":
            return None
        steps = path.lower().split("/")
        if "[" in path:
            steps = [step.partition("[")[0] for step in steps]
        local = steps.pop()
        candidates = self._by_name.get(local, self._any)
        if candidates:
            first = steps[0].removesuffix("response") if steps else ""
            name = operation.rpartition(".")[2].lower() if operation else first
            parent = "/" + "/".join(steps)
            for entry in candidates:
                if entry.fits(parent, len(steps) - 1, direction, name):
                    return entry.result
        return self.by_looks(local)

    def by_name(self, local: str) -> Classification | None:
        """What an element of this name holds, wherever it stands; for elements whose place says nothing.

        Entries that count only in certain places are used where they are secrets; a name that is also a false
        friend counts as what it is elsewhere.
        """
        name = local.lower()
        if name not in self._by_name:  # e_mail, first-name
            letters = "".join(filter(str.isalnum, name))
            name = letters if letters in self._by_name else name
        for entry in self._by_name.get(name, self._any):
            if entry.everywhere or entry.always:
                return entry.result
        return self.by_looks(name)

    def within(self, above: Sequence[str], local: str) -> Classification | None:
        """What an element of this name holds in markup that need not be well-formed.

        As `by_name`, and where an entry counts only in certain places, the elements that are open decide. One
        of them may have lost its end tag, so that any of them will do; a false friend counts right below its
        own place alone, so that nothing personal is taken for one.

        Args:
            above: Names of the open elements, lower case, outermost first.
            local: Its own name.
        """
        name = local.lower()
        if name not in self._by_name:
            return self.by_looks(name)
        ends = range(len(above), max(0, len(above) - _OPEN), -1)
        chains = ["/" + "/".join(above[:end]) for end in ends]
        for entry in self._by_name[name]:
            if entry.everywhere or entry.always:
                return entry.result
            operation, way = next(iter(entry.operations), ""), entry.direction or ""
            for chain in chains[:1] if entry.result is None else chains:
                depth = _depth(chain) if chain is chains[0] else -1
                if entry.fits(chain, depth, way, operation):
                    return entry.result
        return self.by_looks(name)

    def said(self, name: str) -> Classification | None:
        """The secret that a value is whose name stands in an element beside it; None for any other text."""
        word = name.strip()
        found = self.by_name(word) if 0 < len(word) <= _LONGEST_NAME else None
        return found if found is not None and found.secret and found.kind != "url" else None

    def query(self, name: str, value: str = "") -> Classification | None:
        """What a URL query parameter holds if it is a secret; `value` tells action codes from tokens."""
        return self._parameter(self._query, name, value)

    def form(self, name: str, value: str = "") -> Classification | None:
        """What a form field holds if it is a secret."""
        return self._parameter(self._form, name, value)

    def _parameter(
        self, table: dict[str, tuple[Parameter, Classification]], name: str, value: str
    ) -> Classification | None:
        for spelled in parameter_names(name):
            found = table.get(spelled.lower())
            if found is not None:
                entry, result = found
                return None if _stays(entry, value) else result
            named = self.by_name(spelled)
            if named is not None and named.secret and named.kind != "url":
                return named
        return None

    def by_looks(self, name: str) -> Classification | None:
        """What a name says of itself, though the file calls it a false friend: for values that do not fit."""
        letters = "".join(filter(str.isalnum, name.lower()))
        stem = self._behind.sub("", letters) or letters
        if stem in self._whole or stem.endswith(self._looks.ends):
            return self._guess_token if stem.endswith(self._looks.tokens) else self._guess
        if any(part in letters for part in self._looks.contains) or _is_slip(letters, self._meant):
            return self._guess
        return None

    @property
    def unnamed(self) -> Classification:
        """What stands where only credentials belong, whatever its name."""
        return self._guess

    def _parameters(
        self, found: Iterable[Parameter], category: str
    ) -> dict[str, tuple[Parameter, Classification]]:
        table: dict[str, tuple[Parameter, Classification]] = {}
        for entry in found:
            kind = "password" if entry.mask == "fixed" else "token"
            result = _classification(category, entry.mask, kind, secret=True)
            if entry.category is not None:
                kind = self._data.categories[entry.category].kind
                chosen = entry.category in self._chosen
                result = _classification(entry.category, entry.mask, kind, secret=chosen)
            for name in entry.names:
                table.setdefault(name.lower(), (entry, result))
        return table

    def _index(self, data: PrivacyFile) -> None:
        """Entries by name, in the order in which they count; `*` joins every name."""
        listed = [(place, self._result(place)) for place in data.places]
        names = {name.lower() for place, _ in listed for name in place.names}
        index: dict[str, list[_Entry]] = {name: [] for name in names | {_ANY}}
        for place, result in listed:
            entry = _entry(place, result, always=isinstance(place, Secret))
            wanted = {name.lower() for name in place.names}
            for name in index if _ANY in wanted else wanted:
                index[name].append(entry)
        self._any = tuple(index.pop(_ANY))
        self._by_name = {name: tuple(found) for name, found in index.items()}

    def _result(self, place: Place) -> Classification | None:
        """What an entry says of its names; None where that is nothing."""
        if isinstance(place, Secret):
            return _classification(place.category, place.mask, place.kind, secret=True)
        if not isinstance(place, Element):
            return None
        kind = place.kind or self._data.categories[place.category].kind
        return _classification(place.category, "pseudonym", kind, secret=place.category in self._chosen)


def _searched(words: Sequence[str]) -> re.Pattern[bytes] | None:
    """Finds what may be one of the words, in every codec that holds ASCII; None where there are none."""
    # Parts of a word may be joined, so the first alone is looked for; other letters differ by codec.
    begins = {word.split()[0] for word in words}
    plain = [re.escape(word.encode()) for word in sorted(begins) if word.isascii()]
    other = [] if len(plain) == len(begins) else [rb"[\x80-\xff]"]
    return re.compile(b"|".join(plain + other), re.IGNORECASE) if words else None


def parameter_names(name: str) -> tuple[str, ...]:
    """A parameter's name as servers read it, and the names in it: `pass%77ord`, `PW[]`, `user[password]`."""
    if not _QUOTING.intersection(name):
        return (name,)
    for _ in range(_QUOTED_TIMES):
        name = unquote_plus(name)
    name = name.strip()
    # The whole first: a name of the file may have a bracket.
    return (name, *(part for part in re.split(r"[\[\].]", name) if part)) if "[" in name else (name,)


def _stays(entry: Parameter, value: str) -> bool:
    """Whether a value of this parameter is an action code or a number that is no secret."""
    if value.isalpha():
        return len(value) <= entry.action_length
    return value.isdecimal() and len(value) <= entry.number_length


def _depth(chain: str) -> int:
    """Elements between that of the operation and the end of `chain`; what has no body is no operation."""
    found = chain.rfind("/bodycontent")
    return -1 if found < 0 else chain[found + 1 :].count("/")


def _credentials(data: PrivacyFile) -> tuple[str, ...]:
    """Names of credentials, letters only, that somebody may have misspelt."""
    names = {
        "".join(filter(str.isalnum, name.lower()))
        for entry in data.secrets
        if entry.category == "credential" and entry.kind != "url" and not entry.below
        for name in entry.names
    }
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST_SLIP))


@lru_cache(maxsize=4_096)
def _is_slip(letters: str, meant: tuple[str, ...]) -> bool:
    """Whether `letters` are nearly one of the names; most are told from them by their letters alone."""
    if not _SHORTEST_SLIP <= len(letters) <= 32 or letters.removesuffix("s") in meant:
        return False  # several tokens are a list, or a number of them
    own = set(letters)
    return any(
        abs(len(name) - len(letters)) <= 2
        and len(own.symmetric_difference(name)) <= 3
        and SequenceMatcher(None, letters, name, autojunk=False).ratio() >= _ALIKE
        for name in meant
    )


def _classification(category: str, mask: Mask, kind: str, *, secret: bool) -> Classification:
    return Classification(category, secret=secret, mask=mask, kind=kind)


def _entry(place: Place, result: Classification | None, *, always: bool) -> _Entry:
    return _Entry(
        under=tuple("/" + end.lower() for end in place.under if end != "."),
        top="." in place.under,
        below=tuple(f"/{name.lower()}/" for name in place.below),
        operations=frozenset(name.lower() for name in place.operations),
        direction=place.direction,
        result=result,
        always=always,
    )
