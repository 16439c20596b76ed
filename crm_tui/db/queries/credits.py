"""What counts to whose credit: one statement for each thing, of which sums and rows are read alike.

Credit stays with a person when the customer goes to others, so these rows are found by the person;
whoever sees the customer no more reads no name of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from crm_tui.db.functions import unindexed
from crm_tui.db.queries.currencies import Rates
from crm_tui.db.queries.overviews import staff
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import PAYMENT
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.schema.users import USER
from crm_tui.db.types import Instant
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.credits import NO_CREDIT, Credit, CreditRequest, CreditRow, CreditSum
from crm_tui.domain.days import DayRange, day_of, start_of_day
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.orders.records import COUNTED
from crm_tui.domain.pools import PeriodEnd, PeriodStart
from crm_tui.domain.users import Scope

_STAYS = "credit stays with the person who has it, whoever holds the customer now"
_SIGNED = (ContractStatus.SIGNED, ContractStatus.TERMINATED)
"""What was signed counts in its month also when it ended early; what is void never did."""
_ENTERED = (PeriodStart.CREATED, PeriodStart.IMPORTED)
_PERIOD = OWNERSHIP_PERIOD.c
_BY_DAY = "INDEXED BY ix_ownership_period_claimed"
_BY_ENTRY = "INDEXED BY ix_customer_created"
_BY_DELETION = "INDEXED BY ix_customer_apart"

InUse = Callable[[Select[Any], ColumnElement[Any]], Select[Any]]
"""Leaves out of a selection, by a column of it, what is of customers that are in use no more."""
Counting = Callable[[View, DayRange], Select[Any]]
"""Selects what counts in some days: its id, whose it is, when, of which customer, how much."""


def seen_people(view: View) -> Select[tuple[int]]:
    """Select whose credit a person sees: their scope's, their own, and theirs they stand in for."""
    covered = select(USER.c.id).where(USER.c.id.in_(sorted(view.person.covered_ids)))
    found = union_all(staff(view), covered).subquery()
    return select(found.c.id)


def sums(view: View, credit: Credit, days: DayRange) -> dict[UserId, CreditSum]:
    """Return what each person that one sees has of a thing in some days."""
    base, own = _COUNTING[credit](view, days).subquery("counted"), view.office.currency
    # What is in the office's currency is one sum; what is not is converted row by row.
    is_own = or_(base.c.currency == own, base.c.currency == "")
    keyed = (
        select(
            base.c.user_id,
            base.c.currency,
            case((is_own, null()), else_=base.c.day).label("day"),
            case((is_own, null()), else_=base.c.minor).label("one"),
            base.c.minor,
        )
        .where(base.c.user_id.in_(seen_people(view)))
        .subquery("keyed")
    )
    keys = (keyed.c.user_id, keyed.c.currency, keyed.c.day, keyed.c.one)
    statement = (
        select(*keys, func.sum(keyed.c.minor).label("whole"), func.count().label("number"))
        .group_by(*keys)
        .order_by(*keys)
    )
    rates = Rates(view)
    found: dict[UserId, CreditSum] = {}
    for row in view.connection.execute(statement):
        minor: int | None = int(row.whole)
        if row.one is not None:
            one = rates.in_own(row.one, row.currency, row.day)
            minor = None if one is None else one * row.number
        before = found.get(UserId(row.user_id), NO_CREDIT)
        found[UserId(row.user_id)] = CreditSum(
            before.count + row.number,
            before.minor + (minor or 0),
            before.left_out + (row.number if minor is None else 0),
        )
    return found


def rows(view: View, request: CreditRequest, limit: int) -> list[CreditRow]:
    """Return what such a sum is made of, the newest first."""
    base = _COUNTING[request.credit](view, request.days).subquery("counted")
    statement = (
        select(
            base,
            USER.c.name.label("person"),
            CUSTOMER.c.name.label("customer"),
            visible_to(view.person).label("visible"),
        )
        .join(USER, USER.c.id == base.c.user_id)
        .join(CUSTOMER, CUSTOMER.c.id == base.c.customer_id)
        .where(base.c.user_id.in_(seen_people(view)))
        .order_by(base.c.day.desc(), base.c.at.desc(), base.c.id.desc())
        .limit(limit)
    )
    if request.user_ids:
        statement = statement.where(base.c.user_id.in_(request.user_ids))
    rates = Rates(view)
    return [_row(view, row, rates) for row in view.connection.execute(statement)]


def _row(view: View, row: Any, rates: Rates) -> CreditRow:
    day = day_of(row.at, view.zone) if row.day is None else row.day
    return CreditRow(
        id=row.id,
        user_id=UserId(row.user_id),
        person=row.person,
        day=day,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer if row.visible else "",
        what=(row.what or "") if row.visible else "",
        minor=row.minor,
        currency=row.currency,
        reported_minor=rates.in_own(row.minor, row.currency, day),
    )


# --- what counts ---------------------------------------------------------------------------------


def _contracts(_view: View, days: DayRange) -> Select[Any]:
    contract = CONTRACT.c
    what = contract.number + literal(" ") + contract.title
    found = _counted(
        contract.id,
        contract.owner_id,
        contract.customer_id,
        day=contract.sign_day,
        amount=(contract.amount_minor, contract.currency),
        what=what,
    )
    return found.where(
        contract.status.in_(_SIGNED),
        contract.sign_day.between(days.first, days.last),
        contract.deleted_at.is_(None),
    )


def _orders(_view: View, days: DayRange) -> Select[Any]:
    order = SALES_ORDER.c
    found = _counted(
        order.id,
        order.owner_id,
        order.customer_id,
        day=order.confirmed_day,
        # What came back was not sold, and lowers the month in which it was.
        amount=(order.total_minor - order.returned_minor, order.currency),
        what=order.number + literal(" ") + order.title,
    )
    return found.where(
        order.status.in_(COUNTED),
        order.confirmed_day.between(days.first, days.last),
        order.deleted_at.is_(None),
    )


def _deals(_view: View, days: DayRange) -> Select[Any]:
    deal = DEAL.c
    found = _counted(
        deal.id,
        deal.owner_id,
        deal.customer_id,
        day=deal.deal_day,
        amount=(deal.amount_minor, deal.currency),
        what=deal.note,
    )
    return found.where(
        deal.deal_day.between(days.first, days.last),
        deal.voided_day.is_(None),
        deal.deleted_at.is_(None),
    )


def _received(_view: View, days: DayRange) -> Select[Any]:
    payment = PAYMENT.c
    found = _counted(
        payment.id,
        payment.owner_id,
        payment.customer_id,
        day=payment.day,
        # A refund is below zero.
        amount=(payment.amount_minor, payment.currency),
        what=payment.number + literal(" ") + payment.payer,
    )
    return found.where(payment.day.between(days.first, days.last), payment.deleted_at.is_(None))


def _ended(state: OpportunityState) -> Counting:
    """Return what selects the opportunities that ended so, at what they were reported with."""

    def counting(view: View, days: DayRange) -> Select[Any]:
        opportunity = OPPORTUNITY.c
        found = _counted(
            opportunity.id,
            opportunity.owner_id,
            opportunity.customer_id,
            day=opportunity.closed_day,
            amount=(opportunity.reported_minor, literal(view.office.currency)),
            what=opportunity.name,
        )
        return found.where(
            opportunity.state == state,
            opportunity.closed_day.between(days.first, days.last),
            opportunity.deleted_at.is_(None),
        )

    return counting


def _new_customers(view: View, days: DayRange) -> Select[Any]:
    customer_id, owner_id = _PERIOD.customer_id, _PERIOD.owner_id
    found = _counted(customer_id, owner_id, customer_id, day=_PERIOD.start_day)
    if view.person.scope is not Scope.SELF:
        # Fewer were entered in some days than all of a department hold and held.
        found = _counted(customer_id, unindexed(owner_id), customer_id, day=_PERIOD.start_day)
        found = found.with_hint(CUSTOMER, _BY_ENTRY, "sqlite")
    return found.where(
        CUSTOMER.c.created_at >= start_of_day(days.first, view.zone),
        CUSTOMER.c.created_at < start_of_day(days.last + 1, view.zone),
        _PERIOD.how_started.in_(_ENTERED),
        # What a first import brings was somebody's before, and is new to nobody.
        _PERIOD.start_day.between(days.first, days.last),
        unscoped(_STAYS),
    )


def _claimed(view: View, days: DayRange) -> Select[Any]:
    found = _counted(
        _PERIOD.id,
        _PERIOD.owner_id,
        _PERIOD.customer_id,
        day=_PERIOD.start_day,
        in_use=_in_use(view),
    )
    return found.with_hint(OWNERSHIP_PERIOD, _BY_DAY, "sqlite").where(
        # Written out: of a parameter SQLite could not know that the index holds it.
        type_coerce(_PERIOD.how_started, String)
        == literal_column(f"'{PeriodStart.CLAIMED.value}'"),
        _PERIOD.start_day.between(days.first, days.last),
        func.coalesce(type_coerce(_PERIOD.how_ended, String), "") != PeriodEnd.UNDONE.value,
    )


def _given_up(how: PeriodEnd) -> Counting:
    """Return what selects the customers that somebody held until they went to the pool so."""

    def counting(view: View, days: DayRange) -> Select[Any]:
        found = _counted(
            _PERIOD.id,
            _PERIOD.owner_id,
            _PERIOD.customer_id,
            at=_PERIOD.noticed_at,
            in_use=_in_use(view),
        )
        return found.where(
            _PERIOD.how_ended == how,
            _PERIOD.noticed_at >= start_of_day(days.first, view.zone),
            _PERIOD.noticed_at < start_of_day(days.last + 1, view.zone),
        )

    return counting


def _follow_ups(view: View, days: DayRange) -> Select[Any]:
    follow_up = FOLLOW_UP.c
    method = (
        select(DICTIONARY_ITEM.c.name)
        .where(DICTIONARY_ITEM.c.id == follow_up.method_id)
        .correlate(FOLLOW_UP)
        .scalar_subquery()
    )
    found = _counted(
        follow_up.id,
        follow_up.author_id,
        follow_up.customer_id,
        at=follow_up.happened_at,
        what=method,
        in_use=_in_use(view),
    )
    return found.where(
        follow_up.happened_at >= start_of_day(days.first, view.zone),
        follow_up.happened_at < start_of_day(days.last + 1, view.zone),
        follow_up.deleted_at.is_(None),
    )


_NO_AMOUNT = (literal(0, Integer), literal(""))


def _in_use(view: View) -> InUse:
    """Return what leaves out customers that were deleted.

    Of many people's work these few tell sooner than each customer that is in use.
    """
    return _looked_up if view.person.scope is Scope.SELF else _not_deleted


def _looked_up(found: Select[Any], customer_id: ColumnElement[Any]) -> Select[Any]:
    """Return what is found of customers in use, each of them looked up."""
    joined = found.join(CUSTOMER, CUSTOMER.c.id == customer_id)
    return joined.where(CUSTOMER.c.deleted_at.is_(None), unscoped(_STAYS))


def _not_deleted(found: Select[Any], customer_id: ColumnElement[Any]) -> Select[Any]:
    """Return the same, by the ids of customers that are not."""
    return found.where(is_not_deleted(customer_id))


def is_not_deleted(customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a customer is none of the few that were deleted."""
    deleted = select(CUSTOMER.c.id).where(CUSTOMER.c.deleted_at.is_not(None), unscoped(_STAYS))
    return customer_id.not_in(deleted.with_hint(CUSTOMER, _BY_DELETION, "sqlite"))


def _counted(  # noqa: PLR0913 - one argument for each column
    id: ColumnElement[Any],  # noqa: A002 - the column's own name
    user_id: ColumnElement[Any],
    customer_id: ColumnElement[Any],
    *,
    day: ColumnElement[Any] | None = None,
    at: ColumnElement[Any] | None = None,
    amount: tuple[ColumnElement[Any], ColumnElement[Any]] = _NO_AMOUNT,
    what: ColumnElement[Any] | None = None,
    in_use: InUse = _looked_up,
) -> Select[Any]:
    """Return the columns that all things have which count, of customers in use alone."""
    minor, currency = amount
    found = select(
        id.label("id"),
        user_id.label("user_id"),
        customer_id.label("customer_id"),
        (null().cast(Integer) if day is None else day).label("day"),
        (type_coerce(null().cast(Instant.impl), Instant) if at is None else at).label("at"),
        minor.label("minor"),
        currency.label("currency"),
        (literal("") if what is None else what).label("what"),
    )
    return in_use(found, customer_id)


_COUNTING: Mapping[Credit, Counting] = {
    Credit.FOLLOW_UPS: _follow_ups,
    Credit.CUSTOMERS: _new_customers,
    Credit.CLAIMED: _claimed,
    Credit.RETURNED: _given_up(PeriodEnd.RETURNED),
    Credit.RECLAIMED: _given_up(PeriodEnd.RECLAIMED),
    Credit.WON: _ended(OpportunityState.WON),
    Credit.LOST: _ended(OpportunityState.LOST),
    Credit.ORDERS: _orders,
    Credit.CONTRACTS: _contracts,
    Credit.DEALS: _deals,
    Credit.RECEIVED: _received,
}
"""What can be counted: another thing is another line, and one of `Credit`."""
