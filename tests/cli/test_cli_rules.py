"""`xmlinspect rules` and rules of your own, on the command line; `migrate`."""

from __future__ import annotations

import csv
import io
import json

from cli_program import ROOT, Program, request

DELETE = request(operation="user.DelUser")


def test_a_rule_of_ones_own_from_its_beginning_to_an_audit(program: Program) -> None:
    begun = program("rules", "new", "acme-01", "--into", "ours")
    assert (begun.code, begun.out) == (0, "ours/acme/ACME-01.yaml\n")
    again = program("rules", "new", "ACME-01", "--into", "ours")
    assert again.code == 2
    assert "ours/acme/ACME-01.yaml is there already: choose another code" in again.err

    held = program("rules", "test", "ours")
    assert (held.code, held.out) == (0, "1 rule, 2 examples, 0 rules failed\n")

    program.write("a.xml", DELETE)
    assert program("check", "a.xml", "--format", "json").codes == []
    checked = program("check", "a.xml", "--format", "json", "--rules", "ours", "--fail-on", "warning")
    assert (checked.code, checked.codes) == (1, ["ACME-01"])
    program.write("xmlinspect.toml", 'rules = ["ours"]\n')
    assert program("audit", "a.xml", "--format", "json").codes == ["ACME-01"]
    assert "ACME-01" in program("rules", "list").out


def test_a_broken_rule_is_told_and_the_others_judge(program: Program) -> None:
    program("rules", "new", "ACME-01", "--into", "ours")
    good = (program.folder / "ours" / "acme" / "ACME-01.yaml").read_text("utf-8")
    broken = good.replace("ACME-01", "ACME-02").replace("severity:", "severty:")
    program.write("ours/acme/ACME-02.yaml", broken)
    program.write("a.xml", DELETE)
    line = broken.splitlines().index("severty: warning # info, warning or error") + 1
    told = f"error: ours/acme/ACME-02.yaml:{line}: unknown key severty: did you mean severity?\n"

    checked = program("check", "a.xml", "--format", "json", "--rules", "ours")
    assert (checked.code, checked.codes, checked.err) == (3, ["ACME-01"], told)
    tested = program("rules", "test", "ours")
    assert (tested.code, tested.err) == (3, told)
    assert tested.out == "1 rule, 2 examples, 0 rules failed, 1 file refused\n"

    (program.folder / "ours" / "acme" / "ACME-01.yaml").unlink()
    alone = program("rules", "test", "ours")
    assert (alone.code, alone.out) == (2, "0 rules, 0 examples, 0 rules failed, 1 file refused\n")
    totals = program("rules", "test", "ours", "--format", "json").json["totals"]
    assert totals == {"rules": 0, "examples": 0, "failed": 0, "refused": 1}


def test_a_failing_example_names_rule_and_file(program: Program) -> None:
    program("rules", "new", "ACME-01", "--into", "ours")
    path = program.folder / "ours" / "acme" / "ACME-01.yaml"
    path.write_text(path.read_text("utf-8").replace("[user.DelUser]", "[user.SetUser]"), "utf-8")

    done = program("rules", "test", "ours")

    assert done.code == 1
    assert done.out == (
        'ACME-01: bad example "A user is deleted" should yield ACME-01, and yields nothing; '
        "ours/acme/ACME-01.yaml\n1 rule, 2 examples, 1 rule failed\n"
    )
    as_json = program("rules", "test", "ours", "--format", "json")
    assert as_json.code == 1
    assert as_json.json["failures"] == [
        {
            "code": "ACME-01",
            "file": "ours/acme/ACME-01.yaml",
            "kind": "bad",
            "says": "A user is deleted",
            "expected": ["ACME-01"],
            "found": [],
        }
    ]


def test_names_that_nothing_has_fail_with_line_and_nearest(program: Program) -> None:
    program("rules", "new", "ACME-01", "--into", "ours")
    path = program.folder / "ours" / "acme" / "ACME-01.yaml"
    text = path.read_text("utf-8").replace("[user.DelUser]", "[user.DelUser, user.Delete]")
    path.write_text(text, "utf-8")
    line = text[: text.index("user.Delete]")].count("\n") + 1

    done = program("rules", "test", "ours")

    assert (done.code, done.out) == (
        1,
        f"ours/acme/ACME-01.yaml:{line}: ACME-01: user.Delete is no operation: the nearest is user.DelUser\n"
        "1 rule, 2 examples, 1 rule failed\n",
    )
    (stray,) = program("rules", "test", "ours", "--format", "json").json["strays"]
    assert stray["file"] == "ours/acme/ACME-01.yaml"
    assert (stray["line"], stray["nearest"]) == (line, "user.DelUser")


def test_show(program: Program) -> None:
    done = program("rules", "show", "life-03")
    assert done.code == 0
    assert done.out.startswith("# LIFE-03 replaced-operation\n")
    assert 'binding.user.LstUser">' in done.out
    assert program("rules", "show", "LIFE-03", "--format", "json").json["code"] == "LIFE-03"

    missing = program("rules", "show", "LIFE-33")
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith("error: no rule is called LIFE-33: did you mean LIFE-03")


def test_what_rules_cost(program: Program) -> None:
    program("rules", "new", "ACME-01", "--into", "ours")

    done = program("rules", "list", "--cost", "--rules", "ours")

    assert (done.code, done.err) == (0, "")
    head, *rows = (line.split() for line in done.out.splitlines())
    assert head == ["code", "when", "paths", "µs", "name"]
    assert rows[0] == ["ACME-01", "build", "0", "0", "user-deleted-acme-01"]
    assert len(rows) == 97
    assert {row[1] for row in rows} == {"build", "fill", "pair", "history"}
    assert {row[3] for row in rows if row[1] == "build"} == {"0"}


def test_schema_is_the_file_that_ships(program: Program) -> None:
    assert program("rules", "schema").out == (ROOT / "rules" / "rule.schema.json").read_text("utf-8")


def test_pages_of_rules_are_written_where_it_is_said_and_nowhere_else(program: Program) -> None:
    assert "docs" in program("rules", "--help").out
    assert program("rules", "docs").code == 2
    assert list(program.folder.rglob("*.md")) == []

    assert program("rules", "docs", "pages").code == 0
    assert (program.folder / "pages" / "AUTH-01.md").exists()


def test_severities_of_the_settings_count_for_what_a_store_captured(program: Program) -> None:
    program.write("a.xml", DELETE.replace("<password>Planted-Pa55</password>", ""))
    program("import", "a.xml", "--store", "s.sqlite")
    before = program("audit", "s.sqlite", "--format", "json")
    assert (before.codes, before.code) == (["AUTH-07"], 0)

    program.write("xmlinspect.toml", '[severity]\nAUTH-07 = "error"\n')
    after = program("audit", "s.sqlite", "--format", "json")
    assert (after.codes, after.code) == (["AUTH-07"], 1)
    assert [each["severity"] for each in after.json["exchanges"][0]["findings"]] == ["error"]


def test_a_code_that_is_taken_or_none(program: Program) -> None:
    assert "there is a rule AUTH-01 already" in program("rules", "new", "AUTH-01", "--into", "ours").err
    assert "../AUTH is no code of a rule" in program("rules", "new", "../auth", "--into", "ours").err
    assert not (program.folder / "ours").exists()
    assert "nowhere: no such folder" in program("rules", "test", "nowhere").err


def test_migrate(program: Program) -> None:
    program.write("calls/a.xml", request("<meetingKey>700000001</meetingKey>", "meeting.DelMeeting"))
    program.write("calls/b.xml", request())

    text = program("migrate", "calls")
    assert text.code == 0
    assert "meeting.DelMeeting  -                 retired 2024-03-31" in text.out
    assert "REST: DELETE /meetings/{meetingId}" in text.out
    assert "\ncalls to move by week: no call has a time\n" in text.out
    assert text.out.endswith("2 exchanges, 2 calls, 2 operations; 1 call to move\n")

    assert program("migrate", "calls", "--format", "json", "--output", "a.json").out == ""
    rows = json.loads((program.folder / "a.json").read_text("utf-8"))["operations"]
    assert [(row["operation"], row["status"]) for row in rows] == [
        ("meeting.DelMeeting", "retired"),
        ("user.GetUser", "alive"),
    ]
    table = list(csv.DictReader(io.StringIO(program("migrate", "calls", "--format", "csv").out)))
    assert [row["rest"] for row in table] == [
        "DELETE /meetings/{meetingId}",
        "GET /people/{personId}; GET /people",
    ]

    program.write("xmlinspect.toml", "[sites.acme]\non_premises = true\n")
    local = program("migrate", "calls", "--format", "json").json
    assert [(r["operation"], r["on_premises"], r["status"]) for r in local["operations"]] == [
        ("meeting.DelMeeting", True, "alive"),
        ("user.GetUser", True, "alive"),
    ]
    assert program("migrate", "nowhere").code == 2
    kept = (program.folder / "calls" / "b.xml").read_text("utf-8")
    assert program("migrate", "calls/b.xml", "--output", "calls/b.xml").code == 2
    assert (program.folder / "calls" / "b.xml").read_text("utf-8") == kept


def test_urls_of_reports_tell_nobody(program: Program) -> None:
    url = "https://acme.example.com/WBXService/XMLService?email=jane%40example.org&FN=Jane&WID=jdoe&AT=LI"
    shown = (
        "https://acme.example.com/WBXService/XMLService?email=********&FN=********&WID=********&AT=********"
    )
    program.write("a-request.xml", DELETE)
    program.write("a.meta.json", json.dumps({"url": url}))
    program("import", "a-request.xml", "--store", "s.sqlite")

    told = [
        program("audit", "a-request.xml", "--format", "json"),
        program("audit", "s.sqlite", "--format", "json"),
        program("check", "a-request.xml", "--format", "json", "--url", url),
    ]
    assert [done.json["exchanges"][0]["url"] for done in told] == [shown] * 3


def test_migrate_tells_what_may_stand_in_two_paths_and_says_where_nothing_was_read(
    program: Program,
) -> None:
    program.write("calls/a.xml", DELETE)
    program("import", "calls", "--store", "only/s.sqlite")
    both = program("migrate", "calls", "only")
    assert (both.code, both.out.splitlines()[-1]) == (0, "2 exchanges, 2 calls, 1 operation; 0 calls to move")
    assert both.err == (
        "1 exchange, which may stand in a store and in another of the paths, counted in both: "
        "start (to the millisecond) and duration are not known\n"
    )
    assert program("audit", "only").err == ""

    program.write("none/notes.txt", "x")
    none = program("migrate", "none")
    assert (none.code, none.err) == (
        0,
        "nothing was read: there is no recording and no store in what was named\n"
        "1 file is no recording and was left out\n",
    )
    assert none.out == "\n0 exchanges: nothing was read, so nothing is known of what has to move\n"
    assert program("audit", "none").err == none.err
    store = program("check", "only/s.sqlite")
    assert store.code == 2
    assert "a store, where a recording is wanted; `xmlinspect audit` reads stores" in store.err


def test_pairs_of_one_second_and_one_size_are_other_exchanges(program: Program) -> None:
    """Only content tells them apart: another user, and a password of blanks as long as the first."""
    meta = json.dumps(
        {"url": "https://acme.webex.com/WBXService/XMLService", "started": "2023-06-01T09:00:00Z"}
    )
    for name, user, password in (("a", "jdoe", "Example-1"), ("b", "xdoe", " " * 9)):
        program.write(
            f"c/{name}-request.xml",
            '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
            f"<webExID>{user}</webExID><password>{password}</password><siteName>acme</siteName>"
            "</securityContext></header><body>"
            '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
            "<webExId>jdoe</webExId></bodyContent></body></serv:message>",
        )
        program.write(f"c/{name}.meta.json", meta)

    for paths in (["c"], ["c/a-request.xml", "c/b-request.xml"]):
        audit = program("audit", *paths, "--format", "json")
        assert (len(audit.json["exchanges"]), audit.err) == (2, "")
        kept = program("import", *paths, "--store", f"{len(paths)}.sqlite")
        assert kept.out.startswith("2 exchanges kept in ")
