"""What may be asked of an opportunity; its owner and its days are asked as a customer's are."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.customer_fields import CUSTOMERS
from crm_tui.domain.queries.field_kinds import FieldKind, FixedValue, QueryField, Subject
from crm_tui.i18n import N_

_SHARED = frozenset({"owner", "department", "source", "created", "updated"})
"""What is named and asked alike of a customer and of an opportunity."""

# fmt: off
_OWN: tuple[QueryField, ...] = (
    QueryField("opportunity_name", FieldKind.TEXT, ("名称", "商机", "商机名称"), ("name", "title"),
        ("二期", "phase two"), N_("Part of the opportunity's name"), sort="name", is_masked=True),
    QueryField("of_customer", FieldKind.TEXT, ("客户", "客户名称"), ("customer",),
        ("恒信", "Hengxin"), N_("Part of the customer's name"), sort="customer"),
    QueryField("pipeline", FieldKind.NAME, ("销售流程", "流程"), ("pipeline",),
        ("标准", "Standard"), N_("The pipeline, or part of its name")),
    QueryField("opportunity_stage", FieldKind.NAME, ("阶段", "商机阶段"), ("stage",),
        ("报价", "Proposal"), N_("The stage of the pipeline, or part of its name"), sort="stage"),
    QueryField("opportunity_state", FieldKind.CHOICE, ("状态",), ("state", "status"),
        ("进行中", "open"), N_("Open, won, lost or void"), sort="state"),
    QueryField("opportunity_kind", FieldKind.CHOICE, ("类型", "商机类型"), ("type", "kind"),
        ("续约", "renewal"), N_("New business, upsell, cross-sell or renewal"), sort="kind"),
    QueryField("opportunity_amount", FieldKind.MONEY, ("金额", "商机金额"), ("amount",),
        (">=10万", ">=100000"), N_("Its amount, in the office's currency"), sort="amount"),
    QueryField("expected", FieldKind.DAY, ("预计成交", "预计", "预计日期"), ("expected", "close"),
        ("<=本月", "<=this-month"), N_("The day it is expected to be won"),
        sort="expected", looks_ahead=True),
    QueryField("closed", FieldKind.DAY, ("结束", "结束日期"), ("closed",), ("本月", "this-month"),
        N_("The day it was won, lost or void")),
    QueryField("next_step", FieldKind.DAY, ("下一步", "下步"), ("next",), ("<=今天", "<=today"),
        N_("The day of its next step"), sort="next", looks_ahead=True),
    QueryField("in_stage", FieldKind.DAY, ("入阶段", "停留"), ("instage",), (">14天", ">14d"),
        N_("Since when it stands in its stage"), sort="stage_since"),
    QueryField("competitor", FieldKind.TAG, ("竞争对手", "竞品"), ("competitor",),
        ("用友", "Rival"), N_("One of its competitors"), is_masked=True),
    QueryField("opportunity_note", FieldKind.TEXT, ("备注",), ("note", "remarks"),
        ("分期", "instalments"), N_("Part of its note"), is_masked=True),
    QueryField("opportunity_is", FieldKind.FLAG, ("是",), ("is",), ("停滞", "rotting"),
        N_("Overdue, rotting, idle, large or unowned")),
)
# fmt: on

OPPORTUNITIES = Subject(
    "opportunities",
    (*_OWN, *(each for each in CUSTOMERS.fields if each.key in _SHARED)),
    named_by="opportunity_name",
)

OPPORTUNITY_CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "opportunity_state": (
        FixedValue("open", "进行中", "open", ("跟进中",)),
        FixedValue("won", "赢单", "won", ("成交", "已赢单")),
        FixedValue("lost", "输单", "lost", ("已输单",)),
        FixedValue("void", "作废", "void", ("无效", "已作废")),
    ),
    "opportunity_kind": (
        FixedValue("new", "新购", "new", ("新业务", "新签")),
        FixedValue("upsell", "增购", "upsell", ("扩容", "加购")),
        FixedValue("cross_sell", "交叉销售", "cross-sell", ("cross_sell", "交叉")),
        FixedValue("renewal", "续约", "renewal", ("续费", "续签")),
    ),
    "opportunity_is": (
        FixedValue("overdue", "逾期", "overdue", ("预计已过", "过期")),
        FixedValue("rotting", "停滞", "rotting", ("rotten",)),
        FixedValue("idle", "无下一步", "idle", ("没有下一步", "no-step")),
        FixedValue("large", "大单", "large", ("重大",)),
        FixedValue("unowned", "无负责人", "unowned", ("无主",)),
    ),
}
