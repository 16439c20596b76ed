"""What customers use, from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_usage_is_entered_listed_summed_and_taken_out(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("product", "add", "ZZ-9", "试剂盒", "--unit", "盒", "--price", "10")
    added = sample.done(
        "usage", "add", "1", "ZZ-9", "500/月", "--ours", "30%", "--competitor", "对手", "--json"
    ).json
    assert list(added)[1:] == DOCUMENTED["usage"]
    assert (added["unit"], added["ours"], added["gap"], added["per"]) == (
        "盒", "150", "350", "month",
    )  # fmt: skip
    number = str(added["id"])
    sample.done("usage", "edit", number, "--use", "400盒/年", "--ours", "100")
    (listed,) = sample.done("usage", "list", "1", "--json").json
    assert (listed["quantity"], listed["share"], listed["gap"]) == ("400", "25", "300")
    sample.done("usage", "add", "1", "食堂用油", "20桶/月", "--own")
    sums = sample.done("usage", "sums", "--find", "用油", "--json").json
    assert [(each["product"], each["quantity"]) for each in sums] == [("食堂用油", "240")]
    sample.done("usage", "delete", number)
    assert len(sample.done("usage", "list", "1", "--json").json) == 1
    sample.done("usage", "restore", number)
    refused = sample.crm("usage", "add", "1", "ZZ-9", "很多", "--json")
    assert (refused.code, refused.error["reason"]) == (2, "not_understood")


def test_what_customers_use_comes_from_a_file_and_goes_into_one(office: Shell) -> None:
    office.done("customer", "add", "云启科技有限公司", "--contact", "张敏")
    file = Path(office.folder) / "used.csv"
    file.write_text("客户名称,产品名称,年用量,我方占比\n云启科技有限公司,滤芯,1200,30%\n", "utf-8")
    tried = office.done("usage", "import", str(file), "--dry-run", "--json").json
    assert (tried["batch"], tried["counts"]["created"]) == (None, 1)
    taken = office.done("usage", "import", str(file), "--json").json
    assert taken["done"][0]["name"] == "云启科技有限公司"
    again = office.done("usage", "import", str(file), "--known", "overwrite", "--json").json
    assert again["counts"]["unchanged"] == 1
    written = office.done("usage", "export", "-o", str(file.with_name("out.csv")), "--json").json
    assert (written["subject"], written["rows"]) == ("usages", 1)
