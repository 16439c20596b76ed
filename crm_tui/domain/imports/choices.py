"""The fixed choices of a customer, under all the words that sheets use for them."""

from __future__ import annotations

from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.payments.records import DocumentKind, PlanKind
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.usages import UsagePer

KIND_WORDS = {
    **dict.fromkeys(
        ("企业", "企业客户", "公司", "单位", "机构", "法人", "enterprise", "company", "business"),
        CustomerKind.ENTERPRISE,
    ),
    **dict.fromkeys(
        ("个人", "个人客户", "自然人", "个体", "individual", "person", "personal"),
        CustomerKind.INDIVIDUAL,
    ),
}
TYPE_WORDS = {
    **dict.fromkeys(
        (
            *("潜在", "潜在客户", "意向", "意向客户", "未成交", "potential", "prospect", "lead"),
            *("subscriber", "opportunity", "marketing qualified lead", "sales qualified lead"),
            *("marketingqualifiedlead", "salesqualifiedlead", "other"),
        ),
        CustomerType.POTENTIAL,
    ),
    **dict.fromkeys(
        (
            *("成交", "成交客户", "已成交", "老客户", "deal", "won", "customer", "closed"),
            *("evangelist", "customer - direct", "customer - channel", "won customer"),
        ),
        CustomerType.DEAL,
    ),
    **dict.fromkeys(
        (
            *("流失预警", "流失风险", "预警", "预警客户", "at_risk", "at risk", "churn risk"),
            "at risk of loss",
        ),
        CustomerType.AT_RISK,
    ),
    **dict.fromkeys(
        ("流失", "流失客户", "已流失", "lost", "churned", "lost customer"),
        CustomerType.LOST,
    ),
}
LEVEL_WORDS = {
    **dict.fromkeys(
        (
            *("A", "A级", "A类", "A级客户", "A类客户", "重点", "重点客户", "重要", "高", "key"),
            *("high", "hot", "vip"),
        ),
        Level.A,
    ),
    **dict.fromkeys(
        (
            *("B", "B级", "B类", "B级客户", "B类客户", "普通", "普通客户", "一般", "中", "medium"),
            *("warm", "normal"),
        ),
        Level.B,
    ),
    **dict.fromkeys(
        ("C", "C级", "C类", "C级客户", "C类客户", "次要", "低", "low", "cold"),
        Level.C,
    ),
}
ROLE_WORDS = {
    **dict.fromkeys(
        ("决策人", "决策者", "拍板人", "decider", "decision maker"), DecisionRole.DECIDER
    ),
    **dict.fromkeys(("影响者", "影响人", "建议人", "influencer"), DecisionRole.INFLUENCER),
    **dict.fromkeys(
        ("采购", "采购人", "采购者", "执行人", "buyer", "purchaser"), DecisionRole.BUYER
    ),
    **dict.fromkeys(("使用者", "使用人", "最终用户", "user", "end user"), DecisionRole.USER),
    **dict.fromkeys(("把关人", "把关者", "守门人", "gatekeeper"), DecisionRole.GATEKEEPER),
}
ATTITUDE_WORDS = {
    **dict.fromkeys(("支持", "支持者", "友好", "supports", "supportive"), Attitude.SUPPORTS),
    **dict.fromkeys(("中立", "一般", "不明", "neutral", "undecided"), Attitude.NEUTRAL),
    **dict.fromkeys(("反对", "反对者", "opposes", "opposed"), Attitude.OPPOSES),
}
BUSINESS_WORDS = {
    **dict.fromkeys(
        ("新业务", "新签", "新购", "新客户", "new", "new business", "newbusiness"),
        OpportunityKind.NEW,
    ),
    **dict.fromkeys(("增购", "增值", "扩容", "追加", "upsell"), OpportunityKind.UPSELL),
    **dict.fromkeys(
        ("交叉销售", "交叉", "cross_sell", "cross-sell", "cross sell"), OpportunityKind.CROSS_SELL
    ),
    **dict.fromkeys(
        ("续约", "续费", "续签", "复购", "existing business", "renewal"), OpportunityKind.RENEWAL
    ),
}
LEAD_STAGE_WORDS = {
    **dict.fromkeys(("新线索", "新", "未处理", "待跟进", "new", "new lead", "open"), LeadStage.NEW),
    **dict.fromkeys(("市场合格", "mql", "marketing qualified lead"), LeadStage.MQL),
    **dict.fromkeys(("销售合格", "sql", "sales qualified lead", "qualified"), LeadStage.SQL),
    **dict.fromkeys(("已转客户", "已转化", "became a customer", "converted"), LeadStage.CONVERTED),
    **dict.fromkeys(("已废弃", "无效", "discarded", "unqualified"), LeadStage.DISCARDED),
}
OPPORTUNITY_STATE_WORDS = {
    **dict.fromkeys(("进行中", "跟进中", "in progress", "open"), OpportunityState.OPEN),
    **dict.fromkeys(("赢单", "已赢单", "成交", "closed won", "won"), OpportunityState.WON),
    **dict.fromkeys(("输单", "已输单", "丢单", "closed lost", "lost"), OpportunityState.LOST),
    **dict.fromkeys(("作废", "已作废", "无效", "void"), OpportunityState.VOID),
}
ORDER_STATUS_WORDS = {
    **dict.fromkeys(("草稿", "未确认", "待确认", "draft"), OrderStatus.DRAFT),
    **dict.fromkeys(
        ("已确认", "确认", "执行中", "进行中", "已生效", "confirmed", "open"), OrderStatus.CONFIRMED
    ),
    **dict.fromkeys(("已完成", "完成", "已关闭", "已结束", "closed", "done"), OrderStatus.CLOSED),
    **dict.fromkeys(("已作废", "作废", "已取消", "取消", "void", "cancelled"), OrderStatus.VOID),
}
CONTRACT_STATUS_WORDS = {
    **dict.fromkeys(("草稿", "未签订", "待签订", "draft"), ContractStatus.DRAFT),
    **dict.fromkeys(
        ("已签订", "已签", "签订", "已签约", "已签未生效", "待生效", "signed"),
        ContractStatus.SIGNED,
    ),
    **dict.fromkeys(
        ("生效中", "执行中", "履行中", "已生效", "in force", "in_force", "active"),
        ContractStatus.IN_FORCE,
    ),
    **dict.fromkeys(
        ("已到期", "到期", "已结束", "已完成", "ended", "expired"), ContractStatus.ENDED
    ),
    **dict.fromkeys(("已终止", "终止", "已解约", "terminated"), ContractStatus.TERMINATED),
    **dict.fromkeys(("已作废", "作废", "void", "cancelled"), ContractStatus.VOID),
}
QUOTE_STATUS_WORDS = {
    **dict.fromkeys(("草稿", "未发送", "待发送", "draft"), QuoteStatus.DRAFT),
    **dict.fromkeys(
        # One that was sent expires by itself, on the day that it says.
        ("已发送", "已发出", "已报价", "待答复", "sent", "已过期", "过期", "expired"),
        QuoteStatus.SENT,
    ),
    **dict.fromkeys(
        ("已同意", "同意", "已接受", "接受", "已确认", "已成交", "accepted"), QuoteStatus.ACCEPTED
    ),
    **dict.fromkeys(
        ("未接受", "已拒绝", "拒绝", "不接受", "refused", "rejected", "not accepted"),
        QuoteStatus.REFUSED,
    ),
    **dict.fromkeys(("已作废", "作废", "void", "cancelled"), QuoteStatus.VOID),
}
PER_WORDS = {
    **dict.fromkeys(("月", "每月", "按月", "month", "monthly", "m"), UsagePer.MONTH),
    **dict.fromkeys(("年", "每年", "按年", "年度", "year", "yearly", "y"), UsagePer.YEAR),
}
PLAN_KIND_WORDS = {
    **dict.fromkeys(
        (
            *("预付款", "预付", "首付款", "首付", "首款", "定金", "订金", "合同款", "签约款"),
            *("advance payment", "advance", "deposit", "down payment", "prepayment"),
        ),
        PlanKind.ADVANCE,
    ),
    **dict.fromkeys(
        (
            *("进度款", "进度", "中期款", "阶段款", "发货款", "到货款", "分期款", "分期"),
            *("instalment", "installment", "progress payment", "progress"),
        ),
        PlanKind.INSTALMENT,
    ),
    **dict.fromkeys(
        ("尾款", "余款", "验收款", "结算款", "final payment", "final", "balance"), PlanKind.FINAL
    ),
    **dict.fromkeys(
        (
            *("质保金", "质保款", "保证金", "质量保证金", "保修金", "保留金"),
            *("retention money", "retention"),
        ),
        PlanKind.RETENTION,
    ),
    **dict.fromkeys(("其他款项", "其他", "其它", "other payment", "other"), PlanKind.OTHER),
}
DOCUMENT_KIND_WORDS = {
    **dict.fromkeys(("订单", "销售订单", "order", "sales order"), DocumentKind.ORDER),
    **dict.fromkeys(("合同", "销售合同", "contract"), DocumentKind.CONTRACT),
}
DIRECTION_WORDS = {
    **dict.fromkeys(
        (
            "贷",
            "贷方",
            "贷记",
            "收",
            "收入",
            "收款",
            "入账",
            "转入",
            "来账",
            "进",
            "c",
            "cr",
            "credit",
            "in",
        ),
        True,
    ),
    **dict.fromkeys(
        (
            "借",
            "借方",
            "借记",
            "付",
            "支",
            "支出",
            "付款",
            "出账",
            "转出",
            "往账",
            "出",
            "d",
            "dr",
            "debit",
            "out",
        ),
        False,
    ),
}
"""Whether money came, by what a bank calls it."""
YES_NO = {
    True: ("是", "有", "对", "y", "yes", "true", "1", "√", "✓"),
    False: ("否", "不是", "不", "n", "no", "false", "0", "×", "✗"),
}
WITH_TAX = {True: ("含税", "是"), False: ("不含税", "未税", "否")}
"""What sheets write of whether their prices include the tax, besides yes and no."""
