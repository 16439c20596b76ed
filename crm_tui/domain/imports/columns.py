"""The columns a customer sheet may have, under all the names that offices give them."""

from __future__ import annotations

import re
from enum import StrEnum

from crm_tui.domain.imports.cells import column_letter
from crm_tui.domain.text import folded
from crm_tui.values import dataclass


class Column(StrEnum):
    """A column of a customer sheet; the value is its name in the shell."""

    NAME = "name"
    KIND = "kind"
    SHORT_NAME = "short_name"
    INDUSTRY = "industry"
    TYPE = "type"
    LEVEL = "level"
    SOURCE = "source"
    STAGE = "stage"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    ADDRESS = "address"
    WEBSITE = "website"
    CREDIT_CODE = "credit_code"
    HEADCOUNT = "headcount"
    ANNUAL_REVENUE = "annual_revenue"
    FOUNDED_ON = "founded_on"
    LEGAL_REPRESENTATIVE = "legal_representative"
    REGISTERED_CAPITAL = "registered_capital"
    BUSINESS_SCOPE = "business_scope"
    NEEDS = "needs"
    BUDGET = "budget"
    DECISION_CHAIN = "decision_chain"
    TAGS = "tags"
    REMARKS = "remarks"
    FIRST_CONTACT_ON = "first_contact_on"
    CONTACT_NAME = "contact_name"
    CONTACT_TITLE = "contact_title"
    CONTACT_DEPARTMENT = "contact_department"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    CONTACT_WECHAT = "contact_wechat"
    CONTACT_BIRTHDAY = "contact_birthday"
    OWNER = "owner"
    CLAIMED_SINCE = "claimed_since"
    LAST_FOLLOW_UP = "last_follow_up"
    NEXT_CONTACT = "next_contact"


OPENING_COLUMNS = frozenset({Column.CLAIMED_SINCE, Column.LAST_FOLLOW_UP, Column.NEXT_CONTACT})
"""Columns that only an opening import reads."""


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column as the file heads it, and what it was taken for; `unit` is 万 and its like."""

    index: int
    label: str
    column: Column | None
    unit: str = ""

    @property
    def letter(self) -> str:
        """Return the column's letter in a spreadsheet program."""
        return column_letter(self.index)


JOINED = frozenset({Column.CONTACT_PHONE, Column.TAGS, Column.REMARKS})
"""Columns that a file may have several times; their values are put together."""

KIND_OR_TYPE = frozenset({"类型", "客户类型", "type", "customertype"})
"""Labels that some offices use for 企业/个人, others for 潜在/成交: the values tell."""

_ALIASES = {
    Column.NAME: "客户名称 客户名 客户全称 客户 公司名称 公司名 公司全称 公司 企业名称 企业全称"
    " 企业 单位名称 单位 名称 名字 customer company account customername companyname accountname"
    " fullname organization organisation",
    Column.KIND: "客户类别 客户种类 主体类型 企业/个人 企业或个人 customerkind",
    Column.SHORT_NAME: "简称 客户简称 公司简称 企业简称 abbreviation",
    Column.INDUSTRY: "行业 所属行业 客户行业 行业类别 行业分类 sector",
    Column.TYPE: "客户状态 状态 成交状态 status customerstatus",
    Column.LEVEL: "级别 等级 客户级别 客户等级 重要程度 重要性 customerlevel grade rating priority",
    Column.SOURCE: "来源 客户来源 线索来源 来源渠道 渠道 获客渠道"
    " leadsource customersource channel",
    Column.STAGE: "阶段 客户阶段 跟进阶段 销售阶段 跟进状态 salesstage customerstage",
    Column.PROVINCE: "省 省份 所在省 所在省份 省/直辖市 省市自治区 state",
    Column.CITY: "市 城市 所在城市 所在市 地市",
    Column.DISTRICT: "区 县 区县 区/县 所在区县 county",
    Column.ADDRESS: "地址 详细地址 公司地址 客户地址 联系地址 办公地址 通讯地址 注册地址"
    " streetaddress companyaddress",
    Column.WEBSITE: "网址 官网 网站 公司网址 公司网站 公司官网 url homepage web",
    Column.CREDIT_CODE: "统一社会信用代码 社会信用代码 信用代码 统一信用代码 税号 纳税人识别号"
    " uscc taxid taxnumber unifiedsocialcreditcode",
    Column.HEADCOUNT: "人员规模 人数 员工人数 员工数 公司规模 企业规模 规模"
    " employees companysize size",
    Column.ANNUAL_REVENUE: "年收入 年营业额 营业额 年营收 营收 年销售额 revenue turnover",
    Column.FOUNDED_ON: "成立日期 成立时间 注册日期 创立日期"
    " founded foundeddate dateofestablishment",
    Column.LEGAL_REPRESENTATIVE: "法定代表人 法人 法人代表 法人姓名 legalperson",
    Column.REGISTERED_CAPITAL: "注册资本 注册资金 capital",
    Column.BUSINESS_SCOPE: "经营范围 主营业务 主营 主要产品 business mainbusiness",
    Column.NEEDS: "需求 客户需求 需求描述 采购需求 意向产品 requirements requirement need",
    Column.BUDGET: "预算 预算金额 采购预算 项目预算 客户预算 预计金额 金额 amount budgetamount",
    Column.DECISION_CHAIN: "决策链 决策流程 决策过程 决策链条 decisionprocess",
    Column.TAGS: "标签 客户标签 tag labels label",
    Column.REMARKS: "备注 说明 备注信息 客户备注 附注 remark notes note comments comment",
    Column.FIRST_CONTACT_ON: "首次接触时间 首次接触日期 首次接触 首次联系时间 首次联系日期"
    " 首次拜访时间 firstcontact firstcontactdate firstcontacttime",
    Column.CONTACT_NAME: "联系人 联系人姓名 姓名 主要联系人 首要联系人 对接人 关键联系人"
    " contact contactperson primarycontact",
    Column.CONTACT_TITLE: "职务 职位 联系人职务 联系人职位 岗位 头衔 title jobtitle position",
    Column.CONTACT_DEPARTMENT: "部门 联系人部门 所在部门 department",
    Column.CONTACT_PHONE: "手机 电话 联系电话 手机号 手机号码 电话号码 联系方式 联系人电话"
    " 联系人手机 移动电话 固定电话 座机 办公电话 公司电话 phone mobile telephone tel cell"
    " phonenumber mobilephone contactnumber",
    Column.CONTACT_EMAIL: "邮箱 电子邮箱 电子邮件 邮件 联系人邮箱 email mail emailaddress",
    Column.CONTACT_WECHAT: "微信 微信号 联系人微信 wechat wechatid weixin",
    Column.CONTACT_BIRTHDAY: "生日 出生日期 联系人生日 birthday birthdate dateofbirth",
    Column.OWNER: "负责人 归属人 所属销售 销售 销售员 业务员 跟进人 客户经理 销售负责人 负责销售"
    " salesperson salesrep assignee accountmanager",
    Column.CLAIMED_SINCE: "领取时间 领取日期 归属时间 归属日期 分配时间 分配日期 ownedsince",
    Column.LAST_FOLLOW_UP: "最后跟进 最后跟进时间 最后跟进日期 最近跟进 最近跟进时间 最近跟进日期"
    " 上次跟进 上次跟进时间 lastfollowupdate lastcontact lastcontacted",
    Column.NEXT_CONTACT: "下次联系 下次联系时间 下次联系日期 下次跟进 下次跟进时间 下次跟进日期"
    " nextcontactdate nextfollowup",
}
_BRACKETS = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
_NOISE = re.compile(r"[\s*:_.#·、'\"-]+")


def label_key(label: str) -> str:
    """Return what two spellings of a header share: no case, width, spaces, marks or brackets."""
    return _NOISE.sub("", _BRACKETS.sub("", folded(label)))


def note_in(label: str) -> str:
    """Return what stands in a header's brackets, such as 万元; empty when nothing does."""
    return "".join(_BRACKETS.findall(folded(label)))


_BY_KEY: dict[str, Column] = {
    label_key(alias): column
    for column, aliases in _ALIASES.items()
    for alias in (*aliases.split(), column.value)
    if label_key(alias) not in KIND_OR_TYPE
}


def column_named(label: str) -> Column | None:
    """Return the column a header means, None for one we do not know."""
    key = label_key(label)
    if key in _BY_KEY:
        return _BY_KEY[key]
    return next((_BY_KEY[part] for part in key.split("/") if part in _BY_KEY), None)
