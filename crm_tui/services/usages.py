"""用量: what customers use, entered, changed, taken out; where the largest gaps are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import products, usages
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import Changed, UsageAdded, UsageDeleted, UsageEdited, UsageRestored
from crm_tui.domain.field_changes import conflicts, differing, merged
from crm_tui.domain.identifiers import CustomerId, UsageId
from crm_tui.domain.usages import UsageFields, UsageRequest, UsageRow, UsageSum, usage_fault
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.values import dataclass

_LIMITS = {"name": 200, "unit": 20, "competitor": 200, "note": 2000}


@dataclass(frozen=True, slots=True)
class Usages:
    """What customers use, as people keep it."""

    database: Database

    def list(self, actor: Actor, request: UsageRequest, *, limit: int = 200) -> Sequence[UsageRow]:
        """Return the usages asked for, the largest gaps of a year first."""
        with self.database.reading(actor) as view:
            return shown(view, usages.usages(view, request, limit))

    def sums(self, actor: Actor, request: UsageRequest, *, limit: int = 200) -> Sequence[UsageSum]:
        """Return what is used in a year by product and unit, the largest gaps first."""
        with self.database.reading(actor) as view:
            return usages.sums(view, request, limit)

    def usage(self, actor: Actor, usage_id: UsageId) -> UsageRow:
        """Return a usage."""
        with self.database.reading(actor) as view:
            return shown_one(view, usages.usage(view, usage_id))

    @operation(Permission.EDIT_CUSTOMER)
    def add(self, actor: Actor, customer_id: CustomerId, entered: UsageFields) -> Changed:
        """Enter what a customer uses of a product, or of something else.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            enter_usage(unit, customer_id, entered)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self,
        actor: Actor,
        usage_id: UsageId,
        changes: Mapping[str, object],
        *,
        seen: UsageFields | None = None,
    ) -> Changed:
        """Change fields of a usage.

        `seen` is what the form showed: what both sides changed is a conflict.
        """
        with self.database.writing(actor) as unit:
            old = _changeable(unit, usage_id)
            basis = old.fields if seen is None else seen
            both = conflicts(old.fields, basis, changes)
            if both:
                said = {name: (each.theirs, each.mine) for name, each in both.items()}
                raise ConflictError("usage", usage_id, said)
            change_usage(unit, old, merged(old.fields, basis, changes))
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def delete(self, actor: Actor, usage_id: UsageId) -> Changed:
        """Take a usage out of all lists and sums; it can be restored."""
        with self.database.writing(actor) as unit:
            row = _changeable(unit, usage_id)
            usages.update_usage(unit, usage_id, {"deleted_at": unit.now})
            told = _told(row)
            unit.record(UsageDeleted(customer_id=row.customer_id, record_id=usage_id, before=told))
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def restore(self, actor: Actor, usage_id: UsageId) -> Changed:
        """Bring a deleted usage back as it was."""
        with self.database.writing(actor) as unit:
            row = _changeable(unit, usage_id, deleted=True)
            usages.update_usage(unit, usage_id, {"deleted_at": None})
            told = _told(row)
            unit.record(UsageRestored(customer_id=row.customer_id, record_id=usage_id, after=told))
        return unit.changed


def enter_usage(unit: Unit, customer_id: CustomerId, entered: UsageFields) -> UsageId:
    """Store what a customer uses and tell of it; raise for what cannot be stored."""
    access.editable(unit, customer_id)
    usage_id = usages.add_usage(unit, customer_id, checked_usage(unit, entered))
    told = _told(usages.usage(unit, usage_id))
    unit.record(UsageAdded(customer_id=customer_id, record_id=usage_id, after=told))
    return usage_id


def change_usage(unit: Unit, old: UsageRow, entered: UsageFields) -> tuple[str, ...]:
    """Store what differs of a usage and tell of it; return the names of that."""
    values = differing(old.fields, checked_usage(unit, entered))
    if values:
        usages.update_usage(unit, old.id, values)
        unit.record(
            UsageEdited(
                customer_id=old.customer_id,
                record_id=old.id,
                before={name: getattr(old.fields, name) for name in values},
                after={**_told(usages.usage(unit, old.id)), **values},
            )
        )
    return tuple(values)


def _changeable(unit: Unit, usage_id: UsageId, *, deleted: bool = False) -> UsageRow:
    row = usages.usage(unit, usage_id, deleted=deleted)
    access.editable(unit, row.customer_id)
    return row


def checked_usage(view: View, entered: UsageFields) -> UsageFields:
    """Return what was entered, cleaned; a product says its own name, and its unit unless typed."""
    texts: dict[str, Any] = {
        name: checked_text(name, getattr(entered, name), limit=limit, multiline=name == "note")
        for name, limit in _LIMITS.items()
    }
    if entered.product_id is not None:
        sold = products.product(view, entered.product_id).fields
        texts["name"], texts["unit"] = "", texts["unit"] or sold.unit
    cleaned = replace(entered, **texts)
    if fault := usage_fault(cleaned):
        raise FieldError(*fault)
    return cleaned


def _told(row: UsageRow) -> dict[str, object]:
    """Return what every event of a usage says of it, so that it can be told later."""
    return {
        "called": row.product,
        "quantity_milli": row.fields.quantity_milli,
        "unit": row.fields.unit,
        "per": row.fields.per,
        "ours_milli": row.fields.ours_milli,
    }
