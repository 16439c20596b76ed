"""A term that is put together from a field, a question and values, and taken apart again."""

from __future__ import annotations

import pytest

from crm_tui.domain.queries import (
    Query,
    parse,
)
from crm_tui.domain.queries.building import Ask, TermDraft, asks_of, draft_of, written
from crm_tui.domain.queries.fields import BY_KEY
from tests.unit.queries.office import understood

DRAFTS = [
    (TermDraft(BY_KEY["level"], Ask.IS, ("A", "B")), "等级:A,B"),
    (TermDraft(BY_KEY["owner"], Ask.IS_NOT, ("我", "李娜")), "-负责人:我,李娜"),
    (TermDraft(BY_KEY["due"], Ask.LESS, ("3天",)), "到期:<3天"),
    (TermDraft(BY_KEY["amount"], Ask.BETWEEN, ("10万", "20万")), "成交金额:10万..20万"),
    (TermDraft(BY_KEY["amount"], Ask.BETWEEN, ("", "20万")), "成交金额:..20万"),
    (TermDraft(BY_KEY["last"], Ask.EMPTY), "上次跟进:无"),
    (TermDraft(BY_KEY["tag"], Ask.IS, ("重点 客户", "无")), '标签:"重点 客户","无"'),
    (TermDraft(BY_KEY["name"], Ask.HAS_NOT, ("科技",)), "-名称:科技"),
    (TermDraft(BY_KEY["is"], Ask.IS, ("成交",)), "是:成交"),
]


@pytest.mark.parametrize(("draft", "text"), DRAFTS)
def test_a_term_is_put_together_and_taken_apart_again(draft: TermDraft, text: str) -> None:
    assert written(draft, "zh") == text
    assert draft.ask in asks_of(draft.field)
    (term,) = understood(text).terms
    assert draft_of(term, "zh", "CNY") == draft


def test_a_term_that_asks_several_things_is_changed_as_text() -> None:
    assert draft_of(understood("last:无,>30d").terms[0], "zh", "CNY") is None
    assert draft_of(understood("-due:<3d").terms[0], "zh", "CNY") is None


def test_a_condition_on_an_own_field_is_put_together_again() -> None:
    for text in (
        "自定义.年级:三年级",
        "自定义.保证金:>=5万",
        "-自定义.年级:三年级",
        "自定义.年级:无",
    ):
        query = parse(text)
        assert isinstance(query, Query)
        draft = draft_of(query.terms[0], "zh", "CNY")
        assert draft is not None
        assert written(draft, "zh") == text
