"""What a rule file may say. Unknown keys are refused, so that a slip of the pen never makes a rule silent."""

from __future__ import annotations

import datetime as dt
from string import Formatter
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
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
from inspector.rules.parts import Part, many
from inspector.rules.patterns import xpath
from inspector.rules.values import Paths, ValueTest
from inspector.schema.content import Window as ReleaseWindow

_RELEASE = r"\d+(\.\d+){1,2}(-SP\d+(\.\d+)?)?"
RELEASES = rf"^({_RELEASE}( {_RELEASE})*)?$"
CODE = r"^[A-Z]{2,5}-[0-9]{2}$"
PLACEHOLDERS = frozenset(
    {"count", "element", "exception", "header", "limit", "operation", "release", "retired", "status"}
) | {"answers"}

Code = Annotated[str, Field(pattern=CODE)]
CredentialKind = Literal[
    "complete",
    "no-context",
    "site-only",
    "identity-without-secret",
    "empty-secret",
    "secret-without-identity",
    "no-site",
]
"""What the securityContext holds, by sub-kinds of an unauthenticated call; "complete" is all else."""

Fold = Literal[
    "expired-ticket",
    "lock-out",
    "locked-out",
    "rate-limit",
    "required-fields",
    "unconfirmed-email",
    "changed-room-key",
]
ExceptionCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{6}$")]
SiteKind = Literal["control-hub", "on-premises"]

SeverityWord = Annotated[
    Severity,
    BeforeValidator(lambda value: Severity.parse(value) if isinstance(value, str) else value),
    PlainSerializer(str),
    WithJsonSchema({"enum": [str(severity) for severity in Severity]}),
]


def _replaced(value: object) -> object:
    """A bare code stands for that code at the same place."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [{"code": item} if isinstance(item, str) else item for item in items]


Sides = Annotated[
    tuple[On, ...], Field(strict=False), BeforeValidator(many, json_schema_input_type=On | list[On])
]


class Window(Part):
    """When a rule applies.

    Attributes:
        since: First releases that have what it is about, one a branch, parted by blanks ("40.4.4 40.2.5").
        until: Last releases, likewise.
        date: The rule applies to exchanges after this day (UTC).
    """

    since: str = Field(default="", pattern=RELEASES)
    until: str = Field(default="", pattern=RELEASES)
    date: Annotated[dt.date | None, Field(strict=False)] = None

    @property
    def releases(self) -> ReleaseWindow:
        """The window of releases, as the schema's marks have it."""
        return ReleaseWindow(tuple(self.since.split()), tuple(self.until.split()))


class Elements(Part):
    """Elements that must be given, or must not be: paths from the type down, `*` for any one name.

    A path may begin with `**` (any way down to it) or with `header` (of the message). An empty leaf is not
    given (dialect R8). `present` makes a hit of every path it finds.
    """

    present: tuple[str, ...] = Field(default=(), strict=False)
    absent: tuple[str, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _something(self) -> Elements:
        if not self.present and not self.absent:
            raise ValueError("matches everything: name elements in `present` or in `absent`")
        return self


class Count(Part):
    """A number of elements above a number or a setting; never holds while the setting is not set.

    Attributes:
        of: "bodyContent", or a path from the type down.
        above: The number, or the name of a setting.
    """

    of: str = Field(pattern=r"^[\w/*]+$")
    above: int | str


class Headers(Part):
    """Request headers of which at least one must be there; names in any letter case."""

    present: tuple[str, ...] = Field(min_length=1, strict=False)


_TELLING = frozenset({"on", "message", "severity", "path", "once", "each", "beside"})
"""Keys of a match that say what to tell, and ask nothing."""


class State(Part):
    """What takes memory across exchanges: a fold over small facts, in time order.

    Attributes:
        fold: Which one; the closed set of `inspector.engine.folds`.
        within: Seconds for which what happened counts.
        known: exceptionIDs that make an answer count.
        above: Setting with the number that it takes; what is not set is not counted.
        read: Paths by the name that the fold knows them by; their values are kept as keyed hashes.
        numbers: The same for numbers, which are kept as they are.
    """

    fold: Fold
    within: float | None = Field(default=None, gt=0)
    known: tuple[ExceptionCode, ...] = Field(default=(), strict=False)
    above: str = ""
    read: dict[str, Paths] = Field(default_factory=dict)
    numbers: dict[str, Paths] = Field(default_factory=dict)


class Match(Part):
    """One way for a rule to fire: everything that is given must hold.

    Attributes:
        on: Narrows the rule's own `on`; empty for all of it.
        message: What the finding says, with `{operation}`, `{release}`, `{element}`, `{header}`, `{count}`,
            `{answers}`, `{limit}`, `{exception}`, `{retired}`; empty for the rule's summary. A fault speaks
            for itself.
        severity: Its weight where it differs from the rule's.
        path: Where the finding points; empty for the element found, else the call.
        once: True: one finding, at the first place, however many places there are.
        beside: True: it is about a slip of its own, and speaks also where an earlier way has spoken.
        since: The release has what came with these; narrows the rule's window.
        before: The release does not have yet what came with these ("40.4.3 40.2.4").
        site: What kind of site it is, by the settings.
        fault: Kinds of fault that wire or schema report; makes a hit of each.
        at: With `fault`: paths that it must stand at, without row numbers.
        sent: With `fault`: the element's name as sent.
        operation: Names of operations, `*` for any characters, case kept.
        except_operation: Names that are left out.
        service: Binding paths, `*` for any characters.
        access: What the operation does.
        retired: True: the operation was retired before the exchange took place.
        caller: Who calls.
        credentials: What the securityContext holds.
        secret: True: a secret that is not empty stands in the securityContext; "several": more than one.
        element: Elements given or not given; all of them must hold.
        each: Path of a repeated element: `value` is asked of each of them by itself.
        value: Tests of values; all of them must hold.
        xpath: XPath 1.0 expression, asked of a call with its values; slow, for packs of your own.
        count: A number above a number or a setting.
        header: Request headers.
        scheme: How the exchange travelled; never holds while unknown.
        local: Whether it stayed on this machine: a loopback address, or localhost.
        status: HTTP status of the answer.
        result: What the answer says.
        exception: exceptionIDs of the answer.
        exception_given: Whether the answer has an exceptionID.
        answer: Elements of the answer given or not given.
        asked: Elements of the call that an answer belongs to, given or not given.
        answer_type: "other": the answer is of another operation's type. "missing": the call has no answer.
            "surplus": there are more answers than calls.
        state: What takes memory across exchanges.
    """

    on: Sides = ()
    message: str = ""
    severity: SeverityWord | None = None
    path: str = ""
    once: bool = False
    beside: bool = False
    since: str = Field(default="", pattern=RELEASES)
    before: str = Field(default="", pattern=RELEASES)
    site: SiteKind | None = None
    fault: tuple[Annotated[FaultKind, Field(strict=False)], ...] = Field(default=(), strict=False)
    at: tuple[str, ...] = Field(default=(), strict=False)
    sent: tuple[str, ...] = Field(default=(), strict=False)
    operation: tuple[str, ...] = Field(default=(), strict=False)
    except_operation: tuple[str, ...] = Field(default=(), strict=False)
    service: tuple[str, ...] = Field(default=(), strict=False)
    access: Literal["read", "write"] | None = None
    retired: Literal[True] | None = None
    caller: tuple[Caller, ...] = Field(default=(), strict=False)
    credentials: tuple[CredentialKind, ...] = Field(default=(), strict=False)
    secret: Literal[True, "several"] | None = None
    element: Annotated[
        tuple[Elements, ...],
        Field(strict=False),
        BeforeValidator(many, json_schema_input_type=Elements | list[Elements]),
    ] = ()
    each: str = ""
    value: Annotated[
        tuple[ValueTest, ...],
        Field(strict=False),
        BeforeValidator(many, json_schema_input_type=ValueTest | list[ValueTest]),
    ] = ()
    xpath: str = ""
    count: Count | None = None
    header: Headers | None = None
    scheme: Literal["http", "https"] | None = None
    local: bool | None = None
    status: tuple[int, ...] = Field(default=(), strict=False)
    result: Literal["SUCCESS", "FAILURE"] | None = None
    exception: tuple[ExceptionCode, ...] = Field(default=(), strict=False)
    exception_given: bool | None = None
    answer: Elements | None = None
    asked: Elements | None = None
    answer_type: Literal["other", "missing", "surplus"] | None = None
    state: State | None = None

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

    @field_validator("xpath")
    @classmethod
    def _expression(cls, expression: str) -> str:
        if expression:
            xpath(expression)
        return expression

    @model_validator(mode="after")
    def _something(self) -> Match:
        if not self.model_fields_set - _TELLING:
            raise ValueError("matches everything: give at least one matcher")
        for name in sorted(self.model_fields_set - {*_TELLING, "state"}):
            if getattr(self, name) in ((), ""):
                raise ValueError(f"`{name}` is empty, and so matches everything: fill it or take it out")
        if self.fault and self.model_fields_set - {"on", "fault", "at", "sent"}:
            raise ValueError("`fault` stands alone, or with `at` and `sent`: faults carry their own message")
        if (self.at or self.sent) and not self.fault:
            raise ValueError("`at` and `sent` narrow a `fault`: give one, or use `element`")
        if self.xpath and self.value:
            raise ValueError("`xpath` reads values by itself: say in it what `value` asks")
        if self.each and not self.value:
            raise ValueError("`each` says where `value` is asked: give a value")
        if self.state and self.value:
            raise ValueError("`state` reads values by itself: take `value` out")
        return self

    @property
    def about_call(self) -> bool:
        """True where it asks something of a call; else it looks at message or exchange as a whole."""
        named = self.operation or self.except_operation or self.service or self.caller or self.credentials
        outcome = (self.result, self.answer, self.exception_given, self.asked)
        asked: tuple[object, ...] = (self.access, self.retired, self.secret, *outcome)
        header = all(p.startswith("header/") for item in self.element for p in (*item.present, *item.absent))
        inside = any(not path.startswith("header/") for test in self.value for path in test.path)
        typed = self.answer_type in ("other", "missing")
        listed = self.exception or self.xpath or inside or not header or typed or self.before or self.since
        counted = self.count is not None and self.count.of != "bodyContent"
        return bool(named or listed or counted) or any(item is not None for item in asked)

    @property
    def shape(self) -> bool:
        """True where one message settles it, without caller, HTTP, time or the other message."""
        outside = (self.retired, self.caller, self.credentials, self.secret, self.header, self.site)
        answered = (self.result, self.exception, self.exception_given is not None, self.answer, self.asked)
        counted = self.count is not None and not isinstance(self.count.above, int)
        travelled = (self.scheme, self.local is not None)
        return not any((*outside, *answered, *travelled, self.status, self.answer_type, self.state, counted))


class Replaced(Part):
    """Findings that a rule makes silent, because they say the same.

    Attributes:
        code: Code of the rule that is made silent.
        where: "place": same side, call and path. "sibling": same side, call and parent element.
            "call": same call, wherever. "answer": same call, in the answer. "exchange": anywhere.
        named: For "sibling", the local names that are meant; empty for all.
    """

    code: Code
    where: Literal["place", "sibling", "call", "answer", "exchange"] = "place"
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
        in_answer: In place of `instead`, where an answer has it: what that means to the client, which cannot
            mend the answer. "" where `instead` says so already.
        on: Where it looks; findings say which of them it was.
        scope: "call": a finding a call. "message": one finding, however many calls share the slip.
        window: When it applies.
        match: Ways to fire; the first that holds for a call is the one that speaks, with those `beside` it.
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
    in_answer: str = ""
    on: Annotated[Sides, Field(min_length=1)]
    scope: Literal["call", "message"] = "call"
    window: Window = Window()
    match: Annotated[
        tuple[Match, ...],
        Field(min_length=1, strict=False),
        BeforeValidator(many, json_schema_input_type=Match | list[Match]),
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

    def weighing(self, severity: Severity) -> Rule:
        """The same rule with this severity, whatever its matches say."""
        match = tuple(item.model_copy(update={"severity": None}) for item in self.match)
        return self.model_copy(update={"severity": severity, "match": match})

    @model_validator(mode="after")
    def _sides(self) -> Rule:
        for match in self.match:
            stray = set(match.on) - set(self.on)
            if stray:
                raise ValueError(f"match looks on {sorted(stray)}, the rule only on {sorted(self.on)}")
        return self
