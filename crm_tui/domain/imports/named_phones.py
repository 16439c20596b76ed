"""Phones that stand with names in one cell: 张总13800000001 李工139…, 13800000001（王经理）."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm_tui.domain.contacts import Phone
from crm_tui.values import dataclass

_DIGIT_ENDS = r"(?![0-9])"
_NUMBER = re.compile(
    r"(?<![0-9])(?:"
    rf"(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{{4}}[- ]?[0-9]{{4}}{_DIGIT_ENDS}"
    rf"|[48]00[- ]?[0-9]{{3,4}}[- ]?[0-9]{{3,4}}{_DIGIT_ENDS}"
    rf"|(?:\(?0[0-9]{{2,3}}\)?[- ]?)?[2-9][0-9]{{6,7}}{_DIGIT_ENDS}"
    r")(?:[- ,(]*(?:转|分机|内线|ext\.?|#)[.: ]*[0-9]{1,6}\)?|-[0-9]{1,5}(?![0-9]))?"
)
_BETWEEN = re.compile(r"[\s,，、;；:：/|()\[\]【】<>《》.·+-]+")
_KINDS = re.compile(
    "(?:手机|移动|电话|联系|座机|固话|固定|办公|办公室|公司|单位|家庭|家|总机|前台|号码?|本人|主|备用"
    "|tel|phone|mobile|cell|office|fax)+"
)
_FAX = re.compile("传真|fax")
_WECHAT = re.compile("(?:也是|同)?微信(?:同号|号)?|微信同步|v同号|vx同号|同号")
_NAME = re.compile("[\u3400-\u9fff]{1,6}|[a-z][a-z'-]{1,30}")
_HONORIFIC = re.compile(
    "(?:总经理|总监|总|工|经理|先生|女士|小姐|老师|主任|部长|厂长|处长|科长|局长|院长|校长|店长"
    "|老板|董事长|董|姐|哥|主管|师傅|会计|博士|教授)$"
)
_MAX_PEOPLE = 9


@dataclass(frozen=True, slots=True)
class NamedPhones:
    """A name and the phones that stand with it; no name for those that stand alone."""

    name: str
    phones: tuple[Phone, ...]
    title: str = ""
    wechat: str = ""


def named_phones(text: str, read: Callable[[str], Phone]) -> tuple[NamedPhones, ...] | None:
    """Return who has which phone in a folded text, None when it says something else as well.

    A fax number is no phone and is left out; 微信同号 gives the WeChat number.
    """
    found = list(_NUMBER.finditer(text))
    if not found or len(found) > _MAX_PEOPLE:
        return None
    ends = [match.end() for match in found]
    gaps = [text[: found[0].start()]]
    gaps += [text[end : match.start()] for end, match in zip(ends[:-1], found[1:], strict=True)]
    gaps.append(text[ends[-1] :])
    labels = [_label(gap) for gap in gaps]
    if any(label is None for label in labels):
        return None
    named = [label for label in labels if label is not None]
    leads = bool(named[0].words) or not any(label.words for label in named)
    people: list[NamedPhones] = []
    for place, match in enumerate(found):
        before, after = named[place], named[place + 1]
        if before.is_fax:
            continue
        phone = read(match.group())
        words = (before if leads else after).words
        wechat = phone.digits if after.is_wechat else ""
        _add(people, words, phone, wechat)
    return tuple(people) or None


def is_same_person(name: str, other: str) -> bool:
    """Return whether two names may be of one person: 张三 and 张总, 顾问周洋 and 周洋."""
    shorter, longer = sorted((name, other), key=len)
    if name == other or (len(shorter) > 1 and longer.endswith(shorter)):
        return True
    polite = [one for one in (name, other) if _HONORIFIC.search(one)]
    if not polite:
        return False
    surnames = [_HONORIFIC.sub("", one) or one for one in (name, other)]
    shorter, longer = sorted(surnames, key=len)
    return longer.startswith(shorter)


@dataclass(frozen=True, slots=True)
class _Label:
    words: tuple[str, ...]
    is_fax: bool
    is_wechat: bool


def _label(gap: str) -> _Label | None:
    """Return what stands between two numbers; None when digits are left over."""
    is_fax, is_wechat = _FAX.search(gap) is not None, _WECHAT.search(gap) is not None
    plain = _FAX.sub(" ", _WECHAT.sub(" ", gap))
    words = [word for word in _BETWEEN.split(plain) if word and not _KINDS.fullmatch(word)]
    if not all(_NAME.fullmatch(word) for word in words):
        return None
    return _Label(tuple(words), is_fax, is_wechat)


def _add(people: list[NamedPhones], words: tuple[str, ...], phone: Phone, wechat: str) -> None:
    """Put a phone to the person whose it is: the named one, else the one before."""
    if not words and people:
        last = people[-1]
        people[-1] = NamedPhones(
            last.name, (*last.phones, phone), last.title, last.wechat or wechat
        )
        return
    name, title = (_cased(words[0]), "".join(words[1:])) if words else ("", "")
    people.append(NamedPhones(name, (phone,), title, wechat))


def _cased(name: str) -> str:
    """Return a name of the folded text with the capitals of a name."""
    return name.title() if name.isascii() else name
