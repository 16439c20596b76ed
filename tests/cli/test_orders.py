"""Orders from the shell, from a quote to goods that come back."""

from __future__ import annotations

from tests.cli.process import Shell


def test_an_order_goes_from_a_quote_to_goods_that_come_back(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("quote", "add", "1", "服务器 3台 @100", "安装 1次 @50")
    sample.done("quote", "send", "BJ-202611-0001")
    made = sample.done("order", "from-quote", "BJ-202611-0001", "--due", "明天", "--json").json
    assert (made["number"], made["quote"], made["total"]) == (
        "DD-202611-0001", "BJ-202611-0001", "350.00",
    )  # fmt: skip
    again = sample.crm("order", "from-quote", "BJ-202611-0001")
    assert (again.code, "DD-202611-0001" in again.err) == (4, True)
    sample.done("order", "line", "due", "DD-202611-0001", "今天", "2")
    sample.done("order", "settings", "confirmed-is-deal=yes")
    confirmed = sample.done("order", "confirm", "DD-202611-0001", "--json").json
    assert (confirmed["status"], confirmed["deal_id"] is None) == ("confirmed", False)
    due = sample.done("order", "due", "today", "--json").json
    assert [(each["name"], each["left"]) for each in due] == [("安装", "1")]
    sample.done("order", "deliver", "DD-202611-0001", "1=3", "--note", "顺丰")
    sample.done("order", "return", "DD-202611-0001", "1=1", "--reason", "破损")
    shown = sample.done("order", "show", "DD-202611-0001", "--json").json
    assert (shown["delivery"], shown["returned"]) == ("part", "100.00")
    assert shown["customer_totals"][0]["amount"] == "250.00"
    assert [each["kind"] for each in shown["goods"]] == ["delivery", "return"]
    assert sample.crm("order", "void", "DD-202611-0001", "--reason", "x").code == 4
    assert sample.crm("order", "deliver", "DD-202611-0001", "2").code == 2
    sample.done("order", "close", "DD-202611-0001")
    assert sample.done("order", "list", "--csv").out.count("\n") == 2


def test_a_draft_is_put_together_line_by_line(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("order", "add", "1", "服务器 3台 @100", "--title", "一期")
    sample.done("order", "line", "add", "1", "安装 2次 @50", "--due", "+3d")
    sample.done("order", "line", "edit", "1", "1", "--quantity", "2")
    sample.done("order", "edit", "1", "--note", "加急", "--discount", "9折")
    shown = sample.done("order", "show", "1").out
    assert "一期" in shown
    changed = sample.done("order", "line", "remove", "1", "2", "--json").json
    assert (changed["total"], changed["note"]) == ("180.00", "加急")
    sample.done("order", "delete", "1")
    assert sample.done("order", "restore", "1", "--json").json["status"] == "draft"
