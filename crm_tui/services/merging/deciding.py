"""Whether two customers may become one, and what would come of it; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contacts, customers, groups, merging, pools, users
from crm_tui.db.queries.reveals import is_hidden
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import CustomerFields, changed_fields
from crm_tui.domain.events import CustomerEdited
from crm_tui.domain.groups import MOST_LEVELS, why_not_parent
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import masked_fields
from crm_tui.domain.merging import (
    ChildCannotFollow,
    Choices,
    JoinedContact,
    joined_contacts,
    merged_fields,
    unknown_choices,
    why_not_merge,
)
from crm_tui.domain.merging import Merging as MergingFields
from crm_tui.domain.pools import Holding, why_cooling_off
from crm_tui.domain.users import Permission
from crm_tui.errors import ConflictError, FieldError, NotPermittedError, RefusedError
from crm_tui.services import access, protection
from crm_tui.services.customers.checking import last_changes
from crm_tui.values import dataclass

Seen = tuple[CustomerFields, CustomerFields]
"""The kept and the given-up customer as somebody chose between them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two customers as they are stored, and the people who stand at both."""

    kept: Any
    given_up: Any
    joined: tuple[JoinedContact, ...]

    @property
    def kept_id(self) -> CustomerId:
        """The customer that is left."""
        return CustomerId(self.kept.id)

    @property
    def given_up_id(self) -> CustomerId:
        """The customer that is merged into the other."""
        return CustomerId(self.given_up.id)

    @property
    def has_one_owner(self) -> bool:
        """Return whether one person holds both."""
        return self.kept.owner_id is not None and self.kept.owner_id == self.given_up.owner_id

    @property
    def movers(self) -> merging.Movers:
        """What the statements read of the two."""
        joined = {each.given_up_id: each.kept_id for each in self.joined}
        return merging.Movers(self.kept_id, self.given_up_id, self.kept.owner_id, joined)


def pair_as_found(view: View, kept_id: CustomerId, given_up_id: CustomerId) -> Pair:
    """Return two customers in sight as a writer would find them; raise NotFoundError for others."""
    rows = {each: _as_settled(view, each) for each in sorted({kept_id, given_up_id})}
    return _pair(view, rows[kept_id], rows[given_up_id])


def settled_pair(unit: Unit, kept_id: CustomerId, given_up_id: CustomerId) -> Pair:
    """Return two customers in sight, overdue periods ended; raise NotFoundError for others."""
    rows = {each: protection.settled(unit, each) for each in sorted({kept_id, given_up_id})}
    return _pair(unit, rows[kept_id], rows[given_up_id])


def _as_settled(view: View, customer_id: CustomerId) -> Any:
    row = customers.raw(view, customer_id)
    if row.owner_id is None:
        return row
    return protection.as_settled(view, row) or customers.as_if(row, pools.IN_POOL_VALUES)


def _pair(view: View, kept: Any, given_up: Any) -> Pair:
    people = [contacts.contacts_of(view, CustomerId(each.id)) for each in (kept, given_up)]
    return Pair(kept, given_up, joined_contacts(*people))


def refuse_merge(view: View, pair: Pair) -> None:
    """Raise RefusedError where these two may not become one, by this person or at all."""
    person = view.person
    if not person.may(Permission.EDIT_CUSTOMER):
        raise NotPermittedError(Permission.EDIT_CUSTOMER.value)
    kept, given_up = _holding(view, pair.kept), _holding(view, pair.given_up)
    owner_ids = {each.owner_id for each in (kept, given_up) if each.owner_id is not None}
    managed = frozenset(e for e in owner_ids if users.manages(view.connection, person.user_id, e))
    refusal = why_not_merge(kept, given_up, by=person, managed_ids=managed)
    if refusal is not None:
        raise RefusedError(refusal)
    if not pair.has_one_owner and kept.owner_id is not None:
        _refuse_cooling_off(view, kept, given_up)
    for row in (pair.kept, pair.given_up):
        if row.owner_id is not None or pair.kept.owner_id is None:
            access.refuse_edit(view, row)
    _refuse_aside(view, pair)


def _refuse_aside(view: View, pair: Pair) -> None:
    # What lies in a pool is given to the owner of the other, which was decided before.
    if pair.given_up.owner_id is None and pair.kept.owner_id is not None:
        return
    refusal = access.why_not_set_aside(view, pair.given_up)
    if refusal is not None:
        raise RefusedError(refusal)


def _refuse_cooling_off(view: View, kept: Holding, given_up: Holding) -> None:
    """Raise RefusedError where the owner of the kept one may not have the other back yet."""
    if kept.owner_id is None:
        return
    refusal = why_cooling_off(
        given_up,
        by=pools.claimant(view, kept.owner_id, given_up.customer_id, given_up.pool_id),
        policy=pools.policy(view, given_up.pool_id),
        today=view.today,
    )
    if refusal is not None:
        raise RefusedError(refusal)


def _holding(view: View, row: Any) -> Holding:
    owner = "" if row.owner_id is None else users.name_of(view.connection, row.owner_id)
    return replace(customers.holding_of(row), owner=owner)


def joined_fields(view: View, pair: Pair, choices: Choices) -> CustomerFields:
    """Return the fields of the customer that is left.

    Raises FieldError for a choice there is not, and where it or what belongs to the given-up one
    cannot stand where it would in a group.
    """
    kept, given_up = customers.fields_of(pair.kept), customers.fields_of(pair.given_up)
    for name in unknown_choices(kept, given_up, choices):
        raise FieldError("take", "unknown", f"{name}={choices[name].value}")
    is_deal = pair.kept.is_deal or pair.given_up.is_deal
    merged = merged_fields(
        MergingFields(pair.kept_id, pair.given_up_id, kept, given_up, choices, is_deal)
    )
    _refuse_group(view, pair, merged.parent_id)
    return merged


def _refuse_group(view: View, pair: Pair, parent_id: int | None) -> None:
    above = () if parent_id is None else groups.line_above(view, CustomerId(parent_id))
    levels = groups.levels_below(view, pair.kept_id)
    reason = why_not_parent(pair.kept_id, above, levels) if above else None
    if reason is not None and parent_id != pair.kept.parent_id:
        raise FieldError("parent_id", reason.value, str(parent_id), MOST_LEVELS)
    line = (pair.kept_id, *above)
    for child in merging.children_of(view, pair.given_up_id):
        if child.id == pair.kept_id:
            continue
        below = groups.levels_below(view, CustomerId(child.id))
        if why_not_parent(CustomerId(child.id), line, below) is not None:
            raise RefusedError(ChildCannotFollow(child.name, pair.kept.name))


def fields_as_read(view: View, row: Any) -> CustomerFields:
    """Return what was typed of a customer, without contact details that are hidden from who asks.

    A manager may give away what they may not call.
    """
    fields = customers.fields_of(row)
    return masked_fields(fields) if is_hidden(view, row.id) else fields


def refuse_changed(view: View, pair: Pair, seen: Seen | None) -> None:
    """Raise ConflictError where somebody changed one of them since it was chosen between."""
    if seen is None:
        return
    for row, fields in zip((pair.kept, pair.given_up), seen, strict=True):
        found: Mapping[str, tuple[object, object]] = {
            change.name: (change.after, change.before)
            for change in changed_fields(fields, fields_as_read(view, row))
        }
        if found:
            customer_id = CustomerId(row.id)
            known = last_changes(view, customer_id, CustomerEdited.kind())
            by = {name: known[name] for name in found if name in known}
            raise ConflictError("customer", customer_id, dict(found), by)
