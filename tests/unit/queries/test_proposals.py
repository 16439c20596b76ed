"""What is proposed while a query is typed."""

from __future__ import annotations

import pytest

from crm_tui.domain.queries import (
    QueryFault,
    parse,
)
from crm_tui.domain.queries.completion import complete
from tests.unit.queries.office import OFFICE


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("dj", "等级:"),
        ("lev", "等级:"),
        ("科技 等", "等级:"),
        ("-hy", "行业:"),
        ("zdy", "自定义.年级:"),
        ("自定义.年级:", "三年级"),
        ("custom.nianji:si", "四年级"),
        ("等级:", "A"),
        ("负责人:", "我"),
        ("负责人:ln", "李娜"),
        ("owner:liq", "李强"),
        ("公海:hn", "华南公海"),
        ("阶段:bj", "方案报价"),
        ("标签:zd", '"重点 客户"'),
        ("标签:VIP,", "VIP"),
        ("上次跟进:s", "上周"),
        ("到期:<", "今天"),
        ("是:yq", "逾期"),
        ("计划:", "无"),
        ("plan:", "无"),
        ("sort:-sc", "上次跟进"),
    ],
)
def test_fields_and_values_are_proposed_by_their_sounds(text: str, best: str) -> None:
    found = complete(text, len(text), OFFICE, "zh")
    assert found is not None
    assert found.suggestions[0].text == best
    taken = text[: found.start] + best + text[found.end :]
    assert not isinstance(parse(taken.rstrip(":") if taken.endswith(":") else taken), QueryFault)


@pytest.mark.parametrize(
    "text", ["", "a", "科技 ", "等级:A", "地址:中", "x:a", "owner:王伟", "sort:-name", "\x1b"]
)
def test_nothing_is_proposed_where_nothing_is_to_add(text: str) -> None:
    assert complete(text, len(text), OFFICE, "zh") is None


def test_what_is_proposed_is_in_the_language_of_the_screens() -> None:
    found = complete("lev", 3, OFFICE, "en")
    assert found is not None
    assert found.suggestions[0].text == "level:"
