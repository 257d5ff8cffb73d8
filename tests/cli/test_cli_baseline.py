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
    assert "1 findings written to known.yaml" in written.err
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


def test_a_recording_is_not_overwritten_by_a_baseline(program: Program) -> None:
    path = program.write("a.xml", ANONYMOUS)

    assert program("audit", "a.xml", "--write-baseline", "a.xml").code == 2
    assert path.read_text("utf-8") == ANONYMOUS
