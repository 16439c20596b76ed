"""The office's own word lists, and what they hold on the first day."""

from __future__ import annotations

from enum import Enum

from crm_tui.values import dataclass


class DictionaryKind(Enum):
    """One word list."""

    INDUSTRY = "industry"
    SOURCE = "source"
    STAGE = "stage"
    FOLLOW_UP_METHOD = "follow_up_method"
    FOLLOW_UP_RESULT = "follow_up_result"
    RETURN_REASON = "return_reason"
    LOSS_REASON = "loss_reason"
    INVALID_REASON = "invalid_reason"
    DISCARD_REASON = "discard_reason"
    EXPENSE_KIND = "expense_kind"


@dataclass(frozen=True, slots=True)
class DictionaryItem:
    """A word of a list; `counts` says of a follow-up result whether it moves the clock."""

    id: int
    kind: DictionaryKind
    code: str
    name: str
    counts: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Seed:
    """A word every office starts with, in both languages."""

    code: str
    zh: str
    en: str
    counts: bool = True


SEEDS: dict[DictionaryKind, tuple[Seed, ...]] = {
    DictionaryKind.INDUSTRY: (
        Seed("software", "软件", "Software"),
        Seed("internet", "互联网", "Internet"),
        Seed("manufacturing", "制造", "Manufacturing"),
        Seed("electronics", "电子", "Electronics"),
        Seed("trade", "贸易", "Trade"),
        Seed("logistics", "物流", "Logistics"),
        Seed("construction", "建筑", "Construction"),
        Seed("real_estate", "房地产", "Real estate"),
        Seed("healthcare", "医疗", "Healthcare"),
        Seed("education", "教育", "Education"),
        Seed("finance", "金融", "Finance"),
        Seed("retail", "零售", "Retail"),
        Seed("catering", "餐饮", "Catering"),
        Seed("energy", "能源", "Energy"),
        Seed("agriculture", "农业", "Agriculture"),
        Seed("media", "文化传媒", "Media"),
        Seed("automotive", "汽车", "Automotive"),
        Seed("chemicals", "化工", "Chemicals"),
        Seed("services", "服务", "Services"),
        Seed("government", "政府", "Government"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.SOURCE: (
        Seed("exhibition", "展会", "Exhibition"),
        Seed("website", "官网", "Website"),
        Seed("referral", "转介绍", "Referral"),
        Seed("cold_call", "电话开发", "Cold call"),
        Seed("advertising", "广告", "Advertising"),
        Seed("existing", "老客户", "Existing customer"),
        Seed("social", "社交媒体", "Social media"),
        Seed("tender", "招投标", "Tender"),
        Seed("partner", "合作伙伴", "Partner"),
        Seed("self_found", "自拓", "Self-found"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.STAGE: (
        Seed("first_contact", "初步接洽", "First contact"),
        Seed("needs", "需求确认", "Needs confirmed"),
        Seed("proposal", "方案报价", "Proposal"),
        Seed("negotiation", "商务谈判", "Negotiation"),
        Seed("won", "成交", "Won"),
        Seed("on_hold", "搁置", "On hold"),
    ),
    DictionaryKind.FOLLOW_UP_METHOD: (
        Seed("call", "电话", "Call"),
        Seed("visit", "拜访", "Visit"),
        Seed("wechat", "微信", "WeChat"),
        Seed("email", "邮件", "Email"),
        Seed("sms", "短信", "SMS"),
        Seed("demo", "产品演示", "Demo"),
        Seed("quote", "发送报价", "Quote sent"),
        Seed("event", "活动", "Event"),
        Seed("newsletter", "资讯推送", "Newsletter"),
        Seed("greeting", "节日祝福", "Greeting", counts=False),
        Seed("remark", "备注", "Remark", counts=False),
    ),
    DictionaryKind.FOLLOW_UP_RESULT: (
        Seed("reached", "接通", "Reached"),
        Seed("met", "已面谈", "Met in person"),
        Seed("wechat_added", "已加微信", "WeChat added"),
        Seed("replied", "已回复", "Replied"),
        Seed("sent", "已发送", "Sent"),
        Seed("no_answer", "未接", "No answer"),
        Seed("rejected", "拒接", "Call rejected", counts=False),
        Seed("empty_number", "空号", "Number not in use", counts=False),
        Seed("switched_off", "停机", "Switched off", counts=False),
    ),
    DictionaryKind.RETURN_REASON: (
        Seed("no_need", "暂无需求", "No need now"),
        Seed("no_budget", "没有预算", "No budget"),
        Seed("unreachable", "联系不上", "Cannot be reached"),
        Seed("competitor", "已选竞品", "Chose a competitor"),
        Seed("not_mine", "不在我的区域或行业", "Outside my area"),
        Seed("too_many", "跟进不过来", "Too many to follow"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.LOSS_REASON: (
        Seed("price", "价格", "Price"),
        Seed("product", "产品不合适", "Product does not fit"),
        Seed("competitor", "选择竞品", "Chose a competitor"),
        Seed("budget", "预算取消", "Budget withdrawn"),
        Seed("contact_left", "关键人离职", "Key contact left"),
        Seed("service", "服务不满", "Unhappy with service"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.INVALID_REASON: (
        Seed("empty_number", "空号", "Number not in use"),
        Seed("closed", "倒闭", "Out of business"),
        Seed("competitor", "同行", "A competitor"),
        Seed("duplicate", "重复", "A duplicate"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.DISCARD_REASON: (
        Seed("unreachable", "联系不上", "Cannot be reached"),
        Seed("no_need", "没有需求", "No need"),
        Seed("no_budget", "预算不足", "No budget"),
        Seed("not_ours", "不在服务范围", "Not what we offer"),
        Seed("competitor", "同行", "A competitor"),
        Seed("spam", "无效信息", "Not a real enquiry"),
        Seed("other", "其他", "Other"),
    ),
    DictionaryKind.EXPENSE_KIND: (
        Seed("travel", "差旅费", "Travel"),
        Seed("hospitality", "招待费", "Hospitality"),
        Seed("gift", "礼品费", "Gifts"),
        Seed("marketing", "市场推广", "Marketing"),
        Seed("exhibition", "展会费", "Exhibition"),
        Seed("bidding", "投标费", "Bidding"),
        Seed("sample", "样品费", "Samples"),
        Seed("freight", "运费", "Freight"),
        Seed("service", "实施服务", "Implementation"),
        Seed("commission", "佣金", "Commission"),
        Seed("other", "其他", "Other"),
    ),
}
