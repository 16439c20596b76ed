"""The fixed choices of a customer, under all the words that sheets use for them."""

from __future__ import annotations

from crm_tui.domain.customers import CustomerKind, CustomerType, Level

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
        ("潜在", "潜在客户", "意向", "意向客户", "未成交", "potential", "prospect", "lead"),
        CustomerType.POTENTIAL,
    ),
    **dict.fromkeys(
        ("成交", "成交客户", "已成交", "老客户", "deal", "won", "customer", "closed"),
        CustomerType.DEAL,
    ),
    **dict.fromkeys(
        ("流失预警", "流失风险", "预警", "预警客户", "at_risk", "at risk", "churn risk"),
        CustomerType.AT_RISK,
    ),
    **dict.fromkeys(
        ("流失", "流失客户", "已流失", "lost", "churned"),
        CustomerType.LOST,
    ),
}
LEVEL_WORDS = {
    **dict.fromkeys(
        ("A", "A级", "A类", "A级客户", "A类客户", "重点", "重点客户", "重要", "高", "key", "high"),
        Level.A,
    ),
    **dict.fromkeys(
        ("B", "B级", "B类", "B级客户", "B类客户", "普通", "普通客户", "一般", "中", "medium"),
        Level.B,
    ),
    **dict.fromkeys(
        ("C", "C级", "C类", "C级客户", "C类客户", "次要", "低", "low"),
        Level.C,
    ),
}
