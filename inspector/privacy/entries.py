"""The form of `pii.yaml`, of ours and of a user's that adds to it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints

Kind = Literal[
    "password",
    "code",
    "token",
    "url",
    "login_url",
    "email",
    "login",
    "name",
    "phone",
    "ip",
    "number",
    "card",
    "text",
    "time",
]


HeaderPart = Literal["whole", "scheme", "cookies", "set_cookies", "challenges"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LowerWord = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True)]


def _letters(word: str) -> str:
    """Letters and digits of a name in lower case, as names are compared."""
    letters = "".join(filter(str.isalnum, word.lower()))
    if not letters:
        raise ValueError("has neither letters nor digits: write part of a name")
    return letters


Letters = Annotated[str, AfterValidator(_letters)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Category(_Strict):
    """One category of personal data or secrets.

    Attributes:
        handling: What is done with its values.
        kind: What its values look like unless an entry says otherwise.
        source: Where the fact comes from.
    """

    handling: str
    kind: Kind
    source: str


class Place(_Strict):
    """Element names, and where they count; without a limit they count everywhere.

    Attributes:
        names: Local names, any letter case; "*" is every name.
        under: Ends of the parent's path, any of them: "person", "a/b"; "." is the operation's own type.
        below: Ancestors at any height, any of them.
        operations: Operation names without package, any of them.
        direction: Only in requests, or only in responses.
        source: Where the fact comes from.
    """

    names: tuple[str, ...] = Field(min_length=1)
    under: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    direction: Literal["request", "response"] | None = None
    source: str = Field(min_length=1)


class Secret(Place):
    """Names that hold secrets; always replaced."""

    category: str = "credential"
    mask: Literal["fixed", "pseudonym"]
    kind: Kind


class Element(Place):
    """Names that hold personal data; replaced on wish."""

    category: str
    kind: Kind | None = None


class FalseFriend(Place):
    """Names that look personal and are not."""

    why: str


class Words(_Strict):
    """A section of lists of words. What a user's file lists is added to ours.

    Attributes:
        source: Where the words come from.
    """

    _apart: ClassVar[tuple[str, ...]] = ()  # lists of which a word stands in one alone

    source: str = ""

    def led_by(self, added: Self) -> Self:
        """With the words of `added` first; one that it puts in another list leaves the one it was in."""
        lists = [name for name in type(self).model_fields if name != "source"]
        moved = {word for name in self._apart for word in getattr(added, name)}
        joined = {
            name: getattr(added, name)
            + tuple(word for word in getattr(self, name) if name not in self._apart or word not in moved)
            for name in lists
        }
        return self.model_copy(update=joined)


class Looks(Words):
    """Names that no entry has, and that say themselves that they hold a secret (letters only, lower case).

    A slip in the name of a credential (`pasword`) needs no entry: names that are nearly one count as well.

    Attributes:
        whole: Names by themselves.
        ends, contains: Parts of names.
        tokens: Those of `whole` and `ends` that machines make.
        behind: What may stand behind such a name, as digits may: `oldPasswordValue2`.
    """

    whole: tuple[Letters, ...] = ()
    ends: tuple[Letters, ...] = ()
    contains: tuple[Letters, ...] = ()
    tokens: tuple[Letters, ...] = ()
    behind: tuple[Letters, ...] = ()


class Pairs(Words):
    """Elements that say in one what another beside it holds (any letter case).

    Attributes:
        names: Elements that name.
        values: Elements that hold the value.
    """

    names: tuple[LowerWord, ...] = ()
    values: tuple[LowerWord, ...] = ()


class SecurityContext(Words):
    """Elements that belong in the securityContext; what else stands there is most likely a credential.

    Attributes:
        names: Local names, any letter case.
    """

    names: tuple[LowerWord, ...] = ()


class Persons(Words):
    """Elements in that of a person that say more of the same one (any letter case).

    Attributes:
        parts: Their names.
    """

    parts: tuple[LowerWord, ...] = ()


class Spoken(Words):
    """How people tell a secret in words: "the password is ...".

    Attributes:
        passwords: What a password is called.
        codes: What a code of digits is called.
        tokens: What a token is called.
        verbs: What stands between that and the secret.
        about: What begins to say what a secret is for.
        logins: What a login and a password together are called.
        ordinary: Names that are words of other things as well.
        others: Such other things: a name with the words before and behind it.
        nothing: Words in a secret's place that tell none; "*ed" is every word that ends so, "#" any digits.
        nothing_behind_verbs: The same behind a verb.
    """

    _apart = ("passwords", "codes", "tokens")

    passwords: tuple[Word, ...] = ()
    codes: tuple[Word, ...] = ()
    tokens: tuple[Word, ...] = ()
    verbs: tuple[Word, ...] = ()
    about: tuple[Word, ...] = ()
    logins: tuple[Word, ...] = ()
    ordinary: tuple[Word, ...] = ()
    others: tuple[Word, ...] = ()
    nothing: tuple[Word, ...] = ()
    nothing_behind_verbs: tuple[Annotated[Word, Field(pattern=r"[^*]")], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What a secret is called, whatever its kind."""
        return self.passwords + self.codes + self.tokens


class Headers(Words):
    """HTTP headers with secrets: whole values, scheme words that stay, cookies whose names stay.

    Names are those of headers, in any letter case.

    Attributes:
        challenges: Headers of which the values of some parameters alone are secrets.
        challenge_secrets: Those parameters.
        servers: Headers whose addresses are those of servers, nobody's own.
    """

    _apart = ("whole", "scheme", "cookies", "set_cookies", "challenges")

    whole: tuple[LowerWord, ...] = ()
    scheme: tuple[LowerWord, ...] = ()
    cookies: tuple[LowerWord, ...] = ()
    set_cookies: tuple[LowerWord, ...] = ()
    cookie_attributes: tuple[LowerWord, ...] = ()
    schemes: tuple[LowerWord, ...] = ()
    challenges: tuple[LowerWord, ...] = ()
    challenge_secrets: tuple[LowerWord, ...] = ()
    servers: tuple[LowerWord, ...] = ()

    def part_of(self, name: str) -> HeaderPart | None:
        """Which part of a header is secret, by its name in lower case; None where that is not listed."""
        for part in ("scheme", "cookies", "set_cookies", "challenges", "whole"):
            listed: tuple[str, ...] = getattr(self, part)
            if name in listed or any(one[-1] == "*" and name.startswith(one[:-1]) for one in listed):
                return part
        return "scheme" if name.endswith("-authorization") else None


class Parameter(_Strict):
    """Names of URL query parameters or form fields with secrets, or with personal data.

    Attributes:
        category: Category of what is personal; None for secrets.
        action_length: Values of letters only, no longer than this, are an action code and stay; 0 for none.
        number_length: Values of digits only, no longer than this, stay; 0 for none.
    """

    names: tuple[str, ...] = Field(min_length=1)
    mask: Literal["fixed", "pseudonym"]
    action_length: int = Field(default=0, ge=0, le=7)
    number_length: int = Field(default=0, ge=0, le=7)
    category: str | None = None
    source: str


class PrivacyFile(_Strict):
    """All of `pii.yaml`."""

    categories: dict[str, Category]
    secrets: tuple[Secret, ...]
    false_friends: tuple[FalseFriend, ...]
    elements: tuple[Element, ...]
    looks_secret: Looks
    spoken: Spoken
    pairs: Pairs
    persons: Persons
    security_context: SecurityContext
    headers: Headers
    url: tuple[Parameter, ...]
    form: tuple[Parameter, ...]

    _own: tuple[PrivacyExtension, ...] = PrivateAttr(())

    @property
    def places(self) -> tuple[Place, ...]:
        """All entries with a place, in the order in which they count: a user's before ours."""
        own = (place for added in self._own for place in _places(added))
        return (*own, *_places(self))

    @property
    def own_words(self) -> tuple[str, ...]:
        """What a user calls a secret in words, beside what we do."""
        return tuple(name for added in self._own for name in added.spoken.names)

    def led_by(self, added: PrivacyExtension) -> PrivacyFile:
        """With what a user's file adds: where that says something else of a name, it counts."""
        lists: dict[str, Words] = {
            name: known.led_by(getattr(added, name)) for name, known in self if isinstance(known, Words)
        }
        made = self.model_copy(
            update={
                **lists,
                "categories": {**self.categories, **added.categories},
                "url": added.url + self.url,
                "form": added.form + self.form,
            }
        )
        made._own = (added, *self._own)  # noqa: SLF001 - of the same class
        return made


class PrivacyExtension(_Strict):
    """What a user's file adds to `pii.yaml`; every section may be missing."""

    categories: dict[str, Category] = {}
    secrets: tuple[Secret, ...] = ()
    false_friends: tuple[FalseFriend, ...] = ()
    elements: tuple[Element, ...] = ()
    looks_secret: Looks = Looks()
    spoken: Spoken = Spoken()
    pairs: Pairs = Pairs()
    persons: Persons = Persons()
    security_context: SecurityContext = SecurityContext()
    headers: Headers = Headers()
    url: tuple[Parameter, ...] = ()
    form: tuple[Parameter, ...] = ()


def _places(file: PrivacyFile | PrivacyExtension) -> tuple[Place, ...]:
    return (*file.secrets, *file.false_friends, *file.elements)
