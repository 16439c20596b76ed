"""What may be asked of a lead; its owner, place and days are asked as a customer's are."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.customer_fields import CUSTOMERS
from crm_tui.domain.queries.field_kinds import FieldKind, FixedValue, QueryField, Subject
from crm_tui.i18n import N_

_SHARED = frozenset(
    {"owner", "department", "source", "industry", "province", "city", "last", "next", "created"}
)
"""What is named and asked alike of a customer and of a lead."""

# fmt: off
_OWN: tuple[QueryField, ...] = (
    QueryField("lead_name", FieldKind.TEXT, ("名称", "线索", "公司", "姓名"),
        ("name", "lead", "company"), ("恒信", "Hengxin"),
        N_("Part of the person's or the company's name"), sort="called"),
    QueryField("lead_stage", FieldKind.CHOICE, ("阶段", "线索阶段"), ("stage",), ("MQL", "mql"),
        N_("New, MQL, SQL, converted or discarded"), sort="stage"),
    QueryField("score", FieldKind.NUMBER, ("评分", "分数", "得分"), ("score",), (">=50", ">=50"),
        N_("Its points by the rules of the score"), sort="score"),
    QueryField("lead_phone", FieldKind.TEXT, ("电话", "手机"), ("phone",), ("2231", "2231"),
        N_("Part of a phone number")),
    QueryField("lead_email", FieldKind.TEXT, ("邮箱", "邮件"), ("email",),
        ("@example.com", "@example.com"), N_("Part of the e-mail address")),
    QueryField("lead_wechat", FieldKind.TEXT, ("微信", "微信号"), ("wechat",), ("wx", "wx"),
        N_("Part of the WeChat account")),
    QueryField("lead_need", FieldKind.TEXT, ("咨询", "需求", "咨询内容"), ("need", "message"),
        ("报价", "quote"), N_("Part of what was asked")),
    QueryField("campaign", FieldKind.TEXT, ("活动", "市场活动"), ("campaign",), ("春季", "spring"),
        N_("Part of the campaign's name")),
    QueryField("lead_note", FieldKind.TEXT, ("备注",), ("note", "remarks"), ("表单", "form"),
        N_("Part of its note")),
    QueryField("converted", FieldKind.DAY, ("转客户", "转化"), ("converted",),
        ("本月", "this-month"), N_("The day it became a customer")),
    QueryField("lead_is", FieldKind.FLAG, ("是",), ("is",), ("在跟", "open"),
        N_("Open, unowned, or its contact overdue")),
)
# fmt: on

LEADS = Subject(
    "leads",
    (*_OWN, *(each for each in CUSTOMERS.fields if each.key in _SHARED)),
    named_by="lead_name",
)

LEAD_CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "lead_stage": (
        FixedValue("new", "新线索", "new", ("新",)),
        FixedValue("mql", "MQL", "mql", ("市场合格",)),
        FixedValue("sql", "SQL", "sql", ("销售合格",)),
        FixedValue("converted", "已转客户", "converted", ("已转化", "客户")),
        FixedValue("discarded", "已废弃", "discarded", ("废弃", "无效")),
    ),
    "lead_is": (
        FixedValue("open", "在跟", "open", ("未结束", "进行中")),
        FixedValue("unowned", "无负责人", "unowned", ("无主", "未分配")),
        FixedValue("overdue", "逾期", "overdue", ("联系逾期",)),
    ),
}
