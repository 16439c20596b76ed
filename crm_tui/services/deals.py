"""成交登记: record what was sold, take it back with a reason, and say by hand what is won."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customer_types, customers, deals, pools, users
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.customer_types import is_at_risk
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.deals import (
    DealFields,
    DealRow,
    DealState,
    deal_fault,
    why_not_credit,
    why_not_mark,
    why_not_void,
    with_deals,
)
from crm_tui.domain.events import Changed, DealMarked, DealRecorded, DealVoided
from crm_tui.domain.identifiers import CustomerId, DealId, PaymentId, UserId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_text
from crm_tui.services.customer_types import win_back_over
from crm_tui.values import dataclass

_NOTE_LIMIT = 500
_CAUSE = "deal"


@dataclass(frozen=True, slots=True)
class DealWritten:
    """A deal as recorded, and the last protected day that now holds."""

    deal_id: DealId
    changed: Changed
    last_day: int


@dataclass(frozen=True, slots=True)
class Deals:
    """Deals as people use them; each keeps its owner when the customer changes hands."""

    database: Database

    def list(
        self, actor: Actor, customer_id: CustomerId | None = None, *, limit: int = 100
    ) -> list[DealRow]:
        """Return the deals of a customer, or of all visible ones, void ones too, newest first."""
        with self.database.reading(actor) as view:
            if customer_id is not None:
                customers.record(view, customer_id)
            return shown(view, deals.deals_of(view, customer_id, limit))

    def deal(self, actor: Actor, deal_id: DealId) -> DealRow:
        """Return a deal; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            return shown_one(view, deals.deal(view, deal_id))

    @operation(Permission.RECORD_DEAL)
    def record(self, actor: Actor, customer_id: CustomerId, deal: DealFields) -> DealWritten:
        """Record a deal; it is to the credit of the customer's owner unless another is named.

        Raises FieldError for an amount below zero or a day to come, RefusedError where others
        change the customer or the credit is not one's to give.
        """
        deal = replace(deal, note=checked_text("note", deal.note, limit=_NOTE_LIMIT))
        with self.database.writing(actor) as unit:
            if fault := deal_fault(deal, today=unit.today):
                raise FieldError(*fault)
            row = access.editable(unit, customer_id)
            deal_id = record_deal(unit, row, deal, _credited(unit, row, deal))
            last_day = customers.stored(unit, customer_id).last_day
        return DealWritten(deal_id, unit.changed, last_day)

    @operation(Permission.VOID_DEAL)
    def void(self, actor: Actor, deal_id: DealId, reason: str) -> Changed:
        """Take a deal back with a reason: it counts for nothing from today on."""
        reason = _required_reason(reason)
        with self.database.writing(actor) as unit:
            deal = deals.deal(unit, deal_id)
            row = protection.settled(unit, deal.customer_id)
            stands_above = users.manages(unit.connection, unit.person.user_id, deal.owner_id)
            refusal = why_not_void(deal, by=unit.person, stands_above=stands_above)
            if refusal is not None:
                raise RefusedError(refusal)
            void_deal(unit, row, deal, reason)
        return unit.changed

    @operation(Permission.VOID_DEAL)
    def mark_deal(
        self, actor: Actor, customer_id: CustomerId, *, is_deal: bool, reason: str
    ) -> Changed:
        """Say by hand whether a customer is won; the next deal recorded says it anew."""
        reason = _required_reason(reason)
        with self.database.writing(actor) as unit:
            row = protection.settled(unit, customer_id)
            refusal = why_not_mark(row.name, by=unit.person, stands_above=_stands_above(unit, row))
            if refusal is not None:
                raise RefusedError(refusal)
            before, after = _recompute(unit, row, by_hand=is_deal)
            unit.record(
                DealMarked(
                    customer_id=customer_id,
                    record_id=customer_id,
                    before=before,
                    after={**after, "by_hand": is_deal, "reason": reason},
                )
            )
        return unit.changed


def record_deal(unit: Unit, row: Any, deal: DealFields, owner_id: UserId) -> DealId:
    """Write a deal to somebody's credit, with all that follows for its customer; return its id."""
    deal_id = deals.add_deal(unit, row.id, deal, owner_id)
    if row.period_id is not None:
        pools.add_fact(unit, row.period_id, FactKind.DEAL, deal_id, deal.day)
    before, after = _recompute(unit, row, by_hand=None, is_news=_is_news(unit, row))
    after |= _said(unit, deal, owner_id)
    unit.record(DealRecorded(customer_id=row.id, record_id=deal_id, before=before, after=after))
    return deal_id


def void_deal(
    unit: Unit, row: Any, deal: DealRow, reason: str, *, receipt_id: PaymentId | None = None
) -> None:
    """Take a deal back from today on, with all that follows for its customer.

    `receipt_id` is the receipt that is another deal from now on: undo gives it this one back.
    """
    deals.void_deal(unit, deal.id, reason)
    pools.void_fact(unit, (FactKind.DEAL,), deal.id)
    before, after = _recompute(unit, row, by_hand=deals.marked_by_hand(unit, row.id))
    after |= {
        "reason": reason,
        "amount_minor": deal.amount_minor,
        "currency": deal.currency,
        "day": deal.day,
        "owner": deal.owner,
    }
    if receipt_id is not None:
        after["receipt_id"] = receipt_id
    unit.record(DealVoided(customer_id=row.id, record_id=deal.id, before=before, after=after))


def _stands_above(unit: Unit, row: Any) -> bool:
    if row.owner_id is None:
        return row.pool_id in unit.person.pool_ids
    return users.manages(unit.connection, unit.person.user_id, row.owner_id)


def _credited(unit: Unit, row: Any, deal: DealFields) -> UserId:
    """Return whose performance the deal is; raise where that is not this person's to say."""
    me = unit.person.user_id
    owner_id = deal.owner_id or row.owner_id or me
    if deal.owner_id is not None and not users.is_active(unit.connection, owner_id):
        raise NotFoundError("user", str(owner_id))
    refusal = why_not_credit(
        users.name_of(unit.connection, owner_id),
        is_own=owner_id == me,
        holds=owner_id == row.owner_id,
        by=unit.person,
        stands_above=users.manages(unit.connection, me, owner_id),
    )
    if refusal is not None:
        raise RefusedError(refusal)
    return owner_id


def _recompute(
    unit: Unit, row: Any, *, by_hand: bool | None, is_news: bool = False
) -> tuple[dict[str, object], dict[str, object]]:
    """Store whether the customer is won, its type and its last day; return before and after."""
    old = DealState(row.is_deal, row.type)
    new = with_deals(
        old,
        valid_deals=deals.valid_deals(unit, row.id),
        by_hand=by_hand,
        typed_from=deals.type_before_deals(unit, row.id),
        is_news=is_news,
    )
    before: dict[str, object] = {
        "is_deal": old.is_deal,
        "type": old.type.value,
        "protection": protection.match_values(unit, row),
    }
    if new != old:
        values: dict[str, object] = {"is_deal": new.is_deal, "type": new.type}
        if old.type is CustomerType.LOST and new.type is not old.type:
            before |= {"loss_reason_id": row.loss_reason_id, "loss_note": row.loss_note}
            values |= {"loss_reason_id": None, "loss_note": ""}
        customers.update_customer(unit, row.id, values, person_edit=new.type is not old.type)
    if new.type is old.type:
        protection.refresh(unit, row.id, cause=_CAUSE)
    else:
        protection.relabelled(unit, row.id, cause=_CAUSE, by_rule=True)
    typed = new.type is not old.type and new.is_deal
    after: dict[str, object] = {"is_deal": new.is_deal, "type": new.type.value, "typed": typed}
    if typed:
        after["tasks"] = win_back_over(unit, row)
    return before, after


def _is_news(unit: Unit, row: Any) -> bool:
    """Return whether the last deal is so late that the customer is at no risk."""
    last = customer_types.last_deal_day(unit, row.id)
    months = unit.office.work.at_risk_months
    return last is not None and not is_at_risk(row.level, last, months, today=unit.today)


def _said(unit: Unit, deal: DealFields, owner_id: UserId) -> dict[str, object]:
    return {
        "amount_minor": deal.amount_minor,
        "currency": deal.currency or unit.office.currency,
        "day": deal.day,
        "note": deal.note,
        "owner": users.name_of(unit.connection, owner_id),
    }


def _required_reason(reason: str) -> str:
    words = checked_text("reason", reason, limit=_NOTE_LIMIT)
    if not words:
        raise FieldError("reason", "required")
    return words
