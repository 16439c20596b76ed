"""Validate and clean what was typed, before any transaction; nothing dirty passes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.days import NEVER
from crm_tui.domain.phone_policies import phone_under
from crm_tui.domain.text import clean, credit_code_fault, is_filling, phone_key
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.errors import FieldError

NAME_LIMIT = 500
_MULTILINE = frozenset(
    {
        "needs",
        "remarks",
        "business_scope",
        "past_cooperation",
        "invoice_details",
        "decision_chain",
        "background",
    }
)
CUSTOMER_LIMITS = {
    "name": NAME_LIMIT, "short_name": 200, "former_names": 500, "nature": 40, "introduced_by": 200,
    "province": 40, "city": 40, "district": 40, "address": 500, "location": 80, "website": 300,
    "credit_code": 18, "headcount": 40, "annual_revenue": 80, "legal_representative": 100,
    "registered_capital": 80, "business_scope": 2000, "needs": 4000, "decision_chain": 2000,
    "past_cooperation": 4000, "invoice_details": 2000, "remarks": 4000,
}  # fmt: skip
CONTACT_LIMITS = {
    "name": 100, "title": 100, "department": 100, "email": 254, "wechat": 100,
    "wechat_nickname": 100, "qq": 20, "gender": 10, "birthday": 10, "background": 2000,
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EXTENSION = re.compile(r"(?:转|[-－—]|ext\.?|#)\s*(\d{1,6})\s*$", re.IGNORECASE)
_LARGEST_INTEGER = 2**63 - 1
_TAGS = 50


def checked_customer(customer: CustomerFields) -> CustomerFields:
    """Return the fields cleaned; raise FieldError for the first that cannot be stored."""
    texts = _checked_texts(customer, CUSTOMER_LIMITS)
    texts["tags"] = _checked_tags("tags", customer.tags)
    texts["need_tags"] = _checked_tags("need_tags", customer.need_tags)
    cleaned = replace(customer, **texts)  # type: ignore[arg-type]  # names come from the dataclass
    if is_filling(cleaned.name):
        raise FieldError("name", "required" if not cleaned.name else "no_letters", cleaned.name)
    if cleaned.credit_code and (fault := credit_code_fault(cleaned.credit_code.upper())):
        raise FieldError("credit_code", fault.value, cleaned.credit_code)
    if cleaned.budget_minor is not None and not 0 <= cleaned.budget_minor <= _LARGEST_INTEGER:
        raise FieldError("budget_minor", "out_of_range", str(cleaned.budget_minor))
    for name in ("first_contact_day", "founded_on"):
        day = getattr(cleaned, name)
        if day is not None and not 1 <= day <= NEVER:
            raise FieldError(name, "out_of_range", str(day)[:20])
    return replace(cleaned, credit_code=cleaned.credit_code.upper())


def checked_contact(
    contact: ContactFields,
    policy: PhonePolicy = PhonePolicy.KEPT,
    known: Sequence[Phone] = (),
) -> ContactFields:
    """Return the fields cleaned; raise FieldError for the first that cannot be stored.

    Numbers are kept as the policy says, but for those that are known already.
    """
    texts = _checked_texts(contact, CONTACT_LIMITS)
    phones = tuple(
        kept_phone(phone.number, policy, known) for phone in contact.phones if phone.number.strip()
    )
    cleaned = replace(contact, **texts, phones=phones)  # type: ignore[arg-type]  # names come from the dataclass
    if not cleaned.name:
        raise FieldError("contact_name", "required")
    refuse_bad_email(cleaned.email)
    return cleaned


def refuse_bad_email(address: str) -> None:
    """Raise FieldError for a clean text that is no e-mail address; nothing is fine."""
    if address and not _EMAIL.fullmatch(address):
        raise FieldError("email", "bad_email", address)


def kept_phone(number: str, policy: PhonePolicy, known: Sequence[Phone]) -> Phone:
    """Return a phone as the office keeps it; raise FieldError for what is none, or not kept."""
    phone = phone_under(policy, checked_phone(number), known)
    if phone is None:
        raise FieldError("phone", "personal_phone", clean(number))
    return phone


def checked_phone(number: str) -> Phone:
    """Return a phone with its digits and extension; raise FieldError for what is none."""
    written = clean(number)
    digits = phone_key(written)
    if not digits or len(written) > 40 or len(digits) > 20:
        raise FieldError("phone", "bad_phone", written[:40])
    extension = _EXTENSION.search(written)
    has_one = extension is not None and not digits.endswith(extension.group(1))
    return Phone(written, digits, extension.group(1) if extension and has_one else "")


def checked_text(field: str, text: str, *, limit: int, multiline: bool = False) -> str:
    """Return a text cleaned; raise FieldError when it is longer than may be stored."""
    cleaned = clean(text, multiline=multiline)
    if len(cleaned) > limit:
        raise FieldError(field, "too_long", cleaned[:20], limit=limit)
    return cleaned


def _checked_texts(
    values: CustomerFields | ContactFields, limits: dict[str, int]
) -> dict[str, object]:
    return {
        each.name: checked_text(
            each.name,
            getattr(values, each.name),
            limit=limits[each.name],
            multiline=each.name in _MULTILINE,
        )
        for each in dataclass_fields(values)
        if each.name in limits
    }


def _checked_tags(field: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = tuple(dict.fromkeys(filter(None, (clean(tag) for tag in tags))))
    if len(cleaned) > _TAGS or any(len(tag) > 40 for tag in cleaned):
        raise FieldError(field, "too_long", limit=40)
    return cleaned
