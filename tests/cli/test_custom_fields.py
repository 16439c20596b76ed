"""`crm field`: own fields defined, filled, asked for, taken away."""

from __future__ import annotations

from crm_tui.presentation.shapes.custom_fields import CUSTOM_FIELD_KEYS
from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_the_keys_of_a_field_are_the_documented_ones() -> None:
    assert DOCUMENTED["custom_field"] == list(CUSTOM_FIELD_KEYS)


def test_a_field_is_defined_filled_asked_for_and_taken_away(office: Shell) -> None:
    made = office.done(
        "field", "add", "年级", "--type", "choice", "--choice", "一年级", "--choice", "二年级",
        "--json",
    ).json  # fmt: skip
    assert list(made) == ["batch", *CUSTOM_FIELD_KEYS]
    assert (made["code"], made["choices"]) == ("nianji", ["一年级", "二年级"])
    office.done("field", "add", "保证金", "--type", "money")
    added = office.done(
        "customer", "add", "北京恒信", "--contact", "张敏", "--set", "年级=二年级",
        "--set", "保证金=5万", "--json",
    ).json  # fmt: skip
    shown = office.done("customer", "show", str(added["id"]), "--json").json
    assert shown["custom"] == {"nianji": "二年级", "baozhengjin": "50000.00"}
    for query in ("自定义.年级:二年级", "custom.baozhengjin:>=50000", "自定义.保证金:1万..6万"):
        found = office.done("customer", "list", query, "--json").json
        assert [row["id"] for row in found] == [added["id"]]
    assert office.done("customer", "list", "自定义.年级:一", "--json").json == []
    table = office.done("customer", "list", "--columns", "name,Owner,年级,custom.baozhengjin").out
    assert [word in table for word in ("年级", "二年级", "50,000")] == [True, True, True]
    query = "自定义.年级:二年级"
    office.done("view", "add", "有年级的", query, "--columns", "name,年级")
    assert "二年级" in office.done("customer", "list", "--view", "有年级的").out
    assert "年级" in office.done("view", "show", "有年级的").out
    assert office.crm("customer", "list", "--columns", "name,没有的").code == 2
    office.done("customer", "edit", str(added["id"]), "--set", "年级=")
    shown = office.done("customer", "show", str(added["id"]), "--json").json
    assert shown["custom"] == {"baozhengjin": "50000.00"}
    office.done("field", "delete", "保证金")
    assert [row["name"] for row in office.done("field", "list", "--json").json] == ["年级"]
    office.done("undo")
    assert len(office.done("field", "list", "--json").json) == 2


def test_a_choice_is_renamed_where_it_was_chosen(office: Shell) -> None:
    office.done("field", "add", "年级", "--type", "choice", "--choice", "一年级")
    added = office.done(
        "customer", "add", "北京恒信", "--contact", "张敏", "--set", "年级=一年级", "--json"
    ).json
    office.done("field", "edit", "年级", "--choice", "一年级=>小一", "--choice", "二年级")
    shown = office.done("customer", "show", str(added["id"]), "--json").json
    assert shown["custom"] == {"nianji": "小一"}


def test_what_is_wrong_is_said_in_one_line_and_nothing_is_stored(office: Shell) -> None:
    office.done("field", "add", "人数", "--type", "number", "--required")
    missing = office.crm("customer", "add", "北京恒信", "--contact", "张敏")
    assert (missing.code, missing.err.count("\n") <= 2) == (2, True)
    assert "人数" in missing.err
    wrong = office.crm("customer", "add", "北京恒信", "--contact", "张敏", "--set", "人数=很多")
    assert wrong.code == 2
    assert "很多" in wrong.err
    unknown = office.crm("customer", "add", "北京恒信", "--contact", "张敏", "--set", "人数量=1")
    assert unknown.code == 3
    assert "人数" in unknown.err
    asked = office.crm("customer", "list", "custom.人:1")
    assert asked.code == 2
    assert office.done("customer", "list", "--json").json == []


def test_a_hostile_name_is_text(office: Shell) -> None:
    office.done("field", "add", "[/][@click=app.quit]x", "--type", "text")
    (row,) = office.done("field", "list", "--json").json
    assert row["name"] == "[/][@click=app.quit]x"
    assert "[@click=app.quit]x" in office.done("field", "list").out
