"""The names that offices give to the columns of their lists of orders and contracts."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.imports.columns import Column

_CURRENCY = "币种 货币 结算货币 currencycode"
OF_ORDERS: Mapping[Column, str] = {
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
    Column.CURRENCY: _CURRENCY,
    Column.INCLUDES_TAX: "价格含税 单价含税 含税 是否含税 pricesincludetax includestax taxincluded",
    Column.DISCOUNT: "整单折扣 整单优惠 优惠 优惠金额 订单折扣 discountofthewhole orderdiscount",
    Column.TERMS: "条款 交易条款 付款条款 付款条件 termsandconditions paymentterms",
    Column.REMARKS: "备注 订单备注 说明 note notes description",
    Column.PRODUCT_CODE: "产品编码 产品编号 商品编码 商品编号 物料编码 物料号 货号 料号 sku"
    " productcode itemcode partnumber code",
    Column.LINE_NAME: "产品名称 商品名称 物料名称 品名 货品名称 产品 商品 明细名称"
    " nameofthegoods goods product productname item itemname",
    Column.UNIT: "单位 计量单位 unitofmeasure uom",
    Column.QUANTITY: "数量 订购数量 销售数量 订单数量 qty amountofgoods",
    Column.UNIT_PRICE: "单价 销售单价 价格 含税单价 price unitprice",
    Column.LINE_DISCOUNT: "折扣 行折扣 折扣率 优惠率 linediscount discountrate",
    Column.TAX_RATE: "税率 增值税率 taxrate vat",
    Column.AMOUNT: "金额 小计 价税合计 行金额 订单金额 合计金额 总金额 总价 含税金额"
    " linetotal total totalamount orderamount",
    Column.LINE_NOTE: "行备注 明细备注 产品备注 noteofthegoods linenote",
    Column.LINE_DUE_ON: "行应交日期 行交货日期 明细交期 产品交期 goodsdue linedue",
    Column.DELIVERED: "已交数量 已发数量 交货数量 发货数量 deliveredquantity delivered",
    Column.DELIVERED_ON: "最近交货日 实际交货日期 发货日期 lastdelivery shippedon",
    Column.RETURNED: "退货数量 已退数量 returnedquantity returned",
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
