"""The office's own fields in words: what they hold, and their values on screens and in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.domain.custom_fields import CustomField, FieldChoice, FieldType
from crm_tui.domain.custom_values import is_blank, value_text
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount, plain_amount
from crm_tui.presentation.words import word


def own_text(field: CustomField, value: object, currency: str) -> str:
    """Return a value as it is typed, exported and read again."""
    return _text(field, value, lambda minor: plain_amount(minor, currency))


def own_words(field: CustomField, value: object, currency: str) -> str:
    """Return a value as it is shown: nothing for a blank one."""
    if is_blank(value):
        return ""
    return _text(field, value, lambda minor: amount(minor, currency))


def own_shapes(
    fields: Sequence[CustomField], values: Mapping[str, object], currency: str
) -> dict[str, object]:
    """Return own values by code for other programs: a choice by name, money as a decimal."""
    return {
        each.code: _plain(each, values[each.code], currency)
        for each in fields
        if not is_blank(values.get(each.code))
    }


def holds_words(field: CustomField) -> str:
    """Return what a field holds, with its choices."""
    choices = [each.name for each in field.fields.choices if not each.is_retired]
    said = word(field.type)
    if not choices:
        return said
    return _("{label}: {what}").format(label=said, what=_(", ").join(choices))


def shown_for_words(field: CustomField) -> str:
    """Return which customers have a field."""
    return _(", ").join(word(each) for each in field.fields.shown_for) or _("all")


def choices_text(choices: Sequence[FieldChoice]) -> str:
    """Return choices as they are typed, one a line, without the retired ones."""
    return "\n".join(each.name for each in choices if not each.is_retired)


def choices_in(text: str, old: Sequence[FieldChoice] = ()) -> tuple[FieldChoice, ...]:
    """Return the choices that lines say; `old name => new name` renames one."""
    found: list[FieldChoice] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        before, arrow, after = (part.strip() for part in line.partition("=>"))
        name = after if arrow else before
        code = next((each.code for each in old if each.name == before), "")
        found.append(FieldChoice(code, name))
    return tuple(found)


def _text(field: CustomField, value: object, money: Callable[[int], str]) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case tuple() | list():
            return _(", ").join(value_text(field, (each,), money) for each in value)
        case _:
            return value_text(field, value, money)


def _plain(field: CustomField, value: object, currency: str) -> object:
    match field.type:
        case FieldType.NUMBER | FieldType.YES_NO:
            return value
        case FieldType.DATE if isinstance(value, int):
            return iso_day(value)
        case FieldType.CHOICES if isinstance(value, tuple):
            return [own_text(field, (each,), currency) for each in value]
        case _:
            return own_text(field, value, currency)
