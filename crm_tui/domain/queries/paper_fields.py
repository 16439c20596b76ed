"""What may be asked of quotes, orders, contracts; their owners are asked as a customer's are."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.customer_fields import CUSTOMERS
from crm_tui.domain.queries.field_kinds import FieldKind, FixedValue, QueryField, Subject
from crm_tui.domain.queries.opportunity_fields import OPPORTUNITIES
from crm_tui.i18n import N_

SHARED = tuple(
    each for each in CUSTOMERS.fields if each.key in {"owner", "department", "created", "updated"}
)
"""What is named and asked alike of a customer and of a paper."""
OF_CUSTOMER = tuple(each for each in OPPORTUNITIES.fields if each.key == "of_customer")

# fmt: off
_QUOTE: tuple[QueryField, ...] = (
    QueryField("quote_number", FieldKind.TEXT, ("编号", "报价单号", "单号"), ("number", "no"),
        ("BJ-2026", "BJ-2026"), N_("Part of the quote's number"), sort="number"),
    QueryField("quote_title", FieldKind.TEXT, ("名称", "主题", "标题"), ("title", "name"),
        ("二期", "phase two"), N_("Part of what the quote is for"), sort="title", is_masked=True),
    QueryField("quote_status", FieldKind.FLAG, ("状态",), ("status", "state"),
        ("已发送", "sent"), N_("Draft, sent, accepted, not accepted, expired or void")),
    QueryField("quote_total", FieldKind.MONEY, ("金额", "报价金额", "总额"), ("amount", "total"),
        (">=10万", ">=100000"), N_("Its total, in its own currency"), sort="total"),
    QueryField("quote_day", FieldKind.DAY, ("报价", "报价日期", "日期"), ("day", "quoted"),
        ("本月", "this-month"), N_("The day on it"), sort="day"),
    QueryField("valid_until", FieldKind.DAY, ("有效期", "有效期至"), ("valid", "until"),
        ("<=本周", "<=this-week"), N_("The last day it is valid"), sort="valid", looks_ahead=True),
    QueryField("quote_note", FieldKind.TEXT, ("备注",), ("note", "remarks"), ("含安装", "fitted"),
        N_("Part of its note"), is_masked=True),
    QueryField("quote_is", FieldKind.FLAG, ("是",), ("is",), ("即将到期", "expiring"),
        N_("The latest version or an earlier one, valid for 7 more days, waiting for approval")),
)
_ORDER: tuple[QueryField, ...] = (
    QueryField("order_number", FieldKind.TEXT, ("编号", "订单号", "单号"), ("number", "no"),
        ("DD-2026", "DD-2026"), N_("Part of the order's number"), sort="number"),
    QueryField("order_title", FieldKind.TEXT, ("名称", "主题", "标题"), ("title", "name"),
        ("二期", "phase two"), N_("Part of what the order is for"), sort="title", is_masked=True),
    QueryField("order_status", FieldKind.CHOICE, ("状态",), ("status", "state"),
        ("已确认", "confirmed"), N_("Draft, confirmed, closed or void"), sort="status"),
    QueryField("order_delivery", FieldKind.CHOICE, ("交货", "交货状态"), ("delivery", "delivered"),
        ("部分", "part"), N_("How much was delivered: nothing, part, all")),
    QueryField("order_total", FieldKind.MONEY, ("金额", "订单金额", "总额"), ("amount", "total"),
        (">=10万", ">=100000"), N_("Its total, in its own currency"), sort="total"),
    QueryField("order_day", FieldKind.DAY, ("下单", "订单日期", "日期"), ("day", "ordered"),
        ("本月", "this-month"), N_("The day it was ordered"), sort="day"),
    QueryField("order_due", FieldKind.DAY, ("应交", "应交货", "交货日期"), ("due",),
        ("<=本周", "<=this-week"), N_("The first day on which goods of it are due"),
        sort="due", looks_ahead=True),
    QueryField("order_is", FieldKind.FLAG, ("是",), ("is",), ("今天应交", "due-today"),
        N_("Goods due today, tomorrow, within a week, or overdue")),
)
_CONTRACT: tuple[QueryField, ...] = (
    QueryField("contract_number", FieldKind.TEXT, ("编号", "合同号"), ("number", "no"),
        ("HT-2026", "HT-2026"), N_("Part of the contract's number"), sort="number"),
    QueryField("contract_title", FieldKind.TEXT, ("名称", "合同名称", "标题"), ("title", "name"),
        ("年度", "yearly"), N_("Part of what the contract is about"), sort="title", is_masked=True),
    QueryField("contract_status", FieldKind.FLAG, ("状态",), ("status", "state"),
        ("生效中", "in-force"), N_("Draft, signed, in force, ended, terminated or void")),
    QueryField("contract_amount", FieldKind.MONEY, ("金额", "合同金额"), ("amount",),
        (">=10万", ">=100000"), N_("Its amount, in its own currency"), sort="amount"),
    QueryField("sign_day", FieldKind.DAY, ("签订", "签订日期"), ("signed",),
        ("本月", "this-month"), N_("The day it was signed"), sort="signed"),
    QueryField("start_day", FieldKind.DAY, ("开始", "生效日期"), ("start",),
        ("本月", "this-month"), N_("Its first day"), sort="start", looks_ahead=True),
    QueryField("end_day", FieldKind.DAY, ("到期", "到期日期", "结束"), ("end", "ends"),
        ("<=下月", "<=next-month"), N_("Its last day"), sort="end", looks_ahead=True),
    QueryField("contract_is", FieldKind.FLAG, ("是",), ("is",), ("即将到期", "ending"),
        N_("Ends within 30 days, or runs without an end")),
)
# fmt: on

QUOTES = Subject("quotes", (*_QUOTE, *OF_CUSTOMER, *SHARED), named_by="quote_title")
ORDERS = Subject("orders", (*_ORDER, *OF_CUSTOMER, *SHARED), named_by="order_number")
CONTRACTS = Subject("contracts", (*_CONTRACT, *OF_CUSTOMER, *SHARED), named_by="contract_number")

PAPER_CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "quote_status": (
        FixedValue("draft", "草稿", "draft"),
        FixedValue("sent", "已发送", "sent", ("发送", "已发出")),
        FixedValue("accepted", "已接受", "accepted", ("接受",)),
        FixedValue("refused", "未接受", "refused", ("已拒绝", "拒绝", "not-accepted")),
        FixedValue("expired", "已过期", "expired", ("过期",)),
        FixedValue("void", "已作废", "void", ("作废", "无效")),
    ),
    "quote_is": (
        FixedValue("latest", "最新版本", "latest", ("最新",)),
        FixedValue("earlier", "旧版本", "earlier", ("旧版",)),
        FixedValue("expiring", "即将到期", "expiring", ("快到期",)),
        FixedValue("waiting", "待审批", "waiting", ("审批中",)),
    ),
    "order_status": (
        FixedValue("draft", "草稿", "draft"),
        FixedValue("confirmed", "已确认", "confirmed", ("确认",)),
        FixedValue("closed", "已关闭", "closed", ("关闭", "已完结")),
        FixedValue("void", "已作废", "void", ("作废", "无效")),
    ),
    "order_delivery": (
        FixedValue("none", "未交货", "none", ("未交",)),
        FixedValue("part", "部分交货", "part", ("部分",)),
        FixedValue("whole", "全部交货", "whole", ("已交清", "交清")),
    ),
    "order_is": (
        FixedValue("overdue", "逾期未交", "overdue", ("逾期",)),
        FixedValue("due_today", "今天应交", "due-today", ("今天",)),
        FixedValue("due_tomorrow", "明天应交", "due-tomorrow", ("明天",)),
        FixedValue("due_week", "一周内应交", "due-week", ("未来一周", "一周内")),
    ),
    "contract_status": (
        FixedValue("draft", "草稿", "draft"),
        FixedValue("signed", "已签未生效", "signed", ("未生效",)),
        FixedValue("in_force", "生效中", "in-force", ("生效",)),
        FixedValue("ended", "已结束", "ended", ("结束",)),
        FixedValue("terminated", "已终止", "terminated", ("终止",)),
        FixedValue("void", "已作废", "void", ("作废", "无效")),
    ),
    "contract_is": (
        FixedValue("ending", "即将到期", "ending", ("快到期",)),
        FixedValue("endless", "长期有效", "endless", ("长期",)),
    ),
}
