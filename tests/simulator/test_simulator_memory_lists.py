"""What was stored shows in the rows of lists and in GetSessionInfo, too, wherever their types put it."""

from __future__ import annotations

import pytest
from lxml import etree
from simulator_shared import KEYS, OWN, Shared, missing, to_xml
from test_simulator_memory_families import STATUS, shown_type

from inspector.schema.content import ComplexType

RELEASES = ("40.1.0", "40.10.0", "42.11.1")
# What stores, what shows, its rows, what names one, and how many values the two types share at least.
CASES = {
    "LstsummaryMeeting": (
        "meeting.CreateMeeting",
        "meeting.LstsummaryMeeting",
        "meeting",
        "",
        5,
    ),
    "LstsummarySession": ("meeting.CreateMeeting", "ep.LstsummarySession", "session", "", 4),
    "LstsummaryEvent": ("event.CreateEvent", "event.LstsummaryEvent", "event", "", 4),
    "LstsummaryTraining": (
        "training.CreateTrainingSession",
        "training.LstsummaryTrainingSession",
        "trainingSession",
        "",
        4,
    ),
    "LstsummarySales": (
        "sales.CreateSalesSession",
        "sales.LstsummarySalesSession",
        "salesSession",
        "",
        4,
    ),
    "LstsummaryUser": (
        "user.CreateUser",
        "user.LstsummaryUser",
        "user",
        "<webExId>jdoe</webExId>",
        4,
    ),
}


def leaves(kind, shared, path=""):
    """Paths and types of the values of a type at the release, without those in lists: no row is meant."""
    for particle in kind.particles:
        if particle.maximum != 1 or not shared.releases.has(shared.release, particle.window):
            continue
        if isinstance(particle.type, ComplexType):
            yield from leaves(particle.type, shared, f"{path}{particle.name}/")
        else:
            yield f"{path}{particle.name}", particle.type


def same_named(stored, shown):
    """Paths of both types whose last name only one element of either has."""
    ours, theirs = ({}, {})
    for found, into in ((stored, ours), (shown, theirs)):
        for path, simple in found:
            into.setdefault(path.rpartition("/")[2], []).append((path, simple))
    for name, places in ours.items():
        others = theirs.get(name, [])
        if len(places) == len(others) == 1 and name not in {*OWN, *KEYS, *STATUS}:
            yield places[0][0], others[0][0], places[0][1]


def nested(path, value):
    for name in reversed(path.split("/")):
        value = {name: [value]}
    return value


def merged(one, other):
    for name, (value,) in other.items():
        if name in one and isinstance(value, dict):
            merged(one[name][0], value)
        else:
            one[name] = [value]
    return one


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("release", RELEASES)
def test_values_of_the_same_name_show_in_a_row(opened, master, releases, schemas, case, release):
    store, show, row, inside, least = CASES[case]
    shared = Shared(releases, release)
    pairs = list(
        same_named(leaves(master.operations[store].request, shared), leaves(shown_type(master, show), shared))
    )
    data = {}
    for path, _, simple in pairs:
        merged(data, nested(path, shared.fixed(simple)))
    ask = opened(release, password_required=False)
    created = ask(store, inside + to_xml(data))
    assert created.exception is None, created.heads("reason")
    reply = ask(show, inside)
    (element,) = [child for child in reply.contents[0] if etree.QName(child).localname == row]
    lost = []
    for path, other, simple in pairs:
        found = element.findtext("/".join(f"{{*}}{name}" for name in other.split("/")))
        if found != shared.fixed(simple):
            lost.append((path, other, shared.fixed(simple), found))
    assert lost == []
    assert len(pairs) >= least
    assert schemas.validator(release).validate(reply.root), schemas.validator(release).error_log


SESSIONS = {
    "meeting.CreateMeeting": ("meetingkey", 21),
    "event.CreateEvent": ("sessionKey", 19),
    "training.CreateTrainingSession": ("sessionkey", 22),
    "sales.CreateSalesSession": ("meetingKey", 22),
}


@pytest.mark.parametrize("store", SESSIONS)
@pytest.mark.parametrize("release", RELEASES)
def test_every_shared_element_shows_in_get_session_info(opened, master, releases, store, release):
    key, least = SESSIONS[store]
    shared = Shared(releases, release)
    types = master.operations[store].request, master.operations["ep.GetSessionInfo"].response
    made = shared.data(*types, shared.fixed, lambda: True)
    data = {name: value for name, value in made.items() if name not in STATUS}
    ask = opened(release, password_required=False)
    found = ask(store, to_xml(data)).all(key)[0]
    lost, count = missing(data, ask("ep.GetSessionInfo", f"<sessionKey>{found}</sessionKey>").contents[0])
    assert lost == []
    assert count >= least


def test_the_walk_sees_what_a_row_does_not_show(opened, master, releases):
    shared = Shared(releases, "40.10.0")
    pairs = list(
        same_named(
            leaves(master.operations["meeting.CreateMeeting"].request, shared),
            leaves(shown_type(master, "ep.LstsummarySession"), shared),
        )
    )
    assert ("repeat/isException", "isException") in [(path, other) for path, other, _ in pairs]
    ask = opened(password_required=False)
    ask("meeting.CreateMeeting", "")
    row = ask("ep.LstsummarySession").contents[0]
    assert row.findtext("{*}session/{*}isException") == "false"
