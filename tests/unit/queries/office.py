"""An office whose names queries use, and how tests read a query."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.queries import (
    Circumstances,
    KnownName,
    Query,
    QueryFault,
    Vocabulary,
    parse,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AT = Circumstances(NOW, ZoneInfo("Asia/Shanghai"), NOW.toordinal())
OFFICE = Vocabulary(
    names={
        "owner": (
            KnownName("王伟", frozenset({1}), ("wangwei", "wangwei", "ww")),
            KnownName("李娜", frozenset({2}), ("lina", "lina", "ln")),
            KnownName("李强", frozenset({3}), ("liqiang", "liqiang", "lq")),
        ),
        "pool": (KnownName("华北公海", frozenset({4})), KnownName("华南公海", frozenset({5}))),
        "stage": (KnownName("方案报价", frozenset({6}), ("proposal", "Proposal")),),
    },
    words={"tag": ("VIP", "重点 客户")},
    own=(
        CustomField(
            id=CustomFieldId(1),
            holder=FieldHolder.CUSTOMER,
            code="nianji",
            fields=CustomFieldFields(
                name="年级",
                type=FieldType.CHOICE,
                choices=(FieldChoice("san", "三年级"), FieldChoice("si", "四年级")),
            ),
            position=1,
        ),
    ),
    me=frozenset({1}),
    team=frozenset({1, 2}),
)


def understood(text: str) -> Query:
    found = parse(text)
    assert isinstance(found, Query), found
    return found


def fault(text: str) -> QueryFault:
    found = parse(text)
    assert isinstance(found, QueryFault), found
    return found
