"""The main job from the shell, on a fresh file, as the person who does it types it."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.cli.process import DATA, Shell

NEXT_MORNING = "2026-12-01T08:00:00+08:00"


def test_the_whole_road_from_an_empty_file_to_undoing_the_import(new: Shell) -> None:
    assert new.spawned("init", "--admin", "wangwei", "--name", "王伟", "--words", "zh").code == 0
    imported = new.done(
        "import", "customers", str(DATA / "sample_customers.xlsx"), "--pool", "公海", "--json"
    ).json
    assert len(imported["done"]) == 300
    assert imported["refused"] == []

    first, second = (each["id"] for each in imported["done"][:2])
    claimed = new.done("pool", "claim", str(first), str(second), "--json").json
    assert [each["owner"] for each in claimed["done"]] == ["wangwei", "wangwei"]

    name = imported["done"][0]["name"]
    written = new.done(
        "follow", "add", name, "--via", "电话", "--result", "接通", "--mood", "积极",
        "--text", "预算已批，要分期方案", "--next", "2026-12-01 10:00", "--next-note", "发方案",
        "--json",
    ).json  # fmt: skip
    assert written["effective"]
    assert written["next_contact_at"] == "2026-12-01T10:00:00+08:00"

    assert _today(new) == [("upcoming", name)]
    new.at = NEXT_MORNING
    assert ("contact", name) in _today(new)

    refused = new.spawned("undo", str(imported["batch"]), "--json")
    assert refused.code == 4
    assert {each[0] for each in refused.error["changed"]} == {first, second}

    undone = new.done("undo", str(imported["batch"]), "--rest", "--json").json
    assert {each["id"] for each in undone["left"]} == {first, second}
    left = new.done("customer", "list", "--json").json
    assert {each["id"] for each in left} == {first, second}


def _today(shell: Shell) -> list[tuple[str, str]]:
    return [(each["why"], each["customer"]) for each in shell.done("today", "--json").json]


def test_what_nobody_followed_is_taken_back_the_day_after_its_last(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "2")
    last_day = sample.done("customer", "show", "1", "--json").json["last_day"]
    sample.at = f"{last_day}T23:50:00+08:00"
    assert sample.done("pool", "sweep", "--json").json["total"] == 0
    assert {row["why"] for row in sample.done("today", "--json").json} >= {"expiring"}
    sample.at = sample.at.replace("T23:50", "T00:00").replace(last_day, _day_after(last_day))
    dry = sample.done("pool", "sweep", "--dry-run", "--json").json
    assert [each["id"] for each in dry["customers"]] == [1, 2]
    swept = sample.done("pool", "sweep", "--json").json
    assert (swept["total"], swept["held_because"]) == (2, None)
    assert sample.done("customer", "show", "1", "--json").json["owner"] is None
    assert "09:00" in sample.crm("pool", "claim", "1").err
    sample.at = sample.at.replace("T00:00", "T09:00")
    assert "took" in sample.crm("pool", "claim", "1").err


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_a_customer_is_entered_edited_and_shown(office: Shell) -> None:
    added = office.done(
        "customer", "add", "北京恒信科技有限公司", "--contact", "张敏", "--phone", "13800138000",
        "--level", "A", "--industry", "软件", "--stage", "proposal", "--budget", "20万",
        "--tag", "VIP", "--tag", "华东", "--first-contact", "昨天", "--json",
    ).json  # fmt: skip
    assert (added["owner"], added["level"], added["stage"]) == ("wangwei", "A", "方案报价")
    contact = office.done("contact", "add", "恒信", "李强", "--role", "使用者", "--json").json
    assert contact["decision_role"] == "user"
    edited = office.done(
        "customer", "edit", "恒信", "--level", "", "--needs", "要分期", "--json"
    ).json
    assert edited["level"] is None
    shown = office.done("customer", "show", "恒信", "--json").json
    assert (shown["budget"], shown["currency"]) == ("200000.00", "CNY")
    assert (shown["tags"], shown["needs"]) == (["VIP", "华东"], "要分期")
    assert shown["first_contact_day"] == "2026-11-21"
    assert [each["name"] for each in shown["people"]] == ["张敏", "李强"]
    assert "张敏" in office.done("customer", "show", "恒信").out
    assert "138****8000" in office.done("contact", "list", "恒信").out


def test_reminders_are_set_listed_and_done(office: Shell) -> None:
    made = office.done("remind", "add", "回访", "--at", "明天下午3点", "--json").json
    assert made["due_at"] == "2026-11-23T15:00:00+08:00"
    assert [each["title"] for each in office.done("remind", "list", "--json").json] == ["回访"]
    office.done("remind", "done", str(made["id"]))
    assert office.done("remind", "list", "--json").json == []
    again = office.done("remind", "done", str(made["id"]))
    assert "done already" in again.out


def test_returning_waits_out_the_cool_off_and_is_undone_by_its_batch(sample: Shell) -> None:
    sample.done("pool", "claim", "3")
    returned = sample.done("pool", "return", "3", "--reason", "没有预算", "--json").json
    refused = sample.crm("pool", "claim", "3", "--json")
    assert refused.code == 4
    assert refused.json["refused"][0]["reason"] == "cooling_off"
    assert refused.json["refused"][0]["again_day"] == "2026-11-29"
    sample.done("undo", str(returned["batch"]))
    assert sample.done("customer", "show", "3", "--json").json["owner"] == "wangwei"


def test_an_exact_duplicate_names_the_holder_unless_it_is_wanted(office: Shell) -> None:
    arguments = ("customer", "add", "恒信", "--contact", "张敏")
    office.done(*arguments)
    refused = office.crm(*arguments, "--json")
    assert refused.code == 4
    assert refused.error["error"] == "duplicate_customer"
    assert "王伟" in refused.error["message"]
    office.done(*arguments, "--allow-duplicate")


def test_a_duplicate_in_the_pool_says_that_it_can_be_claimed(sample: Shell) -> None:
    name = sample.done("customer", "show", "5", "--json").json["name"]
    refused = sample.crm("customer", "add", name, "--contact", "张三")
    assert refused.code == 4
    assert "can be claimed" in refused.err


def test_a_pooled_customer_is_assigned_and_history_lists_it(sample: Shell) -> None:
    given = sample.done("pool", "assign", "7", "--to", "李娜", "--json").json
    assert given["done"][0]["owner"] == "lina"
    newest = sample.done("history", "--json").json[0]
    assert (newest["batch"], newest["user"]) == (given["batch"], "wangwei")
    assert newest["operation"] == "Pools.assign"


def test_the_dirty_file_imports_its_good_rows_and_names_every_fault(office: Shell) -> None:
    result = office.folder / "result.xlsx"
    answer = office.crm(
        "import", "customers", str(DATA / "dirty_customers.xlsx"), "--pool", "公海",
        "--result", str(result), "--json",
    )  # fmt: skip
    assert answer.code == 4
    expected = json.loads((DATA / "dirty_customers.expected.json").read_bytes())
    # A company that stands there again is put together with its first row.
    lines = {each["line"] for each in expected if each["code"] != "duplicate_name"}
    assert {each["line"] for each in answer.json["refused"]} == lines
    assert answer.json["counts"]["joined"] == 1
    assert all(each["message"] and each["line"] for each in answer.json["refused"])
    nameless = {each["line"] for each in expected if each["label"] == "客户名称"} & lines
    assert {each["line"] for each in answer.json["refused"] if each["name"] is None} == nameless
    assert result.exists()
    listed = office.done("customer", "list", "--limit", "1000", "--json").json
    assert len(listed) == len(answer.json["done"])


def test_a_dry_run_of_an_import_writes_nothing(office: Shell) -> None:
    before = office.database.read_bytes()
    answer = office.done(
        "import", "customers", str(DATA / "sample_customers.csv"), "--pool", "公海", "--dry-run"
    )
    assert "Would import 300 customers" in answer.out
    assert office.done("customer", "list", "--json").json == []
    assert len(before) == office.database.stat().st_size


def test_a_dry_sweep_looks_ahead(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    ahead = sample.done("pool", "sweep", "--dry-run", "--as-of", "2027-02-01", "--json").json
    assert (ahead["as_of"], ahead["total"], ahead["dry_run"]) == ("2027-02-01", 1, True)
    assert sample.done("customer", "show", "1", "--json").json["owner"] == "wangwei"
