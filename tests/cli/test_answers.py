"""Answers: every one has the keys that the documentation names, in their order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

from tests.cli.process import DATA, Shell
from tests.cli.test_output import DOCUMENTED, LEAVE
from tests.mailboxes import free_port

ROUTE = ("pool", "route", "add", "2", "--level", "A")
PAYMENT = ("payment", "add", "1", "100")
INVOICE = ("invoice", "add", "1", "0001", "100")


def movement_answers(sample: Shell) -> dict[str, Any]:
    """What the verbs that move customers answer."""
    as_lina = ("--user", "lina", "--json")
    sample.done("pool", "claim", "11", "12", *as_lina)
    sample.done("pool", "extend", "11", "--until", "+40d", "--reason", "x", *as_lina)
    preview = sample.done("handover", "preview", "lina", "--to", "wangwei", "--json").json
    made = sample.done(
        "handover", "make", "lina", "--to", "wangwei", "--reason", "x", "--json"
    ).json
    sample.done("customer", "transfer", "11", "--to", "lina")
    sample.done("approval", "settings", "contract=always")
    contract = ("contract", "add", "11", "--title", "框架", "--amount", "100", "--json")
    number = sample.done(*contract).json["number"]
    asked = sample.done("approval", "ask", "contract", number, "--reason", "x", "--json").json
    filed = sample.done("dispute", "file", "11", "--note", "x", "--json").json
    return {
        "extension": sample.done("pool", "extensions", "--json").json[0],
        "handover": sample.done("handover", "list", "--json").json[0],
        "handover_line": sample.done("handover", "mine", "--json").json[0],
        "handover_preview": preview,
        "handover_made": made,
        "packet": sample.done("handover", "packet", "11", "--json").json,
        "dispute": _without_batch(filed),
        "approval": _without_batch(asked),
        "overview": sample.done("pool", "overview", "--json").json,
    }


def rule_answers(sample: Shell) -> dict[str, Any]:
    """What the verbs that write and try rules answer."""
    add = ("pool", "rule", "add", "1", "--idle", "9", "--json")
    saved = sample.done(*add).json
    return {
        "rule": sample.done("pool", "rule", "list", "1", "--json").json[0],
        "rule_version": {
            name: value
            for name, value in saved.items()
            if name not in {"batch", "pool", "warnings"}
        },
        "rule_preview": sample.done(*add, "--dry-run").json,
    }


def delivery_answers(sample: Shell) -> dict[str, Any]:
    """What the verbs of reminders that go out answer; nobody listens where this one goes."""
    address = f"http://127.0.0.1:{free_port()}/"
    added = sample.done("remind", "channel", "add", "webhook", address, "--json").json
    sample.done("remind", "add", "回访", "--at", "2026-11-22 13:00")
    later = replace(sample, at="2026-11-22T14:00:00+08:00")
    return {
        "channel": _without_batch(added),
        "sending": later.crm("remind", "send", "--json").json,
        "delivery": later.done("remind", "log", "--json").json[0],
    }


def work_answers(sample: Shell) -> dict[str, Any]:
    """What the verbs around a follow-up answer: who is told, files, the timeline, calls."""
    file = sample.database.parent / "报价.txt"
    file.write_text("x", encoding="utf-8")
    added = sample.done("customer", "add", "恒信", "--contact", "张敏", "--phone", "13912345678")
    assert added.code == 0
    sample.done("file", "add", "恒信", str(file))
    sample.done("follow", "add", "4", "看看", "--mention", "wangwei", "--user", "lina")
    return {
        "notice": sample.done("notice", "list", "--json").json[0],
        "attachment": sample.done("file", "list", "恒信", "--json").json[0],
        "timeline": sample.done("customer", "timeline", "恒信", "--json").json,
        "call": sample.done("call", "13912345678", "--json").json,
    }


def task_answers(sample: Shell) -> dict[str, Any]:
    """Customers without a plan, and people by day; after these keys come the days."""
    sample.done("pool", "claim", "9")
    sample.at = "2026-12-01T10:00:00+08:00"
    (person, *_others) = sample.done("task", "overview", "--json").json
    unplanned = sample.done("task", "missing", "--json").json[0]
    return {
        "unplanned": unplanned,
        "person_days": dict(list(person.items())[:3]),
    }


def day_answers(sample: Shell) -> dict[str, Any]:
    """What the verbs around the day answer: the evening, levels, who is at risk, a cover's work."""
    sample.done("customer", "add", "浦江", "--contact", "李强", "--user", "lina")
    today = ("--from", "2026-11-22", "--to", "2026-11-22")
    away = sample.done("leave", "add", "lina", *today, "--cover", "wangwei", "--json").json["id"]
    sample.done("follow", "add", "浦江", "--text", "看看")
    sample.done("level", "review")
    proposed = sample.done("level", "list", "--json").json[0]
    sample.done("level", "accept", str(proposed["id"]))
    later = replace(sample, at="2027-04-22T14:00:00+08:00")
    return {
        "day_summary": sample.done("today", "--summary", "--json").json,
        "level_proposal": proposed,
        "level_change": sample.done(
            "level", "history", str(proposed["customer_id"]), "--json"
        ).json[0],
        "at_risk": later.done("customer", "at-risk", "--json").json[0],
        "cover_done": sample.done("leave", "report", str(away), "--json").json[0],
    }


def key_date_answers(sample: Shell) -> dict[str, Any]:
    """A key date, somebody to greet, and what stands in the calendar."""
    sample.done("customer", "add", "节点客户", "--contact", "张敏")
    kept = sample.done("date", "add", "节点客户", "明天", "--repeat", "once", "--json").json
    return {
        "key_date": _without_batch(kept),
        "greeting": sample.done("greet", "list", "元旦", "--json").json[0],
        "schedule_item": sample.done("agenda", "--json").json[0],
    }


def duplicate_answers(sample: Shell) -> dict[str, Any]:
    """Two customers of one name, and what somebody said of them."""
    twin = ("customer", "add", "双胞胎", "--contact", "王芳", "--allow-duplicate", "--json")
    ids = [str(sample.done(*twin).json["id"]) for _each in range(2)]
    found = sample.done("customer", "duplicates", "--query", "双胞胎", "--json").json[0]
    sample.done("customer", "duplicates", "dismiss", *ids)
    said = sample.done("customer", "duplicates", "--dismissed", "--json").json[0]
    return {"suspects": found, "dismissal": said}


def file_answers(sample: Shell) -> dict[str, Any]:
    """What files that were written answer, one change for many, and removal for good."""
    file, form = str(sample.folder / "out.csv"), str(sample.folder / "form.xlsx")
    sample.done("customer", "add", "该删的", "--contact", "李强")
    gone = sample.done("customer", "delete", "该删的", "--json").json["done"][0]["id"]
    return {
        "export": sample.done("export", "customers", "-o", file, "--json").json,
        "template": sample.done("template", "customers", "-o", form, "--json").json,
        "bulk_edit": sample.done("customer", "bulk-edit", "--city", "苏州", "--json").json,
        "purge": sample.done("customer", "purge", str(gone), "--json").json,
        "merge": sample.done("customer", "merge", "1", "2", "--dry-run", "--json").json,
    }


def opportunity_answers(sample: Shell) -> dict[str, Any]:
    """An opportunity, its stage and month, a rate, a product, a quote and a contract."""
    sample.done("product", "add", "ZZ-1", "试用品", "--price", "100")
    sample.done("quote", "add", "1", "ZZ-1 1台")
    sample.done("contract", "add", "1", "--title", "年度维保", "--amount", "3万")
    sample.done("usage", "add", "1", "ZZ-1", "9台/月")
    sample.done("expense", "add", "300", "--kind", "差旅费", "--customer", "1")
    rate = sample.done("currency", "set", "USD", "7.1", "--json").json[0]
    sample.done("opportunity", "add", "1", "二期", "--amount", "3万")
    sample.done("project", "register", "二期", "--end-customer", "1", "--until", "+9d")
    sample.done("opportunity", "add", "1", "备件", "--amount", "1万")
    sample.done("opportunity", "win", "备件")
    return {
        "opportunity": sample.done("opportunity", "list", "--json").json[0],
        "product": sample.done("product", "list", "--json").json[0],
        "quote": sample.done("quote", "list", "--json").json[0],
        "contract": sample.done("contract", "list", "--json").json[0],
        "usage": sample.done("usage", "list", "--json").json[0],
        "usage_sum": sample.done("usage", "sums", "--json").json[0],
        "project": sample.done("project", "show", "二期", "--json").json,
        "registration": sample.done("project", "registrations", "--json").json[0],
        "share_sum": sample.done("project", "shares", "--since", "2020-01-01", "--json").json[0],
        "expense": sample.done("expense", "list", "--json").json[0],
        "expense_sum": sample.done("expense", "sums", "--json").json[0],
        "profit": sample.done("expense", "profit", "1", "--json").json,
        "forecast": sample.done("opportunity", "forecast", "--json").json[0],
        "pipeline": sample.done("pipeline", "list", "--json").json[0],
        "rate": rate,
    }


def lead_answers(sample: Shell) -> dict[str, Any]:
    """A lead as it is listed, where leads come to, and by which rules."""
    sample.done("lead", "add", "张敏")
    sample.done("lead", "route", "add", "lina")
    return {
        "lead": sample.done("lead", "list", "--json").json[0],
        "lead_conversion": sample.done("lead", "conversion", "--json").json[0],
        "lead_score_rule": sample.done("lead", "score", "list", "--json").json[0],
        "lead_route": sample.done("lead", "route", "list", "--json").json[0],
        "lead_converted": sample.done("lead", "convert", "1", "--json").json,
    }


def backup_answers(sample: Shell) -> dict[str, Any]:
    """A backup, as it was made and is listed, what putting it back says, and a move elsewhere."""
    made = sample.done("backup", "--json").json
    folder = str(sample.folder / "everything")
    return {
        "office_export": sample.done("export", "office", folder, "--json").json,
        "moved": sample.done("move-to", str(sample.folder / "new.db"), "--json").json,
        "backup_made": made,
        "backup": sample.done("backup", "list", "--json").json[0],
        "restored": sample.done("restore", made["file"], "--yes", "--json").json,
        "office_reset": sample.done("init", "--reset", "--dry-run", "--json").json,
    }


def _first(sample: Shell, noun: str) -> dict[str, Any]:
    """The first of a list."""
    answer: dict[str, Any] = sample.done(noun, "list", "--json").json[0]
    return answer


def _without_batch(answer: dict[str, Any]) -> dict[str, Any]:
    """What a listing gives of the record that a change answered with."""
    return {name: value for name, value in answer.items() if name != "batch"}


def test_every_answer_has_the_documented_keys(sample: Shell) -> None:
    file = str(DATA / "sample_customers.csv")
    sample.done("pool", "claim", "1", "2")
    sample.done("pool", "add", "大客户")
    sample.done("remind", "add", "回访", "--at", "明天", "--customer", "1")
    sample.done("deal", "add", "1", "--amount", "1.2万")
    sample.done("team", "add", "1", "--member", "lina")
    with closing(sqlite3.connect(sample.database)) as connection, connection:
        connection.execute("UPDATE pool SET masks_contacts = 1")
    added = sample.done("follow", "add", "1", "--text", "x", "--next", "明天", "--json").json
    sample.done("field", "add", "年级")
    sample.done("user", "token", "new", "nightly")
    listed = sample.database.parent / "bank.csv"
    listed.write_text("日期,付款方,金额\n2026-11-20,甲,1\n", encoding="utf-8")
    bank = str(listed)
    answers: dict[str, Any] = {
        "account": sample.done("user", "accounts", "--json").json[0],
        "token": sample.done("user", "token", "list", "--json").json[0],
        "custom_field": sample.done("field", "list", "--json").json[0],
        "follow_up_added": added,
        "customer": sample.done("customer", "list", "--json").json[0],
        "contact": sample.done("contact", "list", "1", "--json").json[0],
        "query": sample.done("query", "--json").json[0],
        "view": sample.done("view", "list", "--json").json[0],
        "finding": sample.done("find", "科技", "--json").json[0],
        "health": sample.done("doctor", "--json").json,
        "follow_up": sample.done("follow", "list", "1", "--json").json[0],
        "deal": sample.done("deal", "list", "--json").json[0],
        "payment": sample.done(*PAYMENT, "--json") and _first(sample, "payment"),
        "receipt": sample.done("import", "bank-receipts", bank) and _first(sample, "receipt"),
        "invoice": sample.done(*INVOICE, "--json") and _first(sample, "invoice"),
        "target": sample.done("target", "list", "--json").json[0],
        "credit": sample.done("target", "rows", "follow_ups", "--json").json[0],
        "report": sample.done("report", "day", "--json").json,
        "team_member": sample.done("team", "list", "1", "--json").json[0],
        "revealed": sample.done("pool", "reveal", "3", "--user", "lina", "--json").json,
        "task": sample.done("remind", "list", "--json").json[0],
        "today": sample.done("today", "--json").json[0],
        "pool": sample.done("pool", "list", "--json").json[0],
        "pool_settings": sample.done("pool", "show", "1", "--json").json,
        "pool_member": sample.done("pool", "member", "list", "1", "--json").json[0],
        "holding_limit": sample.done("pool", "limit", "set", "9", "--pool", "1", "--json").json[0],
        "pool_route": sample.done(*ROUTE, "--json").json[0],
        "move_offer": sample.done("pool", "route", "offer", "--json").json[0],
        "why": sample.done("pool", "why", "1", "--json").json,
        "sweep": sample.done("pool", "sweep", "--json").json,
        "office": sample.done("office", "show", "--json").json,
        "user": sample.done("user", "list", "--json").json[0],
        "department": _without_batch(sample.done("dept", "add", "华东", "--json").json),
        "role": sample.done("role", "list", "--json").json[0],
        "calendar_day": sample.done("calendar", "list", "2026", "--json").json[0],
        "leave": _without_batch(sample.done(*LEAVE, "--json").json),
        "batch": sample.done("history", "--json").json[0],
        "event": sample.done("audit", "list", "--json").json[0],
        "seals": sample.done("audit", "seals", "--json").json,
        "outcome": sample.crm("pool", "claim", "1", "--json").json,
        "undone": sample.done("undo", "--json").json,
        "import": sample.crm("import", "customers", file, "--dry-run", "--json").json,
        "error": sample.crm("today", "--nope", "--json").error,
    }
    answers |= day_answers(sample) | opportunity_answers(sample)
    answers |= movement_answers(sample) | rule_answers(sample)
    answers |= delivery_answers(sample)
    answers |= work_answers(sample)
    answers |= key_date_answers(sample)
    answers |= task_answers(sample)
    answers |= lead_answers(sample)
    answers |= file_answers(sample) | duplicate_answers(sample) | backup_answers(sample)
    assert {name: list(answer) for name, answer in answers.items()} == DOCUMENTED
