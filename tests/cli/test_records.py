"""Teams, deals, changed follow-ups, customers set aside and hidden numbers, from the shell."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.cli.process import Shell


def test_a_deal_is_recorded_listed_voided_and_taken_back(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    added = sample.done("deal", "add", "1", "--amount", "1.2万", "--note", "两台", "--json").json
    assert (added["amount"], added["owner"], added["day"]) == ("12000.00", "wangwei", "2026-11-22")
    voided = sample.done("deal", "void", str(added["id"]), "--reason", "退货", "--json").json
    assert (voided["voided_day"], voided["void_reason"]) == ("2026-11-22", "退货")
    assert "已作废" in sample.done("deal", "list", "1", "--lang", "zh").out
    sample.done("undo")
    assert sample.done("deal", "list", "1", "--json").json[0]["voided_day"] is None
    refused = sample.crm("deal", "add", "1", "--amount", "1", "--day", "明天", "--json")
    assert (refused.code, refused.error["reason"]) == (2, "future_deal")


def test_an_edit_that_moves_the_last_day_says_from_when_to_when(sample: Shell) -> None:
    sample.done("customer", "add", "恒信", "--contact", "张敏", "--level", "A")
    added = sample.done("customer", "show", "恒信", "--json").json
    rule = ("pool", "rule", "add", added["pool"], "--level", "C", "--idle", "10", "--unit", "all")
    sample.done(*rule, "--priority", "1", "--effective", "2026-11-22")
    same = sample.done("customer", "edit", "恒信", "--city", "北京", "--json")
    assert (same.json["last_day_before"], same.err) == (added["last_day"], "")
    edited = sample.done("customer", "edit", "恒信", "--level", "C", "--json", "--lang", "zh")
    days = (edited.json["last_day_before"], edited.json["last_day"])
    assert days == (added["last_day"], "2026-12-02")
    assert f"改为C级：回收日 {added['last_day'][5:]} → 12-02\n" in edited.err


def test_a_team_is_put_together_and_its_refusals_name_the_rule(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "2")
    added = sample.done(
        "team", "add", "1", "2", "--member", "lina", "--role", "服务", "--write", "--json"
    ).json
    assert [each["id"] for each in added["done"]] == [1, 2]
    changed = sample.done(
        "team", "change", "1", "--member", "lina", "--read", "--until", "12-31", "--json"
    ).json
    assert (changed["can_write"], changed["until_day"], changed["role"]) == (
        False,
        "2026-12-31",
        "service",
    )
    again = sample.crm("team", "add", "1", "--member", "lina", "--json")
    assert (again.code, again.json["refused"][0]["reason"]) == (4, "already_in_team")
    read_only = sample.crm("follow", "add", "1", "--text", "x", "--user", "lina", "--lang", "zh")
    assert read_only.code == 4
    assert "只能查看" in read_only.err
    sample.done("team", "remove", "1", "--member", "lina")
    assert sample.done("team", "list", "1", "--json").json == []


def test_a_follow_up_is_edited_and_deleted(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    number = str(sample.done("follow", "add", "1", "--text", "聊了报价", "--json").json["id"])
    edited = sample.done("follow", "edit", number, "--result", "空号", "--json").json
    assert (edited["effective"], edited["why_not_effective"]) == (False, "result_does_not_count")
    late = sample.crm("follow", "edit", number, "--at", "11-01", "--json")
    assert (late.code, late.error["error"]) == (4, "before_allowed")
    sample.done("follow", "delete", number)
    assert sample.done("follow", "list", "1", "--json").json == []
    sample.done("undo")
    assert sample.done("follow", "list", "1", "--json").json[0]["why_not_effective"] is not None


def test_customers_are_set_aside_and_brought_back_each_with_an_answer(sample: Shell) -> None:
    tried = sample.done("customer", "delete", "1", "2", "--dry-run", "--json").json
    assert (tried["batch"], len(tried["done"])) == (None, 2)
    name = sample.done("customer", "show", "3", "--json").json["name"]
    done = sample.done(
        "customer", "invalid", "3", "--reason", "空号", "--note", "停机", "--json"
    ).json
    assert [each["id"] for each in done["done"]] == [3]
    found = sample.crm("customer", "add", name, "--contact", "王芳", "--lang", "zh")
    assert found.code == 4
    assert "已标为无效：空号" in found.err
    assert sample.crm("customer", "delete", "999", "--json").code == 3
    assert "已恢复 1 个客户" in sample.done("customer", "restore", "3", "--lang", "zh").out
    assert sample.done("customer", "blacklist", "3", "--reason", "同行").code == 0
    again = sample.crm("customer", "restore", "4", "--json")
    assert again.json["refused"][0]["reason"] == "not_set_aside"


def test_hidden_numbers_are_shown_by_reveal_and_counted(sample: Shell) -> None:
    with closing(sqlite3.connect(sample.database)) as connection, connection:
        connection.execute("UPDATE pool SET masks_contacts = 1, reveal_limit = 1")
    shown = sample.done("contact", "list", "1", "--user", "lina", "--json").json[0]["phones"]
    real = sample.done("contact", "list", "1", "--json").json[0]["phones"]
    assert real
    assert shown != real
    csv = sample.done("customer", "list", "--user", "lina", "--limit", "300", "--csv").out
    assert not any(number in csv for number in real)
    found = sample.done("pool", "reveal", "1", "--user", "lina", "--json").json
    assert [found["revealed_today"], found["limit"]] == [1, 1]
    assert found["people"][0]["phones"] == real
    refused = sample.crm("pool", "reveal", "2", "--user", "lina", "--json")
    assert (refused.code, refused.error["error"]) == (4, "reveal_limit_reached")
    assert refused.error["limit"] == 1


def test_everything_is_found_by_one_command(sample: Shell) -> None:
    name = sample.done("customer", "list", "--json", "--limit", "1").json[0]["name"]
    found = sample.done("find", name, "--json").json
    assert (found[0]["kind"], found[0]["title"]) == ("customer", name)
    assert sample.done("find", "龘龘", "--json").json == []
    assert name in sample.done("find", name).out


def test_what_is_found_is_cut_where_one_says_and_never_without_a_word(sample: Shell) -> None:
    fitting = sample.done("customer", "list", "公司", "--json", "--limit", "300").json
    assert len(fitting) > 30
    cut = sample.done("find", "公司", "--json", "--limit", "30")
    assert len(cut.json) == 30
    assert "--limit" in cut.err
    most = min(len(fitting), 200)
    shown = sample.done("find", "公司", "--json", "--limit", str(most)).json
    assert len(shown) == most


def test_a_group_is_a_tree_with_its_sums(sample: Shell) -> None:
    sample.done("customer", "add", "恒信集团", "--contact", "张敏")
    sample.done("customer", "add", "恒信子公司", "--contact", "李娜", "--parent", "恒信集团")
    sample.done("deal", "add", "恒信子公司", "--amount", "1.2万")
    found = sample.done("customer", "group", "恒信集团", "--json").json
    assert [(each["name"], each["depth"]) for each in found["members"]] == [
        ("恒信集团", 0),
        ("恒信子公司", 1),
    ]
    assert found["totals"] == {"customers": 2, "open_tasks": 0, "sold": {"CNY": "12000.00"}}
    shown = sample.done("customer", "group", "恒信子公司", "--lang", "zh")
    assert "  恒信子公司" in shown.out
    assert "2 个客户" in shown.err
    listed = sample.done("customer", "list", "上级:恒信集团", "--json").json
    assert [each["name"] for each in listed] == ["恒信子公司"]
    refused = sample.crm("customer", "edit", "恒信集团", "--parent", "恒信子公司", "--json")
    assert (refused.code, refused.error["reason"]) == (2, "stands_below")
    sample.done("customer", "edit", "恒信子公司", "--parent", "")
    assert sample.done("customer", "group", "恒信子公司", "--json").json["totals"]["customers"] == 1
