"""Orders from the shell, from a quote to goods that come back."""

from __future__ import annotations

import pytest

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


@pytest.mark.long
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


def test_orders_and_contracts_are_listed_by_the_query_language(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    opportunity = sample.done("opportunity", "add", "1", "二期", "--json").json
    quote = sample.done(
        "quote", "add", "1", "安装 1次 @8000", "--opportunity", "二期", "--json"
    ).json
    sample.done("quote", "send", quote["number"])
    sample.done("quote", "accept", quote["number"])
    small = sample.done("order", "from-quote", quote["number"], "--json").json
    large = sample.done("order", "add", "1", "安装 3次 @10000", "--json").json
    sample.done("order", "confirm", large["number"])

    def found(*asked: str) -> list[str]:
        return [each["number"] for each in sample.done(*asked, "--json").json]

    orders = ("order", "list", "--customer", "1")
    assert found(*orders, "amount>1万 status:confirmed") == [large["number"]]
    assert found(*orders, "金额>1万", "状态:已确认") == [large["number"]]
    assert found(*orders, "--status", "draft", "--owner", "wangwei") == [small["number"]]
    assert found(*orders, "--opportunity", str(opportunity["id"])) == [small["number"]]
    assert found(*orders, "--sort", "total") == [small["number"], large["number"]]
    sample.done("view", "add", "大单", "amount>1万", "--list", "orders")
    assert large["number"] in found("order", "list", "--view", "大单")
    assert sample.crm("order", "list", "等级:A", "--json").code == 2
    added = sample.done(
        "contract", "add", "1", "--amount", "5000", "--title", "年度", "--json"
    ).json
    assert found("contract", "list", "金额:5000 状态:草稿", "--customer", "1") == [added["number"]]
    assert found("contract", "list", "amount>5000", "--customer", "1") == []
