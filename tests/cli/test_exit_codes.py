"""Every exit code, and what is said with it."""

from __future__ import annotations

import sqlite3

import pytest

from tests.cli.process import Shell

BAD_INPUT = [
    (("customer", "list", "--nope"), "--nope"),
    (("customer", "list", "--limit", "x"), "--limit"),
    (("customer", "list", "--sort", "x"), "x"),
    (("customer", "add"), "NAME"),
    (("customer", "add", "恒信"), "Contact is missing"),
    (("customer", "add", "！！", "--contact", "张敏"), "neither letters nor digits"),
    (("customer", "add", "恒信", "--contact", "张敏", "--phone", "x"), "phone number"),
    (("customer", "add", "恒信", "--contact", "张敏", "--level", "Z"), "use one of: A, B, C"),
    (("follow", "add", "1", "--text", "x", "--via", "飞鸽"), "电话"),
    (("follow", "add", "1", "--text", "x", "--next", "某天"), "was not understood"),
    (("follow", "add", "1", "--text", "x", "--next", "昨天"), "after the follow-up"),
    (("follow", "add", "1", "--text", "x", "--at", "明天"), "future"),
    (("follow", "add", "1", "--text", " "), "Content is missing"),
    (("remind", "add", "x", "--at", "31-31"), "Due"),
    (("pool", "return", "1", "--reason", "就是"), "没有预算"),
    (("import", "customers", "/nowhere/x.xlsx"), "x.xlsx"),
    (("import", "customers", "x.csv", "--pool", "公海", "--owner", "lina"), "exclude"),
    (("customer", "show", "公司"), "fits several"),
    (("init", "--admin", "a b", "--name", "x"), "Login"),
    (("init", "--admin", "a", "--name", "x", "--zone", "Mars/Olympus"), "Time zone"),
    (("init", "--admin", "a", "--name", "x", "--daily-limit", "many"), "whole number"),
    (("--lang", "fr", "today"), "fr"),
    (("custmer",), "crm customer"),
    ((), "no terminal"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD_INPUT)
def test_bad_input_ends_with_2_and_one_sentence(
    sample: Shell, arguments: tuple[str, ...], said: str
) -> None:
    answer = sample.crm(*arguments)
    assert answer.code == 2, answer
    assert said in answer.err
    assert answer.out == ""
    assert len(answer.err.splitlines()) <= 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("customer", "show", "999"),
        ("customer", "show", "没有这家"),
        ("customer", "list", "--pool", "没有"),
        ("undo", "999"),
        ("undo", "x"),
        ("remind", "done", "999999999999999999999"),
        ("--user", "nobody", "today"),
        ("pool", "assign", "1", "--to", "nobody"),
        ("follow", "add", "1", "--text", "x", "--contact", "没有这人"),
    ],
)
def test_what_is_not_there_ends_with_3(sample: Shell, arguments: tuple[str, ...]) -> None:
    answer = sample.crm(*arguments)
    assert answer.code == 3, answer
    assert "There is no" in answer.err


def test_a_rule_or_a_missing_permission_ends_with_4(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    assert sample.crm("pool", "claim", "1").code == 4
    assert sample.crm("--user", "lina", "pool", "assign", "2", "--to", "lina").code == 4
    assert sample.crm("--user", "lina", "user", "add", "x", "--name", "x").code == 4
    assert sample.crm("--user", "lina", "undo").code == 4
    assert sample.crm("init", "--admin", "a", "--name", "x").code == 4


def test_a_lost_race_ends_with_5_and_names_the_winner(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    answer = sample.crm("--user", "lina", "pool", "claim", "1", "--json")
    assert answer.code == 5
    assert answer.json["refused"][0]["winner"] == "王伟"
    mixed = sample.crm("--user", "lina", "pool", "claim", "1", "2", "--json")
    assert mixed.code == 5
    assert len(mixed.json["done"]) == 1
    assert sample.crm("--user", "lina", "pool", "claim", "1", "2").code == 4


def test_where_several_work_somebody_must_be_named(sample: Shell) -> None:
    del sample.environment["CRM_USER"]
    answer = sample.crm("today", "--json")
    assert answer.code == 2
    assert answer.error["logins"] == ["wangwei", "lina"]
    assert "--user" in answer.error["hint"]


def test_whoever_sets_up_the_office_is_remembered_on_this_machine(new: Shell) -> None:
    new.done("init", "--admin", "wangwei", "--name", "王伟")
    new.done("user", "add", "lina", "--name", "李娜")
    new.done("today")


def test_json_errors_are_one_object_on_stderr(sample: Shell) -> None:
    answer = sample.crm("--json", "customer", "show", "没有这家")
    assert answer.code == 3
    assert list(answer.error)[:3] == ["error", "message", "hint"]
    assert (answer.error["error"], answer.error["kind"]) == ("not_found", "customer")
    usage = sample.crm("customer", "list", "--json", "--nope")
    assert usage.error["error"] == "usage"


def test_a_fault_of_the_program_is_one_line_and_a_log_without_data(sample: Shell) -> None:
    # A database from which a table is gone is damaged in a way that nobody foresaw.
    with sqlite3.connect(sample.database) as connection:
        connection.execute("DROP TABLE task")
    connection.close()
    answer = sample.crm("remind", "list", "重庆沅砚教育科技有限公司")
    assert answer.code in {1, 6}
    assert len(answer.err.splitlines()) <= 2
    for log in sample.folder.rglob("*.log"):
        assert "重庆" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("user", "list", "多余"), "多写了：多余"),
        (("user", "list", "--json=3"), "--json 后面不用写值"),
        (("user", "list", "--sort"), "没有 --sort 这个选项"),
        (("customer", "list", "--sort"), "--sort 后面要写值"),
        (("customer", "list", "--limit", "x"), "--limit 的值不对"),
        (("customer", "show"), "缺少：CUSTOMER"),
        (("query", '"等级:A'), "引号没有关上"),
    ],
)
def test_what_is_typed_wrongly_is_told_in_chinese(
    office: Shell, arguments: tuple[str, ...], words: str
) -> None:
    answer = office.crm(*arguments, "--lang", "zh")
    assert answer.code == 2
    assert words in answer.err


def test_several_words_are_one_query(sample: Shell) -> None:
    together = sample.done("customer", "list", "科技 level:A", "--json").json
    assert together
    assert sample.done("customer", "list", "科技", "level:A", "--json").json == together
    assert sample.done("query", "科技", "level:A", "--json").json["query"] == "科技 level:A"
