"""Which contact a name in a line means: 张敏, 张总, 李工, 王姐, 陈女士, 老刘, Mr. Smith."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.entries.vocabulary import ends_there
from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

_TWO_PART_SURNAMES = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐"),
        *("夏侯", "南宫", "独孤", "长孙", "宇文", "端木", "申屠", "公冶", "濮阳", "淳于", "单于"),
        *("太史", "轩辕", "钟离", "闻人", "赫连", "澹台"),
    )
)
_FEMALE = ("女士", "小姐", "太太", "姐", "阿姨", "夫人")
_MALE = ("先生", "哥", "叔")
_RANKS = (
    *("董事长", "总经理", "副总", "总监", "经理", "主任", "主管", "部长", "处长", "科长", "局长"),
    *("院长", "校长", "行长", "店长", "厂长", "会长", "所长", "队长", "组长", "书记", "秘书"),
    *("助理", "会计", "采购", "工程师", "老师", "教授", "博士", "医生", "律师", "师傅", "老板"),
    *("总", "工", "董", "导"),
)
_TITLES = sorted((*_FEMALE, *_MALE, *_RANKS), key=len, reverse=True)
_TITLED = re.compile(
    f"(?P<surname>{'|'.join(sorted(_TWO_PART_SURNAMES))}|[\u4e00-\u9fff])"
    f"(?P<title>{'|'.join(_TITLES)})"
)
_FAMILIAR = re.compile("[老小](?P<surname>[\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_ENGLISH = re.compile(r"(?P<title>mr|ms|mrs|miss|dr)\.?\s+(?P<surname>[a-z][a-z'-]*)")
_WOMEN, _MEN = frozenset({"女", "female", "f"}), frozenset({"男", "male", "m"})
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤"
)


@dataclass(frozen=True, slots=True)
class NamedContact:
    """A name in a line: where it ends, and whom of the customer's contacts it may mean."""

    end: int
    meant: tuple[ContactRow, ...]


def contact_at(plain: str, place: int, contacts: Sequence[ContactRow]) -> NamedContact | None:
    """Return whom a name means that begins at a place of a half-width text, None for no name.

    A surname with a title that fits nobody is a name too, with nobody meant.
    """
    return _full_name(plain, place, contacts) or _titled(plain, place, contacts)


def full_name_at(plain: str, place: int, contacts: Sequence[ContactRow]) -> NamedContact | None:
    """Return whom a full name means that begins at a place."""
    return _full_name(plain, place, contacts)


def _full_name(plain: str, place: int, contacts: Sequence[ContactRow]) -> NamedContact | None:
    best, meant = 0, list[ContactRow]()
    for each in contacts:
        name = half_width(each.fields.name)
        if not name or not plain.startswith(name, place) or not ends_there(plain, place, name):
            continue
        if len(name) > best:
            best, meant = len(name), [each]
        elif len(name) == best:
            meant.append(each)
    return NamedContact(place + best, tuple(meant)) if meant else None


def _titled(plain: str, place: int, contacts: Sequence[ContactRow]) -> NamedContact | None:
    match = _TITLED.match(plain, place) or _FAMILIAR.match(plain, place)
    if match is not None:
        surname = match["surname"]
        meant = [each for each in contacts if _surname(each.fields.name) == surname]
        if meant or surname in _SURNAMES or surname in _TWO_PART_SURNAMES:
            return NamedContact(match.end(), _narrowed(meant, match.groupdict().get("title") or ""))
        return None
    match = _ENGLISH.match(plain, place)
    if match is None:
        return None
    meant = [each for each in contacts if match["surname"] in half_width(each.fields.name).split()]
    return NamedContact(match.end(), tuple(meant)) if meant else None


def _surname(name: str) -> str:
    return name[:2] if name[:2] in _TWO_PART_SURNAMES else name[:1]


def _narrowed(meant: Iterable[ContactRow], title: str) -> tuple[ContactRow, ...]:
    """Return those whom the title fits best; all of them where it tells none apart."""
    meant = tuple(meant)
    if len(meant) < 2 or not title:
        return meant
    if title in _FEMALE or title in _MALE:
        other = _MEN if title in _FEMALE else _WOMEN
        fitting = [each for each in meant if each.fields.gender.lower() not in other]
    else:
        fitting = [each for each in meant if title in each.fields_here.title]
    return tuple(fitting) or meant
