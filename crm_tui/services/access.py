"""Who may change a customer: the one check before every edit of it or of what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, teams, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import NotYours, why_not_edit
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.services import protection


def editable(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer that this person may change, its overdue period ended.

    Raises NotFoundError for one out of sight, RefusedError for one that others change.
    """
    row = protection.settled(unit, customer_id)
    refuse_edit(unit, row)
    return row


def refuse_edit(view: View, row: Any) -> None:
    """Raise RefusedError when this person may not change a stored customer that they see."""
    person = view.person
    # Of one's own, and for who runs the office, neither line nor team decides.
    is_others = row.owner_id not in {None, person.user_id} and not person.is_admin
    refusal = why_not_edit(
        customers.holding_of(row),
        by=person,
        manages_owner=is_others and users.manages(view.connection, person.user_id, row.owner_id),
        team=teams.current_member(view, CustomerId(row.id), person.user_id) if is_others else None,
    )
    if refusal is not None:
        raise RefusedError(_named(view, refusal, row.owner_id))


def _named(view: View, refusal: NotYours, owner_id: UserId | None) -> NotYours:
    """Return the refusal with the owner's name, which only a refusal needs."""
    if owner_id is None:
        return refusal
    return replace(refusal, owner=users.name_of(view.connection, owner_id))


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


def owner_of_paper(
    unit: Unit, customer: Any, wanted: UserId | None, refusal: Callable[[str], object]
) -> UserId:
    """Return whose quote or contract with a customer it is.

    Raises RefusedError with the refusal of a name where that is not this person's to say.
    """
    me = unit.person.user_id
    owner_id = wanted or customer.owner_id or me
    if owner_id in {me, customer.owner_id} or unit.person.is_admin:
        if not users.is_active(unit.connection, owner_id) and wanted is not None:
            raise NotFoundError("user", str(owner_id))
        return UserId(owner_id)
    if not users.manages(unit.connection, me, owner_id):
        raise RefusedError(refusal(users.name_of(unit.connection, owner_id)))
    return UserId(owner_id)
