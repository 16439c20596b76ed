"""How a person is addressed in a greeting: 张总, 李工, 王女士, or by the name alone."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff]+")
_COMPOUND_SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "长孙",
    "宇文", "夏侯", "端木", "百里", "东郭", "南宫", "呼延", "轩辕", "独孤", "拓跋", "澹台", "公冶",
})  # fmt: skip
_BY_TITLE = (
    ("总工", "工"),
    ("董事长", "董"),
    ("主任", "主任"),
    ("教授", "教授"),
    ("博士", "博士"),
    ("律师", "律师"),
    ("医生", "医生"),
    ("医师", "医生"),
    ("老师", "老师"),
    ("教师", "老师"),
    *((f"{each}长", f"{each}长") for each in "局处科院校厂所部店行会厅市县区队组站社"),
    ("书记", "书记"),
    ("总", "总"),
    ("CEO", "总"),
    ("COO", "总"),
    ("CFO", "总"),
    ("CTO", "总"),
    ("创始人", "总"),
    ("老板", "总"),
    ("董事", "董"),
    ("经理", "经理"),
    ("主管", "主管"),
    ("会计", "会计"),
    ("工程师", "工"),
    ("技术员", "工"),
)
"""What is in a title, and what one says for it; the first that fits decides."""
_ADDRESSED = re.compile(
    r"[\u3400-\u9fff]{1,2}(?:总|董|工|姐|哥|叔|经理|主任|老师|先生|女士|小姐|阿姨|老板|教授|博士|医生|律师)"
)
_MEN = frozenset({"男", "m", "male", "先生"})
_WOMEN = frozenset({"女", "f", "female", "女士"})


def surname(name: str) -> str:
    """Return the family name of a Chinese name, nothing for any other name."""
    if not _HAN.fullmatch(name) or len(name) < 2:
        return ""
    return name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def salutation(name: str, title: str = "", gender: str = "") -> str:
    """Return how somebody is addressed: by title, else by gender, else by the whole name."""
    name = name.strip()
    family = surname(name)
    if not family or _ADDRESSED.fullmatch(name):
        return name
    said = title.strip().upper()
    for part, spoken in _BY_TITLE:
        if part in said:
            return family + spoken
    match gender.strip().lower():
        case who if who in _MEN:
            return f"{family}先生"
        case who if who in _WOMEN:
            return f"{family}女士"
        case _:
            return name
