"""Tasks from the shell: made, worked on, done, repeated; who plans nothing, who does what when."""

from __future__ import annotations

from tests.cli.process import Shell


def test_a_task_goes_its_way(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    made = sample.done(
        "task",
        "add",
        "发方案",
        "--customer",
        "1",
        "--at",
        "明天3点",
        "--priority",
        "high",
        "--json",
    ).json
    number = str(made["id"])
    assert (made["priority"], made["due_at"]) == ("high", "2026-11-23T15:00:00+08:00")
    sample.done("task", "log", number, "打了电话，未接")
    sample.done("task", "log", number, "对方换人了", "--problem")
    sample.done("task", "edit", number, "--at", "后天", "--notes", "加急")
    shown = sample.done("task", "show", number, "--json").json
    assert [each["problem"] for each in shown["actions"]] == [False, True]
    assert (shown["notes"], shown["has_time"], shown["title"]) == ("加急", False, "发方案")
    done = ("task", "done", number, "--outcome", "lost", "--loss-reason", "price", "--json")
    sample.done(*done)
    row = sample.done("task", "list", "--state", "done", "--json").json[0]
    assert (row["id"], row["outcome"]) == (made["id"], "lost")
    assert row["loss_reason"]
    sample.done("task", "reopen", number)
    sample.done("task", "delete", number)
    sample.done("undo")
    assert [each["id"] for each in sample.done("task", "list", "1", "--json").json] == [made["id"]]


def test_a_task_repeats_in_words(sample: Shell) -> None:
    made = sample.done("task", "add", "周报", "--every", "每周五,3次", "--json").json
    assert made["due_at"] == "2026-11-27T09:00:00+08:00"
    assert "COUNT=3" in made["recurrence"]
    done = sample.done("task", "done", str(made["id"]), "--json").json
    assert done["next_due_at"] == "2026-12-04T09:00:00+08:00"
    skipped = sample.done("task", "skip", str(done["next_id"]), "--json").json
    assert skipped["next_due_at"] == "2026-12-11T09:00:00+08:00"
    wrong = sample.crm("task", "add", "x", "--every", "有空时", "--json")
    assert (wrong.code, wrong.error["field"]) == (2, "recurrence")
    nothing = sample.crm("task", "add", "x", "--json")
    assert (nothing.code, nothing.error["field"]) == (2, "due_at")


def test_who_may_not_be_given_a_task_is_named(sample: Shell) -> None:
    refused = sample.crm(
        "task", "add", "x", "--at", "明天", "--to", "wangwei", "--user", "lina", "--json"
    )
    assert (refused.code, refused.error["error"]) == (4, "not_assignable")


def test_an_overview_is_a_table_for_a_spreadsheet(sample: Shell) -> None:
    sample.done("task", "add", "回访", "--at", "明天")
    header, *rows = sample.done("task", "overview", "--week", "--csv").out.splitlines()
    assert header.startswith("login,person,overdue,planned_2026-11-22,done_2026-11-22")
    assert len(header.split(",")) == 3 + 3 * 7
    assert any(row.startswith("wangwei,王伟,0,0,0,0,1,0,0") for row in rows)


def test_what_stays_overdue_is_reported_when_the_sweep_runs(sample: Shell) -> None:
    sample.done("user", "edit", "lina", "--manager", "wangwei")
    sample.done("task", "add", "回访", "--at", "明天", "--user", "lina")
    sample.at = "2026-11-26T10:00:00+08:00"
    sample.done("pool", "sweep")
    sample.done("pool", "sweep")
    (notice,) = sample.done("notice", "list", "--json").json
    assert notice["kind"] == "escalation"
