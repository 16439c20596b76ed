"""`crm pool`: settings, members, limits and routes; giving out; an opening import."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell


def test_a_pool_is_made_set_and_closed_again(office: Shell) -> None:
    made = office.done("pool", "add", "华北", "--json").json
    assert (made["name"], made["default"], made["members"]) == ("华北", False, [])
    changed = office.done(
        "pool", "edit", "华北", "--daily", "0", "--opens-at", "8:30", "--give-out", "turn",
        "--new-closed", "24", "--mask", "--json",
    ).json  # fmt: skip
    assert (changed["daily_limit"], changed["reclaimed_opens_minute"]) == (0, 510)
    assert (changed["assign_mode"], changed["masks_contacts"]) == ("turn", True)
    assert office.done("pool", "edit", "华北", "--opens-at", "none", "--json").json[
        "reclaimed_opens_minute"
    ] is None  # fmt: skip
    assert office.crm("pool", "edit", "华北", "--opens-at", "25:00").code == 2
    office.done("customer", "add", "甲公司", "--contact", "张", "--pool", "华北")
    assert office.done("pool", "default", "华北", "--json").json["default"]
    assert office.done("pool", "default", "1", "--json").json["default"]
    closed = office.done("pool", "delete", "华北", "--move-to", "1", "--json").json
    assert closed["moved"] == 1
    assert office.crm("pool", "show", "华北").code == 3
    assert office.crm("pool", "delete", "1", "--move-to", "1").code == 2


def test_a_pool_is_shown_in_words(office: Shell) -> None:
    told = office.done("pool", "add", "华北").out
    assert {"Default pool: no", "Description: none", "Claims a day: no limit"} <= set(
        told.splitlines()
    )
    assert "Next in turn: nobody" in told
    assert "_" not in told


def test_members_limits_and_routes_are_set(office: Shell) -> None:
    office.done("pool", "add", "华北")
    lines = office.done(
        "pool", "member", "set", "华北", "--person", "lina", "--admin", "--json"
    ).json
    assert lines == [{"kind": "user", "subject": "lina", "excluded": False, "admin": True}]
    lines = office.done("pool", "member", "set", "华北", "--role", "rep", "--json").json
    assert [line["kind"] for line in lines] == ["user", "role"]
    assert (
        office.done("pool", "member", "remove", "华北", "--role", "rep", "--json").json == lines[:1]
    )
    limits = office.done(
        "pool", "limit", "set", "5", "--person", "lina", "--pool", "华北", "--no-deals", "--json"
    ).json
    assert [(each["level"], each["maximum"], each["counts_deal"]) for each in limits] == [
        ("user", 5, False)
    ]
    gone = office.done(
        "pool", "limit", "set", "none", "--person", "lina", "--pool", "华北", "--json"
    )
    assert gone.json == []
    (route,) = office.done("pool", "route", "add", "华北", "--province", "北京", "--json").json
    assert (route["pool"], route["provinces"]) == ("华北", ["北京"])
    office.done("customer", "add", "甲公司", "--contact", "张", "--province", "北京")
    assert office.done("customer", "show", "1", "--json").json["pool"] == "华北"
    office.done("pool", "route", "remove", str(route["id"]))
    assert office.done("pool", "route", "list", "--json").json == []


def test_giving_out_takes_one_way_or_that_of_the_pool(office: Shell) -> None:
    office.done("user", "add", "zhao", "--name", "赵强")
    for name in ("甲公司", "乙公司", "丙公司"):
        office.done("customer", "add", name, "--contact", "张", "--pool", "1")
    assert office.crm("pool", "assign", "1").code == 4
    assert office.crm("pool", "assign", "1", "--by-match", "--in-turn").code == 2
    given = office.done("pool", "assign", "1", "2", "--to", "lina", "--to", "zhao", "--json").json
    assert [each["owner"] for each in given["done"]] == ["lina", "zhao"]
    by_match = office.done("pool", "assign", "3", "--by-match", "--json").json
    assert len(by_match["done"]) == 1


def test_an_unknown_number_is_not_found_and_part_of_a_batch_is_refused(office: Shell) -> None:
    assert office.crm("pool", "claim", "9999").code == 3
    office.done("customer", "add", "甲公司", "--contact", "张", "--pool", "1")
    office.done("pool", "limit", "set", "0")
    refused = office.crm("pool", "claim", "1", "9999", "--json")
    assert refused.code == 4
    reasons = [each["reason"] for each in refused.json["refused"]]
    assert reasons == ["holding_limit_reached", "not_found"]
    assert refused.json["refused"][0]["level"] == "office"
    assert office.done("pool", "claim", "1", "--override", "急用").code == 0


def test_an_opening_import_is_previewed_per_person(office: Shell, tmp_path: Path) -> None:
    file = tmp_path / "期初.csv"
    file.write_text(
        "客户名称,联系人,负责人,领取时间,最后跟进\n甲公司,张,lina,2025-01-02,2025-02-03\n",
        encoding="utf-8",
    )
    command = ("import", "customers", str(file), "--opening")
    preview = office.done(*command, "--dry-run", "--json").json
    (line,) = preview["openings"]
    assert (line["user"], line["customers"], line["over_by"]) == ("lina", 1, 0)
    assert "李娜" in office.done(*command, "--dry-run").out
    assert office.crm(*command, "--user", "lina").code == 4
    assert office.done(*command, "--json").json["openings"] == [line]
