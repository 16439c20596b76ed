"""What may be asked of receipts, refunds, planned payments and invoices: of all of them alike."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.field_kinds import FieldKind, FixedValue, QueryField, Subject
from crm_tui.domain.queries.paper_fields import OF_CUSTOMER, SHARED
from crm_tui.i18n import N_

# fmt: off
_MONEY: tuple[QueryField, ...] = (
    QueryField("money_number", FieldKind.TEXT, ("编号", "单号", "发票号"), ("number", "no"),
        ("HK-2026", "HK-2026"),
        N_("Part of the number of the payment or invoice, or of what is to be paid"),
        sort="number"),
    QueryField("money_kind", FieldKind.CHOICE, ("类型",), ("type", "kind"), ("退款", "refund"),
        N_("Receipt or refund; which planned payment, which invoice"), sort="kind"),
    QueryField("money_amount", FieldKind.MONEY, ("金额",), ("amount",), (">=10万", ">=100000"),
        N_("Its amount, in its own currency; below zero where money goes back"), sort="amount"),
    QueryField("money_day", FieldKind.DAY, ("日期", "回款日期", "到期"), ("day", "due"),
        ("本月", "this-month"), N_("Its day, or when it is to be paid"), sort="day"),
    QueryField("money_method", FieldKind.CHOICE, ("方式", "付款方式"), ("method",),
        ("转账", "transfer"), N_("How it was paid")),
    QueryField("money_payer", FieldKind.TEXT, ("付款方", "抬头"), ("payer",), ("恒信", "Hengxin"),
        N_("Part of who paid, or of whom the invoice names"), is_masked=True),
    QueryField("money_reference", FieldKind.TEXT, ("流水号", "凭证号"), ("reference",),
        ("8812", "8812"), N_("Part of the number of the transfer or bill"), is_masked=True),
    QueryField("money_note", FieldKind.TEXT, ("备注",), ("note", "remarks"), ("尾款", "final"),
        N_("Part of its note"), is_masked=True),
)
# fmt: on

PAYMENTS = Subject("payments", (*_MONEY, *OF_CUSTOMER, *SHARED), named_by="money_number")

MONEY_CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "money_kind": (
        FixedValue("receipt", "回款", "receipt", ("收款",)),
        FixedValue("refund", "退款", "refund"),
        FixedValue("advance", "预付款", "advance", ("预付", "定金")),
        FixedValue("instalment", "分期款", "instalment", ("进度款", "分期")),
        FixedValue("final", "尾款", "final"),
        FixedValue("retention", "质保金", "retention"),
        FixedValue("special", "专票", "special", ("专用发票",)),
        FixedValue("plain", "普票", "plain", ("普通发票",)),
        FixedValue("other", "其他", "other"),
    ),
    "money_method": (
        FixedValue("transfer", "转账", "transfer", ("银行转账", "电汇")),
        FixedValue("cash", "现金", "cash"),
        FixedValue("cheque", "支票", "cheque", ("check",)),
        FixedValue("acceptance", "承兑", "acceptance", ("承兑汇票",)),
        FixedValue("wechat", "微信", "wechat", ("微信支付",)),
        FixedValue("alipay", "支付宝", "alipay"),
        FixedValue("card", "刷卡", "card"),
        FixedValue("other", "其他", "other"),
    ),
}
