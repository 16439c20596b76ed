"""`crm pool rule`: what is written, what is tried, and what is told of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crm_tui.domain.pools import OFFERED_CONDITIONS, Deciding
from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED

TOMORROW = "2026-11-23"


def rules_of(office: Shell) -> list[Any]:
    pending = office.done("pool", "rule", "show", "公海", "--json").json["pending"]
    return list(pending[-1]["rules"])


def test_a_rule_is_added_shown_edited_and_removed(office: Shell) -> None:
    added = office.done(
        "pool", "rule", "add", "公海", "--name", "A级", "--idle", "15", "--follow-ups", "2/30",
        "--level", "A", "--exempt-tag", "VIP", "--priority", "1", "--warn", "5,1",
        "--note", "紧一点",
    )  # fmt: skip
    assert f"Saved: version 2 from {TOMORROW} Mon (紧一点).\n1. A级: " in added.out
    assert (
        "fewer than 2 follow-ups within 30 days (public holidays not counted) or 15 days "
        "(public holidays not counted) without a follow-up → taken back\n"
    ) in added.out
    first = rules_of(office)[0]
    assert (first["name"], first["levels"], first["exempt_tags"]) == ("A级", ["A"], ["VIP"])
    assert first["conditions"] == [
        {"kind": "follow_up_count", "unit": "non_holiday", "days": 30, "count": 2},
        {"kind": "idle", "unit": "non_holiday", "days": 15},
    ]
    office.done(
        "pool", "rule", "edit", "公海", "A级", "--follow-ups", "none", "--unit", "working", "--all",
        "--milestone", "visit:7", "--effective", "2026-12-01",
    )  # fmt: skip
    first = rules_of(office)[0]
    assert (first["combine"], first["warning_leads"]) == ("all", [5, 1])
    assert first["conditions"] == [
        {"kind": "idle", "unit": "working", "days": 15},
        {
            "kind": "milestone",
            "unit": "working",
            "milestones": [{"kind": "visit", "method": None, "days": 7}],
        },
    ]
    office.done("pool", "rule", "remove", "公海", "1", "--effective", "2026-12-02")
    assert [rule["name"] for rule in rules_of(office)] == [None]
    office.done("pool", "rule", "withdraw", "公海", "4")
    refused = office.crm("pool", "rule", "withdraw", "公海", "1", "--json")
    assert (refused.code, refused.error["error"]) == (4, "not_pending")


def test_a_rule_that_an_earlier_one_swallows_is_warned_of(office: Shell) -> None:
    told = office.done(
        "--lang", "zh", "pool", "rule", "add", "公海", "--idle", "40", "--level", "C"
    )
    assert "规则 2 用不上：规则 1 已包含它的全部客户。" in told.out


def test_what_is_shown_can_be_set_from_a_file_or_standard_input(office: Shell) -> None:
    office.done("pool", "rule", "add", "公海", "--no-deal", "180", "--milestone", "visit:7")
    rules = rules_of(office)
    file = office.folder / "rules.json"
    file.write_text(json.dumps(rules), encoding="utf-8")
    saved = office.done(
        "pool", "rule", "set", "公海", "--file", str(file), "--effective", "今天", "--json"
    )
    assert saved.json["rules"] == rules
    assert saved.json["applied_at"] is not None
    listed = office.done("pool", "rule", "list", "公海", "--json").json
    assert [list(rule) for rule in listed] == [DOCUMENTED["rule"]] * 2
    assert office.done("pool", "rule", "list", "公海", "--all", "--csv").out.count("\n") == 6


def test_every_condition_comes_back_as_it_was_set(office: Shell) -> None:
    milestones = [
        {"kind": kind, "days": 9, "method": None} for kind in ("visit", "quote", "contract")
    ]
    counted = [each for each in OFFERED_CONDITIONS if each is not Deciding.MILESTONE]
    conditions: list[dict[str, object]] = [
        {"kind": each.value, "days": 20 + at, "unit": "all"} for at, each in enumerate(counted)
    ]
    conditions[1]["count"] = 3
    conditions.append({"kind": "milestone", "unit": "all", "milestones": milestones})
    file = office.folder / "rules.json"
    file.write_text(json.dumps([{"name": "全部", "conditions": conditions}]), "utf-8")
    office.done("pool", "rule", "set", "公海", "--file", str(file), "--effective", "今天")
    (rule,) = office.done("pool", "rule", "list", "公海", "--json").json
    assert sorted(rule["conditions"], key=str) == sorted(conditions, key=str)
    edited = office.done(
        "pool", "rule", "edit", "公海", "1", "--no-opportunity", "10", "--contract-end", "none",
        "--milestone", "signing:30", "--effective", "今天", "--json",
    ).json  # fmt: skip
    (after,) = edited["rules"]
    found = {each["kind"]: each for each in after["conditions"]}
    assert found["no_opportunity"]["days"] == 10
    assert "contract_end" not in found
    assert [each["kind"] for each in found["milestone"]["milestones"]] == ["contract"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[", "field"),
        ('{"rule": []}', "field"),
        ('[{"conditions": [{"kind": "idle", "days": "3"}]}]', "field"),
        ('[{"conditions": [{"kind": "full_moon", "days": 3}]}]', "unknown_choice"),
        ('[{"idle": 3}]', "unknown_choice"),
        ('[{"conditions": [{"kind": "idle", "days": -1}]}]', "invalid_rules"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_line(
    office: Shell, text: str, error: str
) -> None:
    file = office.folder / "rules.json"
    file.write_text(text, encoding="utf-8")
    refused = office.crm("pool", "rule", "set", "公海", "--file", str(file), "--json")
    assert (refused.code, refused.error["error"]) == (2, error)
    assert office.crm("pool", "rule", "set", "公海", "--file", str(file)).err.count("\n") <= 2


def test_a_dry_run_says_who_would_lose_what_and_changes_nothing(office: Shell) -> None:
    office.done("customer", "add", "恒信科技", "--contact", "张敏")
    dry = ("pool", "rule", "edit", "公海", "1", "--idle", "3", "--dry-run")
    said = office.done(*dry, "--json").json
    assert list(said) == DOCUMENTED["rule_preview"]
    assert (said["owned"], said["earlier"], said["owners"][0]["owner"]) == (1, 1, "wangwei")
    assert said["losses"][0]["new_last_day"] == "2026-11-30"
    text = office.done("--lang", "zh", *dry).out
    assert "试算：2026-11-23 周一 起，公海“公海”在管的 1 个客户中：" in text
    assert "恒信科技：王伟" in text
    assert office.done("pool", "rule", "show", "公海", "--json").json["pending"] == []


def test_a_rep_may_try_rules_but_not_write_them(office: Shell) -> None:
    office.environment["CRM_USER"] = "lina"
    tried = office.done("pool", "rule", "add", "公海", "--idle", "3", "--dry-run", "--json").json
    assert tried["owned"] == 0
    refused = office.crm("pool", "rule", "add", "公海", "--idle", "3", "--json")
    assert (refused.code, refused.error["error"]) == (4, "not_permitted")
    office.done("pool", "rule", "apply")
