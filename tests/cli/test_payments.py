"""Money from the shell: planned, paid, given back, invoiced, overdue, within its credit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.process import Shell


def test_money_goes_from_a_plan_to_the_last_red_invoice(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("order", "add", "1", "服务器 1台 @10000")
    order = "DD-202611-0001"
    sample.done("order", "confirm", order)
    planned = sample.done(
        "payment", "plan", "add", order, "30% 今天 预付款", "60% +30d", "10% +365d 质保金", "--json"
    ).json
    assert [(each["amount"], each["kind"]) for each in planned["lines"]] == [
        ("3000.00", "advance"), ("6000.00", "instalment"), ("1000.00", "retention"),
    ]  # fmt: skip
    assert sample.crm("payment", "plan", "add", order, "0.01 今天").code == 4
    paid = sample.done(
        "payment", "add", "1", "3500", "--for", "#1", "--for", f"{order}=300", "--method", "转账",
        "--reference", "B-1", "--json",
    ).json  # fmt: skip
    assert (paid["number"], paid["on_account"], len(paid["splits"])) == (
        "HK-202611-0001",
        "200.00",
        2,
    )
    back = sample.done("payment", "refund", paid["number"], "100", "--json").json
    assert (back["kind"], back["amount"], back["refund_of"]) == (
        "refund",
        "-100.00",
        paid["number"],
    )
    shown = sample.done("payment", "totals", "1", "--json").json
    assert shown["totals"] == [
        {"currency": "CNY", "ordered": "10000.00", "received": "3400.00",
         "outstanding": "6600.00", "invoiced": "0.00"},
    ]  # fmt: skip
    assert sample.done("customer", "show", "1", "--json").json["money"]["totals"] == shown["totals"]
    due = sample.done("payment", "due", "1", "--json").json
    assert sum(float(each["left"]) for each in due) == 6600 + float(shown["due"][0]["on_account"])
    sample.done("payment", "edit", back["number"], "--note", "多付")
    sample.done("payment", "delete", back["number"], "--reason", "记错")
    sample.done("payment", "restore", str(back["id"]))
    listed = sample.done("payment", "list", "--customer", "1", "--kind", "refund", "--json").json
    assert [each["number"] for each in listed] == [back["number"]]
    issued = sample.done(
        "invoice", "add", "1", "25110001", "3390", "--tax-rate", "13%", "--for", order, "--json"
    ).json
    assert (issued["tax"], issued["document"]) == ("390.00", order)
    red = sample.done("invoice", "red", "25110001", "25110002", "--amount", "1130", "--json").json
    assert (red["amount"], red["tax"]) == ("-1130.00", "-130.00")
    assert sample.crm("invoice", "void", "25110001", "--reason", "x").code == 4
    assert sample.done("invoice", "list", "--csv").out.count("\n") == 3
    assert "25110002" in sample.done("customer", "show", "1").out


def test_what_is_overdue_is_listed_and_credit_is_kept(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("payment", "settings", "credit-check=block", "payment-days=none")
    sample.done("order", "add", "1", "服务器 1台 @10000")
    sample.done("payment", "credit", "1", "--limit", "5000", "--days", "0")
    refused = sample.crm("order", "confirm", "DD-202611-0001")
    assert (refused.code, "5,000" in refused.err) == (4, True)
    sample.done("payment", "settings", "credit-check=warn")
    assert "5,000" in sample.done("order", "confirm", "DD-202611-0001").out
    sample.done("payment", "plan", "add", "DD-202611-0001", "4000 昨天")
    (row,) = sample.done("payment", "overdue", "--json").json
    assert (row["overdue"], row["days_30"], row["to_come"]) == ("4000.00", "4000.00", "6000.00")
    assert len(sample.done("payment", "due", "--overdue", "--json").json) == 1
    sample.done("payment", "plan", "edit", "1", "--amount", "3000", "--kind", "尾款")
    sample.done("payment", "plan", "delete", "1")
    sample.done("payment", "plan", "restore", "#1")
    assert (
        sample.done("payment", "plan", "list", "--of", "DD-202611-0001", "--csv").out.count("\n")
        == 2
    )
    assert (
        sample.done("payment", "credit", "1", "--limit", "none", "--json").json["credit_limit"]
        is None
    )


@pytest.mark.long
def test_plans_come_from_a_file_and_what_is_due_goes_into_one(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("order", "add", "1", "服务器 1台 @10000")
    sample.done("order", "confirm", "DD-202611-0001")
    file = Path(sample.folder) / "plans.csv"
    file.write_text("订单号,款项,应收日期,比例\nDD-202611-0001,质保金,2030-01-01,5%\n", "utf-8")
    tried = sample.done("payment", "plan", "import", str(file), "--dry-run", "--json").json
    assert (tried["batch"], tried["counts"]["created"]) == (None, 1)
    taken = sample.done("import", "payment-plans", str(file), "--json").json
    assert taken["done"][0]["name"] == "DD-202611-0001"
    again = sample.done("payment", "plan", "import", str(file), "--json").json
    assert again["counts"]["skipped"] == 1
    out = str(file.with_name("out.csv"))
    plans = sample.done("payment", "plan", "export", "-o", out, "--json").json
    dues = sample.done("export", "dues", "-o", out, "--overwrite", "--json").json
    assert (plans["subject"], plans["rows"], dues["rows"]) == ("payment_plans", 1, 2)
