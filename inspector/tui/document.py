"""An exchange made ready for the detail screen: its texts, where its findings stand, and its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from inspector.model.report import ExchangeReport, Finding, Part, Record
from inspector.tui.format import call_lines, inventory_lines, milliseconds
from inspector.tui.layout import Layout, lay_out, lay_out_plain, wants_indent
from inspector.tui.presenter import presenter
from inspector.tui.text import MASK, mask_addresses
from inspector.tui.theme import symbol

Pane = Literal["request", "response", "personal", "facts"]
PANES: tuple[Pane, ...] = ("request", "response", "personal", "facts")

_TITLES = {"request": "Request", "response": "Response", "personal": "Personal data", "facts": "Facts"}
_RELEASE_SOURCES = {
    "setting": "set for this site",
    "api-version": "reported by the site",
    "path": "named in the URL's path",
    "default": "the default in the settings",
    "newest": "the newest known",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One exchange, laid out.

    Attributes:
        layouts: What each pane shows.
        covering: Whether personal values are covered.
    """

    layouts: Mapping[Pane, Layout]
    covering: bool

    def place(self, finding: Finding) -> tuple[Pane, int] | None:
        """Pane and line on screen where `finding` stands, None where it has no place."""
        pane: Pane = "request" if finding.on == "request" else "response"
        if finding.line is None or finding.on == "http" or not self.layouts[pane].lines:
            return None
        return pane, self.layouts[pane].find(finding.line, finding.column)

    def marks(self, findings: Sequence[Finding], pane: Pane) -> dict[int, list[Finding]]:
        """The findings of `pane` by the line on screen."""
        marks: dict[int, list[Finding]] = defaultdict(list)
        for finding in findings:
            place = self.place(finding)
            if place is not None and place[0] == pane:
                marks[place[1]].append(finding)
        return dict(marks)


def document(record: Record, *, covering: bool, indent: bool | None = None) -> Document:
    """Lay out `record`.

    Args:
        record: The exchange.
        covering: Whether to cover personal values.
        indent: Give each element its own line; None where lines as sent are too long.
    """
    report = record.report
    sides: tuple[tuple[Literal["request", "response"], Part | None], ...] = (
        ("request", record.request),
        ("response", record.response),
    )
    layouts: dict[Pane, Layout] = {}
    for on, part in sides:
        cover = presenter(report.personal_data, on, covering=covering)
        text = body_text(part)
        broken = wants_indent(text) if indent is None else indent
        layouts[on] = lay_out(text, cover, indent=broken) if text else lay_out_plain([_absent(part, on)])
    layouts["personal"] = lay_out_plain(inventory_lines(report.personal_data))
    layouts["facts"] = lay_out_plain(facts(record, covering=covering))
    return Document(layouts, covering)


def body_text(part: Part | None) -> str:
    """The redacted body as text; what its codec cannot read becomes a replacement character."""
    if part is None:
        return ""
    try:
        return part.body.decode(part.codec, "replace")
    except LookupError:
        return part.body.decode("latin-1")


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings as one meets them: those without a place, then the request's, then the response's by line."""
    sides = ("http", "request", "pair", "response")
    return sorted(findings, key=lambda f: (f.line is not None, sides.index(f.on), f.line or 0, f.column or 0))


def pane_title(pane: Pane, report: ExchangeReport | None = None) -> str:
    """Name of a pane, with how many findings or places of personal data it holds."""
    title = _TITLES[pane]
    if report is None:
        return title
    if pane == "personal":
        return f"{title} {len(report.personal_data)}" if report.personal_data else title
    here = [f.severity for f in report.findings if f.on == pane or (f.on == "pair" and pane == "response")]
    return f"{title} {symbol(max(here))}{len(here)}" if here else title


def headline(report: ExchangeReport) -> list[str]:
    """What matters most about an exchange, for the bar at the top."""
    first = report.calls[0] if report.calls else None
    results = " ".join(filter(None, (first.result, first.exception))) if first else ""
    return [
        ", ".join(dict.fromkeys(call.operation or "no operation" for call in report.calls)) or "no call",
        results,
        report.release.name,
        f"{first.caller}" if first and first.caller else "",
        f"HTTP {report.status}" if report.status else "",
        f"{milliseconds(report.duration_ms)} ms" if report.duration_ms is not None else "",
    ]


def facts(record: Record, *, covering: bool) -> list[str]:
    """Everything else that is known of an exchange, a line each."""
    return list(_facts(record, covering=covering))


def _facts(record: Record, *, covering: bool) -> Iterator[str]:
    report = record.report
    cover = presenter(report.personal_data, "http", covering=covering)
    rows = {
        "time": report.time or "unknown",
        "url": f"{record.method} {cover.url(report.url)}" if report.url else "unknown",
        "http": " ".join(filter(None, (report.http, str(report.status or "")))) or "unknown",
        "duration": "unknown" if report.duration_ms is None else f"{milliseconds(report.duration_ms)} ms",
        "size": f"request {report.size.request:,} bytes, response {report.size.response:,} bytes",
        "site": report.site or "unknown",
        "client": report.client or "unknown",
        "service": report.service,
        "release": f"{report.release.name} ({_RELEASE_SOURCES[report.release.source]})",
        "fits": ", ".join(report.release.fits) or "unknown",
        "source": report.source,
        "id": report.id,
    }
    for name, value in rows.items():
        yield f"{name:<10}{mask_addresses(value) if covering else value}"
    for number, call in enumerate(report.calls, start=1):
        for place, line in enumerate(call_lines(call)):
            yield f"{'' if place else f'call {number}':<10}{line}"
    hidden = {name for _, name in cover.places} if covering else set()
    yield from _headers("request headers", record.request_headers, hidden, covering=covering)
    yield from _headers("response headers", record.response_headers, hidden, covering=covering)


def _headers(
    title: str, headers: Sequence[tuple[str, str]], hidden: set[str], *, covering: bool
) -> Iterator[str]:
    yield ""
    yield title if headers else f"{title}: none"
    for name, value in headers:
        shown = MASK if name.lower() in hidden else value
        yield f"  {name}: {mask_addresses(shown) if covering else shown}"


def _absent(part: Part | None, on: str) -> str:
    return f"No {on} was captured." if part is None else f"The {on} has no body."
