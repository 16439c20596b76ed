"""Products and quotes from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell


def test_products_are_entered_changed_found_and_put_into_files(
    office: Shell, tmp_path: Path
) -> None:
    tiers, lasts = ("--tiers", "100:95; 500:90"), ("--lasts", "1年")
    added = office.done(
        "product", "add", "SV-1", "云服务器", "--category", "硬件/整机", "--unit", "台", "--price",
        "1.2万", "--cost", "9000", "--tax", "13%", *tiers, *lasts, "--json",
    ).json  # fmt: skip
    told = ("12000.00", "9000.00", "13", "100:95; 500:90", 12, "months")
    assert (
        added["price"], added["cost"], added["tax_rate"], added["tiers"], added["usage_period"],
        added["usage_unit"],
    ) == told  # fmt: skip
    assert (
        office.done("product", "list", "yfwq", "--user", "lina", "--json").json[0]["cost"] is None
    )
    assert office.crm("product", "edit", "SV-1", "--price", "1", "--user", "lina").code == 4
    office.done("product", "edit", "SV-1", "--on-sale", "否", "--tiers", "none", "--lasts", "none")
    assert office.done("product", "list", "--json").json == []
    office.done("product", "move-category", "硬件", "设备")
    assert office.done("product", "categories", "--csv").out == "category\n设备/整机\n"
    file = tmp_path / "p.xlsx"
    office.done("product", "export", "-o", str(file))
    office.done("product", "delete", "sv-1")
    assert office.done("product", "import", str(file), "--dry-run", "--json").json["added"] == 1
    assert office.done("product", "import", str(file), "--json").json["added"] == 1
    office.done("export", "products", "-o", str(file), "--overwrite")
    assert office.done("import", "products", str(file), "--json").json["same"] == 1
    office.done("template", "products", "-o", str(tmp_path / "empty.xlsx"))
    shown = office.done("product", "show", "SV-1", "--json").json
    assert (shown["active"], shown["tiers"], shown["category"]) == (False, None, "设备/整机")
    assert office.crm("product", "restore", "1", "--json").error["reason"] == "taken"
    office.done("product", "template", "-o", str(tmp_path / "form.xlsx"))
    wrong = office.crm("product", "add", "x", "y", "--tiers", "?", "--json")
    assert (wrong.code, wrong.error["reason"]) == (2, "price_tiers")


def test_a_quote_goes_from_its_first_line_to_the_answer(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done(
        "product", "add", "SV-1", "云服务器", "--unit", "台", "--price", "12000", "--tax", "13"
    )
    added = sample.done(
        "quote", "add", "1", "sv-1 3台 9折", "安装 2次 @800", "--discount", "95折", "--json"
    ).json
    assert (added["number"], added["status"], added["discount"]) == (
        "BJ-202611-0001",
        "draft",
        "5%",
    )
    assert [(each["name"], each["amount"]) for each in added["lines"]] == [
        ("云服务器", "32400.00"),
        ("安装", "1600.00"),
    ]
    assert (added["amount"], added["reduced"], added["total"]) == (
        "34000.00",
        "1700.00",
        "32300.00",
    )
    assert added["in_words"] == "叁万贰仟叁佰元整"
    number = added["number"]
    edited = sample.done("quote", "line", "edit", number, "2", "--quantity", "1.5", "--json").json
    assert edited["lines"][1]["amount"] == "1200.00"
    sample.done("quote", "line", "add", number, "云服务器 1 @9999")
    sample.done("quote", "line", "remove", number, "2", "3")
    sample.done("quote", "edit", number, "--discount", "none", "--title", "一期")
    sent = sample.done("quote", "send", number, "--json").json
    assert (sent["status"], sent["total"], sent["sent_on"]) == ("sent", "32400.00", "2026-11-22")
    refused = sample.crm("quote", "edit", number, "--title", "x", "--json")
    assert (refused.code, refused.error["error"]) == (4, "quote_not_draft")
    second = sample.done("quote", "new-version", number, "--json").json
    assert (second["version"], second["latest"]) == (2, True)
    sample.done("quote", "edit", number, "--discount", "400")
    compared = sample.done("quote", "compare", f"{number}-V1", f"{number}-V2", "--json").json
    assert compared["fields"] == ["discount"]
    sample.done("quote", "send", number)
    accepted = sample.done("quote", "accept", number, "--json").json
    assert (accepted["status"], accepted["total"]) == ("accepted", "32000.00")
    shown = sample.done("quote", "show", number, "--json").json
    assert [each["status"] for each in shown["versions"]] == ["sent", "accepted"]
    listed = sample.done("quote", "list", "--status", "accepted", "--json").json
    assert [each["number"] for each in listed] == [number]
    ways: tuple[list[str], ...] = ([], ["--versions"], ["--view", "accepted", "--sort", "-total"])
    for way, versions in zip(ways, ([2], [2, 1], [2]), strict=True):
        found = sample.done("quote", "list", *way, number, "--json").json
        assert [each["version"] for each in found] == versions
    page = sample.folder / "page.html"
    sample.done("quote", "page", "-o", str(page))
    sample.done("quote", "page", "--use", str(page))
    sample.done("quote", "page", "--usual")
    paper = sample.folder / "quote.html"
    sample.done("quote", "export", number, "-o", str(paper))
    assert "叁万贰仟元整" in paper.read_text("utf-8")
    sample.done("quote", "void", number, "--reason", "客户取消")
    sample.done("quote", "delete", f"{number}-V2")
    sample.done("quote", "restore", "2")
    sample.done("quote", "refuse", f"{number}-V1", "--reason", "价格")
    assert (
        "报价未接受"
        in sample.done("customer", "timeline", "1", "--only", "quotes", "--lang", "zh").out
    )


def test_what_is_typed_wrong_of_a_quote_is_named(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    for arguments, reason in (
        (("add", "1", "没有这个"), "not_found"),
        (("add", "1", "安装 @800", "--discount", "801"), "beyond_lines"),
        (("add", "1", "安装 @800", "--valid-until", "2026-01-01"), "before_quote"),
        (("show", "BJ-1"), "not_found"),
        (("settings", "number-pattern=BJ"), "number_pattern"),
        (("settings", "x=1"), "unknown"),
    ):
        found = sample.crm("quote", *arguments, "--json")
        assert reason in {found.error.get("reason"), found.error["error"]}, arguments
    sample.done("quote", "settings", "number-pattern=Q-{seq:2}", "issuer-name=浦江贸易")
    assert sample.done("quote", "add", "1", "--json").json["number"] == "Q-01"
    empty = sample.crm("quote", "send", "Q-01", "--lang", "zh")
    assert (empty.code, "还没有明细" in empty.err) == (4, True)


def test_a_milestone_can_ask_for_a_quotation(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    pool = sample.done("customer", "show", "1", "--json").json["pool"]
    sample.done(
        "pool", "rule", "add", pool, "--milestone", "报价单:15", "--effective", "2026-11-22"
    )
    rules = sample.done("pool", "rule", "list", pool, "--json").json
    kinds = [each.get("milestones") for rule in rules for each in rule["conditions"]]
    assert [{"kind": "quote", "method": None, "days": 15}] in kinds


def test_all_opportunities_that_a_query_finds_are_changed_after_a_look(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    for name in ("一期", "二期"):
        sample.done("opportunity", "add", "1", name, "--amount", "1万")
    asked = ("opportunity", "bulk-edit", "名称:期", "--json")
    look = sample.done(*asked, "--lose", "价格").json
    assert (look["batch"], look["changed"], look["would_change"], look["amount"]) == (
        None, [], 2, "20000.00",
    )  # fmt: skip
    done = sample.done(*asked, "--lose", "价格", "--yes").json
    assert len(done["changed"]) == 2
    assert {
        each["state"] for each in sample.done("opportunity", "list", "名称:期", "--json").json
    } == {"lost"}
    sample.done("undo", str(done["batch"]))
    assert sample.crm(*asked, "--lose", "x", "--void", "y").code == 2
    assert sample.crm("opportunity", "bulk-edit", "--stage", "没有这个", "--json").code == 2
