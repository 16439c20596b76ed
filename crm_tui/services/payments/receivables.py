"""What customers' business comes to, what of it is still to be paid, and how old that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.db.queries import customers, opportunities
from crm_tui.db.queries.currencies import Rates
from crm_tui.db.queries.payments import credit_limits, dated, dues, plans, totals
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.events import Changed, CreditSet
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.payments.dues import OVERDUE as OVERDUE_AGES
from crm_tui.domain.payments.dues import Age, DueItem, DueRow, PlainDue, age_of, by_age, items_of
from crm_tui.domain.payments.papers import LONGEST_DAYS
from crm_tui.domain.payments.totals import CustomerMoney, MoneyTotals, ReportedMoney
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services import access
from crm_tui.services.payments.checking import settings_of
from crm_tui.values import dataclass

DUE_LEAD_DAYS = 3
"""So many days ahead one is told that a planned line is due."""


@dataclass(frozen=True, slots=True)
class Receivables:
    """Totals of customers: each is the sum of rows that the same person may open."""

    database: Database

    def money(self, actor: Actor, customer_id: CustomerId) -> CustomerMoney:
        """Return all that a customer shows of money."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            found = totals.totals(view, customer_id).get(customer_id, [])
            credit = credit_limits.credit(view, customer_id)
            return CustomerMoney(
                opportunities=opportunities.totals(view, customer_id),
                totals=tuple(found),
                reported=_reported(view, customer_id, found),
                dues=tuple(_rows(view, customer_id, {customer_id: found})),
                limit_minor=credit["limit_minor"],
                payment_days=credit["payment_days"],
            )

    def items(
        self,
        actor: Actor,
        customer_id: CustomerId | None = None,
        *,
        only_overdue: bool = False,
        limit: int = 200,
    ) -> list[DueItem]:
        """Return what is still to be paid of visible customers, the first to be due first."""
        with self.database.reading(actor) as view:
            if customer_id is not None:
                customers.record(view, customer_id)
            found = dues_of(view, _only(customer_id))
            if only_overdue:
                late = [each for each in found if age_of(each.due_day, view.today) in OVERDUE_AGES]
                return late[:limit]
            return found[:limit]

    def rows(self, actor: Actor, *, only_overdue: bool = False) -> Sequence[DueRow]:
        """Return what each visible customer has to pay by age, the most overdue first."""
        with self.database.reading(actor) as view:
            whole = totals.totals(view, None)
            found = _rows(view, None, whole)
            shown = [each for each in found if each.overdue_minor or not only_overdue]
            shown += [] if only_overdue else _paid_ahead(view, whole, found)
            return sorted(shown, key=lambda each: (-each.overdue_minor, -each.outstanding_minor))

    @operation(Permission.CONFIRM_PAYMENT)
    def set_credit(
        self, actor: Actor, customer_id: CustomerId, changes: Mapping[str, int | None]
    ) -> Changed:
        """Say what a customer may owe in the office's currency, and how long; None as usual.

        Raises FieldError for what is below zero or beyond all measure.
        """
        with self.database.writing(actor) as unit:
            access.editable(unit, customer_id)
            old = credit_limits.credit(unit, customer_id)
            new = {**old, **changes}
            for name, largest in (("limit_minor", LARGEST_MINOR), ("payment_days", LONGEST_DAYS)):
                if new[name] is not None and not 0 <= new[name] <= largest:
                    field = "credit_limit" if name == "limit_minor" else name
                    raise FieldError(field, "out_of_range", str(new[name])[:20])
            if new != old:
                credit_limits.set_credit(unit, customer_id, new)
                facts = {"currency": unit.office.currency}
                unit.record(
                    CreditSet(
                        customer_id=customer_id,
                        record_id=customer_id,
                        before=old,
                        after={**new, **facts},
                    )
                )
        return unit.changed


def due_payments(view: View, limit: int) -> list[DueItem]:
    """Return the planned lines of one's orders and contracts that are due soon or overdue.

    Those that receipts paid without naming them are left out; the longest overdue come first.
    """
    planned = plans.due_of(view, view.today + DUE_LEAD_DAYS, limit)
    lines = {each.id for each in planned}
    whose = [*dict.fromkeys(each.customer_id for each in planned)]
    # Read in one go: asked one by one, fifty customers took longer than all else of a day.
    return [item for item in dues_of(view, whose) if item.plan_id in lines] if lines else []


def owed(view: View, found: Sequence[MoneyTotals]) -> int | None:
    """Return what is outstanding in the office's currency, today; None where one has no rate."""
    rates, whole = Rates(view), 0
    for each in found:
        minor = rates.in_own(each.outstanding_minor, each.currency, view.today)
        if minor is None:
            return None
        whole += minor
    return whole


def _reported(
    view: View, customer_id: CustomerId, found: Sequence[MoneyTotals]
) -> ReportedMoney | None:
    """Return totals together in the office's currency; None where an amount has no rate."""
    own, outstanding = view.office.currency, owed(view, found)
    if all(each.currency == own for each in found):
        return ReportedMoney.of(found[0] if found else MoneyTotals(own, 0, 0, 0))
    sums = (
        dated.ordered(view, dated.of_customer(customer_id)),
        dated.received(view, customer_id),
        dated.invoiced(view, customer_id),
    )
    if outstanding is None or any(each.unrated for each in sums):
        return None
    ordered, received, invoiced = (each.minor for each in sums)
    return ReportedMoney(own, ordered, received, outstanding, invoiced)


def dues_of(view: View, whose: dues.Whose) -> list[DueItem]:
    """Return what some customers, None for all one may see, have to pay, the first due first."""
    found, planned = dues.open_documents(view, whose, settings_of(view).payment_days)
    items = [
        item
        for target, document in found.items()
        for item in items_of(document, planned.get(target, ()))
    ]
    return sorted(items, key=_by_day)


def _only(customer_id: CustomerId | None) -> dues.Whose:
    return None if customer_id is None else (customer_id,)


def by_customer(items: Iterable[DueItem]) -> Mapping[int, Sequence[DueItem]]:
    """Return what each customer has to pay, in the same order."""
    found: dict[int, list[DueItem]] = {}
    for each in items:
        found.setdefault(each.document.customer_id, []).append(each)
    return found


def _by_day(item: DueItem) -> tuple[bool, int, str]:
    return (item.due_day is None, item.due_day or 0, item.document.number)


def _rows(
    view: View, customer_id: CustomerId | None, found: Mapping[CustomerId, Sequence[MoneyTotals]]
) -> list[DueRow]:
    """Return what customers have to pay by age; what they paid ahead makes up the difference."""
    days, asked = settings_of(view).payment_days, _only(customer_id)
    documents, planned = dues.open_documents(view, asked, days, without_plain=True)
    parts = dues.plain_dues(view, asked, days)
    for target, document in documents.items():
        parts += (_part(item) for item in items_of(document, planned.get(target, ())))
    of_whom: dict[tuple[CustomerId, str], list[PlainDue]] = {}
    for each in parts:
        of_whom.setdefault((each.customer_id, each.currency), []).append(each)
    rows = []
    for (whose, currency), those in of_whom.items():
        ages = by_age(those, view.today)
        left = next(
            (t.outstanding_minor for t in found.get(whose, ()) if t.currency == currency), 0
        )
        rows.append(
            DueRow(
                customer_id=whose,
                customer=those[0].customer,
                owner=min(each.owner for each in those),
                currency=currency,
                ages=tuple(ages.items()),
                on_account_minor=sum(ages.values()) - left,
            )
        )
    return rows


def _paid_ahead(
    view: View, whole: Mapping[CustomerId, Sequence[MoneyTotals]], found: Sequence[DueRow]
) -> list[DueRow]:
    """Return who has nothing to pay but paid something: it stands to their account."""
    told = {(each.customer_id, each.currency) for each in found}
    ahead = {
        (customer_id, each.currency): -each.outstanding_minor
        for customer_id, totals_of in whole.items()
        for each in totals_of
        if each.outstanding_minor and (customer_id, each.currency) not in told
    }
    rows = {row.id: row for row in customers.rows(view, sorted({key[0] for key in ahead}))}
    return [
        DueRow(
            customer_id=customer_id,
            customer=rows[customer_id].name,
            owner=rows[customer_id].owner,
            currency=currency,
            ages=tuple((age, 0) for age in Age),
            on_account_minor=minor,
        )
        for (customer_id, currency), minor in ahead.items()
        if customer_id in rows
    ]


def _part(item: DueItem) -> PlainDue:
    document = item.document
    return PlainDue(
        document.customer_id,
        document.customer,
        document.owner,
        document.currency,
        item.due_day,
        item.left_minor,
    )
