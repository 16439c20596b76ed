"""The office's own fields as a form shows them: their editors, and what stands in those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crm_tui.domain.custom_fields import CHOSEN, CustomField, FieldType
from crm_tui.domain.custom_values import (
    TEXT_LIMIT,
    FieldValue,
    ValueFault,
    day_reader,
    is_blank,
    parse_value,
)
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.moments import Moment
from crm_tui.domain.pinyin import initials
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.custom_fields import own_text
from crm_tui.presentation.widths import plain
from crm_tui.tui.screens.form_choices import moment_reader, read_moment, yes_or_no
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import Form, FormField, MomentField, MultiLineField, TextField
from crm_tui.tui.widgets.several_field import SeveralField, between

_PREFIX = "own-"
_SHORT = 60
"""Texts up to so many characters are typed into one line."""


def id_of(field: CustomField) -> str:
    """Return the id of the editor of a field."""
    return _PREFIX + field.code


def own_named(own: Iterable[CustomField], key: str) -> CustomField | None:
    """Return the field that goes by such a name among a record's fields, None for any other."""
    return next((each for each in own if each.key == key), None)


def typed_text(session: Session, field: CustomField, value: object) -> str:
    """Return what stands in the editor of a field for this value."""
    match field.type:
        case FieldType.YES_NO:
            return next((each.label for each in yes_or_no() if each.value is value), "")
        case FieldType.CHOICES if isinstance(value, tuple):
            return between().join(own_text(field, (each,), "") for each in value)
        case _:
            return own_text(field, value, session.office.currency)


def own_editors(
    session: Session, own: Iterable[CustomField], values: Mapping[str, object], *, is_new: bool
) -> Iterator[FormField[Any]]:
    """Yield the editors of fields, filled with what the record has, or a new one begins with."""
    for field in own:
        value = values.get(field.code)
        if value is None and is_new and field.fields.default:
            value = _default(session, field)
        yield _editor(session, field, value)


def own_values(session: Session, form: Form, own: Iterable[CustomField]) -> dict[str, object]:
    """Return what stands in the editors of a form, by code; None in an empty one."""
    editors = {each.id: each for each in form.fields}
    return {
        field.code: _value(session, field, editors[id_of(field)])
        for field in own
        if id_of(field) in editors
    }


def show_own_for(form: Form, own: Iterable[CustomField], kind: CustomerKind) -> None:
    """Show the fields that a kind of customer has, and hide the others."""
    shown = {id_of(each): each.is_shown_for(kind) for each in own}
    for editor in form.fields:
        if editor.id in shown:
            editor.display = shown[editor.id]


def _default(session: Session, field: CustomField) -> FieldValue | None:
    currency = session.office.currency
    found = parse_value(field, field.fields.default, day_reader(session.today), currency)
    return None if isinstance(found, ValueFault) else found


def _editor(session: Session, field: CustomField, value: Any) -> FormField[Any]:
    label, required, id_ = plain(field.name), field.fields.is_required, id_of(field)
    match field.type:
        case FieldType.CHOICE:
            return ChoiceField(label, _choices(field, value), value, required=required, id=id_)
        case FieldType.CHOICES:
            chosen = value if isinstance(value, tuple) else ()
            return SeveralField(label, _choices(field, value), chosen, required=required, id=id_)
        case FieldType.YES_NO:
            return ChoiceField(label, yes_or_no(), value, required=required, id=id_)
        case FieldType.DATE:
            return MomentField(
                label,
                moment_reader(session, prefer="past", only_day=True),
                own_text(field, value, session.office.currency),
                required=required,
                placeholder=_("yesterday, 11-20, 2026-11-20"),
                id=id_,
            )
        case _:
            return _line(session, field, value)


def _line(session: Session, field: CustomField, value: Any) -> FormField[Any]:
    text = own_text(field, value, session.office.currency)
    label, id_ = plain(field.name), id_of(field)
    if "\n" in text or len(text) > _SHORT:
        return MultiLineField(label, text, limit=TEXT_LIMIT, id=id_)
    return TextField(
        label,
        text,
        required=field.fields.is_required,
        limit=TEXT_LIMIT,
        why_wrong=lambda typed: _fault(session, field, typed),
        id=id_,
    )


def _fault(session: Session, field: CustomField, typed: str) -> str | None:
    found = parse_value(field, typed, day_reader(session.today), session.office.currency)
    if not isinstance(found, ValueFault):
        return None
    error = FieldError(field.key, found.trouble.value, found.part, label=field.name)
    return errors.sentence(error)


def _choices(field: CustomField, value: object) -> list[Choice[str]]:
    chosen = (value,) if isinstance(value, str) else value or ()
    return [
        Choice(each.code, each.name, f"{initials(each.name)} {each.code}")
        for each in field.fields.choices
        if not each.is_retired or each.code in chosen  # type: ignore[operator]  # a tuple of codes
    ]


def _value(session: Session, field: CustomField, editor: FormField[Any]) -> object:
    value: object = editor.value
    match editor:
        case MomentField():
            found = read_moment(session, editor.text, prefer="past") if editor.text else None
            return found.day if isinstance(found, Moment) else None
        case SeveralField():
            # In the order of the field's choices, whatever order they were taken in.
            codes = editor.value
            value = tuple(each.code for each in field.fields.choices if each.code in codes)
        case TextField() | MultiLineField() if field.type not in CHOSEN:
            currency = session.office.currency
            parsed = parse_value(field, str(value), day_reader(session.today), currency)
            value = None if isinstance(parsed, ValueFault) else parsed
        case _:
            pass
    return None if is_blank(value) else value
