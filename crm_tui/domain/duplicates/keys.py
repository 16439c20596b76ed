"""The exact keys of a customer and its contacts, by which the duplicate check finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields, CustomerKind
from crm_tui.domain.duplicates.core_names import core_name
from crm_tui.domain.text import credit_code_fault, folded, is_whole_number, name_key

Key = tuple[str, str]
"""What is exactly the same in two customers: its kind, a `KeyKind`, and the value."""


class KeyKind(StrEnum):
    """What a stored key is made of; at most ten characters, so they are words of the table."""

    NAME = "name"
    FORMER = "former"
    SHORT = "short"
    CORE = "core"
    CREDIT = "credit"
    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"
    DOMAIN = "domain"


# Plain words: an import makes some for each row, and members of an enumeration are slow to hash.
_NAME, _FORMER, _SHORT, _CORE, _CREDIT, _PHONE, _WECHAT, _EMAIL, _DOMAIN = (
    kind.value for kind in KeyKind
)
_COMPARED: dict[str, tuple[str, ...]] = {
    _NAME: (_FORMER, _SHORT),
    _FORMER: (_NAME, _SHORT),
    _SHORT: (_NAME, _FORMER, _CORE),
    _CORE: (_SHORT,),
    # Many are found in WeChat by their phone.
    _WECHAT: (_PHONE,),
    _PHONE: (_WECHAT,),
}
_REACHED_BY = frozenset({_WECHAT, _PHONE})
_SHARED = frozenset({_SHORT, _CORE, _DOMAIN})
_LONGEST = 500
_KEPT = 256
"""Of so many hosts the domains are kept: many people of a file have their mail in one place."""
_BETWEEN_NAMES = re.compile(
    r"[;；、|\n]|[,，](?!\s*(?:co|ltd|inc|llc|limited|corp)\b)|(?:曾用名|原名|旧称)[:：]?",
    re.IGNORECASE,
)
_SAME_AS_PHONE = frozenset(
    {
        "同手机",
        "同手机号",
        "手机同号",
        "手机号",
        "微信同号",
        "同号",
        "同电话",
        "电话同号",
        "同上",
        "无",
        "没有",
    }
)
_PUBLIC_MAIL_NAMES = (
    "qq.com foxmail.com vip.qq.com 163.com 126.com yeah.net 188.com vip.163.com vip.126.com "
    "netease.com sina.com sina.cn vip.sina.com sohu.com 139.com 189.cn wo.cn aliyun.com 21cn.com "
    "tom.com 263.net gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com "
    "yahoo.com yahoo.cn yahoo.com.cn ymail.com icloud.com me.com mac.com aol.com proton.me "
    "protonmail.com gmx.com gmx.de mail.com mail.ru yandex.ru yandex.com zoho.com hinet.net "
    "naver.com daum.net"
)
_PUBLIC_MAIL = frozenset(_PUBLIC_MAIL_NAMES.split())
# RFC 2606: whoever writes one of these has none.
_EXAMPLES = frozenset({"example.com", "example.net", "example.org"})
_LAST_OF_EXAMPLES = frozenset({"example", "test", "invalid", "localhost"})
_MOST_OF_A_DOMAIN = 20
"""A domain that so many customers share is that of a service or of a park, and nobody's."""
_SHARED_WEB_NAMES = (
    "1688.com alibaba.com taobao.com tmall.com jd.com made-in-china.com hc360.com weibo.com "
    "weixin.qq.com qq.com baidu.com douyin.com xiaohongshu.com zhihu.com qcc.com tianyancha.com "
    "qichacha.com facebook.com linkedin.com github.io github.com wordpress.com youzan.com "
    "weidian.com dianping.com meituan.com"
)
_SHARED_WEB = frozenset(_SHARED_WEB_NAMES.split())
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu", "ac", "co", "mil", "gob", "or", "ne"})
_HOST = re.compile(r"[a-z0-9\u4e00-\u9fff](?:[a-z0-9\u4e00-\u9fff.-]*[a-z0-9\u4e00-\u9fff])?")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")


def customer_keys(fields: CustomerFields, people: Sequence[ContactFields] = ()) -> list[Key]:
    """Return the keys of a customer with these contacts, each once, the strongest kinds first."""
    name = name_key(fields.name)
    found: list[Key] = [(_NAME, name)]
    if fields.kind is CustomerKind.ENTERPRISE:
        found += _company_keys(fields, name)
    for person in people:
        found += person_keys(person)
    if fields.website:
        found.append((_DOMAIN, web_domain(fields.website)))
    return [pair for pair in dict.fromkeys(found) if pair[1]]


def _company_keys(fields: CustomerFields, name: str) -> Iterable[Key]:
    if fields.credit_code:
        yield _CREDIT, credit_key(fields.credit_code)
    for former in former_names(fields.former_names):
        if former != name:
            yield _FORMER, former
    if fields.short_name and (short := name_key(fields.short_name)) != name and len(short) > 1:
        yield _SHORT, short[:_LONGEST]
    yield _CORE, core_name(fields.name)[:_LONGEST]


def person_keys(person: ContactFields) -> list[Key]:
    """Return the keys of a contact: its phones and accounts."""
    found = [(_PHONE, phone.digits) for phone in person.phones]
    if person.wechat:
        found.append((_WECHAT, wechat_key(person.wechat)))
    if person.email:
        address = email_key(person.email)
        found += [(_EMAIL, address), (_DOMAIN, _own_domain(address))]
    return [pair for pair in found if pair[1]]


def asked_keys(keys: Iterable[Key]) -> dict[Key, str]:
    """Return under which keys others would be stored that have one of these, and which kind asks.

    Names cross over to former and short ones, WeChat accounts to phones; of several kinds that ask
    for one key the first given stands.
    """
    asked: dict[Key, str] = {}
    for kind, key in keys:
        crosses = kind not in _REACHED_BY or is_whole_number(key)
        others = _COMPARED.get(kind, ()) if crosses else ()
        for each in (kind, *others) if key else ():
            asked.setdefault((each, key), kind)
    return asked


def compared_kinds(kind: str) -> tuple[str, ...]:
    """Return the kinds under which others may be stored that have a key of this kind."""
    return kind, *_COMPARED.get(kind, ())


def is_strong(kind: str) -> bool:
    """Tell whether a key of this kind is one customer's alone."""
    return kind not in _SHARED


def is_nobodys(kind: str, customers: int) -> bool:
    """Tell whether a key says nothing because so many customers have it."""
    return kind == _DOMAIN and customers >= _MOST_OF_A_DOMAIN


def strong_keys(keys: Iterable[Key]) -> list[Key]:
    """Return the keys that are one customer's alone: the cool-off asks for these and no others."""
    return [(kind, key) for kind, key in keys if kind not in _SHARED]


def former_names(written: str) -> list[str]:
    """Return the keys of the names in a text of former names, each once."""
    if not written:
        return []
    keys = (name_key(part)[:_LONGEST] for part in _BETWEEN_NAMES.split(written))
    return [key for key in dict.fromkeys(keys) if len(key) > 1]


def credit_key(code: str) -> str:
    """Return a unified social credit code as it is compared, or "" when it is none."""
    plain = folded(code).strip().upper()
    return "" if credit_code_fault(plain) else plain


def wechat_key(account: str) -> str:
    """Return a WeChat account as it is compared, or "" when the text names none."""
    plain = "".join(folded(account).split())
    return "" if plain in _SAME_AS_PHONE or len(plain) < 3 else plain


def email_key(address: str) -> str:
    """Return an e-mail address as it is compared, or "" when it is none."""
    plain = "".join(folded(address).split())
    name, at, domain = plain.rpartition("@")
    return plain if name and at and "." in domain else ""


def mail_domain(address: str) -> str:
    """Return the domain of a firm's own e-mail address; "" for those of the public services."""
    return _own_domain(email_key(address))


def _own_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    registered = registered_domain(domain)
    return "" if {domain, registered} & _PUBLIC_MAIL or _is_example(registered) else registered


def web_domain(website: str) -> str:
    """Return the domain of a firm's own website; "" for a page on somebody else's."""
    host = _SCHEME.sub("", folded(website).strip()).split("/", 1)[0].split("?", 1)[0]
    registered = registered_domain(host.rpartition("@")[2].partition(":")[0])
    if registered in _SHARED_WEB or registered in _PUBLIC_MAIL or _is_example(registered):
        return ""
    return registered


def _is_example(registered: str) -> bool:
    return registered in _EXAMPLES or registered.rpartition(".")[2] in _LAST_OF_EXAMPLES


@lru_cache(maxsize=_KEPT)
def registered_domain(host: str) -> str:
    """Return the part of a host's name that its firm registered, or "" when it is no name."""
    labels = host.strip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not _HOST.fullmatch(host.strip(".")):
        return ""
    is_country = len(labels[-1]) == 2
    count = 3 if is_country and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-count:]) if len(labels) >= count else ""
