"""The fixed values of fields, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from crm_tui.domain.queries.field_kinds import FixedValue
from crm_tui.domain.queries.lead_fields import LEAD_CHOICES
from crm_tui.domain.queries.money_fields import MONEY_CHOICES
from crm_tui.domain.queries.opportunity_fields import OPPORTUNITY_CHOICES
from crm_tui.domain.queries.paper_fields import PAPER_CHOICES
from crm_tui.domain.queries.product_fields import PRODUCT_CHOICES
from crm_tui.domain.text import folded

EMPTY_WORDS = FixedValue("none", "无", "none", ("空", "没有", "empty"))
FILLED_WORDS = FixedValue("any", "有", "any", ("不为空", "非空", "filled"))

CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "level": (
        FixedValue("A", "A", "A", ("a级", "a类")),
        FixedValue("B", "B", "B", ("b级", "b类")),
        FixedValue("C", "C", "C", ("c级", "c类")),
    ),
    "type": (
        FixedValue("potential", "潜在", "potential", ("潜在客户",)),
        FixedValue("deal", "成交", "won", ("deal", "成交客户", "已成交")),
        FixedValue("at_risk", "流失预警", "at-risk", ("at_risk",)),
        FixedValue("lost", "流失", "lost", ("流失客户", "已流失")),
    ),
    "kind": (
        FixedValue("enterprise", "企业", "company", ("enterprise", "公司")),
        FixedValue("individual", "个人", "individual", ("person",)),
    ),
    "standing": (
        FixedValue("normal", "正常", "normal"),
        FixedValue("deleted", "已删除", "deleted", ("删除",)),
        FixedValue("invalid", "无效", "invalid"),
        FixedValue("blacklisted", "黑名单", "blacklisted", ("拉黑", "blacklist")),
    ),
    "plan": (EMPTY_WORDS, FILLED_WORDS),
    "is": (
        FixedValue("deal", "成交", "won", ("deal", "已成交")),
        FixedValue("overdue", "逾期", "overdue", ("联系逾期",)),
        FixedValue("behind", "落后", "behind", ("落后节奏", "节奏落后")),
        FixedValue("incomplete", "待完善", "incomplete", ("资料待补", "待补")),
        FixedValue("locked", "锁定", "locked", ("已锁定",)),
        FixedValue("extended", "延期", "extended", ("已延期",)),
        FixedValue("reserved", "保留", "reserved", ("为人保留",)),
        FixedValue("selffound", "自拓", "self-found", ("selffound", "自己开发")),
        FixedValue("held", "有主", "held", ("名下", "owned")),
        FixedValue("pooled", "在公海", "pooled", ("公海", "in-pool", "无主")),
    ),
    "owner": (
        FixedValue("me", "我", "me", ("自己", "本人", "我的", "mine")),
        FixedValue("team", "团队", "team", ("我的团队", "下属", "my-team")),
    ),
    **OPPORTUNITY_CHOICES,
    **LEAD_CHOICES,
    **PAPER_CHOICES,
    **MONEY_CHOICES,
    **PRODUCT_CHOICES,
}


def named_by(value: FixedValue) -> frozenset[str]:
    """Return all that people type for a value, folded."""
    return frozenset(map(folded, (value.code, value.zh, value.en, *value.others)))


@cache
def _codes(field: str) -> Mapping[str, str]:
    return {name: value.code for value in CHOICES.get(field, ()) for name in named_by(value)}


def code_of(field: str, text: str) -> str | None:
    """Return the code of a field's fixed value by any of its names, or None."""
    return _codes(field).get(folded(text))


def fixed_value(field: str, code: str) -> FixedValue:
    """Return a field's fixed value by its code."""
    return next(value for value in CHOICES[field] if value.code == code)


_FILLED = dict.fromkeys(named_by(EMPTY_WORDS), False) | dict.fromkeys(named_by(FILLED_WORDS), True)


def filled_by(text: str) -> bool | None:
    """Return whether a word asks for a filled field or an empty one; None for any other word."""
    return _FILLED.get(folded(text))
