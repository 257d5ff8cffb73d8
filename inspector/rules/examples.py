"""Examples of a rule: exchanges that must make it fire, and exchanges that must not make any rule fire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inspector.model.exchange import Exchange, Payload


class Filler(BaseModel):
    """Text that is put into a message because it would be unreadable or too long there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: str = Field(min_length=1)
    times: int = Field(default=1, ge=1)


class Before(BaseModel):
    """An exchange that took place before the one that is shown; everything else is as in that one.

    Attributes:
        time: When it took place (ISO 8601 with zone).
        request: Body of its request.
        response: Body of its answer.
        status: HTTP status of its answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    time: Annotated[datetime, Field(strict=False)]
    request: str
    response: str | None = None
    status: int = 200


class Example(BaseModel):
    """One exchange, or one side of it.

    Attributes:
        says: What it shows, in a few words.
        request: Body of the request, None where there is only an answer.
        response: Body of the answer, None where there is only a request.
        release: Release to judge by.
        time: When it took place (ISO 8601 with zone).
        url: Absolute URL, "" where unknown.
        status: HTTP status of the answer.
        headers: Headers of the request.
        encoding: Python codec that the bodies are sent in.
        put: Text for each `{NAME}` of the bodies.
        client: Address of the client.
        site_kinds: What settings say of the site: "control-hub", "on-premises".
        settings: What the vendor does not publish and a user may set: numbers by name.
        before: Exchanges of the same site that took place before, for rules that take memory.
        also: Other codes that a bad example cannot avoid.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    says: str = Field(min_length=1)
    request: str | None = None
    response: str | None = None
    release: str = "40.10.0"
    time: Annotated[datetime | None, Field(strict=False)] = None
    url: str = "https://acme.webex.com/WBXService/XMLService"
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    encoding: str = "utf-8"
    put: dict[str, Filler] = Field(default_factory=dict)
    client: str | None = None
    site_kinds: tuple[Literal["control-hub", "on-premises"], ...] = Field(default=(), strict=False)
    settings: dict[str, int] = Field(default_factory=dict)
    before: tuple[Before, ...] = Field(default=(), strict=False)
    also: tuple[str, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _sides(self) -> Example:
        if self.request is None and self.response is None:
            raise ValueError("give a request, a response, or both")
        if self.time is not None and self.time.tzinfo is None:
            raise ValueError("time has no zone: write 2024-01-31T12:00:00Z")
        return self

    def exchange(self, source: str = "") -> Exchange:
        """The example as it would have crossed the wire.

        Args:
            source: What to call it.
        """
        return Exchange(
            request=self._payload(self.request, tuple(self.headers.items())),
            response=self._payload(self.response, ()),
            url=self.url,
            status=None if self.response is None else self.status,
            started=None if self.time is None else self.time.timestamp(),
            client=self.client,
            source=source,
        )

    def earlier(self) -> tuple[Exchange, ...]:
        """The exchanges that took place before, in the order given."""
        return tuple(
            self.model_copy(
                update={
                    "request": past.request,
                    "response": past.response,
                    "time": past.time,
                    "status": past.status,
                }
            ).exchange()
            for past in self.before
        )

    def _payload(self, text: str | None, headers: tuple[tuple[str, str], ...]) -> Payload | None:
        if text is None:
            return None
        for name, filler in self.put.items():
            text = text.replace(f"{{{name}}}", filler.text * filler.times)
        return Payload((("Content-Type", "text/xml"), *headers), text.encode(self.encoding))


class Examples(BaseModel):
    """At least one of each."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    bad: tuple[Example, ...] = Field(min_length=1, strict=False)
    good: tuple[Example, ...] = Field(min_length=1, strict=False)
