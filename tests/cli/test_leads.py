"""Leads from the shell: taken in, followed up, given, made customers, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.process import ROOT, Shell


def file(shell: Shell, text: str | bytes) -> str:
    path = Path(shell.folder) / "record.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def test_a_form_becomes_a_customer_by_the_shell_alone(office: Shell) -> None:
    office.done("lead", "route", "add", "lina", "--source", "官网")
    sent = file(office, '{"序号": 7, "姓名": "张敏", "公司名称": "云启", "手机": "13900001111",'
                        ' "来源": "官网", "留言": "想了解报价"}')  # fmt: skip
    taken = office.done("lead", "intake", sent, "--form", "官网表单", "--json").json
    assert (taken["owner"], taken["intake_id"], taken["new"]) == ("lina", "官网表单/7", True)
    again = office.done("lead", "intake", sent, "--form", "官网表单", "--json").json
    assert (again["id"], again["new"], again["batch"]) == (taken["id"], False, None)
    lead = str(taken["id"])
    followed = office.done("lead", "follow", lead, "电话 预算已批，明天10点 发方案", "--json").json
    assert followed["next_contact_at"] == "2026-11-23T10:00:00+08:00"
    assert "Came from a form" in office.done("lead", "show", lead).out
    office.done("task", "add", "发资料", "--lead", lead, "--at", office.at[:10], "--to", "lina")
    listed = office.done("--user", "lina", "today").out.splitlines()
    assert "云启" in next(each for each in listed if "发资料" in each)
    office.done("lead", "stage", "sql", lead)
    shown = office.done("lead", "show", "云启", "--json").json
    assert shown["score"] == sum(each["points"] for each in shown["score_parts"] if each["met"])
    assert [each["content"] for each in shown["follow_ups"]] == ["预算已批"]
    assert office.crm("lead", "convert", lead, "--amount", "32万", "--json").code == 2
    of = ("--opportunity", "一期建设", "--amount", "32万", "--expected", "12-20")
    made = office.done("lead", "convert", lead, *of, "--json").json
    (sale,) = office.done("opportunity", "list", "--json").json
    assert (sale["id"], sale["customer_id"]) == (made["opportunity_id"], made["customer_id"])
    assert (sale["amount"], sale["source"]) == ("320000.00", "官网")
    customer = office.done("customer", "show", str(made["customer_id"]), "--json").json
    assert (customer["name"], customer["owner"]) == ("云启", "lina")
    (row,) = office.done("lead", "conversion", "--json").json
    assert (row["leads"], row["converted"], row["percent"]) == (1, 1, 100)
    office.done("undo")
    assert office.done("opportunity", "list", "--json").json == []
    assert office.done("lead", "list", "is:open", "--json").json[0]["stage"] == "sql"


def test_what_is_no_record_ends_with_2_and_one_line(office: Shell) -> None:
    for text in ("", "hello", '{"name": ', '{"message": "hi"}', b"\xff\xfe\x00"):
        answer = office.crm("lead", "intake", file(office, text), "--json")
        assert answer.code == 2, text
        assert answer.error["message"]
    named = office.done("lead", "intake", "--names", "--json").json
    assert "手机" in next(each["names"] for each in named if each["field"] == "phone")


def test_hostile_words_stay_words(office: Shell) -> None:
    evil = '{"name": "=cmd|\' /C calc\'!A0 \\u001b[2J\\u202e[red]", "phone": "139;drop table"}'
    office.done("lead", "intake", file(office, evil))
    listed = office.done("lead", "list", "--csv").out
    assert "'=cmd" in listed
    assert "\u202e" not in office.done("lead", "show", "1").out


def test_refusals_are_told_one_by_one(office: Shell) -> None:
    office.done("lead", "add", "--company", "云启", "--nobody")
    office.done("lead", "add", "--company", "天成")
    office.done("lead", "claim", "1", "--user", "lina")
    answer = office.crm("lead", "claim", "1", "2", "99", "--json")
    assert answer.code == 4
    assert [each["reason"] for each in answer.json["refused"]] == [
        "lead_taken", "lead_taken", "not_found",
    ]  # fmt: skip
    twice = office.crm("lead", "add", "--company", "云启", "--json")
    assert (twice.code, twice.error["error"]) == (4, "duplicate_lead")
    assert office.crm("lead", "assign", "1").code == 2
    assert office.crm("lead", "discard", "1", "--reason", "随便").code == 2
    assert office.crm("lead", "list", "--view", "nowhere").code == 3
    assert office.crm("lead", "list", "stage:x").code == 2


def test_rules_are_added_and_taken_out_by_number(office: Shell) -> None:
    office.done("lead", "add", "--company", "云启", "--city", "杭州")
    (lead,) = office.done("lead", "list", "--json").json
    rules = office.done("lead", "score", "add", "city", "7", "--contains", "杭", "--json").json
    (after,) = office.done("lead", "list", "--json").json
    assert after["score"] == lead["score"] + 7
    office.done("lead", "score", "remove", str(len(rules)))
    assert office.crm("lead", "score", "remove", "99").code == 3
    assert office.crm("lead", "score", "add", "city", "9", "--user", "lina").code == 4
    kept = office.done("lead", "settings", "--open-limit", "5", "--no-reps-claim", "--json").json
    assert kept == {"reps_claim": False, "open_limit": 5}


def test_the_names_of_fields_are_those_that_the_docs_list(office: Shell) -> None:
    text = (ROOT / "docs" / "shell.md").read_text(encoding="utf-8")
    listed = office.done("lead", "intake", "--names", "--json").json
    for each in listed:
        assert f"| {', '.join(each['names'])} |" in text, each["field"]


@pytest.mark.long
def test_leads_and_opportunities_go_out_and_come_in(office: Shell) -> None:
    folder = Path(office.folder)
    form, out = folder / "form.xlsx", folder / "leads.csv"
    assert office.done("lead", "template", "-o", str(form), "--json").json["columns"] > 10
    assert office.done("import", "columns", str(form), "--kind", "leads", "--json").json["columns"]
    rows = folder / "rows.csv"
    rows.write_text("公司,姓名,手机\n云启,张敏,13900001111\n恒信,,\n", "utf-8")
    tried = office.done("lead", "import", str(rows), "--dry-run", "--json").json
    assert (tried["counts"]["created"], tried["batch"]) == (2, None)
    done = office.done("lead", "import", str(rows), "--json").json
    assert [each["name"] for each in done["done"]] == ["云启", "恒信"]
    again = office.done("lead", "import", str(rows), "--json").json
    assert [each["line"] for each in again["left"]] == [2, 3]
    written = office.done("lead", "export", "张敏", "-o", str(out), "--json").json
    assert (written["subject"], written["rows"]) == ("leads", 1)
    office.done("customer", "add", "云启", "--contact", "张敏", "--allow-duplicate")
    rows.write_text("客户名称,商机名称,金额\n云启,一期,32万\n没有,二期,1\n", "utf-8")
    partly = office.crm("opportunity", "import", str(rows), "--json")
    assert (partly.code, partly.json["counts"]["created"]) == (4, 1)
    told = office.done("export", "opportunities", "state:open", "-o", str(folder / "o.json"))
    assert "1" in told.out
