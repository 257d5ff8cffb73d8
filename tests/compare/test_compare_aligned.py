"""Two messages row by row; what differs in the rows is what `compare` says."""

from __future__ import annotations

from inspector.compare import Ignored, Learned, aligned, compare

USER = "<use:firstName>Jane</use:firstName><use:active>ACTIVATED</use:active>"


def rows(found):
    """Sign of each row with its depth and name."""
    return [(row.state, row.depth, row.name) for row in found.rows]


def test_rows_say_what_is_shared_and_what_differs(answer_of, noise):
    before = answer_of(("getUserResponse", USER + "<use:visitCount>1</use:visitCount>"))
    after = answer_of(
        ("getUserResponse", USER.replace("ACT", "DEACT") + "<use:languageID>1</use:languageID>")
    )
    assert rows(aligned(before, after, noise)) == [
        ("same", 0, "response"),
        ("same", 1, "result"),
        ("same", 0, "getUserResponse"),
        ("same", 1, "firstName"),
        ("changed", 1, "active"),
        ("missing", 1, "visitCount"),
        ("added", 1, "languageID"),
    ]


def test_below_what_is_missing_all_is_missing_and_it_counts_once(answer_of, noise):
    privilege = "<use:privilege><use:host>true</use:host><use:siteAdmin>true</use:siteAdmin></use:privilege>"
    before = answer_of(("getUserResponse", USER + privilege))
    after = answer_of(("getUserResponse", USER))
    found = aligned(before, after, noise)
    assert rows(found)[-4:] == [
        ("missing", 1, "privilege"),
        ("missing", 2, "host"),
        ("missing", 2, "siteAdmin"),
        ("same", 1, "active"),
    ]
    assert [row.name for row in found.rows if row.difference] == ["privilege"]


def test_volatile_values_are_ignored_with_the_reason(request_of, noise):
    before = request_of("meeting.GetMeeting", "<meetingKey>1</meetingKey>")
    after = request_of("meeting.GetMeeting", "<meetingKey>2</meetingKey>")
    row = next(row for row in aligned(before, after, noise).rows if row.name == "meetingKey")
    assert (row.state, row.name, row.difference) == ("ignored", "meetingKey", None)
    assert row.why


def test_what_was_learned_means_nothing_with_all_below_it(answer_of, noise):
    privilege = "<use:privilege><use:host>true</use:host></use:privilege>"
    before = answer_of(("getUserResponse", USER + privilege))
    after = answer_of(("getUserResponse", USER.replace("Jane", "John")))
    learned = Learned(frozenset({("user.GetUser", "getUserResponse/privilege")}))
    found = aligned(before, after, noise, operations=["user.GetUser"], learned=learned)
    assert rows(found)[-3:] == [("ignored", 1, "privilege"), ("ignored", 2, "host"), ("same", 1, "active")]
    assert [d.path for d in found.comparison.differences] == ["getUserResponse/firstName"]
    assert sum(found.comparison.ignored.values()) == 1


def test_calls_of_different_operations_stand_each_on_its_own_side(request_of, noise):
    found = aligned(
        request_of("user.GetUser", "<webExId>a</webExId>"),
        request_of("user.DelUser", "<webExId>a</webExId>"),
        noise,
    )
    assert rows(found)[:5] == [
        ("changed", 0, "operation"),
        ("missing", 0, "getUser"),
        ("missing", 1, "webExId"),
        ("added", 0, "delUser"),
        ("added", 1, "webExId"),
    ]
    assert [row.difference.before for row in found.rows if row.difference] == ["user.GetUser"]


def test_differences_are_those_of_compare(answer_of, request_of, noise):
    rows_of = "".join(f"<use:user><use:webExId>u{n}</use:webExId></use:user>" for n in range(3))
    trees = [
        answer_of(("getUserResponse", USER)),
        answer_of(("getUserResponse", USER.replace("ACT", "DEACT")), "000015"),
        answer_of(("lstsummaryUserResponse", rows_of)),
        answer_of(("lstsummaryUserResponse", rows_of.replace("u0", "u9") + rows_of)),
        answer_of("000015"),
        answer_of("030001", reason="other"),
        request_of("user.GetUser", "<webExId>a</webExId>"),
    ]
    for before in trees:
        for after in trees:
            for ignore in (None, Ignored.of(["active", "user"])):
                whole = compare(before, after, noise, ignore)
                found = aligned(before, after, noise, ignore)
                assert found.comparison == whole
                assert tuple(row.difference for row in found.rows if row.difference) == whole.differences


def test_an_order_that_was_asked_for_has_a_row_of_its_own(answer_of, noise):
    def listed(*names):
        inside = "".join(f"<use:user><use:webExId>{name}</use:webExId></use:user>" for name in names)
        return answer_of(("lstsummaryUserResponse", inside))

    found = aligned(listed("a", "b"), listed("b", "a"), noise, ordered={0})
    (row,) = [row for row in found.rows if row.difference]
    assert (row.state, row.name, row.before.shown, row.after.shown) == (
        "changed",
        "user",
        "rows in one order",
        "in another",
    )


def test_who_calls_is_shown_without_what_is_secret(request_of, noise):
    before = request_of("user.GetUser", "", "<webExID>jdoe</webExID><password>Clear-Pw-1</password>")
    after = request_of("user.GetUser", "", "<webExID>jdoe</webExID><sessionTicket>Clear-T-2</sessionTicket>")
    found = aligned(before, after, noise)
    assert rows(found)[-4:] == [
        ("same", 0, "securityContext"),
        ("same", 1, "webExID"),
        ("missing", 1, "password"),
        ("added", 1, "sessionTicket"),
    ]
    shown = [element.shown for row in found.rows for element in (row.before, row.after) if element]
    assert "Clear" not in str(shown)
