"""The names that offices, and the programs they export from, give to the columns of a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.columns import CONTACT_COLUMNS, Column, columns_of
from crm_tui.domain.imports.cost_aliases import OF_EXPENSES, OF_PAYMENT_PLANS, OF_USAGES
from crm_tui.domain.imports.paper_aliases import OF_CONTRACTS, OF_ORDERS, OF_QUOTES
from crm_tui.domain.text import folded

KIND_OR_TYPE = frozenset({"类型", "客户类型", "type", "customertype"})
"""Labels that some offices use for 企业/个人, others for 潜在/成交: the values tell."""

_ALIASES: Mapping[Column, str] = {
    Column.NAME: "客户名称 客户名 客户全称 客户 公司名称 公司名 公司全称 公司 企业名称 企业全称"
    " 企业 单位名称 单位 名称 名字 工作单位 所在单位 所属公司 所属客户 客户公司 参展商 展商名称"
    " 客户单位 企业名 公司中文名 采购单位 机构名称 商户名称 店铺名称 门店名称 学校名称 医院名称"
    " 经销商名称"
    " customer company account customername companyname accountname organizationname"
    " fullname organization organisation associatedcompany org exhibitor",
    Column.KIND: "客户类别 客户种类 主体类型 企业/个人 企业或个人 customerkind",
    Column.SHORT_NAME: "简称 客户简称 公司简称 企业简称 品牌 品牌名 abbreviation",
    Column.FORMER_NAMES: "曾用名 客户曾用名 公司曾用名 原名 以前名称 formername oldname",
    Column.INDUSTRY: "行业 所属行业 客户行业 行业类别 行业分类 国标行业 sector",
    Column.TYPE: "客户状态 状态 成交状态 status customerstatus lifecyclestage",
    Column.NATURE: "性质 客户性质 企业性质 公司性质 单位性质 企业类型 公司类型 机构类型 ownership",
    Column.LEVEL: "级别 等级 客户级别 客户等级 重要程度 重要性 customerlevel grade rating priority",
    Column.SOURCE: "来源 客户来源 线索来源 业务来源 来源渠道 渠道 获客渠道"
    " leadsource customersource originalsource channel",
    Column.STAGE: "阶段 客户阶段 跟进阶段 销售阶段 跟进状态 salesstage customerstage",
    Column.INTRODUCED_BY: "介绍人 推荐人 转介绍人 referrer referredby introducer",
    Column.REGION: "地区 所在地区 所属地区 省市区 省市 区域 所在区域 所在地 地域 省份城市"
    " 省市县 所属区域",
    Column.PROVINCE: "省 省份 所在省 所在省份 所属省份 省/直辖市 省市自治区 省自治区直辖市 state"
    " billingstate mailingstate stateregion",
    Column.CITY: "市 城市 所在城市 所属城市 所在市 地市 billingcity mailingcity",
    Column.DISTRICT: "区 县 区县 区/县 所在区县 所属区县 county",
    Column.ADDRESS: "地址 详细地址 公司地址 客户地址 联系地址 办公地址 通讯地址 注册地址 企业地址"
    " 通信地址 经营地址 单位地址 streetaddress companyaddress billingstreet billingaddress"
    " mailingstreet mailingaddress",
    Column.LOCATION: "位置 坐标 定位 经纬度 coordinates",
    Column.WEBSITE: "网址 官网 网站 公司网址 公司网站 公司官网 企业网址 主页 url homepage web"
    " websiteurl companydomainname",
    Column.CREDIT_CODE: "统一社会信用代码 社会信用代码 信用代码 统一信用代码 税号 纳税人识别号"
    " uscc taxid taxnumber unifiedsocialcreditcode",
    Column.HEADCOUNT: "人员规模 人数 员工人数 员工数 公司规模 企业规模 规模 参保人数 职工人数"
    " 员工规模"
    " employees companysize size numberofemployees",
    Column.ANNUAL_REVENUE: "年收入 年营业额 营业额 年营收 营收 年销售额 年产值 revenue turnover",
    Column.FOUNDED_ON: "成立日期 成立时间 注册日期 创立日期 注册时间"
    " founded foundeddate dateofestablishment",
    Column.LEGAL_REPRESENTATIVE: "法定代表人 法人 法人代表 法人姓名 legalperson",
    Column.REGISTERED_CAPITAL: "注册资本 注册资金 capital",
    Column.BUSINESS_SCOPE: "经营范围 业务范围 主营业务 主营 主要产品 主营产品 产品 business"
    " mainbusiness"
    " mainproducts",
    Column.PARENT: "上级客户 上级公司 母公司 总公司 集团 所属集团 parentcompany parentaccount"
    " parentid",
    Column.NEEDS: "需求 客户需求 需求描述 采购需求 意向产品 采购意向 关注产品 感兴趣产品"
    " requirements requirement need interest interests",
    Column.BUDGET: "预算 预算金额 采购预算 项目预算 客户预算 预计金额 金额 amount budgetamount",
    Column.DECISION_CHAIN: "决策链 决策流程 决策过程 决策链条 decisionprocess",
    Column.NEED_TAGS: "需求标签 needtag",
    Column.TAGS: "标签 客户标签 tag labels label categories group 分组",
    Column.PAST_COOPERATION: "历史合作 合作历史 合作情况 过往合作 购买历史 history",
    Column.INVOICE_DETAILS: "开票资料 开票信息 发票信息 billinginformation",
    Column.REMARKS: "备注 说明 备注信息 客户备注 附注 其他说明 跟进情况 跟进记录 跟进内容"
    " 最近跟进记录 沟通记录 拜访记录 洽谈记录 公司简介 企业简介 客户简介 remark notes note comments"
    " comment description",
    Column.FIRST_CONTACT_ON: "首次接触时间 首次接触日期 首次接触 首次联系时间 首次联系日期"
    " 首次拜访时间 firstcontact firstcontactdate firstcontacttime firstcontactday createdate"
    " createddate",
    Column.CONTACT_NAME: "联系人 联系人姓名 联系人名称 姓名 主要联系人 首要联系人 对接人"
    " 关键联系人 客户联系人 采购负责人 contact contactperson primarycontact associatedcontact",
    Column.CONTACT_LAST_NAME: "姓 姓氏 lastname surname familyname contactlastname",
    Column.CONTACT_FIRST_NAME: "名 firstname givenname forename contactfirstname",
    Column.CONTACT_TITLE: "职务 职位 联系人职务 联系人职位 岗位 头衔 职称 title jobtitle position",
    Column.CONTACT_DEPARTMENT: "部门 联系人部门 所在部门 department",
    Column.CONTACT_PHONE: "手机 电话 联系电话 手机号 手机号码 电话号码 联系方式 联系人电话"
    " 联系人手机 联系人手机号 联系手机 移动电话 固定电话 固话 座机 办公电话 公司电话 单位电话"
    " 企业电话 联系号码 更多电话 有效手机号 总机 phone mobile telephone tel cell phones phonenumber"
    " contactphones"
    " mobilephone mobilephonenumber contactnumber workphone businessphone cellphone"
    " telephonenumber",
    Column.CONTACT_EMAIL: "邮箱 电子邮箱 电子邮件 邮件 联系人邮箱 企业邮箱 更多邮箱 邮箱地址"
    " 邮件地址 email地址 电邮 电子信箱"
    " email mail emailaddress workemail",
    Column.CONTACT_WECHAT: "微信 微信号 联系人微信 wechat wechatid weixin",
    Column.CONTACT_WECHAT_NICKNAME: "微信昵称 微信名 wechatnickname",
    Column.CONTACT_QQ: "qq qq号 qq号码 联系人qq",
    Column.CONTACT_GENDER: "性别 联系人性别 gender sex",
    Column.CONTACT_BIRTHDAY: "生日 出生日期 出生年月日 联系人生日 birthday birthdate dateofbirth",
    Column.CONTACT_BIRTHDAY_IS_LUNAR: "农历生日 生日农历 lunarbirthday",
    Column.CONTACT_DECISION_ROLE: "决策角色 角色 联系人角色 roleinthedecision",
    Column.CONTACT_ATTITUDE: "态度 联系人态度 attitude",
    Column.CONTACT_BACKGROUND: "背景 背景资料 个人背景 联系人备注 background",
    Column.CONTACT_IS_KEY: "关键人 是否关键人 是否首要 iskey keycontact",
    Column.OWNER: "负责人 归属人 所属销售 销售 销售员 业务员 跟进人 客户经理 销售负责人 负责销售"
    " 客户负责人 所属人 归属销售 业务人员 销售人员 所属业务员 跟单员"
    " 所有人 salesperson salesrep assignee accountmanager accountowner"
    " contactowner companyowner leadowner recordowner",
    Column.POOL: "公海 公海池 所属公海 公海名称 poolname",
    Column.CLAIMED_SINCE: "领取时间 领取日期 归属时间 归属日期 分配时间 分配日期 ownedsince",
    Column.LAST_FOLLOW_UP: "最后跟进 最后跟进时间 最后跟进日期 最近跟进 最近跟进时间 最近跟进日期"
    " 上次跟进 上次跟进时间 最后联系时间 最近联系时间 上次联系时间"
    " lastfollowupat lastfollowupdate lastcontact lastcontacted"
    " lastactivity lastactivitydate",
    Column.NEXT_CONTACT: "下次联系 下次联系时间 下次联系日期 下次跟进 下次跟进时间 下次跟进日期"
    " nextcontactat nextcontactdate nextfollowup",
}
_OF_CONTACTS: Mapping[Column, str] = {
    Column.CONTACT_NAME: "名字 名称 联系人名字 fullname name",
    Column.CONTACT_BACKGROUND: "备注 说明 备注信息 remarks remark notes note comments comment"
    " description",
    Column.CONTACT_DECISION_ROLE: "decisionrole role",
    Column.NAME: "customerid",
}
_OF_FOLLOW_UPS: Mapping[Column, str] = {
    Column.HAPPENED_AT: "时间 日期 跟进时间 跟进日期 联系时间 联系日期 拜访时间 拜访日期 沟通时间"
    " 记录时间 创建时间 发生时间 date time datetime activitydate followupdate followedat createdat",
    Column.METHOD: "方式 跟进方式 联系方式 沟通方式 跟进类型 类型 形式 way type activitytype",
    Column.RESULT: "结果 跟进结果 联系结果 沟通结果 outcome",
    Column.CONTENT: "内容 跟进内容 跟进记录 沟通内容 拜访内容 记录 详情 跟进情况 沟通记录 备注 说明"
    " 跟进详情 notes note comments comment description subject details summary",
    Column.AUTHOR: "跟进人 记录人 创建人 填写人 拜访人 业务员 销售 负责人 销售员 人员 createdby"
    " owner assignedto activityassignedto salesperson",
    Column.PROBLEMS: "问题 存在问题 客户问题 problem",
    Column.NEXT_CONTACT_NOTE: "下次联系内容 下次跟进内容 下一步 下一步计划 后续计划 nextstep"
    " forthenextcontact",
    Column.NEEDS: "需求变化 新需求 changedneeds",
}
_OF_LEADS: Mapping[Column, str] = {
    Column.CONTACT_NAME: "姓名 名字 联系人 线索名称 线索 线索姓名 客户姓名"
    " fullname name lead leadname",
    Column.LEAD_STAGE: "线索阶段 线索状态 stageofthelead leadstatus stage",
    Column.CAMPAIGN: "活动 市场活动 营销活动 推广活动 活动名称 campaignname",
    Column.REMARKS: "备注 说明 留言 备注信息 描述 note notes description message",
    Column.NEEDS: "需求 意向 咨询内容 need",
    Column.NAME: "company companyname",
}
_OF_OPPORTUNITIES: Mapping[Column, str] = {
    Column.OPPORTUNITY: "商机 商机名称 商机标题 机会 机会名称 销售机会 项目 项目名称 名称 标题"
    " opportunityname dealname title deal",
    Column.AMOUNT: "金额 商机金额 预计金额 预计成交金额 预计销售金额 销售金额 机会金额 value"
    " dealvalue expectedamount expectedrevenue",
    Column.CURRENCY: "币种 货币 结算货币 currencycode",
    Column.EXPECTED_ON: "预计成交 预计成交日期 预计成交时间 预计签单日期 预计签约日期 预计结束日期"
    " 结单日期 expectedon closedate expectedday expectedclosedate expected",
    Column.PIPELINE: "销售流程 流程 管道 salesprocess",
    Column.OPPORTUNITY_STAGE: "商机阶段 销售阶段 阶段 机会阶段 当前阶段 stage dealstage salesstage",
    Column.BUSINESS_TYPE: "业务类型 商机类型 机会类型 类型 type opportunitytype dealtype",
    Column.COMPETITORS: "竞争对手 竞品 对手 竞争厂商 competitor",
    Column.OPPORTUNITY_STATE: "商机状态 状态 赢单状态 stateoftheopportunity status state",
    Column.NEXT_STEP: "下一步 下一步计划 下步计划 后续计划 nextsteps",
    Column.NEXT_STEP_ON: "下一步日期 下一步时间 下步日期 dayofthenextstep nextday nextstepdate",
    Column.SOURCE: "商机来源 来源 leadsource",
    Column.REMARKS: "备注 说明 描述 商机备注 note notes description",
}
_OF_BANK_RECEIPTS: Mapping[Column, str] = {
    Column.RECEIVED_ON: "交易日期 交易日 交易时间 日期 记账日期 入账日期 入账时间 记账时间 到账日期"
    " 到账时间 收款日期 收款时间 发生日期 交易日期时间 date transactiondate bookingdate valuedate",
    Column.PAYER: "对方户名 对方名称 对方单位名称 对方单位 对方账户名称 对方账户名 对方帐户名称"
    " 付款人 付款人名称 付款人户名 付款方 付款方名称 付款方户名 付款单位 付款账户名称 交易对方"
    " 交易对手 收方名称 对手名称 对手户名 对方公司 收/付方名称 收付方名称 收付款人名称"
    " payername counterparty counterpartyname sender remitter",
    Column.PAYER_ACCOUNT: "对方账号 对方帐号 对方账户 对方卡号 对方银行账号 付款账号 付款帐号"
    " 付款人账号 付款人帐号 收方账号 收方帐号 付款方账号 付款方帐号 付款账户 对手账号 对手账户"
    " 收/付方账号 收/付方帐号 收付方账号 收付方帐号 收付款人账号 counterpartyaccount senderaccount",
    Column.RECEIVED: "贷方金额 贷方发生额 贷方 贷方交易金额 贷方发生金额 贷 收入金额 收入 收入额"
    " 收款金额 到账金额 入账金额 存入金额 存入 转入金额 交易金额 发生额 发生金额 金额"
    " credit creditamount amount income paidin transactionamount",
    Column.PAID_OUT: "借方金额 借方发生额 借方 借方交易金额 借方发生金额 借 支出金额 支出 支出额"
    " 付款金额 支取金额 支取 转出金额 debit debitamount expense withdrawal",
    Column.DIRECTION: "借贷标志 借贷方向 借贷 借/贷 借贷标识 收支 收支方向 收支标志 收支类型"
    " 收付标志 收付方向 交易方向 往来标志 来往账标志 debitcredit creditdebit d/c dc inout",
    Column.SUMMARY: "摘要 交易摘要 业务摘要 附言 交易附言 备注 说明 交易说明 摘要说明"
    " description details remark remarks memo narrative",
    Column.PURPOSE: "用途 交易用途 资金用途 款项用途 paymentpurpose",
    Column.SERIAL: "流水号 交易流水号 银行流水号 账户明细编号-交易流水号 明细编号 交易序号 流水编号"
    " 核心流水号 全局流水号 业务流水号 主机流水号 交易编号 交易号 支付宝流水号"
    " serialnumber transactionid transactionnumber referencenumber reference",
    Column.CURRENCY: "币种 交易币种 交易货币 货币 币别 currencycode",
}
_NEVER = frozenset({"国家", "国家/地区", "country", "country/region", "countryregion"})
"""Labels of what has no field, though they look like others."""

_BRACKETS = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
_NOISE = re.compile(r"[\s*:_.#·、'\"-]+")
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z]+")
_NUMBER = re.compile(
    "第?([1-9一二三四五六七八九])(?:个|位|号)?|(其他|其它|备用|次要|第二|other|secondary|additional)"
)
_NUMERALS = "0一二三四五六七八九"
_GROUP_WORDS = re.compile("(?:基本|详细)?(?:信息|资料|情况)")
MOST_PEOPLE = 9
"""How many contacts a row may have columns for."""


def label_key(label: str) -> str:
    """Return what two spellings of a header share: no case, width, spaces, marks or brackets."""
    return _NOISE.sub("", _BRACKETS.sub("", folded(label)))


def note_in(label: str) -> str:
    """Return what stands in a header's brackets, such as 万元; empty when nothing does."""
    return "".join(_BRACKETS.findall(folded(label)))


def _by_key(aliases: Mapping[Column, str], kind: ImportKind) -> dict[str, Column]:
    return {
        label_key(alias): column
        for column, words in aliases.items()
        if column in columns_of(kind)
        for alias in words.split()
    }


def _own_names(kind: ImportKind) -> dict[str, Column]:
    return {label_key(column.value): column for column in columns_of(kind)}


_USUAL = frozenset(
    label_key(next(filter(_HAN.match, words.split()), "")) for words in _ALIASES.values()
) - {""}
_VITAL = frozenset(
    {Column.NAME, Column.CONTACT_NAME, Column.CONTACT_PHONE, Column.CREDIT_CODE, Column.OWNER}
)
_KNOWN: dict[ImportKind, dict[str, Column]] = {
    ImportKind.CUSTOMERS: {
        key: column
        for key, column in {
            **_own_names(ImportKind.CUSTOMERS),
            **_by_key(_ALIASES, ImportKind.CUSTOMERS),
        }.items()
        if key not in KIND_OR_TYPE
    },
    ImportKind.CONTACTS: {
        **_own_names(ImportKind.CONTACTS),
        **_by_key(_ALIASES, ImportKind.CONTACTS),
        # A file of nothing but contacts calls their columns title, not contact title.
        **{label_key(column.value.removeprefix("contact_")): column for column in CONTACT_COLUMNS},
        **_by_key(_OF_CONTACTS, ImportKind.CONTACTS),
    },
    ImportKind.FOLLOW_UPS: {
        **_own_names(ImportKind.FOLLOW_UPS),
        **_by_key(_ALIASES, ImportKind.FOLLOW_UPS),
        **_by_key(_OF_FOLLOW_UPS, ImportKind.FOLLOW_UPS),
    },
    ImportKind.LEADS: {
        **_own_names(ImportKind.LEADS),
        **{
            label_key(column.value.removeprefix("contact_")): column
            for column in CONTACT_COLUMNS & columns_of(ImportKind.LEADS)
        },
        **_by_key(_ALIASES, ImportKind.LEADS),
        **_by_key(_OF_LEADS, ImportKind.LEADS),
    },
    ImportKind.OPPORTUNITIES: {
        **_own_names(ImportKind.OPPORTUNITIES),
        **_by_key(_ALIASES, ImportKind.OPPORTUNITIES),
        **_by_key(_OF_OPPORTUNITIES, ImportKind.OPPORTUNITIES),
    },
    ImportKind.BANK_RECEIPTS: {
        **_own_names(ImportKind.BANK_RECEIPTS),
        **_by_key(_OF_BANK_RECEIPTS, ImportKind.BANK_RECEIPTS),
    },
    **{
        kind: {**_own_names(kind), **_by_key(_ALIASES, kind), **_by_key(aliases, kind)}
        for kind, aliases in (
            (ImportKind.ORDERS, OF_ORDERS),
            (ImportKind.CONTRACTS, OF_CONTRACTS),
            (ImportKind.QUOTES, OF_QUOTES),
            (ImportKind.EXPENSES, OF_EXPENSES),
            (ImportKind.USAGES, OF_USAGES),
            (ImportKind.PAYMENT_PLANS, OF_PAYMENT_PLANS),
        )
    },
}


def is_vital(label: str) -> bool:
    """Return whether a label means what a row cannot do without, such as the customer's name.

    An own field that was called so would take the place of it in every file.
    """
    key = label_key(label)
    kinds = (ImportKind.CUSTOMERS, ImportKind.CONTACTS)
    return any(_KNOWN[kind].get(key) in _VITAL for kind in kinds)


def is_taken(label: str) -> bool:
    """Return whether no own field may be called so: a column that every office has is."""
    return label_key(label) in _USUAL or is_vital(label)


def known_labels(kind: ImportKind = ImportKind.CUSTOMERS) -> Mapping[str, Column]:
    """Return the keys of all labels that sheets of a kind are known to have."""
    return _KNOWN[kind]


def column_named(label: str, kind: ImportKind = ImportKind.CUSTOMERS) -> Column | None:
    """Return the column a header means, None for one we do not know."""
    return numbered(label, kind)[0]


def numbered(label: str, kind: ImportKind = ImportKind.CUSTOMERS) -> tuple[Column | None, int]:
    """Return the column a header means and which contact it is about, 0 where it does not say.

    联系人2, 第二联系人 and 其他联系人 are about the second one.
    """
    key, known = label_key(label), _KNOWN[kind]
    if key in _NEVER:
        return None, 0
    if key in known:
        return known[key], 0
    for found in _NUMBER.finditer(key):
        column = _in_parts(key[: found.start()] + key[found.end() :], known)
        if column in CONTACT_COLUMNS:
            digit = found[1] or "2"
            return column, int(digit) if digit.isascii() else _NUMERALS.index(digit)
    return _in_parts(key, known), 0


def _in_parts(key: str, known: Mapping[str, Column]) -> Column | None:
    """Return what a label means that is in two languages, or names two things: 手机/电话."""
    parts = (key, *key.split("/"), "".join(_HAN.findall(key)), "".join(_LATIN.findall(key)))
    return next((known[part] for part in parts if part in known), None)


def grouped(group: str, label: str) -> str:
    """Return the label of a column under the label of its group: 联系人2 姓名."""
    return f"{_GROUP_WORDS.sub('', group)} {label}" if group else label
