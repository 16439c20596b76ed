"""What the people of a sample office sold of late: orders, their goods, contracts.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.db.unit_of_work import Database
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.products import Product, ProductRequest
from crm_tui.domain.quotes.entries import LineEntry, line_of
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.services.contracts import Contracts
from crm_tui.services.orders import OrderGoods, Orders
from crm_tui.services.products import Products
from crm_tui.services.quotes import Quotes
from crm_tui.values import dataclass

_QUANTITIES = (4_000, 2_000, 10_000)
_ORDERED, _CONTRACTED = (-20, -6, -3, 0), 3
"""The days on which orders were made, from today, and how many were contracted."""
_DUE = (-2, 0, 1, 14)
_YEAR = 365
_ENDS_IN = 21
_WORDS = {
    "zh": {
        "orders": ("一期设备", "备件补货", "年度订阅", "扩容"),
        "contract": "年度维保合同",
        "returned": "到货破损，退回更换",
        "signatory": "赵军",
    },
    "en": {
        "orders": ("Equipment, phase one", "Spares", "Subscription", "Extension"),
        "contract": "Maintenance for a year",
        "returned": "Damaged on arrival",
        "signatory": "Zhao Jun",
    },
}


@dataclass(frozen=True, slots=True)
class SamplePapers:
    """The orders and contracts of a sample office that holds its customers and quotes already."""

    database: Database
    language: str

    def sell(self, actor: Actor, held: Sequence[CustomerId], today: int) -> None:
        """Let somebody have orders at every step, and contracts to be signed, in force, ending."""
        self._order_what_was_accepted(actor)
        products = Products(self.database).list(actor, ProductRequest())
        orders = [
            self._order(actor, customer_id, products, at, today)
            for at, customer_id in enumerate(held[: len(_ORDERED)])
        ]
        service, goods = Orders(self.database), OrderGoods(self.database)
        for order_id in orders[:_CONTRACTED]:
            service.confirm(actor, order_id)
        if orders:
            goods.deliver(actor, orders[0], {1: 3_000}, day=today - 5)
            goods.take_back(actor, orders[0], {1: 1_000}, self._said("returned"), day=today - 1)
        for customer_id in held[:1]:
            self._contract(actor, customer_id, orders[0], today)
        for customer_id in held[1:2]:
            self._contract(actor, customer_id, None, today)

    def _said(self, what: str) -> str:
        return str(_WORDS[self.language][what])

    def _order_what_was_accepted(self, actor: Actor) -> None:
        request = QuoteRequest(owner_id=actor.user_id, status=QuoteStatus.ACCEPTED)
        for quote in Quotes(self.database).list(actor, request):
            orders = Orders(self.database)
            orders.confirm(actor, orders.add_from_quote(actor, quote.id).order_id)

    def _order(
        self,
        actor: Actor,
        customer_id: CustomerId,
        products: Sequence[Product],
        at: int,
        today: int,
    ) -> OrderId:
        orders, titles = Orders(self.database), _WORDS[self.language]["orders"]
        fields = replace(
            orders.blank(actor, customer_id),
            title=titles[at],
            order_day=today + _ORDERED[at],
            due_day=today + _DUE[at],
        )
        lines = [
            OrderLineFields(line_of(products[(at * 3 + each) % len(products)], LineEntry("", many)))
            for each, many in enumerate(_QUANTITIES[: 2 if at % 2 else 3])
        ]
        return orders.add(actor, customer_id, fields, lines).order_id

    def _contract(
        self, actor: Actor, customer_id: CustomerId, order_id: OrderId | None, today: int
    ) -> None:
        """Draft a contract; that of an order is signed, another one ends soon."""
        contracts = Contracts(self.database)
        fields = contracts.blank(actor, customer_id, order_id=order_id)
        ends_in = _YEAR if order_id is not None else _ENDS_IN
        amount = fields.amount_minor or 60_000_00
        fields = replace(
            fields,
            title=fields.title or self._said("contract"),
            amount_minor=amount,
            start_day=today + ends_in - _YEAR,
            end_day=today + ends_in,
            our_signatory=self._said("signatory"),
        )
        contract_id = contracts.add(actor, customer_id, fields).contract_id
        contracts.sign(actor, contract_id, day=today if order_id is not None else fields.start_day)
        if order_id is None:
            renewed = replace(
                fields, start_day=today + ends_in + 1, end_day=today + ends_in + _YEAR
            )
            contracts.add(actor, customer_id, renewed)
