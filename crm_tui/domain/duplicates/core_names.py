"""The core of a company's name: what stays when its place and its legal form are left out."""

from __future__ import annotations

import re
from itertools import groupby

from crm_tui.domain.regions import CITIES, PROVINCES
from crm_tui.domain.text import folded, name_key
from crm_tui.values import dataclass

_PLACES = frozenset((*PROVINCES, *CITIES, "中国", "浦东", "雄安"))
_LONGEST_PLACE = max(map(len, _PLACES))
_BY_BEGINNING = {
    beginning: tuple(places)
    for beginning, places in groupby(
        sorted(_PLACES, key=lambda place: (place[:2], -len(place))), key=lambda place: place[:2]
    )
}
"""The places that begin with two characters, the longest first."""
_OF_A_PLACE = (
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "自治区",
    "特别行政区",
    "自治州",
    "地区",
    "省",
    "市",
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:新区|开发区|高新区|园区|区|县)(?=.{2})")
_BRACKETS = re.compile(r"[(\[【〔「『]([^()\[\]【】〔〕「」『』]*)[)\]】〕」』]")
_OFFICES = ("分公司", "分行", "支行", "分店", "分部", "办事处", "营业部", "代表处")
_NUMBER = re.compile(r"第?[一二三四五六七八九十0-9]{1,3}$")
_LONGEST_OFFICE = 24
_COMPANY = "公司"
_FORMS = (
    "集团有限责任公司 集团股份有限公司 控股股份有限公司 股份有限公司 有限责任公司 有限公司 "
    "责任公司 总公司 分公司 公司 控股 集团 股份 投资集团 特殊普通合伙 普通合伙 有限合伙 "
    "合伙企业 个人独资企业 个体工商户"
)
_COMPANY_FORMS = frozenset(_FORMS.split())
_LENGTHS_OF_FORMS = sorted({len(form) for form in _COMPANY_FORMS}, reverse=True)
_LAST_OF_FORMS = frozenset(form[-1] for form in _COMPANY_FORMS)
_LATIN_FORM = re.compile(
    r"[\s,.]+(?:co|company|ltd|limited|inc|incorporated|corp|corporation|llc|llp|plc|gmbh|ag|kk"
    r"|sa|srl|bv|pte|pty|group|holdings?)\.?$"
)
_IN_BRACKETS = frozenset(
    {"集团", "控股", "股份", "有限合伙", "普通合伙", "特殊普通合伙", "个体工商户", "筹", "原"}
)
# What says nothing alone: of a name that leaves only this, the place is the core as well.
_GENERIC_WORDS = (
    "科技 技术 贸易 商贸 实业 工贸 发展 投资 控股 集团 电气 电器 电子 机械 建设 建筑 建工 银行 "
    "大学 学院 医院 酒店 物流 传媒 文化 广告 咨询 信息 网络 软件 教育 置业 地产 房地产 化工 "
    "钢铁 石油 电力 能源 汽车 食品 医药 制药 纺织 服装 印刷 包装 装饰 工程 服务 管理 信息技术 "
    "网络科技 科技发展 进出口 国际贸易 人民医院 中心医院 第一人民医院 日报 晚报 电视台 港务 "
    "机场 地铁 水务 燃气 热力"
)
GENERIC_WORDS = frozenset(_GENERIC_WORDS.split())
"""Trades and kinds of firms, which say nothing alone."""
_ABROAD = frozenset(
    {"china", "prc", "beijing", "shanghai", "shenzhen", "guangzhou", "hongkong", "hk", "asia"}
)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name in its parts, each folded; `core` is empty where nothing is left."""

    core: str
    places: frozenset[str]
    is_branch: bool


def company_name(name: str) -> CompanyName:
    """Return the parts of a company's name."""
    core, places, is_branch = _parts(name)
    return CompanyName(core, frozenset(places), is_branch)


def core_name(name: str) -> str:
    """Return the core of a company's name, or ""; imports ask it for each row, so it is quick."""
    return _parts(name)[0]


def _parts(name: str) -> tuple[str, set[str], bool]:
    plain = folded(name).strip()
    places: set[str] = set()
    if not plain.isalnum():
        plain = _without_brackets(plain, places)
        plain = _without_latin_form(plain)
    key = name_key(plain)
    short = _without_office(key, places)
    core = _without_form(short)
    rest = _without_places(core, places)
    core = (rest if _says_enough(rest) else core).removesuffix("中国")
    return core if len(core) > 1 else "", places, short != key


def are_branches(one: str, other: str) -> bool:
    """Return whether two names of one core are of branches in different places, not of one firm."""
    first, second = company_name(one), company_name(other)
    if first.is_branch != second.is_branch:
        return True
    return bool(first.places and second.places and not first.places & second.places)


def _without_brackets(plain: str, places: set[str]) -> str:
    """Drop what in brackets is a place or a form; of anything else only the brackets go."""

    def kept(match: re.Match[str]) -> str:
        inside = name_key(match[1])
        if inside in _IN_BRACKETS:
            return ""
        if inside in _ABROAD:
            places.add(inside)
            return ""
        return "" if inside and not _without_places(inside, places) else match[1]

    return _BRACKETS.sub(kept, plain)


def _without_latin_form(plain: str) -> str:
    if not plain[-1:].isascii():
        return plain
    while plain != (shorter := _LATIN_FORM.sub("", plain.rstrip(" .,"))):
        plain = shorter
    return plain


def _without_office(key: str, places: set[str]) -> str:
    """Drop what makes a name one of a branch: 北京第二分公司 behind the firm's, 上海分行."""
    if not key.endswith(_OFFICES):
        return key
    firm = key.rfind(_COMPANY, 0, -len(_COMPANY)) + len(_COMPANY)
    if len(_COMPANY) < firm and len(key) - firm <= _LONGEST_OFFICE:
        _without_places(key[firm:], places)
        return key[:firm]
    office = next(each for each in _OFFICES if key.endswith(each))
    before = _NUMBER.sub("", key.removesuffix(office))
    for length in range(_LONGEST_PLACE, 1, -1):
        place = before[-length:].removesuffix("市")
        if place in _PLACES and len(before) - length > 1:
            places.add(place)
            return before[:-length]
    return before if len(before) > 1 else key


def _without_form(name: str) -> str:
    while form := _form_of(name):
        name = name.removesuffix(form)
    return name


def _form_of(name: str) -> str:
    """Return the longest form that a name ends with, or ""."""
    if name[-1:] in _LAST_OF_FORMS:
        for length in _LENGTHS_OF_FORMS:
            if name[-length:] in _COMPANY_FORMS:
                return name[-length:]
    return ""


def _without_places(name: str, places: set[str]) -> str:
    """Return a name without the places it begins with, adding them to those known."""
    rest = name
    for _each in range(3):
        place = _place_of(rest)
        if not place:
            break
        places.add(place)
        rest = rest[len(place) :]
        if rest.startswith(_OF_A_PLACE):
            rest = rest.removeprefix(next(each for each in _OF_A_PLACE if rest.startswith(each)))
    if rest != name and (district := _DISTRICT.match(rest)) is not None:
        rest = rest[district.end() :]
    return rest


def _place_of(name: str) -> str:
    places = _BY_BEGINNING.get(name[:2], ())
    return next((place for place in places if name.startswith(place)), "")


def _says_enough(core: str) -> bool:
    return len(core) > 1 and core not in GENERIC_WORDS
