"""Approvals, from the shell: refused, asked, granted, done."""

from __future__ import annotations

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_a_contract_is_refused_asked_granted_and_signed(sample: Shell) -> None:
    sample.done("pool", "claim", "11", "--user", "lina")
    drafted = sample.done(
        "contract", "add", "11", "--title", "框架", "--amount", "100", "--user", "lina", "--json"
    ).json
    number, as_lina = drafted["number"], ("--user", "lina")
    said = sample.done("approval", "settings", "contract=99", "discount=15", "--json").json
    assert said == {"discount": "15%", "contract": "99", "refund": "off"}
    refused = sample.crm("contract", "sign", number, *as_lina, "--json")
    assert (refused.code, refused.error["error"]) == (4, "approval_needed")
    assert f"crm approval ask contract {number}" in refused.error["hint"]
    ask = ("approval", "ask", "contract", number, "--reason", "大客户")
    asked = sample.done(*ask, *as_lina, "--json").json
    assert list(asked)[1:] == DOCUMENTED["approval"]
    assert (asked["status"], asked["amount"], asked["discount"]) == ("open", "100.00", None)
    waiting = sample.done("approval", "list", "--waiting", "--json").json
    assert [list(each) for each in waiting] == [DOCUMENTED["approval"][:-2]]
    assert "approval" in {each["why"] for each in sample.done("today", "--json").json}
    shown = sample.done("contract", "show", number, *as_lina, "--json").json
    assert (shown["approval"], shown["approval_request"]["reason"]) == ("open", "大客户")
    assert "大客户" in sample.done("contract", "show", number, *as_lina).out
    assert sample.crm("approval", "grant", "1", *as_lina).code == 4
    assert sample.done("approval", "grant", "1", "--note", "可以", "--json").json["note"] == "可以"
    sample.done("contract", "sign", number, *as_lina)
    assert sample.done("approval", "show", "1", "--json").json["status"] == "used"
    assert sample.crm("approval", "refuse", "1", "--note", "x").code == 4
    assert sample.crm("approval", "withdraw", "1", *as_lina).code == 4
