"""Planned lines of orders and contracts: when how much is to be paid, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.queries.payments import documents, plans
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import (
    Changed,
    PaymentPlanAdded,
    PaymentPlanDeleted,
    PaymentPlanEdited,
    PaymentPlanRestored,
)
from crm_tui.domain.identifiers import PaymentPlanId
from crm_tui.domain.payments.records import Document, PlanFields, PlanRow, Target
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.payments.rules import PlanIsPaid, why_not_plan
from crm_tui.domain.users import Actor, Permission
from crm_tui.services import access
from crm_tui.services.payments.checking import checked_plan, refuse
from crm_tui.services.queries import understood
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class PaymentPlans:
    """Planned lines as people use them; whoever has the order or contract has its lines."""

    database: Database

    def list(self, actor: Actor, request: PlanRequest, *, limit: int = 200) -> list[PlanRow]:
        """Return the planned lines asked for, of visible customers, the first to be due first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            if request.target != Target():
                documents.document(view, request.target)
            asked = understood(view, request.asked)
            return shown(view, plans.plans(view, request, asked, limit))

    def plan(self, actor: Actor, plan_id: PaymentPlanId) -> PlanRow:
        """Return a planned line; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            return shown_one(view, plans.plan(view, plan_id))

    @operation(Permission.EDIT_PAYMENT)
    def add(self, actor: Actor, target: Target, lines: Sequence[PlanFields]) -> Changed:
        """Plan lines of an order or a contract, together at most what it comes to.

        Raises FieldError for what cannot be stored, RefusedError for more than is left.
        """
        checked = [checked_plan(each) for each in lines]
        with self.database.writing(actor) as unit:
            document = documents.document(unit, target)
            access.editable(unit, document.customer_id)
            planned = plans.planned_minor(unit, target)
            refuse(why_not_plan(document, planned, sum(each.amount_minor for each in checked)))
            for each in checked:
                enter_plan(unit, document, each)
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def edit(self, actor: Actor, plan_id: PaymentPlanId, changes: Mapping[str, object]) -> Changed:
        """Change fields of a planned line.

        Raises RefusedError where all lines would come to more than their order or contract.
        """
        with self.database.writing(actor) as unit:
            old = plans.plan(unit, plan_id)
            access.editable(unit, old.customer_id)
            wanted: dict[str, Any] = dict(changes)
            new = checked_plan(replace(old.fields, **wanted))
            _refuse_beyond(unit, old, new.amount_minor)
            change_plan(unit, old, new)
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def delete(self, actor: Actor, plan_id: PaymentPlanId) -> Changed:
        """Take a planned line out of all lists; raise RefusedError where receipts name it."""
        with self.database.writing(actor) as unit:
            row = plans.plan(unit, plan_id)
            access.editable(unit, row.customer_id)
            refuse(PlanIsPaid(row.number) if row.received_minor else None)
            plans.update_plan(unit, plan_id, {"deleted_at": unit.now})
            unit.record(
                PaymentPlanDeleted(
                    customer_id=row.customer_id, record_id=plan_id, before=_told(row)
                )
            )
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def restore(self, actor: Actor, plan_id: PaymentPlanId) -> Changed:
        """Bring a deleted planned line back, if there is room for it still."""
        with self.database.writing(actor) as unit:
            row = plans.plan(unit, plan_id, deleted=True)
            access.editable(unit, row.customer_id)
            _refuse_beyond(unit, row, row.fields.amount_minor)
            plans.update_plan(unit, plan_id, {"deleted_at": None})
            unit.record(
                PaymentPlanRestored(
                    customer_id=row.customer_id, record_id=plan_id, after=_told(row)
                )
            )
        return unit.changed


def enter_plan(unit: Unit, document: Document, fields: PlanFields) -> PaymentPlanId:
    """Write a line of a document, checked before, and return its id."""
    plan_id = plans.add_plan(unit, document.customer_id, document.target, fields)
    told = {"number": document.number, "currency": document.currency, **plans.field_values(fields)}
    unit.record(PaymentPlanAdded(customer_id=document.customer_id, record_id=plan_id, after=told))
    return plan_id


def change_plan(unit: Unit, old: PlanRow, new: PlanFields) -> tuple[str, ...]:
    """Write what differs of a planned line, checked before; return the names of that."""
    was, now = plans.field_values(old.fields), plans.field_values(new)
    names = tuple(name for name in now if was[name] != now[name])
    if names:
        plans.update_plan(unit, old.id, {name: now[name] for name in names})
        unit.record(
            PaymentPlanEdited(
                customer_id=old.customer_id,
                record_id=old.id,
                before={name: was[name] for name in names},
                after={**_told(old), **{name: now[name] for name in names}},
            )
        )
    return names


def _refuse_beyond(unit: Unit, row: PlanRow, minor: int) -> None:
    document = documents.document(unit, row.target)
    planned = plans.planned_minor(unit, row.target, but=row.id)
    refuse(why_not_plan(document, planned, minor))


def _told(row: PlanRow) -> dict[str, object]:
    return {"number": row.number, "currency": row.currency, **plans.field_values(row.fields)}
