"""Contact details of pool customers, made recognisable and useless for a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerFields, CustomerRecord, CustomerRow
from crm_tui.domain.text import mask_phone
from crm_tui.values import dataclass

RowT = TypeVar("RowT")

_DIGIT = "0-9\uff10-\uff19"
_NUMBER = re.compile(
    f"(?P<date>(?:19|20)[0-9]{{2}}[-./年][0-9]{{1,2}}[-./月][0-9]{{1,2}})"
    f"|[{_DIGIT}](?:[\\s\\-—–_.()（）]{{0,2}}[{_DIGIT}]){{6,}}"
)
"""Seven digits or more, however they are grouped; but a date is left alone."""
_EMAIL = re.compile(r"[^\s@＠,，;；:：<>]+[@＠][^\s@＠,，;；<>]+\.[^\s@＠,，;；<>]+")
_NAMED = re.compile(
    r"((?:[微薇]信号?|wechat|weixin|wx|vx|v信|qq)\s*[:：]?\s*)([\w.\-]{4,})", re.IGNORECASE
)
ACCOUNT_SIGNS = ("@", "＠", "微信", "薇信", "v信", "wechat", "weixin", "wx", "vx", "qq")
"""Every address and account that masking hides stands beside one of these, in small letters."""
_MAY_NAME = re.compile("[信WwQqVv]")
"""Every word that an account is named by has one of these; most texts have none."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
OPEN_TEXTS = frozenset(
    {
        *("number", "quote", "order", "contract", "document", "settles", "red_of", "refund_of"),
        *("mark", "login", "pool", "rule", "deciding"),
        *("customer", "end_customer", "agent", "code", "currency"),
        *("owner", "person", "author", "assignee", "created_by", "voided_by", "asked_by"),
        *("decided_by", "pipeline", "stage", "source", "kind", "method", "result", "loss_reason"),
    }
)
"""What is shown as it is of customers whose contact details are hidden: numbers of papers, what
customers, people and the words of the office are called. All other texts are masked."""
OPEN_OF_CUSTOMERS = OPEN_TEXTS | {
    *("name", "short_name", "province", "city", "district", "credit_code"),
}
"""Likewise of what is typed of a customer itself."""
_CONTACT_KEYS = frozenset({"wechat", "wechat_nickname", "qq"})
_PHONE_KEYS = frozenset({"number", "digits"})
_PAPERS_NUMBER = "number"
_COST = "cost_minor"


def mask_email(address: str) -> str:
    """Return an address that can be recognised but not written to: z***@example.com."""
    name, _, domain = address.replace("＠", "@").partition("@")
    return f"{name[:1]}***@{domain}" if domain else mask_account(address)


def mask_account(account: str) -> str:
    """Return the account of a messenger without what would find it: z***."""
    return f"{account[:1]}***" if account else ""


def mask_text(text: str) -> str:
    """Return a text whose phone numbers, addresses and accounts cannot be used."""
    if "@" in text or "＠" in text:
        text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    if _MAY_NAME.search(text):
        text = _NAMED.sub(lambda found: found[1] + mask_account(found[2]), text)
    return _NUMBER.sub(lambda found: found["date"] or mask_phone(found[0]), text)


def masked_contact(contact: ContactFields) -> ContactFields:
    """Return a contact by whom nobody can be reached: phones, e-mail, WeChat and QQ masked."""
    return replace(
        contact,
        name=mask_text(contact.name),
        phones=tuple(Phone(mask_phone(phone.number), "") for phone in contact.phones),
        email=mask_email(contact.email) if contact.email else "",
        wechat=mask_account(contact.wechat),
        wechat_nickname=mask_account(contact.wechat_nickname),
        qq=mask_account(contact.qq),
        title=mask_text(contact.title),
        department=mask_text(contact.department),
        background=mask_text(contact.background),
        custom=masked_own(contact.custom),
    )


def masked_fields(fields: CustomerFields) -> CustomerFields:
    """Return what was typed of a customer without the numbers in its free texts."""
    return _masked(fields, OPEN_OF_CUSTOMERS)


def masked_own(values: Mapping[str, object]) -> dict[str, object]:
    """Return values of the office's own fields without contact details."""
    return {code: mask_own(value) for code, value in values.items()}


def mask_own(value: object) -> object:
    """Return a value of an own field harmless: a number of a mobile's form is a mobile's."""
    match value:
        case str():
            return mask_text(value)
        case int() | float() if _MOBILE.fullmatch(f"{value:.0f}"):
            return mask_phone(f"{value:.0f}")
        case _:
            return value


def masked_row(row: CustomerRow) -> CustomerRow:
    """Return a row of a list without contact details."""
    return replace(
        row,
        phone=mask_phone(row.phone) if row.phone else "",
        contact_names=mask_text(row.contact_names),
        next_contact_note=mask_text(row.next_contact_note),
    )


def masked_record(record: CustomerRecord) -> CustomerRecord:
    """Return a customer whole without contact details."""
    return replace(
        record,
        row=masked_row(record.row),
        fields=masked_fields(record.fields),
        loss_note=mask_text(record.loss_note),
    )


def masked_texts(row: RowT) -> RowT:
    """Return a record, such as a paper or a task, without contact details in any of its texts.

    It is a dataclass, and so are its parts; the texts that `OPEN_TEXTS` names stay.
    """
    return _masked(row, OPEN_TEXTS)


def _masked(row: RowT, shown: frozenset[str]) -> RowT:
    if not is_dataclass(row) or isinstance(row, type):
        return row
    parts = {each.name: getattr(row, each.name) for each in fields(row)}
    masked = {name: _masked_part(name, value, shown) for name, value in parts.items()}
    changes: dict[str, Any] = {
        name: value for name, value in masked.items() if value is not parts[name]
    }
    found: RowT = replace(row, **changes)
    return found


def _masked_part(name: str, value: object, shown: frozenset[str]) -> object:
    match value:
        case Enum():
            return value
        case str():
            return value if name in shown else mask_text(value)
        case tuple():
            return tuple(_masked_part(name, each, shown) for each in value)
        case Mapping():
            return masked_own(value)
        case _:
            return _masked(value, shown)


def masked_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an event, also those inside lists, without contact details.

    A number is a phone's where its digits stand beside it; alone it is that of a paper.
    """
    masked = {
        name: mask_own(value) if name.startswith(CUSTOM_PREFIX) else _masked_value(name, value)
        for name, value in values.items()
    }
    if _PAPERS_NUMBER in values and "digits" not in values:
        masked[_PAPERS_NUMBER] = values[_PAPERS_NUMBER]
    return masked


def without_costs(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an event, also those inside lists, without what products cost."""
    return {name: _without_costs(each) for name, each in values.items() if name != _COST}


def _without_costs(value: object) -> object:
    match value:
        case Mapping():
            return without_costs(value)
        case list() | tuple():
            return [_without_costs(each) for each in value]
        case _:
            return value


def _masked_value(name: str, value: object) -> object:
    match value:
        case str() if name in _CONTACT_KEYS:
            return mask_account(value)
        case str() if name in _PHONE_KEYS:
            return mask_phone(value) if value else ""
        case str() if name != "credit_code":
            return mask_text(value)
        case Mapping():
            return masked_own(value) if name == "custom" else masked_values(value)
        case list() | tuple():
            return [_masked_value(name, each) for each in value]
        case _:
            return value


@dataclass(frozen=True, slots=True)
class RevealLimitReached:
    """The person looked at as many hidden numbers today as the pool allows."""

    revealed: int
    limit: int
    pool: str
    again_day: int


@dataclass(frozen=True, slots=True)
class NothingHidden:
    """The contact details of this customer are not hidden from the person."""

    customer: str


@dataclass(frozen=True, slots=True)
class ToldEnough:
    """The duplicate check told this person of as many customers of others as it may in an hour."""

    limit: int
    again_at: datetime
    """When it tells of one more, in the office's zone."""


RevealRefusal = RevealLimitReached | NothingHidden


def why_not_reveal(
    pool: str, *, limit: int | None, revealed_today: int, today: int
) -> RevealLimitReached | None:
    """Return why one more look is refused today, or None; no limit is None, 0 is none at all."""
    if limit is None or revealed_today < limit:
        return None
    return RevealLimitReached(revealed_today, limit, pool, today + 1)
