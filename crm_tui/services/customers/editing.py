"""An edit of a customer's fields within a unit: the one road, by form, in a list or by proposal."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import customers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import RULE_FIELDS, CustomerFields, changed_fields
from crm_tui.domain.events import CustomerEdited
from crm_tui.domain.identifiers import CustomerId
from crm_tui.services import access, protection
from crm_tui.services.customers.checking import edited, refuse_new_keys
from crm_tui.services.customers.derived import store_fields


def edit_fields(
    unit: Unit,
    customer_id: CustomerId,
    changes: Mapping[str, object],
    *,
    seen: CustomerFields | None = None,
    allow_duplicate: bool = False,
) -> bool:
    """Change fields of a customer and all that follows; return whether anything changed.

    Raises what `Customers.edit` raises.
    """
    row = access.editable(unit, customer_id)
    old = customers.fields_of(row)
    new = edited(unit, row, changes, seen)
    found = changed_fields(old, new)
    if not found:
        return False
    before = {change.name: change.before for change in found}
    after = {change.name: change.after for change in found}
    refuse_new_keys(unit, row, old, new, allow_duplicate=allow_duplicate)
    store_fields(unit, customer_id, row, new)
    touched_rule = sorted(RULE_FIELDS & after.keys())
    if touched_rule:
        before["protection"] = protection.match_values(unit, row)
        protection.relabelled(unit, customer_id, cause=touched_rule[0])
    unit.record(
        CustomerEdited(customer_id=customer_id, record_id=customer_id, before=before, after=after)
    )
    return True
