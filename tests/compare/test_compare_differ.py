"""Two messages held against each other."""

from __future__ import annotations

import pytest
from counted_work import lines_run

from inspector.compare import Ignored, Learned, compare, learn, ordered_calls
from inspector.model.exchange import Payload

USER = "<webExId>jdoe</webExId><firstName>Jane</firstName><active>ACTIVATED</active>"


def test_what_is_missing_added_and_changed_is_named_by_its_path(answer_of, differences):
    before = answer_of(
        ("getUserResponse", "<use:active>ACTIVATED</use:active><use:visitCount>1</use:visitCount>")
    )
    after = answer_of(
        ("getUserResponse", "<use:active>DEACTIVATED</use:active><use:languageID>1</use:languageID>")
    )
    assert differences(before, after) == [
        ("changed", "getUserResponse/active", "ACTIVATED", "DEACTIVATED"),
        ("missing", "getUserResponse/visitCount", "1", None),
        ("added", "getUserResponse/languageID", None, "1"),
    ]


def test_order_prefixes_white_space_and_letter_case_of_names_do_not_differ(request_of, differences):
    other = "<active>ACTIVATED</active>\n  <firstName>Jane</firstName><WEBEXID> jdoe </WEBEXID>"
    before = request_of("user.GetUser", USER)
    assert differences(before, request_of("user.GetUser", other, root="message")) == []
    assert differences(before, request_of("user.GetUser", other.replace("ACT", "DEACT"))) != []


def test_a_value_says_the_same_in_every_form_of_its_type(request_of, differences):
    one = "<privilege><host>TRUE</host></privilege><timeZoneID>007</timeZoneID>"
    two = "<privilege><host>1</host></privilege><timeZoneID>7</timeZoneID>"
    assert differences(request_of("user.CreateUser", one), request_of("user.CreateUser", two)) == []
    three = two.replace("1", "0")
    kinds = differences(request_of("user.CreateUser", one), request_of("user.CreateUser", three))
    assert kinds == [("changed", "createUser/privilege/host", "TRUE", "0")]


def test_who_calls_and_by_which_kind_of_credential_differs(request_of, differences):
    def asked(context):
        return request_of("user.GetUser", USER, context)

    place = "header/securityContext"
    whole = "<webExID>jdoe</webExID><password>Pw-1</password><siteName>acme</siteName>"
    assert differences(asked(whole), asked(whole.replace("Pw-1", "Other-22"))) == []
    assert differences(asked(whole), asked(whole.replace("<password>Pw-1</password>", ""))) == [
        ("missing", f"{place}/password", "credential, 4 characters", None)
    ]
    assert differences(asked(whole), asked(whole.replace("Pw-1", ""))) == [
        ("changed", f"{place}/password", "credential, 4 characters", "credential, 0 characters")
    ]
    ticket = whole.replace("password", "sessionTicket")
    assert [(kind, path) for kind, path, *_ in differences(asked(whole), asked(ticket))] == [
        ("missing", f"{place}/password"),
        ("added", f"{place}/sessionTicket"),
    ]
    assert [
        (kind, path) for kind, path, *_ in differences(asked(whole), asked(whole.replace("jdoe", "rroe")))
    ] == [("changed", f"{place}/webExID")]
    other = differences(asked(whole), asked(whole.replace("acme", "other")))
    assert [(kind, path) for kind, path, *_ in other] == [("changed", f"{place}/siteName")]


def test_a_token_in_the_http_header_differs_by_presence(reader, noise):
    body = (
        b'<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><body><bodyContent '
        b'xsi:type="java:com.webex.service.binding.user.GetUserCard"/></body></message>'
    )
    headers = [(("jwttoken", "a.b.c"),), (("JWTToken", "d.e.f"),), ()]
    one, other, none = (reader.read(Payload(given, body)) for given in headers)
    assert compare(one, other, noise).same
    assert [(d.kind, d.path, d.before) for d in compare(one, none, noise).differences] == [
        ("missing", "header/JWTToken", "given")
    ]


def test_secrets_and_personal_values_are_never_shown(request_of, differences):
    before = request_of("user.CreateUser", "<password>Secret-1</password><email>jane@example.com</email>")
    after = request_of("user.CreateUser", "<password>Secret-22</password><email>joe@example.com</email>")
    found = differences(before, after)
    assert found == [("changed", "createUser/email", "email, 16 characters", "email, 15 characters")]
    assert "jane" not in str(found)


def test_volatile_values_are_left_out_and_counted(answer_of, noise):
    before = answer_of(
        ("createMeetingResponse", "<m:meetingkey>1</m:meetingkey>"), prefix="m", namespace="meeting"
    )
    after = answer_of(
        ("createMeetingResponse", "<m:meetingkey>2</m:meetingkey>"), prefix="m", namespace="meeting"
    )
    found = compare(before, after, noise)
    assert found.same
    assert found.ignored == {"a key that the site gives itself": 1}
    # By presence they are compared.
    empty = answer_of(("createMeetingResponse", ""), prefix="m", namespace="meeting")
    assert [d.kind for d in compare(before, empty, noise).differences] == ["missing"]


def _rows(*rows):
    inside = "".join(f"<use:user>{row}</use:user>" for row in rows)
    return ("lstsummaryUserResponse", inside)


def _row(name, active="ACTIVATED"):
    return f"<use:webExId>{name}</use:webExId><use:active>{active}</use:active>"


def test_rows_are_paired_by_what_tells_them_apart(answer_of, differences):
    before = answer_of(_rows(_row("a"), _row("b"), _row("c")))
    after = answer_of(_rows(_row("c"), _row("x"), _row("a", "DEACTIVATED")))
    assert differences(before, after) == [
        ("changed", "lstsummaryUserResponse/user[1]/active", "ACTIVATED", "DEACTIVATED"),
        ("missing", "lstsummaryUserResponse/user[2]", None, None),
        ("added", "lstsummaryUserResponse/user[2]", None, None),
    ]


def test_a_row_put_in_front_moves_no_other(answer_of, differences):
    names = [f"user{n}" for n in range(30)]
    before = answer_of(_rows(*map(_row, names)))
    after = answer_of(_rows(*map(_row, ["new", *names])))
    assert differences(before, after) == [("added", "lstsummaryUserResponse/user[1]", None, None)]


def test_a_key_that_the_site_gives_itself_tells_no_row_of_two_answers_apart(answer_of, differences):
    def sessions(*rows):
        inside = "".join(
            f"<ep:session><ep:sessionKey>{key}</ep:sessionKey><ep:status>{status}</ep:status></ep:session>"
            for key, status in rows
        )
        return answer_of(("lstsummarySessionResponse", inside), prefix="ep", namespace="ep")

    before = sessions((1, "INPROGRESS"), (2, "NOT_INPROGRESS"))
    after = sessions((7, "INPROGRESS"), (8, "INPROGRESS"))
    assert differences(before, after) == [
        ("changed", "lstsummarySessionResponse/session[2]/status", "NOT_INPROGRESS", "INPROGRESS")
    ]


def test_the_order_of_rows_counts_where_the_request_asks_for_one(request_of, answer_of, noise):
    asked = request_of("user.LstsummaryUser", "<order><orderBy>UID</orderBy></order>")
    assert ordered_calls(asked) == {0}
    assert ordered_calls(request_of("user.LstsummaryUser", "<webExId>a</webExId>")) == set()
    names = [f"user{n}" for n in range(30)]
    before, after = (answer_of(_rows(*map(_row, order))) for order in (names, names[::-1]))
    (found,) = compare(before, after, noise, ordered=ordered_calls(asked)).differences
    place = "lstsummaryUserResponse/user"
    assert (found.kind, found.path, found.place) == ("changed", place, f"{place}[order]")
    assert (found.before, found.after) == ("rows in one order", "in another")
    assert compare(before, after, noise).same
    # A row more, or less, is no other order.
    less = answer_of(_rows(*map(_row, names[1:])))
    (found,) = compare(before, less, noise, ordered={0}).differences
    assert (found.kind, found.path) == ("missing", f"{place}[1]")


@pytest.mark.parametrize("kind", ["two kinds", "one kind", "turned round", "all changed"])
def test_the_work_of_long_lists_grows_as_they_do(answer_of, noise, kind):
    def lists(count):
        names = [f"user{n}" for n in range(count)]
        if kind == "turned round":
            return _rows(*map(_row, names)), _rows(*map(_row, names[::-1]))
        if kind == "all changed":
            return _rows(*map(_row, names)), _rows(*(_row(name, "DEACTIVATED") for name in names))
        kinds = 2 if kind == "two kinds" else 1
        return (
            _rows(*(_row(f"u{n % kinds}") for n in range(count))),
            _rows(*(_row(f"u{n // 2 % kinds}") for n in range(count + 1))),
        )

    def work(count):
        before, after = (answer_of(one) for one in lists(count))
        return lines_run(lambda: compare(before, after, noise))

    few, many = work(60), work(240)
    assert many < 5 * few  # four times the rows


def test_rows_without_a_key_are_paired_in_order(answer_of, differences):
    def types(*values):
        inside = "".join(f"<ep:serviceType>{v}</ep:serviceType>" for v in values)
        return answer_of(("getSessionInfoResponse", inside), prefix="ep", namespace="ep")

    found = differences(types("MeetingCenter", "EventCenter"), types("MeetingCenter", "SalesCenter"))
    assert found == [("changed", "getSessionInfoResponse/serviceType[2]", "EventCenter", "SalesCenter")]


def test_outcomes_belong_to_their_calls(answer_of, noise):
    user = ("getUserResponse", "<use:active>ACTIVATED</use:active>")
    found = compare(answer_of(user, user), answer_of(user, "030001"), noise, operations=("user.GetUser",) * 2)
    assert [(d.kind, d.operation, d.call, d.path) for d in found.differences] == [
        ("changed", "user.GetUser", 1, "header/response[2]/result"),
        ("added", "user.GetUser", 1, "header/response[2]/reason"),
        ("added", "user.GetUser", 1, "header/response[2]/exceptionID"),
        ("missing", "user.GetUser", 1, "getUserResponse"),
    ]


def test_elements_that_no_schema_has_are_compared_as_they_stand(answer_of, differences):
    before = answer_of(("getUserResponse", "<use:brandNew><use:a>1</use:a></use:brandNew>"))
    after = answer_of(("getUserResponse", "<use:brandNew><use:a>2</use:a></use:brandNew>"))
    assert differences(before, after) == [("changed", "getUserResponse/brandNew/a", "1", "2")]


def test_what_cannot_be_read_differs_unless_it_is_the_same(reader, answer_of, differences):
    page = reader.read(Payload(body=b"<html>\n<p>busy</p></html>"))
    again = reader.read(Payload(body=b"<html><p>busy</p>\n</html>"))
    other = reader.read(Payload(body=b"<html><p>gone</p></html>"))
    assert differences(page, again) == []
    assert [kind for kind, *_ in differences(page, other)] == ["changed"]
    assert [path for _, path, *_ in differences(page, answer_of("030001"))] == ["message"]


def test_places_are_left_out_on_request_with_all_below_them(answer_of, differences):
    before = answer_of(
        ("getUserResponse", "<use:active>ACTIVATED</use:active><use:languageID>1</use:languageID>")
    )
    after = answer_of(("getUserResponse", "<use:active>DEACTIVATED</use:active>"))
    left = Ignored.of(["languageid"])
    assert [path for _, path, *_ in differences(before, after, ignore=left)] == ["getUserResponse/active"]
    assert differences(before, after, ignore=Ignored.of(["getUserResponse"])) == []
    # A part of a name is no name.
    assert len(differences(before, after, ignore=Ignored.of(["language", "User"]))) == 2


def test_what_differs_between_two_answers_of_one_server_means_nothing(answer_of, noise):
    def user(active, language):
        return answer_of(
            (
                "getUserResponse",
                f"<use:active>{active}</use:active><use:languageID>{language}</use:languageID>",
            )
        )

    learned = learn([compare(user("ACTIVATED", 1), user("ACTIVATED", 2), noise)])
    assert learned.places == {("user.GetUser", "getUserResponse/languageID")}
    left = learned.without(compare(user("ACTIVATED", 1), user("DEACTIVATED", 3), noise))
    assert [d.place for d in left.differences] == ["getUserResponse/active"]
    assert left.ignored == {"differs between two answers of the same server": 1}
    # Without what was learned, both differ.
    assert (
        len(Learned().without(compare(user("ACTIVATED", 1), user("DEACTIVATED", 3), noise)).differences) == 2
    )


def test_a_row_that_comes_and_goes_covers_nothing_in_the_rows_that_stay(answer_of, noise):
    base, more = answer_of(_rows(_row("a"), _row("b"))), answer_of(_rows(_row("a"), _row("b"), _row("new")))
    learned = learn([compare(base, more, noise)])
    assert learned.places == {("user.LstsummaryUser", "lstsummaryUserResponse/user[]")}
    changed = answer_of(_rows(_row("a", "DEACTIVATED"), _row("b"), _row("other")))
    left = learned.without(compare(base, changed, noise))
    assert [(d.kind, d.path) for d in left.differences] == [
        ("changed", "lstsummaryUserResponse/user[1]/active")
    ]
    assert left.ignored == {"differs between two answers of the same server": 1}


def test_below_an_element_that_comes_and_goes_nothing_counts(answer_of, noise):
    def user(inside):
        return answer_of(("getUserResponse", f"<use:active>ACTIVATED</use:active>{inside}"))

    host = "<use:privilege><use:host>{}</use:host></use:privilege>"
    learned = learn([compare(user(host.format("true")), user(""), noise)])
    assert learned.places == {("user.GetUser", "getUserResponse/privilege")}
    found = compare(user(host.format("true")), user(host.format("false")), noise)
    assert [d.place for d in found.differences] == ["getUserResponse/privilege/host"]
    assert learned.without(found).same
