"""Contracts from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_a_contract_goes_from_its_quote_to_its_end(sample: Shell, tmp_path: Path) -> None:
    sample.done("pool", "claim", "1")
    quote = sample.done("quote", "add", "1", "安装 3次 @33.33", "--title", "一期", "--json").json
    sample.done("quote", "send", quote["number"])
    added = sample.done(
        "contract", "add", "1", "--quote", quote["number"], "--end", "2030-12-31", "--json"
    ).json
    documented = DOCUMENTED["contract"]
    assert list(added)[1 : len(documented) + 1] == documented
    assert (added["amount"], added["title"], added["status"]) == ("99.99", "一期", "draft")
    number = added["number"]
    refused = sample.crm("contract", "edit", number, "--amount", "100", "--json")
    assert (refused.code, refused.error["reason"]) == (2, "other_than_quote")
    sample.done(
        "contract", "edit", number, "--quote", "none", "--amount", "1.2万", "--ours", "乙方"
    )
    page = tmp_path / "合同.pdf"
    page.write_bytes(b"%PDF")
    sample.done("contract", "file", "add", number, str(page))
    listed = sample.done("contract", "file", "list", number, "--json").json
    assert [each["name"] for each in listed] == ["合同.pdf"]
    signed = sample.done("contract", "sign", number, "--json").json
    assert (signed["status"], signed["amount"]) == ("in_force", "12000.00")
    again = sample.crm("contract", "edit", number, "--amount", "1", "--json")
    assert (again.code, again.error["error"]) == (4, "contract_not_draft")
    listed = sample.done("contract", "list", "--status", "in_force", "--json").json
    assert [list(each) for each in listed] == [DOCUMENTED["contract"]]
    sample.done("contract", "terminate", number, "--reason", "客户解约")
    sample.done("contract", "void", number, "--reason", "签错")
    shown = sample.done("contract", "show", number, "--json").json
    assert (shown["status"], shown["reason"], shown["ours"]) == ("void", "签错", "乙方")
    sample.done("contract", "delete", number)
    sample.done("contract", "restore", str(added["id"]))
    settings = sample.done("contract", "settings", "--json").json
    assert settings["number_pattern"] == "HT-{yyyy}{mm}-{seq}"


def test_a_contract_is_made_from_an_order(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    order = sample.done("order", "add", "1", "安装 3次 @33.33", "--title", "一期", "--json").json
    named = ("contract", "add", "1", "--order", order["number"], "--json")
    refused = sample.crm(*named)
    assert (refused.code, refused.error["error"]) == (4, "contract_order_not_confirmed")
    sample.done("order", "confirm", order["number"])
    added = sample.done(*named).json
    assert (added["amount"], added["order"]) == ("99.99", order["number"])
    again = sample.crm(*named)
    assert (again.code, again.error["error"], again.error["by"]) == (
        4,
        "order_contracted",
        added["number"],
    )
    edit = ("contract", "edit", added["number"], "--json")
    assert sample.done(*edit, "--order", order["number"]).json["order"] == order["number"]
    freed = sample.done(*edit, "--order", "none", "--amount", "100").json
    assert (freed["order"], freed["amount"]) == (None, "100.00")
