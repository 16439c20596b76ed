"""Who may change a customer: the one check before every edit of it or of what belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, teams, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import NotYours, why_not_edit
from crm_tui.errors import RefusedError
from crm_tui.services import protection


def editable(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer that this person may change, its overdue period ended.

    Raises NotFoundError for one out of sight, RefusedError for one that others change.
    """
    row = protection.settled(unit, customer_id)
    seat = teams.current_member(unit, customer_id, unit.person.user_id)
    refusal = why_not_edit(
        customers.holding_of(row),
        by=unit.person,
        manages_owner=users.manages(unit.connection, unit.person.user_id, row.owner_id),
        team=seat,
    )
    if refusal is not None:
        raise RefusedError(_named(unit, refusal, row.owner_id))
    return row


def _named(unit: Unit, refusal: NotYours, owner_id: UserId | None) -> NotYours:
    """Return the refusal with the owner's name, which only a refusal needs."""
    if owner_id is None:
        return refusal
    return replace(refusal, owner=users.name_of(unit.connection, owner_id))


def why_not_set_aside(view: View, row: Any) -> NotYours | None:
    """Return why this person may not take a customer out of all lists, or None.

    As for an edit, but that a seat in the team is not enough.
    """
    return why_not_edit(
        customers.holding_of(row),
        by=view.person,
        manages_owner=users.manages(view.connection, view.person.user_id, row.owner_id),
        team=None,
    )
