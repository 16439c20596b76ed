"""Follow-ups on one line, and several pasted, from the shell."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.process import Shell

LINE = "电话 积极 预算已批，要分期方案 明天10点 发方案 #报价 #重点 !周五 准备合同"


def customer(shell: Shell) -> str:
    added = shell.done(
        "customer", "add", "北京恒信科技有限公司", "--contact", "张敏", "--json"
    ).json
    return str(added["id"])


def test_one_line_says_all_of_it_and_one_undo_takes_it_back(office: Shell) -> None:
    number = customer(office)
    added = office.done("follow", "add", "恒信", LINE, "--json").json
    assert (added["contact"], added["method"], added["mood"]) == ("张敏", "电话", "positive")
    assert (added["content"], added["next_contact_note"]) == ("预算已批，要分期方案", "发方案")
    assert added["next_contact_at"] == "2026-11-23T10:00:00+08:00"
    assert (added["stage"], added["tags"], added["doubts"]) == ("方案报价", ["重点"], [])
    assert added["tasks"] == [
        {"title": "准备合同", "due_at": "2026-11-27T09:00:00+08:00", "assignee": None}
    ]
    shown = office.done("customer", "show", number, "--json").json
    assert (shown["stage"], shown["tags"]) == ("方案报价", ["重点"])
    office.done("undo")
    shown = office.done("customer", "show", number, "--json").json
    assert (shown["stage"], shown["tags"], shown["follow_ups"], shown["tasks"]) == (
        None,
        [],
        [],
        [],
    )


def test_the_answer_says_in_words_what_was_understood(office: Shell) -> None:
    customer(office)
    told = office.done("follow", "add", "恒信", f"{LINE}，等3天后再说", "--lang", "zh").out
    for words in ("跟进方式：电话", "下次联系：明天(周一) 10:00 发方案", "标签：重点"):
        assert words in told, words
    told = office.done("follow", "add", "恒信", "聊了，等3天后再说", "--lang", "zh").out
    assert "“3天后”留在内容里" in told


def test_the_answer_names_only_who_was_told(office: Shell) -> None:
    customer(office)
    office.done("user", "add", "zhao", "--name", "赵敏")
    told = office.done("follow", "add", "恒信", "电话 聊了报价 @赵敏", "--lang", "en").out
    assert "赵敏 was not told: they may not see this customer." in told
    assert "Tells" not in told


def test_an_option_stands_before_what_the_line_says(office: Shell) -> None:
    customer(office)
    added = office.done(
        "follow", "add", "恒信", LINE, "--via", "拜访", "--mood", "中性", "--next", "11-30 15:00",
        "--next-note", "签合同", "--needs", "要分期", "--problems", "等财务", "--json",
    ).json  # fmt: skip
    assert (added["method"], added["mood"], added["next_contact_note"]) == (
        "拜访",
        "neutral",
        "签合同",
    )
    assert added["next_contact_at"] == "2026-11-30T15:00:00+08:00"
    assert (added["needs"], added["problems"]) == ("要分期", "等财务")
    assert added["content"] == "预算已批，要分期方案"


def test_a_plain_line_is_kept_as_it_stands(office: Shell) -> None:
    customer(office)
    added = office.done("follow", "add", "恒信", "电话 聊了 明天10点", "--plain", "--json").json
    assert (added["content"], added["method"], added["next_contact_at"]) == (
        "电话 聊了 明天10点",
        None,
        None,
    )
    both = office.done("follow", "add", "恒信", "--text", "电话 聊了", "--json").json
    assert (both["content"], both["method"]) == ("电话 聊了", None)


def test_without_words_or_with_an_unclear_name_nothing_is_saved(office: Shell) -> None:
    customer(office)
    office.done("contact", "add", "恒信", "张伟")
    for arguments, code in (((), 2), (("明天10点 发方案",), 2), (("张总 电话 聊了",), 2)):
        refused = office.crm("follow", "add", "恒信", *arguments, "--json")
        assert refused.code == code, arguments
    assert office.done("follow", "list", "--json").json == []
    named = office.done(
        "follow", "add", "恒信", "张总 电话 聊了", "--contact", "张伟", "--json"
    ).json
    assert named["contact"] == "张伟"


@pytest.mark.long
def test_a_chat_from_the_standard_input_is_one_follow_up(office: Shell) -> None:
    customer(office)
    chat = "张敏 10:30:15\n你好，明天下午3点方便吗\n李娜 10:31:00\n方便\n"
    ended = subprocess.run(
        office.command("follow", "add", "恒信", "-", "--json"),
        env=office.variables(),
        input=chat.encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(ended.stdout)["content"] == chat.strip()


def test_a_paste_is_looked_at_first_and_saved_with_yes(office: Shell, tmp_path: Path) -> None:
    customer(office)
    file = tmp_path / "lines.txt"
    file.write_text("恒信 电话 预算已批 明天10点 发方案\n蓝海 微信 聊了 [/]\n", encoding="utf-8")
    looked = office.crm("follow", "paste", str(file), "--json")
    assert (looked.code, looked.json["saved"]) == (3, False)
    assert looked.json["lines"][0]["understood"]["content"] == "预算已批"
    assert office.done("follow", "list", "--json").json == []
    saved = office.crm("follow", "paste", str(file), "--yes", "--lang", "zh")
    assert saved.code == 3
    assert "已保存 1 条跟进。" in saved.out
    assert "第2行未处理" in saved.out
    assert "蓝海 微信 聊了 [/]" in saved.out
    assert [row["content"] for row in office.done("follow", "list", "--json").json] == ["预算已批"]
    office.done("undo")
    assert office.done("follow", "list", "--json").json == []


def test_a_dry_run_saves_nothing_even_with_yes(office: Shell, tmp_path: Path) -> None:
    customer(office)
    file = tmp_path / "lines.txt"
    file.write_text("恒信 电话 聊了", encoding="gb18030")
    tried = office.done("follow", "paste", str(file), "--yes", "--dry-run", "--json").json
    assert (tried["saved"], tried["batch"]) == (False, None)
    assert office.done("follow", "list", "--json").json == []
    assert office.crm("follow", "paste", "/nowhere/at/all.txt", "--json").code == 2
