"""What a new record holds in the office's own fields where a file says nothing."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.custom_values import ValueFault, day_reader, parse_value
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.imports import ImportContext


class OwnDefaults:
    """The defaults of the office's own fields, worked out once for a file."""

    def __init__(self, context: ImportContext) -> None:
        self._of_customers = _defaults(context, FieldHolder.CUSTOMER)
        self._of_contacts = {
            field.code: value for field, value in _defaults(context, FieldHolder.CONTACT)
        }

    def customer(self, fields: CustomerFields) -> CustomerFields:
        """Return a customer with the defaults of what it does not hold."""
        if not self._of_customers:
            return fields
        shown = {
            field.code: value
            for field, value in self._of_customers
            if field.is_shown_for(fields.kind)
        }
        return replace(fields, custom={**shown, **fields.custom})

    def contact(self, fields: ContactFields) -> ContactFields:
        """Return a contact with the defaults of what it does not hold."""
        if not self._of_contacts:
            return fields
        return replace(fields, custom={**self._of_contacts, **fields.custom})


def _defaults(context: ImportContext, holder: FieldHolder) -> list[tuple[CustomField, object]]:
    read_day = day_reader(context.today.toordinal())
    found: list[tuple[CustomField, object]] = []
    for field in context.fields:
        if field.holder is holder and field.fields.default:
            value = parse_value(field, field.fields.default, read_day, context.currency)
            if value is not None and not isinstance(value, ValueFault):
                found.append((field, value))
    return found
