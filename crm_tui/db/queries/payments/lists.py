"""Lists of receipts and refunds of all customers that one may see."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.groupings import MoneyOf, by_choice, by_month, by_owner
from crm_tui.db.queries.payments.receipts import ASKED, in_sight, rows_of, selected
from crm_tui.db.queries.record_lists import ListedNoun, belonging, in_their_order
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.payments import PAYMENT
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.payments.records import PaymentKind, PaymentMethod, PaymentRow

_P = PAYMENT.c


def _rows(view: View, ids: Sequence[int]) -> Sequence[PaymentRow]:
    named = selected().where(one_of(_P.id, ids), unscoped("the ids come from a scoped list"))
    return rows_of(view, named)


LISTED: ListedNoun[PaymentRow] = ListedNoun(
    id=ASKED.id,
    source=PAYMENT.outerjoin(CUSTOMER, CUSTOMER.c.id == _P.customer_id),
    fields=ASKED.fields,
    instants=ASKED.instants,
    orders=ASKED.orders,
    has_word=ASKED.has_word,
    has_flag=ASKED.has_flag,
    masked_orders=ASKED.masked_orders,
    belongs=belonging(PAYMENT, {"id", "day"}),
    rows=_rows,
    customer_id=_P.customer_id,
    groups={
        "day": by_month(_P.day),
        "kind": by_choice(_P.kind, PaymentKind),
        "method": by_choice(_P.method, PaymentMethod),
        "owner": by_owner(_P.owner_id),
    },
    money=MoneyOf(_P.amount_minor, _P.currency),
)


def payments_named(view: View, ids: Sequence[int]) -> list[PaymentRow]:
    """Return those of some payments that may be seen, in the order of their ids."""
    return in_their_order(rows_of(view, in_sight(view).where(one_of(_P.id, ids))), ids)
