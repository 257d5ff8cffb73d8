"""What a rule file may say. Unknown keys are refused, so that a slip of the pen never makes a rule silent."""

from __future__ import annotations

import datetime as dt
from string import Formatter
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from inspector.model.message import FaultKind
from inspector.model.report import Caller, On
from inspector.model.severity import Severity
from inspector.rules.examples import Examples
from inspector.schema.content import Window as ReleaseWindow

CODE = r"^[A-Z]{2,5}-[0-9]{2}$"
PLACEHOLDERS = frozenset(
    {"count", "element", "exception", "header", "limit", "operation", "release", "retired"}
)

Code = Annotated[str, Field(pattern=CODE)]
CredentialKind = Literal[
    "complete",
    "no-context",
    "site-only",
    "identity-without-secret",
    "empty-secret",
    "secret-without-identity",
]
"""What the securityContext holds, by sub-kinds of an unauthenticated call; "complete" is all else."""

SeverityWord = Annotated[
    Severity,
    BeforeValidator(lambda value: Severity.parse(value) if isinstance(value, str) else value),
    PlainSerializer(str),
    WithJsonSchema({"enum": [str(severity) for severity in Severity]}),
]


def _many(value: object) -> object:
    """One thing stands for a list of it."""
    return value if isinstance(value, (list, tuple)) else [value]


def _replaced(value: object) -> object:
    """A bare code stands for that code at the same place."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [{"code": item} if isinstance(item, str) else item for item in items]


Sides = Annotated[
    tuple[On, ...], Field(strict=False), BeforeValidator(_many, json_schema_input_type=On | list[On])
]


class Part(BaseModel):
    """Base of all that a rule file is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Window(Part):
    """When a rule applies.

    Attributes:
        since: First releases that have what it is about, one a branch, parted by blanks ("40.4.4 40.2.5").
        until: Last releases, likewise.
        date: The rule applies to exchanges after this day (UTC).
    """

    since: str = Field(default="", pattern=r"^(\S+( \S+)*)?$")
    until: str = Field(default="", pattern=r"^(\S+( \S+)*)?$")
    date: Annotated[dt.date | None, Field(strict=False)] = None

    @property
    def releases(self) -> ReleaseWindow:
        """The window of releases, as the schema's marks have it."""
        return ReleaseWindow(tuple(self.since.split()), tuple(self.until.split()))


class Elements(Part):
    """Elements that must be given, or must not be: paths from the type down, `*` for any one name.

    An empty leaf is not given (dialect R8). `present` makes a hit of every path it finds.
    """

    present: tuple[str, ...] = Field(default=(), strict=False)
    absent: tuple[str, ...] = Field(default=(), strict=False)


class Count(Part):
    """A number of elements above a setting; never holds while the setting is not set."""

    of: Literal["bodyContent"]
    above: str


class Headers(Part):
    """Request headers of which at least one must be there; names in any letter case."""

    present: tuple[str, ...] = Field(min_length=1, strict=False)


class Match(Part):
    """One way for a rule to fire: everything that is given must hold.

    Attributes:
        on: Narrows the rule's own `on`; empty for all of it.
        message: What the finding says, with `{operation}`, `{release}`, `{element}`, `{header}`, `{count}`,
            `{limit}`, `{exception}`, `{retired}`; empty for the rule's summary. A fault speaks for itself.
        path: Where the finding points; empty for the element found, else the call.
        fault: Kinds of fault that wire or schema report; makes a hit of each.
        operation: Names of operations, `*` for any characters, case kept.
        except_operation: Names that are left out.
        service: Binding paths, `*` for any characters.
        access: What the operation does.
        retired: True: the operation was retired before the exchange took place.
        caller: Who calls.
        credentials: What the securityContext holds.
        secret: True: a secret that is not empty stands in the securityContext.
        element: Elements given or not given.
        count: A number above a setting.
        header: Request headers.
        scheme: How the exchange travelled; never holds while unknown.
        result: What the answer says.
        exception: exceptionIDs of the answer.
    """

    on: Sides = ()
    message: str = ""
    path: str = ""
    fault: tuple[Annotated[FaultKind, Field(strict=False)], ...] = Field(default=(), strict=False)
    operation: tuple[str, ...] = Field(default=(), strict=False)
    except_operation: tuple[str, ...] = Field(default=(), strict=False)
    service: tuple[str, ...] = Field(default=(), strict=False)
    access: Literal["read", "write"] | None = None
    retired: Literal[True] | None = None
    caller: tuple[Caller, ...] = Field(default=(), strict=False)
    credentials: tuple[CredentialKind, ...] = Field(default=(), strict=False)
    secret: Literal[True] | None = None
    element: Elements | None = None
    count: Count | None = None
    header: Headers | None = None
    scheme: Literal["http", "https"] | None = None
    result: Literal["SUCCESS", "FAILURE"] | None = None
    exception: tuple[Annotated[str, Field(pattern=r"^[0-9A-Z]{6}$")], ...] = Field(default=(), strict=False)

    @field_validator("message")
    @classmethod
    def _placeholders(cls, message: str) -> str:
        try:
            named = {name for _, name, _, _ in Formatter().parse(message) if name is not None}
        except ValueError:
            raise ValueError("a brace is open: write {{ and }} for braces of the text") from None
        unknown = named - PLACEHOLDERS
        if unknown:
            raise ValueError(f"unknown placeholder {sorted(unknown)}: use {', '.join(sorted(PLACEHOLDERS))}")
        return message

    @model_validator(mode="after")
    def _something(self) -> Match:
        if not self.model_fields_set - {"on", "message", "path"}:
            raise ValueError("matches everything: give at least one matcher")
        if self.fault and self.model_fields_set - {"on", "fault"}:
            raise ValueError("`fault` stands alone: faults carry their own message and place")
        return self

    @property
    def about_call(self) -> bool:
        """True where it asks something of a call; else it looks at message or exchange as a whole."""
        named = self.operation or self.except_operation or self.service or self.caller or self.credentials
        asked = (self.access, self.retired, self.secret, self.element, self.result)
        return bool(named or self.exception) or any(item is not None for item in asked)

    @property
    def shape(self) -> bool:
        """True where the shape of one message settles it, without caller, HTTP, time or the other message."""
        outside = (self.retired, self.caller, self.credentials, self.secret, self.count, self.header)
        return not any((*outside, self.scheme, self.result, self.exception))


class Replaced(Part):
    """Findings that a rule makes silent, because they say the same.

    Attributes:
        code: Code of the rule that is made silent.
        where: "place": same side, call and path. "sibling": same side, call and parent element.
            "call": same call, wherever.
        named: For "sibling", the local names that are meant; empty for all.
    """

    code: Code
    where: Literal["place", "sibling", "call"] = "place"
    named: tuple[str, ...] = Field(default=(), strict=False)


class Rule(Part):
    """One rule: when it fires, why it matters, and what to do instead.

    Attributes:
        code: "AUTH-01"; the file bears the same name.
        name: The same in words, kebab case.
        severity: info, warning or error.
        summary: What is wrong, in one sentence.
        why: Why that matters.
        instead: What to do.
        on: Where it looks; findings say which of them it was.
        scope: "call": a finding a call. "message": one finding, however many calls share the slip.
        window: When it applies.
        match: Ways to fire; the first that holds for a call is the one that speaks.
        replaces: Findings that say the same.
        sources: Where the facts come from.
        derived: True where the rule follows from samples and not from a sentence of the documentation.
        references: Where to read on: other codes, sections, addresses.
        examples: Messages that show it.
    """

    code: Code
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    severity: SeverityWord
    summary: str = Field(min_length=1)
    why: str = Field(min_length=1)
    instead: str = Field(min_length=1)
    on: Annotated[Sides, Field(min_length=1)]
    scope: Literal["call", "message"] = "call"
    window: Window = Window()
    match: Annotated[
        tuple[Match, ...],
        Field(min_length=1, strict=False),
        BeforeValidator(_many, json_schema_input_type=Match | list[Match]),
    ]
    replaces: Annotated[
        tuple[Replaced, ...],
        Field(strict=False),
        BeforeValidator(_replaced, json_schema_input_type=list[Replaced | Code]),
    ] = ()
    sources: tuple[str, ...] = Field(min_length=1, strict=False)
    derived: bool = False
    references: tuple[str, ...] = Field(default=(), strict=False)
    examples: Examples

    @property
    def family(self) -> str:
        """The letters of the code: "AUTH" of AUTH-01."""
        return self.code.partition("-")[0]

    @model_validator(mode="after")
    def _sides(self) -> Rule:
        for match in self.match:
            stray = set(match.on) - set(self.on)
            if stray:
                raise ValueError(f"match looks on {sorted(stray)}, the rule only on {sorted(self.on)}")
        return self
