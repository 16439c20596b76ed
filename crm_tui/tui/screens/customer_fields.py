"""The fields of a customer as a form shows them: their editors, texts and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import Any

from crm_tui.domain.customers import (
    CustomerFields,
    CustomerKind,
    CustomerType,
    Level,
    completeness,
)
from crm_tui.domain.days import date_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.moments import Moment
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.errors import FieldError
from crm_tui.i18n import N_, _
from crm_tui.presentation import errors
from crm_tui.presentation.money import amount_fault, plain_amount
from crm_tui.presentation.words import field_label, word
from crm_tui.services.checks import CUSTOMER_LIMITS, checked_customer
from crm_tui.tui.screens.form_choices import enum_choices, moment_reader, read_moment, word_choices
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField

BASICS = (
    *("name", "kind", "level", "type", "industry_id", "source_id", "stage_id"),
    *("first_contact_day", "province", "city"),
)
GROUPS_BELOW = (
    (N_("Needs"), ("needs", "budget_minor", "need_tags", "decision_chain")),
    (N_("Related"), ("tags", "past_cooperation", "invoice_details", "remarks")),
    (
        N_("More about the customer"),
        (
            *("short_name", "former_names", "nature", "introduced_by", "parent_id", "website"),
            *("district", "location", "address", "credit_code", "headcount", "annual_revenue"),
            *("founded_on", "legal_representative", "registered_capital", "business_scope"),
        ),
    ),
)
ALL_FIELDS = (*BASICS, *(name for _title, names in GROUPS_BELOW for name in names))
"""Every field of the form in its order, but those of the first contact."""

_LONG = frozenset(
    {"needs", "decision_chain", "past_cooperation", "invoice_details", "remarks", "business_scope"}
)
_TAGS = frozenset({"tags", "need_tags"})
_DAYS = frozenset({"first_contact_day", "founded_on"})
_WORDS = {
    "industry_id": DictionaryKind.INDUSTRY,
    "source_id": DictionaryKind.SOURCE,
    "stage_id": DictionaryKind.STAGE,
}
_ENUMS = {"kind": CustomerKind, "type": CustomerType, "level": Level}
_BETWEEN_TAGS = re.compile(r"[,，、;；]+")
_TAGS_LIMIT = 1_000
_AMOUNT_LIMIT = 60
_NOBODY = CustomerFields(name="A", first_contact_day=1)


class ParentField(TextField):
    """Names another customer by name or number; what it named at first is told later."""

    def show_first(self, name: str) -> None:
        """Show what the field named at first."""
        if not self.is_dirty:
            self._initial = name
            self.value = name


def company_only() -> frozenset[str]:
    """Return the fields that only a company has."""
    person = replace(_NOBODY, kind=CustomerKind.INDIVIDUAL)
    return frozenset(completeness(_NOBODY)[1]) - frozenset(completeness(person)[1])


def fields_of_group(
    session: Session, names: tuple[str, ...], fields: CustomerFields
) -> Iterator[FormField[Any]]:
    """Yield the fields of a group, filled with what the customer has."""
    for name in names:
        yield _field(session, name, getattr(fields, name))


def _field(session: Session, name: str, value: Any) -> FormField[Any]:
    label = field_label(name)
    shown = text_for(session, name, value)
    if name in _LONG:
        return MultiLineField(label, shown, limit=CUSTOMER_LIMITS[name], id=name)
    if name in _DAYS:
        return _day_field(session, name, shown)
    if name in _WORDS:
        return ChoiceField(label, word_choices(session, _WORDS[name], value), value, id=name)
    if name in _ENUMS:
        return ChoiceField(
            label, enum_choices(_ENUMS[name]), value, required=name != "level", id=name
        )
    return _line_field(session, name, shown)


def _day_field(session: Session, name: str, shown: str) -> MomentField:
    return MomentField(
        field_label(name),
        moment_reader(session, prefer="past", only_day=True),
        shown,
        required=name == "first_contact_day",
        placeholder=_("yesterday, 11-20, 2026-11-20"),
        id=name,
    )


def _line_field(session: Session, name: str, shown: str) -> TextField:
    label = field_label(name)
    if name in _TAGS:
        hint = _("several with a comma between")
        return TextField(label, shown, limit=_TAGS_LIMIT, placeholder=hint, id=name)
    if name == "budget_minor":
        currency = session.office.currency
        return ValueField(
            label,
            shown,
            limit=_AMOUNT_LIMIT,
            placeholder=_("200,000 or 1.5m"),
            why_wrong=lambda text: _amount_fault(text, currency),
            id=name,
        )
    if name == "parent_id":
        return ParentField(label, placeholder=_("name or number of a customer"), id=name)
    return TextField(
        label,
        shown,
        required=name == "name",
        limit=CUSTOMER_LIMITS[name],
        why_wrong=lambda text: _fault_of(name, text),
        id=name,
    )


def _amount_fault(text: str, currency: str) -> str | None:
    found = parse_amount(text, currency)
    return amount_fault(found) if isinstance(found, AmountFault) else None


def _fault_of(name: str, text: str) -> str | None:
    try:
        checked_customer(replace(_NOBODY, **{name: text}))  # type: ignore[arg-type]  # a line of text
    except FieldError as error:
        return errors.sentence(error)
    return None


def text_for(session: Session, name: str, value: Any) -> str:
    """Return what stands in a field for this value."""
    match value:
        case None:
            return ""
        case tuple():
            return _(", ").join(value)
        case Enum():
            return word(value)
        case int():
            return _text_for_number(session, name, value)
        case _:
            return str(value)


def _text_for_number(session: Session, name: str, value: int) -> str:
    if name in _DAYS:
        return date_of(value).isoformat()
    if name in _WORDS:
        return next((each.name for each in session.words if each.id == value), "")
    return plain_amount(value, session.office.currency) if name == "budget_minor" else ""


def value_in(session: Session, field: FormField[Any]) -> Any:
    """Return the value that stands in a field that was found well; not for another customer."""
    name = field.id or ""
    match field:
        case MomentField():
            found = read_moment(session, field.text, prefer="past") if field.text else None
            return found.day if isinstance(found, Moment) else None
        case TextField() if name in _TAGS:
            tags = (tag.strip() for tag in _BETWEEN_TAGS.split(field.value))
            return tuple(dict.fromkeys(filter(None, tags)))
        case TextField() if name == "budget_minor":
            amount = parse_amount(field.value, session.office.currency)
            return amount if isinstance(amount, int) else None
        case _:
            return field.value
