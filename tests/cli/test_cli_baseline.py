"""`audit --baseline`: only what is new is shown and fails."""

from __future__ import annotations

from cli_program import Program, request

ANONYMOUS = request(context="<siteName>acme</siteName>")


def test_a_baseline_from_writing_it_to_its_end(program: Program) -> None:
    program.write("calls/a.xml", ANONYMOUS)
    assert program("audit", "calls", "--format", "json").codes == ["AUTH-06"]

    written = program(
        "audit", "calls", "--fail-on", "warning", "--write-baseline", "known.yaml", "--reason", "ticket 17"
    )
    assert written.code == 0
    assert "1 finding written to known.yaml" in written.err
    text = (program.folder / "known.yaml").read_text("utf-8")
    assert "code: AUTH-06\n    operation: user.GetUser\n" in text
    assert "reason: ticket 17\n" in text

    silent = program("audit", "calls", "--format", "json", "--fail-on", "info", "--baseline", "known.yaml")
    assert (silent.code, silent.codes, silent.json["totals"]["suppressed"]) == (0, [], 1)

    program.write("calls/b.xml", request("<webExId>jdoe</webExId><nope/>"))
    fresh = program("audit", "calls", "--format", "json", "--baseline", "known.yaml")
    assert (fresh.code, fresh.codes) == (1, ["SCH-01"])

    program.write("calls/a.xml", request())
    over = program("audit", "calls", "--baseline", "known.yaml")
    assert "baseline: AUTH-06 at user.GetUser, " in over.err
    assert "was not found; take the entry out" in over.err


def test_a_baseline_without_a_reason_is_refused(program: Program) -> None:
    program.write("a.xml", ANONYMOUS)
    program.write("known.yaml", "findings:\n  - code: AUTH-06\n    operation: user.GetUser\n")

    done = program("audit", "a.xml", "--baseline", "known.yaml")

    assert done.code == 2
    assert done.err == "error: known.yaml:2: findings.reason is missing: say why this finding is accepted\n"


def test_findings_are_not_accepted_without_a_reason(program: Program) -> None:
    program.write("a.xml", ANONYMOUS)

    for given in ((), ("--reason", " ")):
        done = program("audit", "a.xml", "--write-baseline", "known.yaml", *given)
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            "error: --write-baseline needs --reason TEXT, the reason why these findings are accepted, as in "
            '--reason "ticket 17"\n'
        )
    assert not (program.folder / "known.yaml").exists()


def test_pruning_alone_needs_no_reason_and_accepts_nothing(program: Program) -> None:
    program.write("a.xml", ANONYMOUS)
    path = program.folder / "known.yaml"
    program("audit", "a.xml", "--write-baseline", path, "--reason", "ticket 17")
    before = path.read_text("utf-8")
    program.write("b.xml", request("<webExId>jdoe</webExId><nope/>"))
    prune = ("--baseline", path, "--write-baseline", path, "--prune")

    both = program("audit", "a.xml", "b.xml", *prune)
    assert (both.code, path.read_text("utf-8")) == (1, before)
    assert "1 new finding not written: give --reason to accept them\n" in both.err
    assert program("audit", "b.xml", *prune).code == 1
    assert path.read_text("utf-8").endswith("findings: []\n")


def test_a_recording_is_not_overwritten_by_a_baseline(program: Program) -> None:
    path = program.write("a.xml", ANONYMOUS)

    assert program("audit", "a.xml", "--write-baseline", "a.xml").code == 2
    assert path.read_text("utf-8") == ANONYMOUS


def test_a_baseline_written_from_part_of_the_traffic_keeps_the_rest(program: Program) -> None:
    program.write("calls/a.xml", ANONYMOUS)
    program.write("calls/b.xml", request("<webExId>jdoe</webExId><nope/>"))
    path = program.folder / "calls" / "known.yaml"
    assert program("audit", "calls", "--write-baseline", path, "--reason", "ticket 17").code == 0
    both = path.read_text("utf-8")
    assert ("AUTH-06" in both, "SCH-01" in both) == (True, True)
    again = ("--baseline", path, "--write-baseline", path, "--reason", "ticket 18")

    assert program("audit", "calls/a.xml", *again).code == 0
    assert path.read_text("utf-8") == both

    # What cannot be read may hold what was not found: nothing is written, or nothing taken out.
    failed = program("audit", "missing.xml", *again, "--prune")
    assert (failed.code, "written" in failed.err, path.read_text("utf-8")) == (2, False, both)
    part = program("audit", "missing.xml", "calls/a.xml", *again, "--prune")
    assert (part.code, path.read_text("utf-8")) == (3, both)

    assert program("audit", "calls", *again).code == 0
    pruned = program("audit", "calls/a.xml", *again, "--prune")
    assert "1 finding written to" in pruned.err
    assert ("AUTH-06" in path.read_text("utf-8"), "SCH-01" in path.read_text("utf-8")) == (True, False)


def test_pruning_keeps_the_entries_of_rules_that_were_not_asked(program: Program) -> None:
    program.write("a.xml", ANONYMOUS)
    path = program.folder / "known.yaml"
    program("audit", "a.xml", "--write-baseline", path, "--reason", "ticket 17")
    before = path.read_text("utf-8")
    program.write("a.xml", request())
    prune = ("--baseline", path, "--write-baseline", path, "--prune")

    for others in (("--select", "life"), ("--ignore", "AUTH"), ("--ignore", "auth-06")):
        done = program("audit", "a.xml", *prune, *others)
        assert ("was not found" in done.err, path.read_text("utf-8")) == (False, before)

    program("audit", "a.xml", *prune, "--select", "AUTH")
    assert path.read_text("utf-8").endswith("findings: []\n")
