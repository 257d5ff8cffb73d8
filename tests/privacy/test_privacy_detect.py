from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privacy_texts import TEXTS, Labelled

from inspector.privacy import (
    Knowledge,
    Masker,
    PrivacyFileError,
    UnknownCategoryError,
    chosen,
    detect,
    suspicious,
)

PII = Path(__file__).parents[2] / "rules" / "pii.yaml"
EVERY = frozenset({"email", "phone", "ip_address", "payment_card", "name", "login_id", "person_number"})


@pytest.mark.parametrize("labelled", TEXTS, ids=[text[:30] or "empty" for text, _ in TEXTS])
def test_what_stands_in_free_text(knowledge: Knowledge, labelled: Labelled) -> None:
    text, wanted = labelled
    found = Counter((hit.category, text[hit.start : hit.end]) for hit in detect(text, knowledge))
    assert found == Counter(wanted)


def test_without_checks_false_friends_would_be_found(knowledge: Knowledge, monkeypatch) -> None:
    """The twin: with the checks off, keys, dates and versions count as telephone and card numbers."""
    monkeypatch.setattr("inspector.privacy.numbers._is_phone", lambda *_: True)
    monkeypatch.setattr("inspector.privacy.numbers._luhn", lambda _: True)
    wrong = [
        text
        for text, wanted in TEXTS
        if {hit.category for hit in detect(text, knowledge)} - {category for category, _ in wanted}
    ]
    assert len(wrong) >= 10


def test_nothing_that_is_found_escapes_the_search_before(knowledge: Knowledge) -> None:
    for text, wanted in TEXTS:
        assert suspicious(text.encode()) or not wanted


@given(st.text("abjJ@.:;/0123456789 -()+%&=<>#", max_size=60))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_search_before_misses_nothing(knowledge: Knowledge, text: str) -> None:
    assert suspicious(text.encode()) or not detect(text, knowledge)


@pytest.mark.parametrize(
    "text", ["Weekly review", "03/14/2030 10:00:00", "Jane and Richard", "GERMAN", "12345"]
)
def test_plain_values_are_not_looked_at(text: str) -> None:
    assert not suspicious(text.encode())


@pytest.mark.parametrize(
    ("region", "text", "found"),
    [
        ("US", "call 408-555-0123", True),
        ("GB", "call 020 7946 0958", True),
        ("US", "call 020 7946 0958", False),
        ("", "call 408-555-0123", False),
        ("", "call +1 408-555-0123", True),
    ],
)
def test_numbers_without_country_are_those_of_the_region(knowledge, region, text, found) -> None:
    assert any(hit.category == "phone" for hit in detect(text, knowledge, region=region)) is found


@pytest.mark.parametrize(("times", "found"), [(1, 3), (8, 10), (9, 2), (20_000, 2)])
def test_a_long_run_of_digits_is_a_table_of_figures(knowledge: Knowledge, times: int, found: int) -> None:
    """Each of its parts would have to be checked; what stands before and behind it is found all the same."""
    text = f"call 408-555-0123, {'4111 1111 1111 1111 ' * times}, call 415-555-0132"
    kinds = [hit.category for hit in detect(text, knowledge)]
    assert len(kinds) == found
    assert (kinds[0], kinds[-1]) == ("phone", "phone")


@pytest.mark.parametrize("labelled", TEXTS, ids=[text[:30] or "empty" for text, _ in TEXTS])
def test_what_is_found_is_replaced_in_place_and_known_again(knowledge: Knowledge, labelled: Labelled) -> None:
    text, wanted = labelled
    masker = Masker(bytes(range(32)), knowledge, categories=EVERY)
    new = masker.text(text)
    assert masker.text(new) == new
    for category, words in wanted:
        # A keyed quarter of the documentation addresses is what addresses are replaced by.
        assert words not in new or category == "ip_address"
    if not wanted:
        assert new == text
    around = text
    for _, words in wanted:
        around = around.replace(words, "\0")
    assert all(piece in new for piece in around.split("\0"))


def test_equal_values_have_equal_replacements_wherever_they_stand(knowledge: Knowledge) -> None:
    masker = Masker(bytes(range(32)), knowledge, categories=EVERY)
    element = knowledge.classify("createUser/email", direction="request")
    assert element is not None
    alone = masker.value("jane@example.com", element)
    assert alone.endswith("@example.com")
    assert masker.text("ask jane@example.com, twice: jane@example.com") == f"ask {alone}, twice: {alone}"
    login = knowledge.classify("header/securityContext/webExID", direction="request")
    assert login is not None
    assert masker.value("jane@example.com", login) == alone


def test_a_card_number_stays_digits_of_its_length(knowledge: Knowledge) -> None:
    masker = Masker(bytes(range(32)), knowledge, categories=frozenset({"payment_card"}))
    new = masker.text("4111111111111111")
    assert new.isdecimal()
    assert len(new) == 16
    assert new != "4111111111111111"
    assert masker.text("4111 1111 1111 1111") == new


def test_without_a_wish_personal_data_stays(masker: Masker) -> None:
    text = "mail jane@example.com or call 408-555-0123 from 192.0.2.9"
    assert masker.text(text) == text


def test_only_the_chosen_categories_are_replaced(knowledge: Knowledge) -> None:
    masker = Masker(bytes(range(32)), knowledge, categories=frozenset({"email"}))
    new = masker.text("mail jane@example.com or call 408-555-0123")
    assert "jane" not in new
    assert new.endswith(" or call 408-555-0123")


def test_choice_of_categories(knowledge: Knowledge) -> None:
    every = chosen(["pii"], knowledge)
    assert "time_place" not in every
    assert {"email", "phone", "name", "free_text", "payment_card", "join_identifier"} <= every
    assert chosen(["email", "Postal-Address"], knowledge) == {"email", "postal_address"}
    assert chosen(["pii", "time_place"], knowledge) == every | {"time_place"}
    assert chosen(["secrets"], knowledge) == frozenset()
    with pytest.raises(
        UnknownCategoryError, match=r"'emial' is no category of personal data; did you mean email\?"
    ):
        chosen(["emial"], knowledge)


def test_a_file_of_the_user_extends_and_wins(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "categories:\n  badge: {handling: ours, kind: number, source: house}\n"
        "elements:\n  - {category: badge, names: [badgeNumber], source: house}\n"
        "false_friends:\n  - {names: [pager], why: nobody has one, source: house}\n"
        "secrets:\n  - {names: [doorCode], mask: fixed, kind: code, source: house}\n"
    )
    plain, extended = Knowledge.load(PII), Knowledge.load(PII, own)
    ask = {"direction": "request"}
    assert plain.classify("createUser/badgeNumber", **ask) is None
    assert extended.classify("createUser/badgeNumber", **ask).category == "badge"
    assert plain.classify("createUser/phones/pager", **ask).category == "phone"
    assert extended.classify("createUser/phones/pager", **ask) is None
    assert extended.by_name("doorCode").secret
    assert "badge" in chosen(["pii"], extended)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "elements:\n  - {category: bagde, names: [x], source: y}\n",
            r"own.yaml:2: .*unknown category 'bagde'",
        ),
        ("elementz: []\n", r"own.yaml:1: unknown key elementz: did you mean elements\?"),
        ("elements: [\n", r"own.yaml:2: not YAML: .*: mend this line"),
        (
            "elements:\n  - category: email\n    names: [x]\n    sorce: house\n",
            r"own.yaml:4: unknown key elements.0.sorce: did you mean source\?",
        ),
        (
            "elements:\n  - category: email\n    names: badgeNumber\n    source: house\n",
            r"own.yaml:3: elements.0.names: should be a list: write \[badgeNumber\]",
        ),
        (
            "elements:\n  - {category: email, names: [x]}\n",
            r"own.yaml:2: elements.0.source is missing: add it",
        ),
        ("- elements\n", r"own.yaml:1: the file: should be keys with values .*, and is a list"),
        ("elements:\n", r"own.yaml:1: elements: should be a list: write \[...\] \(it is empty\)"),
        ("elements: !!python/name:os.system\n", r"own.yaml:1: not YAML: .* take the `!...` out"),
        ("# \udcff\nelements: []\n", r"own.yaml:1: cannot be read: not UTF-8 \(byte 0xff\): save the file"),
    ],
)
def test_a_broken_file_of_the_user_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PrivacyFileError, match=problem):
        Knowledge.load(PII, own)
