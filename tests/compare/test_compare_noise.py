"""The list of volatile elements."""

from __future__ import annotations

import pytest

from inspector.compare import Noise, NoiseFileError


def test_names_and_ends_of_paths_count_in_any_letter_case(noise):
    assert noise.why("createMeetingResponse/meetingkey") == "a key that the site gives itself"
    assert noise.why("getUserCardResponse/avatar/url") == "a link with a key or a ticket in it"
    assert noise.why("something/url") == ""
    assert noise.why("getMeetingResponse/schedule/startDate") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("volatile: [", "cannot be read"),
        ("volatile: []", "row_keys: Field required; mend this entry"),
        ("row_keys: []\nvolatile: [{names: [], why: x, source: y}]", "volatile.0.names"),
    ],
)
def test_a_broken_file_is_named(tmp_path, text, said):
    path = tmp_path / "noise.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(NoiseFileError, match=said) as error:
        Noise.load(path)
    assert str(path) in str(error.value)
