"""The query language in the shell: lists, errors that point at their place, the list of fields."""

from __future__ import annotations

from tests.cli.process import Shell


def test_a_list_takes_a_query_in_either_language(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "2", "3")
    sample.done("customer", "edit", "1", "--level", "A")
    english = sample.done("customer", "list", "level:A owner:me", "--json").json
    assert 1 in {each["id"] for each in english}
    assert all(each["level"] == "A" and each["owner"] == "wangwei" for each in english)
    assert sample.done("customer", "list", "等级：A　负责人：我", "--json").json == english
    others = sample.done("customer", "list", "--json", "--", "-等级:A 负责人:我").json
    assert {each["id"] for each in [*english, *others]} == {1, 2, 3}


def test_an_order_in_the_query_stands_above_the_option(sample: Shell) -> None:
    names = [
        each["name"]
        for each in sample.done("customer", "list", "sort:-name", "--sort", "id", "--json").json
    ]
    turned = sample.done("customer", "list", "--sort", "-name", "--json").json
    assert names == [each["name"] for each in turned]


def test_a_fault_is_one_line_with_marks_under_its_place(sample: Shell) -> None:
    wrong = sample.crm("customer", "list", "科技 levl:A", "--lang", "zh")
    assert (wrong.code, wrong.out) == (2, "")
    typed, marks, sentence, hint = wrong.err.splitlines()
    assert (typed, marks) == ("科技 levl:A", "     ^^^^")
    assert "没有字段“levl”" in sentence
    assert "等级" in sentence
    assert "crm query" in hint


def test_a_fault_is_plain_facts_for_programs(sample: Shell) -> None:
    wrong = sample.crm("customer", "list", "level:A owner:nobody", "--json")
    assert wrong.code == 2
    facts = wrong.error
    assert (facts["error"], facts["reason"], facts["field"]) == (
        "query_syntax",
        "unknown_name",
        "owner",
    )
    assert (facts["start"], facts["end"], facts["part"]) == (14, 20, "nobody")


def test_hostile_queries_are_answered_or_refused(sample: Shell) -> None:
    for text in (
        "[/]\x1b[2J\u202e🏢" + "长" * 400,
        "level:\x1b]0;x\x07",
        "长" * 501,
        '"',
        "::",
        "-",
    ):
        answer = sample.crm("customer", "list", "--", text)
        assert answer.code in {0, 2}
        assert "\x1b" not in answer.out + answer.err


def test_the_fields_are_listed_and_a_query_explained(sample: Shell) -> None:
    fields = sample.done("query", "--json").json
    assert {"name": "level", "chinese": "等级"}.items() <= fields[0].items()
    assert "负责人:我" in sample.done("query", "--lang", "zh").out
    explained = sample.done("query", "科技 level:A owner:me due:<3d", "--json").json
    assert explained["chinese"] == "等级:A 负责人:我 到期:<3天 科技"
    assert explained["english"] == "level:A owner:me due:<3d 科技"
    assert explained["words"] == ["科技"]
    assert sample.crm("query", "owner:nobody").code == 2


def test_the_help_of_a_list_names_the_language(office: Shell) -> None:
    helped = office.done("customer", "list", "--help", "--lang", "en").out
    assert "level:A owner:me due:<3d" in " ".join(helped.split())
    assert "crm query" in helped
