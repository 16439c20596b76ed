"""What records may hold in the office's own fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crm_tui.db.unit_of_work import View
from crm_tui.domain.custom_fields import CustomField, key_of
from crm_tui.domain.custom_values import (
    ValueFault,
    day_reader,
    is_blank,
    parse_value,
    why_not_value,
)
from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerKind
from crm_tui.errors import FieldError


def refuse_custom(
    own: Sequence[CustomField],
    values: Mapping[str, object],
    names: Collection[str],
    *,
    kind: CustomerKind,
) -> None:
    """Raise FieldError for the first of the named fields that may not hold its value.

    A required one may not be emptied; that it always was empty keeps nobody from other edits.
    """
    known = {each.code: each for each in own}
    for name in names:
        if not name.startswith(CUSTOM_PREFIX):
            continue
        field = known.get(name.removeprefix(CUSTOM_PREFIX))
        if field is None:
            raise FieldError(name, "unknown", name.removeprefix(CUSTOM_PREFIX))
        value = values.get(field.code)
        if not is_blank(value):
            _refuse_value(field, value)
        elif field.fields.is_required and field.is_shown_for(kind):
            raise FieldError(field.key, "required", label=field.name)


def new_values(
    own: Sequence[CustomField], values: Mapping[str, object], *, kind: CustomerKind, view: View
) -> dict[str, object]:
    """Return what a new record holds: what was entered, and the defaults of the other fields.

    Raises FieldError for a value that may not be, and for a required field without one.
    """
    found, read_day = dict(values), day_reader(view.today)
    for field in own:
        if field.code not in found and field.fields.default and field.is_shown_for(kind):
            default = parse_value(field, field.fields.default, read_day, view.office.currency)
            if default is not None and not isinstance(default, ValueFault):
                found[field.code] = default
    names = [key_of(code) for code in (*found, *(each.code for each in own))]
    refuse_custom(own, found, dict.fromkeys(names), kind=kind)
    return {code: value for code, value in found.items() if not is_blank(value)}


def _refuse_value(field: CustomField, value: object) -> None:
    fault = why_not_value(field, value)
    if fault is not None:
        raise FieldError(field.key, fault.trouble.value, fault.part, label=field.name)
