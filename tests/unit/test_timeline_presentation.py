"""What happened to a customer, as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.pools import PeriodStart
from crm_tui.domain.timelines import EntryKind, TimelineEntry
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language("zh")


def lines_of(kind: EntryKind, facts: Mapping[str, object]) -> tuple[str, ...]:
    entry = TimelineEntry(NOW, kind, "王伟", facts=facts)
    return shown_entry(entry, now=NOW, zone=ZoneInfo("Asia/Shanghai"), currency="CNY").lines


def edited(name: str, before: object, after: object) -> str:
    facts = {"before": {name: before}, "after": {name: after}}
    return lines_of(EntryKind.EDITED, facts)[0]


def test_an_edited_budget_is_told_as_an_amount() -> None:
    assert edited("budget_minor", 41_800_000, None) == "预算：¥418,000 → —"


def test_edited_codes_are_told_as_words() -> None:
    assert edited("type", "potential", "deal") == "客户类型：潜在 → 成交"
    assert edited("is_key", False, True) == "关键人：否 → 是"


def test_whoever_enters_a_customer_is_not_numbered() -> None:
    facts = {"how": PeriodStart.CREATED, "owner": "王伟", "pool": "华东公海", "number": 0}
    assert lines_of(EntryKind.PERIOD_STARTED, facts) == ("负责人 王伟，华东公海",)


def test_an_assignment_says_to_whom() -> None:
    facts = {"how": PeriodStart.ASSIGNED, "owner": "吴昊", "pool": "华东公海", "number": 2}
    entry = TimelineEntry(NOW, EntryKind.PERIOD_STARTED, "李娜", facts=facts)
    shown = shown_entry(entry, now=NOW, zone=ZoneInfo("Asia/Shanghai"), currency="CNY")
    assert shown.title == "分配给 吴昊"


def test_a_lost_customer_is_told_with_its_reason_and_nothing_of_the_program() -> None:
    after = {"type": "lost", "rule": "lost", "reason": "价格", "note": "", "tasks": []}
    facts = {"before": {"type": "potential"}, "after": after}
    assert lines_of(EntryKind.TYPE_CHANGED, facts) == ("客户类型：潜在 → 流失", "原因：价格")


def test_a_customer_at_risk_is_told_with_how_long_it_had_no_deal() -> None:
    after = {"type": "at_risk", "rule": "no_deal", "months": 3, "last_deal_day": 739000}
    facts = {"before": {"type": "deal"}, "after": after}
    assert lines_of(EntryKind.TYPE_CHANGED, facts)[1:] == ("3个月没有成交",)


def test_a_level_is_told_with_its_score_and_what_was_decided() -> None:
    after = {"status": "accepted", "from_level": "B", "to_level": "A", "score": 72}
    told = lines_of(EntryKind.LEVEL_DECIDED, {"before": {"status": "open"}, "after": after})
    assert told == ("等级：B → A · 72分 · 已同意",)
