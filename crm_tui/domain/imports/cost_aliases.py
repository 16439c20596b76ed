"""The names that offices give to the columns of their lists of expenses, and of what is used."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.imports.columns import Column

OF_EXPENSES: Mapping[Column, str] = {
    Column.EXPENSE_DAY: "费用日期 发生日期 支出日期 报销日期 消费日期 日期 时间 发生时间"
    " dayoftheexpense expensedate spenton date",
    Column.EXPENSE_KIND: "费用类型 费用类别 费用科目 费用种类 费用项目 报销类型 科目 类别 类型"
    " kindofexpense expensetype expensecategory category type kind",
    Column.AMOUNT: "金额 费用金额 报销金额 支出金额 费用 花费 expenseamount spent cost",
    Column.CURRENCY: "币种 货币 结算货币 currencycode",
    Column.OPPORTUNITY: "商机 商机名称 所属商机 关联商机 opportunityname dealname",
    Column.CAMPAIGN: "活动 市场活动 营销活动 推广活动 活动名称 campaignname",
    Column.SPENT_BY: "经办人 报销人 申请人 花费人 承担人 业务员 销售 spentby whospentit person"
    " employee owner",
    Column.REMARKS: "备注 说明 事由 摘要 费用说明 用途 报销事由 note notes description reason",
}
OF_USAGES: Mapping[Column, str] = {
    Column.PRODUCT_CODE: "产品编码 产品编号 商品编码 商品编号 物料编码 物料号 货号 料号 sku"
    " productcode itemcode partnumber code",
    Column.LINE_NAME: "产品名称 商品名称 物料名称 品名 产品 商品 品种 物料"
    " nameofthegoods product productname item itemname goods",
    Column.USED: "用量 实际用量 真实用量 总用量 月用量 年用量 月均用量 年度用量 使用量 需求量"
    " realuse usage use actualuse consumption monthlyusage annualusage",
    Column.UNIT: "单位 计量单位 unitofmeasure uom",
    Column.USED_PER: "周期 用量周期 每月或每年 按月或按年 月/年 monthoryear month/year per period",
    Column.OURS: "我方供量 我方用量 我方供货量 我方数量 我司供量 我司用量 本公司供量"
    " ourpart ourquantity suppliedbyus",
    Column.OUR_SHARE: "我方占比 我方份额 我司份额 我司占比 份额 占比 占有率 供货占比"
    " ourshare share shareofwallet",
    Column.COMPETITOR: "竞争对手 竞品 竞品品牌 竞争品牌 对手 现用品牌 其他供应商 现有供应商"
    " competitors currentsupplier othersupplier",
    Column.REMARKS: "备注 说明 note notes description",
}
OF_PAYMENT_PLANS: Mapping[Column, str] = {
    Column.DOCUMENT: "订单或合同 订单/合同 合同/订单 单据编号 单据号 订单号 订单编号 销售订单号"
    " 合同号 合同编号 关联订单 关联合同 所属合同 所属订单 合同 订单"
    " orderorcontract ordernumber contractnumber documentnumber number order contract",
    Column.DOCUMENT_KIND: "单据类型 单据种类 kindofdocument documenttype",
    Column.PLAN_KIND: "款项类型 款项性质 款项 款项名称 回款类型 计划类型 回款期次 期次 付款阶段"
    " 类型 kindofpayment paymentkind plankind kind type stage",
    Column.PLAN_DUE_ON: "应回款日 应收日期 计划回款日期 预计回款日期 计划回款日 应回款日期"
    " 计划收款日期 预计收款日期 计划日期 到期日期 到期日 应付日期 付款日期 回款日期 日期"
    " paymentdue planduedate duedate due dueon date",
    Column.AMOUNT: "金额 计划金额 计划回款金额 应收金额 回款金额 预计回款金额 应回款金额 款项金额"
    " plannedamount amountdue",
    Column.PLAN_ID: "编号 计划编号 回款计划编号 no id planid plannumber lineid",
    Column.PLAN_SHARE: "比例 回款比例 付款比例 占比 款项比例 share percent percentage",
    Column.CURRENCY: "币种 货币 结算货币 currencycode",
    Column.REMARKS: "备注 说明 付款条件 回款条件 note notes description condition",
}
