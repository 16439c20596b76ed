"""Every field of the query language: one table for the parser, completion, help and builder."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from crm_tui.domain.text import folded
from crm_tui.i18n import N_
from crm_tui.values import dataclass


class FieldKind(Enum):
    """What a field holds, and so what may be asked of it."""

    TEXT = auto()  # a part of it, letters large or small
    PLACE = auto()  # a name with or without 省, 市, 区
    CHOICE = auto()  # one of a few fixed values
    NAME = auto()  # one of the office's own words, people, pools
    TAG = auto()  # any number of words
    NUMBER = auto()
    MONEY = auto()
    DAY = auto()
    FLAG = auto()  # true or not
    CUSTOM = auto()  # one of the office's own fields


ORDERED = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DAY})
"""Kinds whose values can be compared and stand in ranges."""


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field: its names (the first of each language is shown), an example, what it means."""

    key: str
    kind: FieldKind
    zh: tuple[str, ...]
    en: tuple[str, ...]
    examples: tuple[str, str]
    """A value in Chinese and in English."""
    description: str
    sort: str = ""
    """The order of lists that sorts by it; empty when none does."""
    looks_ahead: bool = False
    """Whether a bare stretch of time means the days to come."""
    is_masked: bool = False
    """Whether a pool may hide what it holds."""

    def name(self, language: str) -> str:
        """Return the name in a language."""
        return self.en[0] if language == "en" else self.zh[0]

    def example(self, language: str) -> str:
        """Return the field with an example of a value, in a language."""
        between = "." if self.kind is FieldKind.CUSTOM else ":"
        return f"{self.name(language)}{between}{self.examples[1 if language == 'en' else 0]}"

    @property
    def is_ordered(self) -> bool:
        """Return whether its values can be compared."""
        return self.kind in ORDERED


_TEXT, _PLACE, _CHOICE, _NAME = FieldKind.TEXT, FieldKind.PLACE, FieldKind.CHOICE, FieldKind.NAME
_TAG, _NUMBER, _MONEY, _DAY = FieldKind.TAG, FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DAY

# fmt: off
FIELDS: tuple[QueryField, ...] = (
    QueryField("level", _CHOICE, ("等级", "级别", "客户等级"), ("level",), ("A,B", "A,B"),
        N_("Level A, B or C"), sort="level"),
    QueryField("owner", _NAME, ("负责人", "归属人", "归属"), ("owner",), ("我", "me"),
        N_("Who holds it: a name, a login, me, team, or none for the pool"), sort="owner"),
    QueryField("pool", _NAME, ("公海",), ("pool",), ("华北", "North"),
        N_("The pool it belongs to, or part of its name"), sort="pool"),
    QueryField("stage", _NAME, ("阶段", "跟进阶段"), ("stage",), ("报价", "Proposal"),
        N_("The stage, or part of its name"), sort="stage"),
    QueryField("due", _DAY, ("到期", "距回收", "回收"), ("due",), ("<3天", "<3d"),
        N_("Days until it is taken back; a day or period counts too"),
        sort="last_day", looks_ahead=True),
    QueryField("last", _DAY, ("上次跟进", "最后跟进", "跟进"), ("last",), (">30天", ">30d"),
        N_("When it was last followed up: so many days ago, or a day"), sort="last_follow_up_at"),
    QueryField("next", _DAY, ("下次联系", "下次"), ("next",), ("<=明天", "<=tomorrow"),
        N_("The day of the next contact"), sort="next_contact_at", looks_ahead=True),
    QueryField("plan", _CHOICE, ("计划",), ("plan",), ("无", "none"),
        N_("Whether a next contact or an open task is planned: none or any")),
    QueryField("tag", _TAG, ("标签",), ("tag",), ("VIP", "VIP"),
        N_("One of its tags")),
    QueryField("amount", _MONEY, ("成交金额", "成交额"), ("amount",), (">=10万", ">=100000"),
        N_("The sum of its deals")),
    QueryField("budget", _MONEY, ("预算",), ("budget",), ("10万..50万", "100000..500000"),
        N_("Its budget")),
    QueryField("type", _CHOICE, ("类型", "客户类型"), ("type",), ("潜在", "potential"),
        N_("Potential, won, at risk or lost"), sort="type"),
    QueryField("industry", _NAME, ("行业",), ("industry",), ("教育", "Education"),
        N_("The industry, or part of its name"), sort="industry"),
    QueryField("source", _NAME, ("来源", "客户来源"), ("source",), ("展会", "Exhibition"),
        N_("Where it came from"), sort="source"),
    QueryField("province", _PLACE, ("省份", "省"), ("province",), ("浙江", "浙江"),
        N_("The province, with or without 省")),
    QueryField("city", _PLACE, ("城市", "市"), ("city",), ("杭州", "杭州"),
        N_("The city, with or without 市"), sort="city"),
    QueryField("district", _PLACE, ("区县", "区"), ("district",), ("朝阳", "朝阳"),
        N_("The district, with or without 区")),
    QueryField("address", _TEXT, ("地址",), ("address",), ("中关村", "中关村"),
        N_("Part of the address"), is_masked=True),
    QueryField("name", _TEXT, ("名称", "客户名称", "客户"), ("name", "customer"),
        ("科技", "科技"), N_("Part of the name"), sort="name"),
    QueryField("parent", _TEXT, ("上级", "上级客户"), ("parent",), ("恒信", "Hengxin"),
        N_("Part of the name of the customer it belongs to")),
    QueryField("contact", _TEXT, ("联系人",), ("contact",), ("张敏", "张敏"),
        N_("Part of a contact's name"), is_masked=True),
    QueryField("phone", _TEXT, ("电话", "手机"), ("phone",), ("2231", "2231"),
        N_("Digits of a phone, wherever they stand in it"), is_masked=True),
    QueryField("email", _TEXT, ("邮箱", "邮件"), ("email",), ("@example.com", "@example.com"),
        N_("Part of a contact's e-mail address"), is_masked=True),
    QueryField("department", _NAME, ("部门",), ("department", "dept"), ("华东", "East"),
        N_("The owner's department, those below it included")),
    QueryField("created", _DAY, ("创建", "创建时间", "录入"), ("created",),
        ("2026-11", "2026-11"), N_("When it was entered"), sort="created_at"),
    QueryField("updated", _DAY, ("修改", "更新"), ("updated",), ("本周", "this-week"),
        N_("When its fields were last changed")),
    QueryField("owned", _DAY, ("领取", "归属时间", "接手"), ("owned", "claimed"),
        ("<=7天", "<=7d"), N_("Since when its owner holds it")),
    QueryField("inpool", _DAY, ("入海", "掉公海"), ("inpool",), (">30天", ">30d"),
        N_("Since when it lies in the pool"), sort="pool_since"),
    QueryField("complete", _NUMBER, ("完善度", "资料完善度"), ("complete", "completeness"),
        ("<60", "<60"), N_("How much of its fields is filled, in percent"), sort="completeness"),
    QueryField("holders", _NUMBER, ("任数", "第几任"), ("holders",), (">=3", ">=3"),
        N_("How many people have held it"), sort="holder_count"),
    QueryField("behind", _NUMBER, ("落后", "节奏", "落后天数"), ("behind", "rhythm"), (">7", ">7"),
        N_("Days behind the rhythm its level asks; any for all that are behind")),
    QueryField("is", FieldKind.FLAG, ("是",), ("is",), ("成交", "won"),
        N_("Won, overdue, behind, incomplete, locked, extended, reserved, self-found, held,"
           " pooled")),
    QueryField("kind", _CHOICE, ("类别", "主体"), ("kind",), ("企业", "company"),
        N_("Company or individual")),
    QueryField("nature", _TEXT, ("性质", "客户性质"), ("nature",), ("经销", "dealer"),
        N_("End customer, agent, dealer, partner")),
    QueryField("need", _TAG, ("需求标签",), ("needtag",), ("培训", "training"),
        N_("One of its need tags")),
    QueryField("needs", _TEXT, ("需求",), ("needs",), ("分期", "instalments"),
        N_("Part of what it needs"), is_masked=True),
    QueryField("remarks", _TEXT, ("备注",), ("remarks", "remark"), ("年底", "budget"),
        N_("Part of the remarks"), is_masked=True),
    QueryField("credit", _TEXT, ("信用代码",), ("credit", "creditcode"), ("91110", "91110"),
        N_("Part of the credit code")),
    QueryField("website", _TEXT, ("网址",), ("website",), ("example.com", "example.com"),
        N_("Part of the website's address"), is_masked=True),
    QueryField("introducer", _TEXT, ("介绍人",), ("introducer",), ("王总", "Smith"),
        N_("Part of who introduced it"), is_masked=True),
    QueryField("standing", _CHOICE, ("状态",), ("standing", "status"), ("无效", "invalid"),
        N_("In use, deleted, invalid or blacklisted")),
    QueryField("custom", FieldKind.CUSTOM, ("自定义",), ("custom",),
        ("年级:三", "grade:3"),
        N_("One of the office's own fields, by its name: custom.NAME"), is_masked=True),
)
# fmt: on

SORT = QueryField(
    "sort",
    FieldKind.CHOICE,
    ("排序",),
    ("sort", "order"),
    ("-上次跟进,名称", "-last,name"),
    N_("Sort by these fields, - turns one round"),
)
"""Not of a customer, but typed like a field."""

BY_KEY: Mapping[str, QueryField] = {each.key: each for each in (*FIELDS, SORT)}
_BY_NAME: Mapping[str, QueryField] = {
    folded(name): each for each in (*FIELDS, SORT) for name in (each.key, *each.zh, *each.en)
}


def field_named(name: str) -> QueryField | None:
    """Return the field that a name in either language means, or None."""
    return _BY_NAME.get(folded(name))


def field_names() -> tuple[str, ...]:
    """Return every name of every field."""
    return tuple(_BY_NAME)
