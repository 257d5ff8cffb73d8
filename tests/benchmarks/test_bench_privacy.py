"""Detectors on text nodes, beside Presidio's pattern recognisers on the same: figures and speed.

Presidio is no dependency: `pip install presidio-analyzer` into the environment, and this runs.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from inspector.assemble import knowledge
from inspector.privacy import detect, suspicious

sys.path.insert(0, str(Path(__file__).parents[1] / "privacy"))
from privacy_texts import TEXTS

KINDS = {
    "EMAIL_ADDRESS": "email",
    "IP_ADDRESS": "ip_address",
    "CREDIT_CARD": "payment_card",
    "PHONE_NUMBER": "phone",
}
LEAST = 0.5
"""The score from which on a hit of Presidio counts."""

Found = Counter[tuple[int, str, str]]


def _wanted() -> Found:
    kinds = set(KINDS.values())
    return Counter(
        (n, kind, words) for n, (_, found) in enumerate(TEXTS) for kind, words in found if kind in kinds
    )


def _figures(found: Found) -> str:
    wanted = _wanted()
    hits = (wanted & found).total()
    return f"recall {hits / wanted.total():.3f}, precision {hits / max(1, found.total()):.3f}"


def test_ours(capsys: pytest.CaptureFixture[str]) -> None:
    known = knowledge()
    start = time.perf_counter()
    hits = [(n, text, hit) for n, (text, _) in enumerate(TEXTS) for hit in detect(text, known)]
    each = (time.perf_counter() - start) / len(TEXTS)
    found = Counter((n, hit.category, text[hit.start : hit.end]) for n, text, hit in hits)
    kinds = set(KINDS.values())
    figures = _figures(Counter({row: count for row, count in found.items() if row[1] in kinds}))
    plain = b"\n".join([b"Weekly review", b"03/14/2030 10:00:00", b"GERMAN", b"PUBLIC"] * 5)
    start = time.perf_counter()
    assert not any(suspicious(plain) for _ in range(1_000))
    idle = (time.perf_counter() - start) / 1_000
    with capsys.disabled():
        sys.stdout.write(
            f"\nours: {figures}, {each * 1e6:.0f} µs a text; 20 plain texts together {idle * 1e6:.1f} µs\n"
        )


@pytest.mark.filterwarnings("ignore")
def test_presidio(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("presidio_analyzer", reason="presidio-analyzer is not installed")
    import tldextract
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IpRecognizer,
        PhoneRecognizer,
    )

    # Its own list of top-level domains, so that nothing is fetched.
    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    monkeypatch.setattr(tldextract, "extract", offline)
    recognisers = [
        EmailRecognizer(),
        IpRecognizer(),
        CreditCardRecognizer(),
        PhoneRecognizer(supported_regions=("US", "GB", "DE", "NL")),
    ]
    found: Found = Counter()
    start = time.perf_counter()
    for number, (text, _) in enumerate(TEXTS):
        for recogniser in recognisers:
            for hit in recogniser.analyze(text, recogniser.supported_entities, None) or ():
                if hit.score >= LEAST or hit.entity_type == "PHONE_NUMBER":
                    found[number, KINDS[hit.entity_type], text[hit.start : hit.end]] = 1
    each = (time.perf_counter() - start) / len(TEXTS)
    with capsys.disabled():
        sys.stdout.write(f"\npresidio: {_figures(found)}, {each * 1e6:.0f} µs a text\n")
