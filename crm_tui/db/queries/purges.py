"""Remove deleted customers for good, with all that belongs to them and says anything of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, or_, select, update

from crm_tui.db import search
from crm_tui.db.id_lists import any_of
from crm_tui.db.queries import seals
from crm_tui.db.queries.contacts import move_home
from crm_tui.db.queries.payments.documents import counts, is_open_order
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION, CONTACT_PHONE
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_DISMISSAL, DUPLICATE_KEY
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.schema.expenses import EXPENSE
from crm_tui.db.schema.follow_ups import ATTACHMENT, FOLLOW_UP, FOLLOW_UP_COMMENT
from crm_tui.db.schema.key_dates import KEY_DATE, KEY_DATE_HANDLING
from crm_tui.db.schema.leads import LEAD, LEAD_FOLLOW_UP, LEAD_KEY
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.schema.movements import CUSTOMER_LOCK, DISPUTE, EXTENSION, HANDOVER_LINE
from crm_tui.db.schema.notices import NOTICE
from crm_tui.db.schema.opportunities import OPPORTUNITY, OPPORTUNITY_STAY
from crm_tui.db.schema.orders import ORDER_DELIVERY, ORDER_LINE, ORDER_RETURN, SALES_ORDER
from crm_tui.db.schema.payments import (
    BANK_RECEIPT,
    BANK_RECEIPT_PART,
    CUSTOMER_CREDIT,
    INVOICE,
    PAYMENT,
    PAYMENT_PLAN,
    PAYMENT_SPLIT,
)
from crm_tui.db.schema.pools import (
    CONTACT_REVEAL,
    LIMIT_OVERRIDE,
    OWNERSHIP_PERIOD,
    PERIOD_FACT,
)
from crm_tui.db.schema.projects import PROJECT
from crm_tui.db.schema.quotes import QUOTE, QUOTE_LINE
from crm_tui.db.schema.tasks import TASK, TASK_ACTION
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.usages import PRODUCT_USAGE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.events import CustomerMerged, CustomerPurged
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.payments.bank_receipts import BankReceiptStatus
from crm_tui.domain.payments.records import InvoiceStatus
from crm_tui.domain.standings import PurgeContents

_DETAILS: tuple[tuple[Table, str, Table], ...] = (
    (PERIOD_FACT, "period_id", OWNERSHIP_PERIOD),
    (TASK_ACTION, "task_id", TASK),
    (PAYMENT_SPLIT, "payment_id", PAYMENT),
    (ORDER_DELIVERY, "order_id", SALES_ORDER),
    (ORDER_RETURN, "order_id", SALES_ORDER),
    (ORDER_LINE, "order_id", SALES_ORDER),
    (OPPORTUNITY_STAY, "opportunity_id", OPPORTUNITY),
    (PROJECT, "opportunity_id", OPPORTUNITY),
    (QUOTE_LINE, "quote_id", QUOTE),
    (CONTACT_PHONE, "contact_id", CONTACT),
    (LEAD_KEY, "lead_id", LEAD),
    (LEAD_FOLLOW_UP, "lead_id", LEAD),
    (CONTACT_AFFILIATION, "contact_id", CONTACT),
)
"""Tables whose rows belong to rows of customers, by which column, to which."""
_OF_CUSTOMERS: tuple[Table, ...] = (
    *(BANK_RECEIPT_PART, CUSTOMER_CREDIT, INVOICE, PAYMENT, PAYMENT_PLAN),
    *(CONTACT_AFFILIATION, FOLLOW_UP_COMMENT, KEY_DATE_HANDLING, ATTACHMENT, CONTRACT, KEY_DATE),
    *(PRODUCT_USAGE, EXPENSE, APPROVAL),
    *(CONTACT_REVEAL, CUSTOMER_LOCK, CUSTOMER_TEAM, DELIVERY, DUPLICATE_KEY, EXTENSION),
    *(HANDOVER_LINE, LEVEL_PROPOSAL, LIMIT_OVERRIDE, NOTICE, SALES_ORDER, QUOTE, OPPORTUNITY),
    *(DEAL, TASK),
    *(FOLLOW_UP, CONTACT, OWNERSHIP_PERIOD, LEAD),
)
"""Tables with a row's customer in `customer_id`, in an order in which rows may go."""
_NAMING_CONTACTS: tuple[Table, ...] = (FOLLOW_UP, TASK, KEY_DATE, QUOTE, SALES_ORDER)
"""Tables in which another customer's row may name a contact that goes."""


def deals_that_count(view: View, ids: Sequence[CustomerId]) -> Counter[CustomerId]:
    """Return how many deals of some customers were not taken back."""
    stand = and_(DEAL.c.deleted_at.is_(None), DEAL.c.voided_at.is_(None))
    return _counted(view, ids, DEAL, stand)


def papers_that_count(view: View, ids: Sequence[CustomerId]) -> Counter[CustomerId]:
    """Return how many orders, contracts, receipts, refunds and invoices of customers stand."""
    issued = and_(INVOICE.c.status == InvoiceStatus.ISSUED, INVOICE.c.deleted_at.is_(None))
    return (
        _counted(view, ids, SALES_ORDER, is_open_order())
        + _counted(view, ids, CONTRACT, counts())
        + _counted(view, ids, PAYMENT, PAYMENT.c.deleted_at.is_(None))
        + _counted(view, ids, INVOICE, issued)
    )


def _counted(
    view: View, ids: Sequence[CustomerId], table: Table, which: ColumnElement[bool]
) -> Counter[CustomerId]:
    whose = table.c.customer_id
    statement = select(whose, func.count()).where(any_of(whose, ids), which).group_by(whose)
    return Counter({CustomerId(each): int(n) for each, n in view.connection.execute(statement)})


def contents(view: View, ids: Sequence[CustomerId]) -> PurgeContents:
    """Return how much goes with these customers."""

    def count(table: Table) -> int:
        statement = select(func.count()).select_from(table).where(any_of(table.c.customer_id, ids))
        return int(view.connection.execute(statement).scalar_one())

    staying = _staying(ids).with_only_columns(
        func.count(CONTACT_AFFILIATION.c.contact_id.distinct())
    )
    stay = int(view.connection.execute(staying.order_by(None)).scalar_one())
    return PurgeContents(
        customers=len(ids),
        contacts=count(CONTACT) - stay,
        follow_ups=count(FOLLOW_UP),
        tasks=count(TASK),
        key_dates=count(KEY_DATE),
        files=count(ATTACHMENT),
        opportunities=count(OPPORTUNITY),
        quotes=count(QUOTE),
        orders=count(SALES_ORDER),
        contracts=count(CONTRACT),
    )


def purge(unit: Unit, ids: Sequence[CustomerId]) -> list[CustomerId]:
    """Remove customers whose search texts were taken out already when they were deleted.

    Returns the customers at which people of theirs are at home from now on.
    """
    _forget_events(unit, ids)
    _forget_talks(unit, ids)
    _open_claims(unit, ids)
    homes = _let_people_stay(unit, ids)
    people = select(CONTACT.c.id).where(any_of(CONTACT.c.customer_id, ids))
    for table in _NAMING_CONTACTS:
        unit.connection.execute(
            update(table)
            .where(table.c.contact_id.in_(people), ~any_of(table.c.customer_id, ids))
            .values(contact_id=None)
        )
    _let_go(unit, ids)
    for table, column, owner in _DETAILS:
        rows = select(owner.c.id).where(any_of(owner.c.customer_id, ids))
        _delete(unit, table, table.c[column].in_(rows))
    _delete(unit, DISPUTE, _either(DISPUTE.c.customer_id, DISPUTE.c.other_customer_id, ids))
    dismissal = DUPLICATE_DISMISSAL.c
    _delete(unit, DUPLICATE_DISMISSAL, _either(dismissal.first_id, dismissal.second_id, ids))
    for table in _OF_CUSTOMERS:
        _delete(unit, table, any_of(table.c.customer_id, ids))
    gone = unscoped("who may remove them was asked before")
    _delete(unit, CUSTOMER, and_(any_of(CUSTOMER.c.id, ids), gone))
    return homes


def _either(first: Any, second: Any, ids: Sequence[CustomerId]) -> ColumnElement[bool]:
    return or_(any_of(first, ids), any_of(second, ids))


def _delete(unit: Unit, table: Table, which: ColumnElement[bool]) -> None:
    unit.connection.execute(delete(table).where(which))


def _let_go(unit: Unit, ids: Sequence[CustomerId]) -> None:
    """Let no other customer point at these: as its parent, or as what it was merged into."""
    parent, merged = CUSTOMER.c.parent_id, CUSTOMER.c.merged_into_id
    nobody = unscoped("nobody may point at what is gone")
    # Only those set aside were merged into another: few, and found by an index.
    apart = CUSTOMER.c.deleted_at.is_not(None)
    for which, column in (
        (any_of(parent, ids), parent),
        (and_(apart, any_of(merged, ids)), merged),
    ):
        statement = update(CUSTOMER).where(which, nobody).values({column: None})
        unit.connection.execute(statement)
    for named in (PROJECT.c.end_customer_id, PROJECT.c.agent_id):
        unit.connection.execute(update(PROJECT).where(any_of(named, ids)).values({named: None}))


def _let_people_stay(unit: Unit, ids: Sequence[CustomerId]) -> list[CustomerId]:
    """Let whoever belongs to another customer as well be at home there from now on; return where.

    Where they belong to several, at the one they came to first.
    """
    staying = {row.contact_id: row for row in unit.connection.execute(_staying(ids)).all()}
    for row in staying.values():
        values = {"title": row.title, "department": row.department, "is_key": False}
        to = CustomerId(row.customer_id)
        move_home(unit, ContactId(row.contact_id), to, {**values, "decision_role": None})
        _delete(unit, CONTACT_AFFILIATION, CONTACT_AFFILIATION.c.id == row.id)
    return sorted({CustomerId(row.customer_id) for row in staying.values()})


def _staying(ids: Sequence[CustomerId]) -> Select[Any]:
    """Return the affiliations that hold elsewhere of people at home here, the oldest last."""
    at = CONTACT_AFFILIATION.c
    home = select(CONTACT.c.id).where(
        any_of(CONTACT.c.customer_id, ids), CONTACT.c.deleted_at.is_(None)
    )
    return (
        select(at.id, at.contact_id, at.customer_id, at.title, at.department)
        .where(
            at.contact_id.in_(home),
            ~any_of(at.customer_id, ids),
            at.until_day.is_(None),
            at.deleted_at.is_(None),
        )
        .order_by(at.id.desc())
    )


def _forget_talks(unit: Unit, ids: Sequence[CustomerId]) -> None:
    said = select(FOLLOW_UP.c.id, FOLLOW_UP.c.content).where(
        any_of(FOLLOW_UP.c.customer_id, ids), FOLLOW_UP.c.deleted_at.is_(None)
    )
    for row in unit.connection.execute(said).all():
        search.unindex_talk(unit, row.id, row.content)


def _open_claims(unit: Unit, ids: Sequence[CustomerId]) -> None:
    """Let what is claimed for them be claimed anew; what was confirmed for some keeps them here."""
    receipt, part = BANK_RECEIPT.c, BANK_RECEIPT_PART.c
    named = select(part.receipt_id).where(any_of(part.customer_id, ids))
    open_again = {"status": BankReceiptStatus.OPEN, "claimant_id": None, "claimed_at": None}
    waiting = (receipt.id.in_(named), receipt.status == BankReceiptStatus.CLAIMED)
    found = unit.connection.execute(
        update(BANK_RECEIPT)
        .where(*waiting)
        .values(**open_again, version=receipt.version + 1)
        .returning(receipt.id)
    )
    opened = list(found.scalars())
    _delete(unit, BANK_RECEIPT_PART, part.receipt_id.in_(opened))


def _forget_events(unit: Unit, ids: Sequence[CustomerId]) -> None:
    """Leave of what happened that it did, when and by whom, but nothing that was said of whom."""
    own = and_(any_of(EVENT.c.customer_id, ids), EVENT.c.kind != CustomerPurged.kind())
    merged = select(CUSTOMER.c.merged_into_id).where(
        any_of(CUSTOMER.c.id, ids), unscoped("they are removed")
    )
    # What it was before it was merged stands in the history of the one it went into.
    gone_over = and_(
        EVENT.c.customer_id.in_(merged),
        EVENT.c.kind == CustomerMerged.kind(),
        any_of(EVENT.c.record_id, ids),
    )
    # What it was as a lead is told by events that name no customer.
    leads = select(LEAD.c.id).where(any_of(LEAD.c.customer_id, ids))
    as_leads = and_(
        EVENT.c.customer_id.is_(None),
        EVENT.c.record_id.in_(leads),
        EVENT.c.kind.startswith("lead_"),
    )
    paid = select(BANK_RECEIPT_PART.c.receipt_id).where(
        any_of(BANK_RECEIPT_PART.c.customer_id, ids)
    )
    as_payers = and_(
        EVENT.c.customer_id.is_(None),
        EVENT.c.record_id.in_(paid),
        EVENT.c.kind.startswith("bank_receipt_"),
    )
    which = or_(own, gone_over, as_leads, as_payers)
    unit.connection.execute(update(EVENT).where(which).values(before={}, after={}))
    seals.seal_anew(unit.connection, which, unit.now)
