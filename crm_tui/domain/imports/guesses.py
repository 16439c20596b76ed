"""What a column without a known header holds: by a similar label, or by what its cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.aliases import known_labels, label_key
from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.choices import LEVEL_WORDS
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.faults import BadValueError
from crm_tui.domain.imports.parsed import ImportContext
from crm_tui.domain.regions import CITIES, PROVINCES
from crm_tui.domain.text import credit_code_fault, folded

_LIKE = 82.0
_SHORTEST_LIKE = 3
_SHORTEST_END = 2
_SHARE = 0.8
_FEWEST = 3
_NOT_OF_CONTACTS = re.compile(
    "传真|fax|编号|序号|号码段|身份证|银行|账号|帐号|密码|户名|发票|物流|快递|订单|展位|邮编|国家|归属|zip|postal|country"
)
_TOO_WIDE = frozenset(
    {
        *("客户", "公司", "企业", "单位", "名称", "名字", "状态", "阶段", "来源", "渠道", "级别"),
        *("等级", "说明", "产品", "规模", "人数", "金额", "位置", "性质", "区域", "地区", "简称"),
        *("角色", "态度", "背景", "预算", "历史", "集团", "分组", "时间", "日期", "内容", "方式"),
        *("结果", "问题", "记录", "类型"),
    }
)
_COMPANY = re.compile(
    "(?:公司|集团|工厂|厂|商行|商店|经营部|工作室|事务所|研究院|研究所|中心|医院|学校|大学|学院"
    "|酒店|合作社|门店|超市|银行|协会|有限合伙|委员会|分行|支行"
    "|co\\.?,? ?ltd\\.?|inc\\.?|llc|gmbh|corp\\.?|limited)"
    "(?:\\(.{1,20}\\))?$"
)
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MOBILE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?:\.0)?")
_LANDLINE = re.compile(
    r"\(?0\d{2,3}\)?[- ]?[2-9]\d{6,7}(?:[-转]\d{1,6})?|[48]00[- ]?\d{3,4}[- ]?\d{3,4}"
)
_EMAIL = re.compile(r"[^\s@]+@[\w-]+(?:\.[\w-]+)+")
_WEBSITE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+\.(?:com|cn|net|org)(?:\.cn)?/?")
_ADDRESS = re.compile(".*[\u3400-\u9fff].*(?:路|街|道|巷|号|室|楼|座|园|村|镇).*")
_PERSON = re.compile("[\u3400-\u9fff]{2,4}")
_LEVEL = re.compile("[abc](?:级|类)?(?:客户)?")

Test = Callable[[str], bool]


def similar(label: str, kind: ImportKind) -> Column | None:
    """Return the column whose known label this one resembles most, or ends with."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for labels that nobody knows

    key = label_key(label).rstrip("0123456789")
    if _NOT_OF_CONTACTS.search(key):
        return None
    known = known_labels(kind)
    if len(key) >= _SHORTEST_LIKE:
        best = process.extractOne(key, list(known), scorer=fuzz.ratio, score_cutoff=_LIKE)
        if best is not None:
            return known[best[0]]
    ends = [
        alias
        for alias in known
        if len(alias) >= _SHORTEST_END
        and alias not in _TOO_WIDE
        and key.endswith(alias)
        and not alias.isascii()
    ]
    return known[max(ends, key=len)] if ends else None


def fits(column: HeaderColumn, cells: Sequence[Cell], context: ImportContext) -> bool:
    """Tell whether most of the cells can be read as this column."""
    if not cells:
        return True
    parse = parser_of(column, context)
    good = 0
    for cell in cells:
        try:
            parse(cell)
        except BadValueError:
            continue
        good += 1
    return good * 2 > len(cells)


def column_of_values(
    cells: Sequence[Cell], tests: Mapping[Column, Test], wanted: frozenset[Column]
) -> Column | None:
    """Return the column that nearly all of these cells look like, of those that are wanted."""
    texts = [_text(cell) for cell in cells if not isinstance(cell, bool)]
    texts = [text for text in texts if text]
    if len(texts) < _FEWEST:
        return None
    for column, is_like in tests.items():
        if column in wanted and sum(map(is_like, texts)) >= _SHARE * len(texts):
            return column
    return None


def share_of_companies(cells: Sequence[Cell]) -> float:
    """Return which part of the cells ends like the name of a company."""
    texts = [text for cell in cells if (text := _text(cell))]
    return sum(map(_is_company, texts)) / len(texts) if texts else 0.0


def share_of_persons(cells: Sequence[Cell]) -> float:
    """Return which part of the cells looks like a person's name."""
    texts = [text for cell in cells if (text := _text(cell))]
    return sum(map(_is_person, texts)) / len(texts) if texts else 0.0


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return folded(str(cell)).strip() if isinstance(cell, (str, int)) else ""


def _is_company(text: str) -> bool:
    return _COMPANY.search(text) is not None


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text) is not None and text[0] in _SURNAMES


def _is_phone(text: str) -> bool:
    return bool(_MOBILE.search(text) or _LANDLINE.fullmatch(text)) and "@" not in text


def _full(pattern: re.Pattern[str]) -> Test:
    return lambda text: pattern.fullmatch(text) is not None


_TESTS: Mapping[Column, Test] = {
    Column.CONTACT_EMAIL: _full(_EMAIL),
    Column.CREDIT_CODE: lambda text: len(text) == 18 and credit_code_fault(text) is None,
    Column.CONTACT_PHONE: _is_phone,
    Column.WEBSITE: _full(_WEBSITE),
    Column.NAME: _is_company,
    Column.PROVINCE: lambda text: text.rstrip("省市") in PROVINCES,
    Column.CITY: lambda text: text.rstrip("市") in CITIES,
    Column.ADDRESS: lambda text: len(text) > 7 and _ADDRESS.fullmatch(text) is not None,
    Column.CONTACT_NAME: _is_person,
    Column.LEVEL: lambda text: (
        _LEVEL.fullmatch(text) is not None or (text in LEVEL_WORDS and len(text) > 1)
    ),
}


def looks(context: ImportContext) -> Mapping[Column, Test]:
    """Return for each column that its cells may tell how they look."""
    tests = dict(_TESTS)
    for column, words in (
        (Column.INDUSTRY, context.industries),
        (Column.SOURCE, context.sources),
        (Column.STAGE, context.stages),
        (Column.METHOD, context.methods),
        (Column.OWNER, [word for person in context.people for word in person]),
    ):
        tests[column] = frozenset(map(folded, words)).__contains__
    return tests
