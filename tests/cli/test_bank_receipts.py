"""What came into the bank from the shell: read, claimed, confirmed, lost to another, set aside."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell

LIST = """交易日期,对方户名,对方账号,借方金额,贷方金额,摘要,流水号
2026-11-20,老板甲,62220001,,1000.00,货款,A1
2026-11-20,供电局,,9.00,,电费,A2
2026-11-21,银行,,,0.31,结息,A3
"""


def test_what_came_goes_from_the_banks_list_to_a_receipt(sample: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text(LIST, encoding="gb18030")
    done = sample.done("import", "bank-receipts", str(file), "--json").json
    assert (done["counts"]["created"], done["counts"]["paid_out"]) == (2, 1)
    sample.done("pool", "claim", "1")
    sample.done("order", "add", "1", "服务器 1台 @600")
    sample.done("order", "confirm", "DD-202611-0001")
    assert sample.crm("receipt", "claim", "A1", "DD-202611-0001=600", "1=300").code == 4
    claimed = sample.done("receipt", "claim", "A1", "DD-202611-0001=600", "1", "--json").json
    assert [(each["document"], each["amount"]) for each in claimed["parts"]] == [
        ("DD-202611-0001", "600.00"),
        (None, "400.00"),
    ]
    (waiting,) = (each for each in sample.done("today", "--json").json if each["why"] == "claim")
    assert waiting["record_id"] == claimed["id"]
    confirmed = sample.done("receipt", "confirm", "A1", "--json").json
    assert confirmed["payments"] == ["HK-202611-0001"]
    paid = sample.done("payment", "show", "HK-202611-0001", "--json").json
    assert (paid["payer"], paid["reference"], paid["on_account"], paid["bank_receipt_id"]) == (
        "老板甲", "A1", "400.00", claimed["id"],
    )  # fmt: skip
    refused = sample.crm("payment", "delete", "HK-202611-0001", "--reason", "x")
    assert (refused.code, "crm receipt reopen" in refused.err) == (4, True)
    sample.done("receipt", "aside", "A3", "--kind", "其他收入", "--reason", "结息")
    assert sample.done("receipt", "list", "--json").json == []
    sample.done("receipt", "reopen", "A3")
    sample.done("receipt", "claim", "A3", "1")
    sample.done("receipt", "withdraw", "A3")
    sample.done("receipt", "claim", "A3", "1")
    sample.done("receipt", "refuse", "A3", "--reason", "是利息")
    assert "是利息" in sample.done("receipt", "show", "A3").out
