"""Everything that names a customer, and what a merge does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from crm_tui.db.queries.merging.recording import MergeRecord
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.schema.expenses import EXPENSE
from crm_tui.db.schema.follow_ups import ATTACHMENT, FOLLOW_UP, FOLLOW_UP_COMMENT
from crm_tui.db.schema.key_dates import KEY_DATE, KEY_DATE_HANDLING
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.schema.movements import CUSTOMER_LOCK, DISPUTE, EXTENSION, HANDOVER_LINE
from crm_tui.db.schema.notices import NOTICE
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import (
    BANK_RECEIPT_PART,
    CUSTOMER_CREDIT,
    INVOICE,
    PAYMENT,
    PAYMENT_PLAN,
)
from crm_tui.db.schema.pools import CONTACT_REVEAL, LIMIT_OVERRIDE
from crm_tui.db.schema.projects import PROJECT
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.usages import PRODUCT_USAGE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.key_dates import KeyDateSource
from crm_tui.domain.merging import MergeContents
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Movers:
    """Which customers, who holds the kept one, and the contacts who stand at both."""

    kept_id: CustomerId
    given_up_id: CustomerId
    owner_id: UserId | None
    joined_ids: Mapping[ContactId, ContactId]
    """The contact of the kept one, by that of the given-up one."""


def _all(_movers: Movers) -> Sequence[ColumnElement[bool]]:
    return ()


def _unless_there(column: Any) -> Callable[[Movers], Sequence[ColumnElement[bool]]]:
    """Return the condition that the kept one has no row with the same value of a column."""
    there = column.table.alias("there")

    def condition(movers: Movers) -> Sequence[ColumnElement[bool]]:
        taken = select(there.c[column.name]).where(there.c.customer_id == movers.kept_id)
        return (column.not_in(taken),)

    return condition


def _seats(movers: Movers) -> Sequence[ColumnElement[bool]]:
    of_others = _unless_there(CUSTOMER_TEAM.c.user_id)(movers)
    # Whoever holds a customer needs no place in its team.
    return (*of_others, CUSTOMER_TEAM.c.user_id.is_distinct_from(movers.owner_id))


def _only_one(movers: Movers) -> Sequence[ColumnElement[bool]]:
    # What was agreed with the kept one stands.
    credit = CUSTOMER_CREDIT.alias("there").c
    there = select(credit.id).where(credit.customer_id == movers.kept_id)
    return (~there.exists(),)


def _days(movers: Movers) -> Sequence[ColumnElement[bool]]:
    # What follows a field follows that of the kept one.
    followed = KEY_DATE.c.contact_id.in_(tuple(movers.joined_ids))
    is_birthday = KEY_DATE.c.source == KeyDateSource.CONTACT_BIRTHDAY
    is_founding = KEY_DATE.c.source == KeyDateSource.CUSTOMER_FOUNDING
    return (~is_founding, or_(~is_birthday, KEY_DATE.c.contact_id.is_(None), ~followed))


def _handlings(movers: Movers) -> Sequence[ColumnElement[bool]]:
    moved = select(KEY_DATE.c.id).where(KEY_DATE.c.customer_id == movers.kept_id)
    key_date_id = KEY_DATE_HANDLING.c.key_date_id
    return (or_(key_date_id.is_(None), key_date_id.in_(moved)),)


def _decided(movers: Movers) -> Sequence[ColumnElement[bool]]:
    # What is proposed still was worked out from what the given-up one alone had done.
    is_decided = LEVEL_PROPOSAL.c.decided_at.is_not(None)
    return (is_decided, *_unless_there(LEVEL_PROPOSAL.c.month)(movers))


def _people(movers: Movers) -> Sequence[ColumnElement[bool]]:
    return (CONTACT.c.id.not_in(tuple(movers.joined_ids)),)


def _others_people(movers: Movers) -> Sequence[ColumnElement[bool]]:
    # Who stands at the kept one does so once; where they stood before is history of both.
    own = select(CONTACT.c.id).where(CONTACT.c.customer_id == movers.kept_id)
    there = CONTACT_AFFILIATION.alias("there").c
    sharing = select(there.contact_id).where(there.customer_id == movers.kept_id, _is_held(there))
    contact_id = CONTACT_AFFILIATION.c.contact_id
    is_past = CONTACT_AFFILIATION.c.until_day.is_not(None)
    return (or_(is_past, contact_id.not_in(own) & contact_id.not_in(sharing)),)


def _is_held(affiliation: Any) -> ColumnElement[bool]:
    """Return whether an affiliation holds: nobody left, and no merge dropped it."""
    return and_(affiliation.until_day.is_(None), affiliation.deleted_at.is_(None))


MOVED: tuple[tuple[Any, Callable[[Movers], Sequence[ColumnElement[bool]]]], ...] = (
    (CONTACT_AFFILIATION.c.customer_id, _others_people),
    (CONTACT.c.customer_id, _people),
    (FOLLOW_UP.c.customer_id, _all),
    (FOLLOW_UP_COMMENT.c.customer_id, _all),
    (ATTACHMENT.c.customer_id, _all),
    (TASK.c.customer_id, _all),
    (KEY_DATE.c.customer_id, _days),
    (KEY_DATE_HANDLING.c.customer_id, _handlings),
    (DEAL.c.customer_id, _all),
    (OPPORTUNITY.c.customer_id, _all),
    (LEAD.c.customer_id, _all),
    (QUOTE.c.customer_id, _all),
    (CONTRACT.c.customer_id, _all),
    (SALES_ORDER.c.customer_id, _all),
    (EXPENSE.c.customer_id, _all),
    (PRODUCT_USAGE.c.customer_id, _all),
    (PROJECT.c.end_customer_id, _all),
    (PROJECT.c.agent_id, _all),
    (PAYMENT_PLAN.c.customer_id, _all),
    (PAYMENT.c.customer_id, _all),
    (INVOICE.c.customer_id, _all),
    (BANK_RECEIPT_PART.c.customer_id, _all),
    (CUSTOMER_CREDIT.c.customer_id, _only_one),
    (APPROVAL.c.customer_id, _all),
    (NOTICE.c.customer_id, _all),
    (DELIVERY.c.customer_id, _all),
    (LEVEL_PROPOSAL.c.customer_id, _decided),
    (CUSTOMER_LOCK.c.customer_id, _all),
    (EXTENSION.c.customer_id, _all),
    (HANDOVER_LINE.c.customer_id, _unless_there(HANDOVER_LINE.c.handover_id)),
    (LIMIT_OVERRIDE.c.customer_id, _all),
    (CONTACT_REVEAL.c.customer_id, _all),
    (CUSTOMER_TEAM.c.customer_id, _seats),
)
"""Columns that name the kept customer from now on, and which of their rows do."""
HANDLED_APART = frozenset(
    {
        ("dispute", "customer_id"),
        ("dispute", "other_customer_id"),
        ("duplicate_key", "customer_id"),
        ("duplicate_dismissal", "first_id"),
        ("duplicate_dismissal", "second_id"),
        ("customer", "parent_id"),
        ("customer", "merged_into_id"),
    }
)
"""Columns that need more than to name another customer."""
GIVEN_UP_STAYS: Mapping[tuple[str, str], str] = {
    (
        "ownership_period",
        "customer_id",
    ): "who held which is history; it is read with the kept one's",
    ("event", "customer_id"): "what happened is not rewritten",
}
"""Columns that go on naming the given-up one, and why."""
_NAMING_CONTACTS: tuple[Any, ...] = (
    FOLLOW_UP.c.contact_id,
    TASK.c.contact_id,
    QUOTE.c.contact_id,
    SALES_ORDER.c.contact_id,
)


def move_attached(unit: Unit, record: MergeRecord, movers: Movers) -> None:
    """Let everything that names the given-up customer name the kept one."""
    _join_seats(unit, record, movers)
    _drop_affiliations(unit, record, movers)
    for theirs, ours in movers.joined_ids.items():
        _name_contact(unit, record, theirs, ours)
    for column, which in MOVED:
        record.move(unit, column, movers.given_up_id, movers.kept_id, *which(movers))
    _move_disputes(unit, record, movers)


def _name_contact(unit: Unit, record: MergeRecord, theirs: ContactId, ours: ContactId) -> None:
    for column in _NAMING_CONTACTS:
        record.move(unit, column, theirs, ours)
    is_entered = KEY_DATE.c.source == KeyDateSource.ENTERED
    record.move(unit, KEY_DATE.c.contact_id, theirs, ours, is_entered)
    there = CONTACT_AFFILIATION.alias("there")
    taken = select(there.c.customer_id).where(there.c.contact_id == ours, _is_held(there.c))
    is_past = CONTACT_AFFILIATION.c.until_day.is_not(None)
    free = or_(is_past, CONTACT_AFFILIATION.c.customer_id.not_in(taken))
    is_alive = CONTACT_AFFILIATION.c.deleted_at.is_(None)
    record.move(unit, CONTACT_AFFILIATION.c.contact_id, theirs, ours, is_alive, free)


def _drop_affiliations(unit: Unit, record: MergeRecord, movers: Movers) -> None:
    """Let nobody belong to a customer besides, at which they will stand anyway."""
    affiliation = CONTACT_AFFILIATION.c
    coming = select(CONTACT.c.id).where(CONTACT.c.customer_id == movers.given_up_id)
    here = select(CONTACT.c.id).where(CONTACT.c.customer_id == movers.kept_id)
    also_there = (affiliation.customer_id == movers.kept_id) & affiliation.contact_id.in_(coming)
    also_here = (affiliation.customer_id == movers.given_up_id) & affiliation.contact_id.in_(here)
    which = (also_there | also_here) & _is_held(affiliation)
    rows = record.keep(unit, CONTACT_AFFILIATION, which)
    if rows:
        ids = [row.id for row in rows]
        unit.connection.execute(
            update(CONTACT_AFFILIATION).where(affiliation.id.in_(ids)).values(deleted_at=unit.now)
        )


def _join_seats(unit: Unit, record: MergeRecord, movers: Movers) -> None:
    """Let who sits in both teams write where they could write, as long as they could anywhere."""
    seat, other = CUSTOMER_TEAM.c, CUSTOMER_TEAM.alias("other")
    given = select(other).where(other.c.customer_id == movers.given_up_id)
    for row in unit.connection.execute(given).all():
        both = (seat.customer_id == movers.kept_id) & (seat.user_id == row.user_id)
        for kept in record.keep(unit, CUSTOMER_TEAM, both):
            is_open = kept.until_day is None or row.until_day is None
            values = {
                "can_write": kept.can_write or row.can_write,
                "until_day": None if is_open else max(kept.until_day, row.until_day),
            }
            unit.connection.execute(
                update(CUSTOMER_TEAM).where(seat.id == kept.id).values(**values)
            )


def _move_disputes(unit: Unit, record: MergeRecord, movers: Movers) -> None:
    dispute = DISPUTE.c
    named = or_(
        dispute.customer_id == movers.given_up_id, dispute.other_customer_id == movers.given_up_id
    )
    for row in record.keep(unit, DISPUTE, named):
        other_id = row.other_customer_id
        values = {
            "customer_id": movers.kept_id,
            "other_customer_id": None if other_id == movers.given_up_id else other_id,
        }
        if row.customer_id != movers.given_up_id:
            values = {
                "customer_id": row.customer_id,
                "other_customer_id": movers.kept_id,
            }
        if values["other_customer_id"] == values["customer_id"]:
            values["other_customer_id"] = None
        unit.connection.execute(update(DISPUTE).where(dispute.id == row.id).values(**values))


def contents(view: View, movers: Movers) -> MergeContents:
    """Return how much goes from the given-up customer to the kept one."""

    def count(column: Any, *conditions: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(column.table)
        named = statement.where(column == movers.given_up_id, *conditions)
        return int(view.connection.execute(named).scalar_one())

    def alive_of(table: Any) -> int:
        return count(table.c.customer_id, table.c.deleted_at.is_(None))

    everybody = unscoped("what belongs to it follows it, whoever sees that")
    return MergeContents(
        contacts=alive_of(CONTACT) - len(movers.joined_ids),
        joined=len(movers.joined_ids),
        follow_ups=alive_of(FOLLOW_UP),
        tasks=alive_of(TASK),
        key_dates=count(KEY_DATE.c.customer_id, KEY_DATE.c.deleted_at.is_(None), *_days(movers)),
        deals=alive_of(DEAL),
        opportunities=alive_of(OPPORTUNITY),
        quotes=alive_of(QUOTE),
        orders=alive_of(SALES_ORDER),
        contracts=alive_of(CONTRACT),
        payments=alive_of(PAYMENT),
        invoices=alive_of(INVOICE),
        files=alive_of(ATTACHMENT),
        seats=count(CUSTOMER_TEAM.c.customer_id, *_seats(movers)),
        children=count(CUSTOMER.c.parent_id, CUSTOMER.c.id != movers.kept_id, everybody),
        disputes=count(DISPUTE.c.customer_id) + count(DISPUTE.c.other_customer_id),
    )
