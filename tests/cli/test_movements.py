"""Transfer, locks, more days, hand-overs and disputes, as typed."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell


@pytest.fixture
def lina(office: Shell) -> Shell:
    """A rep who holds one customer."""
    shell = Shell(office.folder, environment={"CRM_USER": "lina"})
    shell.done("customer", "add", "北京恒信科技有限公司", "--contact", "张敏")
    return shell


def test_a_batch_answers_for_each_customer_and_exits_with_a_refusal(
    office: Shell, lina: Shell
) -> None:
    answer = lina.crm("customer", "transfer", "1", "99", "--to", "wangwei", "--json")
    assert answer.code == 3
    assert [each["id"] for each in answer.json["done"]] == [1]
    assert [each["reason"] for each in answer.json["refused"]] == ["not_found"]
    assert office.done("customer", "list", "--json").json[0]["owner"] == "wangwei"
    assert office.crm("customer", "transfer", "1", "--to", "nobody").code == 3


def test_a_lock_says_its_number_when_it_is_refused(office: Shell, lina: Shell) -> None:
    assert "Locked 1 customer." in lina.done("pool", "lock", "1", "--until", "+3d").out
    refused = lina.crm("pool", "lock", "1", "--until", "+60d", "--json")
    assert refused.code == 4
    (reason,) = refused.json["refused"]
    assert (reason["reason"], reason["limit_days"]) == ("lock_days_used_up", 30)
    assert "2026-12-21" in reason["message"]
    assert lina.crm("pool", "lock", "1", "--until", "2020-01-01").code == 2
    lina.done("pool", "unlock", "1")


def test_more_days_are_asked_listed_and_granted(office: Shell, lina: Shell) -> None:
    lina.done("pool", "extend", "1", "--until", "+40d", "--reason", "出差")
    (asked,) = office.done("pool", "extensions", "--json").json
    assert (asked["asked_by"], asked["status"]) == ("lina", "asked")
    assert lina.crm("pool", "grant", "1").code == 4
    office.done("pool", "grant", "1", "--note", "同意")
    assert office.done("pool", "extensions", "--json").json == []
    assert office.crm("pool", "refuse", "1").code == 4
    assert office.crm("pool", "grant", "x").code == 3
    office.done("pool", "restart", "1", "--reason", "换人")


def test_a_handover_is_made_by_a_plan_and_confirmed(office: Shell, lina: Shell) -> None:
    plan = ("lina", "--region", "北京市=wangwei", "--to", "wangwei")
    preview = office.done("handover", "preview", *plan, "--json").json
    assert preview["receivers"] == [
        {"user": "wangwei", "gets": 1, "held": 0, "limit": 200, "over": False}
    ]
    made = office.done("handover", "make", *plan, "--reason", "离职", "--json").json
    assert (made["handover"], len(made["done"]), made["refused"]) == (1, 1, [])
    assert office.done("handover", "confirm", "1", "--json").json["confirmed"] == 1
    assert office.done("handover", "show", "1", "--json").json[0]["confirmed_at"] is not None
    told = [office.done("handover", *each).out for each in (("packet", "1"), ("list",))]
    assert "Passed on in a hand-over" in told[0]
    assert all("today 12:00" in each and "T12:00" not in each for each in told)
    again = office.crm("handover", "make", *plan, "--reason", "离职")
    assert (again.code, "holds no customer" in again.err) == (4, True)
    assert office.crm("handover", "preview", "lina", "--pool", "--to", "wangwei").code == 2
    assert office.crm("handover", "preview", "lina", "--level", "A").code == 2


def test_a_dispute_about_a_customer_out_of_sight_is_filed_weighed_and_decided(
    office: Shell, lina: Shell
) -> None:
    office.done("user", "add", "zhao", "--name", "赵强")
    zhao = Shell(office.folder, environment={"CRM_USER": "zhao"})
    assert zhao.crm("dispute", "file", "恒信", "--note", "我的").code == 3
    filed = zhao.done("dispute", "file", "北京恒信科技有限公司", "--note", "我的", "--json").json
    assert (filed["customer"], filed["against"]) == (None, "lina")
    shown = office.done("dispute", "show", "1", "--json").json
    assert shown["evidence"]["entered_first"] == "lina"
    weighed = office.done("dispute", "show", "1").out
    assert "entered it: 2026-11-22 Sun 12:00" in weighed
    assert "entered it: none, first held it: none." in weighed
    assert "never" not in weighed
    assert "today 12:00" in office.done("dispute", "list").out
    assert lina.done("dispute", "show", "1", "--json").json["evidence"] is None
    assert lina.crm("dispute", "decide", "1", "--to", "other", "--reason", "x").code == 4
    office.done("dispute", "decide", "1", "--to", "shared", "--share", "30", "--reason", "一起")
    (row,) = lina.done("dispute", "list", "--all", "--json").json
    assert (row["outcome"], row["filer_share"], row["decided_by"]) == ("shared", 30, "wangwei")
    assert zhao.crm("dispute", "withdraw", "1").code == 4
    assert zhao.crm("pool", "overview").code == 4
    assert "claimed" not in office.done("pool", "overview").out
