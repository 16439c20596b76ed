"""The names that offices give to the columns of their lists of orders, contracts and quotes."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.imports.columns import Column

_CURRENCY = "币种 货币 结算货币 currencycode"
_OF_SOLD: Mapping[Column, str] = {
    Column.CURRENCY: _CURRENCY,
    Column.INCLUDES_TAX: "价格含税 单价含税 含税 是否含税 pricesincludetax includestax taxincluded",
    Column.TERMS: "条款 交易条款 付款条款 付款条件 termsandconditions paymentterms",
    Column.PRODUCT_CODE: "产品编码 产品编号 商品编码 商品编号 物料编码 物料号 货号 料号 sku"
    " productcode itemcode partnumber code",
    Column.LINE_NAME: "产品名称 商品名称 物料名称 品名 货品名称 产品 商品 明细名称"
    " nameofthegoods goods product productname item itemname",
    Column.UNIT: "单位 计量单位 unitofmeasure uom",
    Column.UNIT_PRICE: "单价 销售单价 价格 含税单价 price unitprice",
    Column.LINE_DISCOUNT: "折扣 行折扣 折扣率 优惠率 linediscount discountrate",
    Column.TAX_RATE: "税率 增值税率 taxrate vat",
    Column.LINE_NOTE: "行备注 明细备注 产品备注 noteofthegoods linenote",
}
"""What lists of orders and of quotes call alike."""
OF_ORDERS: Mapping[Column, str] = {
    **_OF_SOLD,
    Column.ORDER_NUMBER: "订单编号 订单号 订单单号 销售订单号 单号 编号 合同订单号"
    " ordernumber orderno orderid number no salesordernumber",
    Column.ORDER_TITLE: "订单主题 订单名称 订单标题 主题 subjectoftheorder ordername subject title",
    Column.ORDER_DAY: "下单日期 订单日期 下单时间 订购日期 签单日期 日期 dayoftheorder orderdate"
    " orderedon date",
    Column.DUE_ON: "交货日期 交货期 应交货日 应交日期 要求交货日期 订单交期"
    " deliverydue duedate deliverydate",
    Column.ORDER_STATUS: "订单状态 状态 statusoftheorder orderstatus status",
    Column.CONFIRMED_ON: "确认日期 确认时间 生效日期 confirmedon confirmeddate",
    Column.CLOSED_ON: "结束日期 关闭日期 完成日期 作废日期 endedon closedon closeddate",
    Column.CLOSE_REASON: "结束原因 关闭原因 作废原因 whyitended reason",
    Column.DISCOUNT: "整单折扣 整单优惠 优惠 优惠金额 订单折扣 discountofthewhole orderdiscount",
    Column.REMARKS: "备注 订单备注 说明 note notes description",
    Column.QUANTITY: "数量 订购数量 销售数量 订单数量 qty amountofgoods",
    Column.AMOUNT: "金额 小计 价税合计 行金额 订单金额 合计金额 总金额 总价 含税金额"
    " linetotal total totalamount orderamount",
    Column.LINE_DUE_ON: "行应交日期 行交货日期 明细交期 产品交期 goodsdue linedue",
    Column.DELIVERED: "已交数量 已发数量 交货数量 发货数量 deliveredquantity delivered",
    Column.DELIVERED_ON: "最近交货日 实际交货日期 发货日期 lastdelivery shippedon",
    Column.RETURNED: "退货数量 已退数量 returnedquantity returned",
}
OF_QUOTES: Mapping[Column, str] = {
    **_OF_SOLD,
    Column.QUOTE_NUMBER: "报价单编号 报价单号 报价编号 报价号 单号 编号"
    " quotenumber quoteno quotationnumber quotationno quoteid quotation number no",
    Column.QUOTE_VERSION: "版本 版本号 报价版本 报价单版本 versionofthequote version revision rev",
    Column.QUOTE_TITLE: "报价单主题 报价主题 报价标题 报价名称 报价单名称 主题 标题"
    " subjectofthequote quotename subject title",
    Column.QUOTE_DAY: "报价日期 报价时间 日期 dayofthequote quotedate quotedon date",
    Column.VALID_UNTIL: "有效期至 有效期 报价有效期 有效日期 截止日期 失效日期"
    " validuntil validto expirydate expires",
    Column.QUOTE_STATUS: "报价单状态 报价状态 状态 statusofthequote quotestatus status",
    Column.SENT_ON: "发送日期 发出日期 报出日期 提交日期 senton sentdate",
    Column.CLOSED_ON: "结束日期 答复日期 接受日期 拒绝日期 作废日期 endedon answeredon decidedon",
    Column.CLOSE_REASON: "结束原因 拒绝原因 未接受原因 作废原因 whyitended reason",
    Column.OPPORTUNITY: "商机 商机名称 所属商机 关联商机 opportunityname dealname",
    Column.DISCOUNT: "整单折扣 整单优惠 优惠 优惠金额 discountofthewhole quotediscount",
    Column.REMARKS: "备注 报价备注 内部备注 说明 note notes description",
    Column.QUANTITY: "数量 报价数量 qty amountofgoods",
    Column.AMOUNT: "金额 小计 价税合计 行金额 报价金额 合计金额 总金额 总价 含税金额"
    " linetotal total totalamount quoteamount",
}
OF_CONTRACTS: Mapping[Column, str] = {
    Column.CONTRACT_NUMBER: "合同编号 合同号 协议编号 编号 contractno contractid number no",
    Column.CONTRACT_TITLE: "合同名称 合同主题 合同标题 协议名称 主题 名称 subjectofthecontract"
    " contractname subject title",
    Column.CONTRACT_STATUS: "合同状态 状态 statusofthecontract status",
    Column.SIGNED_ON: "签订日期 签约日期 签署日期 签订时间 签约时间 signeddate signdate datesigned",
    Column.START_ON: "开始日期 生效日期 合同开始日期 合同开始日 起始日期"
    " firstdayofthecontract startdate firstday effectivedate",
    Column.END_ON: "到期日期 结束日期 合同到期日期 合同结束日期 截止日期 合同到期日"
    " lastdayofthecontract enddate lastday expirydate",
    Column.OUR_PARTY: "我方 我方单位 乙方 供方 卖方 ourcompany seller",
    Column.OUR_SIGNATORY: "我方签约人 我方代表 乙方代表 whosignsforus oursignatory",
    Column.THEIR_PARTY: "对方 对方单位 甲方 需方 买方 theircompany buyer",
    Column.THEIR_SIGNATORY: "对方签约人 客户签约人 客户方签约人 甲方代表 whosignsforthem"
    " theirsignatory",
    Column.OF_ORDER: "订单 所属订单 关联订单 订单编号 订单号 salesorder oftheorder ordernumber",
    Column.AMOUNT: "合同金额 金额 合同总额 总金额 签约金额 value contractamount contractvalue",
    Column.CURRENCY: _CURRENCY,
    Column.TERMINATED_ON: "终止日期 提前终止日 终止日 解约日期 作废日期"
    " endedearlyon terminationdate",
    Column.CLOSE_REASON: "终止原因 解约原因 作废原因 结束原因 whyitended reason",
    Column.REMARKS: "备注 合同备注 说明 note notes description",
}
