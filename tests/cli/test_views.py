"""`crm view` and `crm customer list --view`: saved, listed, changed, ordered, deleted, used."""

from __future__ import annotations

import csv
import io

from crm_tui.presentation.shapes.views import KEYS
from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_the_keys_of_a_view_are_the_documented_ones() -> None:
    assert DOCUMENTED["view"] == list(KEYS)


def test_a_view_is_saved_changed_moved_used_and_deleted(sample: Shell) -> None:
    saved = sample.done(
        "view", "add", "北京", "city:北京", "--base", "all",
        "--columns", "name,city", "--sort", "-name", "--for", "everybody", "--json",
    ).json  # fmt: skip
    assert list(saved) == ["batch", *KEYS]
    assert (saved["name"], saved["owner"], saved["own"]) == ("北京", "wangwei", True)
    assert (saved["columns"], saved["sort"], saved["descending"]) == (
        ["name", "city"],
        "name",
        True,
    )
    listed = sample.done("customer", "list", "--view", "北京", "--json", "--limit", "999").json
    assert listed
    assert {row["city"] for row in listed} == {"北京市"} or {row["city"] for row in listed} == {
        "北京"
    }
    table = sample.done("customer", "list", "--view", "view-1", "--limit", "1").out
    assert table.splitlines()[0].split() == ["No.", "Customer", "City"]
    moved = sample.done("view", "move", "北京", "1", "--json").json
    assert moved["number"] == 1
    assert sample.done("customer", "list", "--view", "1", "--json").json == listed[:50]
    edited = sample.done("view", "edit", "1", "--query", "", "--name", "所有", "--json").json
    assert (edited["name"], edited["query"], edited["columns"]) == ("所有", None, ["name", "city"])
    assert sample.done("view", "delete", "所有").out == "Deleted the view “所有”.\n"
    assert sample.crm("view", "show", "所有").code == 3
    sample.done("undo")
    assert "所有" in sample.done("view", "list").out


def test_more_can_be_asked_of_a_view(sample: Shell) -> None:
    sample.done("view", "add", "北京", "city:北京")
    few = sample.done("customer", "list", "level:A", "--view", "北京", "--json").json
    many = sample.done("customer", "list", "--view", "北京", "--json").json
    assert {row["id"] for row in few} < {row["id"] for row in many}
    assert {row["level"] for row in few} == {"A"}


def test_a_view_is_grouped_by_columns_that_head_groups_alone(office: Shell) -> None:
    by_month = ("view", "add", "按月", "--list", "orders", "--group")
    assert office.done(*by_month, "day", "--json").json["grouping"] == "day"
    assert office.crm(*by_month, "number").code == 2


def test_the_program_s_own_views_are_listed_used_and_left_as_they_are(office: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(office.done("view", "list", "--csv").out)))
    assert [row["number"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert {"mine", "due_today", "set_aside"} <= {row["key"] for row in rows}
    for row in rows:
        assert office.done("customer", "list", "--view", row["key"], "--json").json == []
    refused = office.crm("view", "edit", "mine", "--name", "x", "--json")
    assert (refused.code, refused.error["error"]) == (4, "seeded_view_stays")
    copied = office.done("view", "add", "x", "--like", "due-today", "--json").json
    assert (copied["base"], copied["sort"]) == ("mine", "next_contact_at")
    pool = office.done("view", "list", "--list", "pool", "--json").json
    assert pool[0]["key"] == "claimable"


def test_what_cannot_be_saved_is_refused_with_its_place(office: Shell) -> None:
    for arguments, code in (
        (("x", "level:Z"), 2),
        (("x", "--base", "claimable"), 2),
        (("x", "--columns", "name,nope"), 2),
        (("x", "--sort", "-nope"), 2),
        (("x", "--for", "team", "--user", "lina"), 4),
        (("x", "--pool", "火星"), 3),
        (("\u202e",), 2),
    ):
        assert office.crm("view", "add", *arguments).code == code
    wrong = office.crm("view", "add", "x", "科技 level:Z", "--json").error
    assert (wrong["start"], wrong["part"]) == (9, "Z")
    assert office.crm("customer", "list", "--view", "没有").code == 3


def test_somebody_else_s_view_is_used_and_not_changed(office: Shell) -> None:
    office.done("view", "add", "大家的", "level:A", "--for", "everybody")
    office.done("view", "add", "我的", "level:B")
    lina = ("--user", "lina")
    names = [row["name"] for row in office.done("view", "list", "--json", *lina).json]
    assert "大家的" in names
    assert "我的" not in names
    assert office.done("customer", "list", "--view", "大家的", "--json", *lina).json == []
    refused = office.crm("view", "delete", "大家的", "--json", *lina)
    assert (refused.code, refused.error["error"], refused.error["owner"]) == (
        4, "not_your_view", "王伟",
    )  # fmt: skip


def test_a_view_is_meant_by_a_part_of_its_name_and_unknown_ones_have_neighbours(
    office: Shell,
) -> None:
    for name in ("华东重点", "华东流失"):
        office.done("view", "add", name, "level:A due:<=7d")
    assert "等级:A 到期:<=7天" in office.done("view", "show", "hdl", "--lang", "zh").out
    shown = office.done("view", "show", "重点", "--lang", "zh", "--json").json
    assert (shown["name"], shown["query"]) == ("华东重点", "level:A due:<=7d")
    several = office.crm("customer", "list", "--view", "华东", "--json")
    assert (several.code, several.error["error"]) == (2, "ambiguous_reference")
    none = office.crm("customer", "list", "--view", "华东重地", "--json")
    assert (none.code, none.error["error"], none.error["near"][0]) == (3, "not_found", "华东重点")
    assert "华东重点" in none.error["hint"]
