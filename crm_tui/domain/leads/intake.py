"""A record that a web form sends: which of its fields is which of a lead's."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.text import clean, folded
from crm_tui.values import dataclass

TEXT_LIMIT = 4000
"""So much of a value is read; what a form sends beyond that is no field of a lead."""
MOST_FIELDS = 200
FROM_FORM = "form"
"""How a lead came that a form sent, as its history tells it."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "intake_id": (
        *("id", "_id", "record_id", "entry_id", "submission_id", "uuid", "serial_number"),
        *("编号", "序号", "记录编号", "数据编号", "提交编号", "流水号", "线索编号"),
    ),
    "name": (
        *("name", "full_name", "contact", "contact_name", "your_name"),
        *("姓名", "名字", "您的姓名", "您的称呼", "称呼", "联系人", "联系人姓名", "客户姓名"),
    ),
    "company": (
        *("company", "company_name", "organization", "organisation", "org"),
        *("公司", "公司名称", "单位", "单位名称", "企业", "企业名称", "所在公司", "工作单位"),
    ),
    "title": ("title", "job_title", "position", "职位", "职务", "岗位"),
    "phone": (
        *("phone", "mobile", "tel", "telephone", "phone_number", "mobile_phone", "cellphone"),
        *("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "固定电话"),
    ),
    "email": ("email", "mail", "e_mail", "email_address", "邮箱", "电子邮箱", "邮件", "电子邮件"),
    "wechat": ("wechat", "weixin", "wechat_id", "wx", "微信", "微信号"),
    "province": ("province", "state", "省", "省份", "所在省份", "所在省"),
    "city": ("city", "城市", "市", "所在城市"),
    "region": ("region", "area", "地区", "所在地", "所在地区", "省市", "省市区"),
    "address": ("address", "地址", "详细地址", "联系地址", "通讯地址"),
    "industry": ("industry", "行业", "所属行业", "所在行业"),
    "need": (
        *("need", "needs", "message", "content", "comment", "comments", "requirement", "question"),
        *("需求", "留言", "需求描述", "咨询内容", "内容", "您的需求", "问题", "项目需求", "意向"),
    ),
    "source": ("source", "utm_source", "channel", "来源", "线索来源", "渠道", "来源渠道"),
    "campaign": (
        *("campaign", "utm_campaign", "activity", "form", "form_name"),
        *("活动", "市场活动", "活动名称", "表单", "表单名称", "推广计划"),
    ),
    "note": ("note", "remark", "remarks", "备注", "其他", "补充说明", "其他说明"),
}
"""Under which names forms send what; letters large and small, spaces and hyphens do not matter."""
FIELD_NAMES: Mapping[str, str] = {name: field for field, names in _NAMES.items() for name in names}
INTAKE_FIELDS = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class Intake:
    """What a form sent, by the field it fills; what no field is known for stands in `others`."""

    fields: Mapping[str, str]
    others: Mapping[str, str]

    @property
    def id(self) -> str:
        """Return the form's own id of the record, empty where it sent none."""
        return self.fields.get("intake_id", "")


def names_of(field: str) -> tuple[str, ...]:
    """Return the names under which forms may send a field."""
    return _NAMES[field]


def field_of(name: str) -> str | None:
    """Return the field that a name of a form means, or None."""
    plain = folded(clean(name)).strip("*:： ").replace(" ", "_").replace("-", "_")
    return FIELD_NAMES.get(plain)


def read_intake(sent: Mapping[str, str]) -> Intake:
    """Return what a form's values mean; of several names of one field the first filled stands."""
    fields: dict[str, str] = {}
    others: dict[str, str] = {}
    for name, value in list(sent.items())[:MOST_FIELDS]:
        text = clean(value[:TEXT_LIMIT], multiline=True)
        if not text:
            continue
        field = field_of(name)
        if field is None or field in fields:
            others[clean(name)[:100]] = text
        else:
            fields[field] = text
    return Intake(fields, others)
