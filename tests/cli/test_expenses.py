"""Expenses from the shell."""

from __future__ import annotations

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_an_expense_is_entered_listed_summed_and_taken_out(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    added = sample.done(
        "expense", "add", "1.2万", "--kind", "招待费", "--customer", "1", "--note", "晚餐", "--json"
    ).json
    assert list(added)[1:] == DOCUMENTED["expense"]
    assert (added["amount"], added["kind"], added["note"]) == ("12000.00", "招待费", "晚餐")
    number = str(added["id"])
    sample.done("expense", "edit", number, "--amount", "300", "--kind", "gift")
    listed = sample.done("expense", "list", "1", "--json").json
    assert [(each["amount"], each["kind"]) for each in listed] == [("300.00", "礼品费")]
    sums = sample.done("expense", "sums", "kind", "--customer", "1", "--json").json
    assert [(each["name"], each["count"], each["amount"]) for each in sums] == [
        ("礼品费", 1, "300.00")
    ]
    left = sample.done("expense", "profit", "1", "--json").json
    assert list(left) == DOCUMENTED["profit"]
    assert left["expenses"] == "300.00"
    sample.done("expense", "delete", number)
    assert sample.done("expense", "list", "1", "--json").json == []
    sample.done("expense", "restore", number)
    refused = sample.crm("expense", "add", "5", "--kind", "差旅费", "--json")
    assert (refused.code, refused.error["field"]) == (2, "expense_for")
