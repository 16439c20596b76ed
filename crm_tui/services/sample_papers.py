"""What the people of a sample office sold of late: orders, their goods, contracts.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.domain.contracts.records import ContractFields
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
from crm_tui.services.sample_days import SampleDays
from crm_tui.values import dataclass

_QUANTITIES = (4_000, 2_000, 10_000)
_ORDERED_AGO, _CONFIRMED = (20, 6, 3, 0), 3
"""How many days ago orders were made, and how many of them were confirmed."""
_DELIVERED_AGO, _RETURNED_AGO, _SIGNED_AGO = 5, 1, 18
_DUE = (-2, 0, 1, 14)
_YEAR = 365
_ENDS_IN = 21
_YEARLY_MINOR = 60_000_00
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

    days: SampleDays
    language: str

    def sell(self, actor: Actor, held: Sequence[CustomerId]) -> None:
        """Let somebody have orders at every step, and contracts to be signed, in force, ending."""
        self._order_what_was_accepted(actor)
        products = Products(self.days.database).list(actor, ProductRequest())
        orders = [
            self._order(actor, customer_id, products, at)
            for at, customer_id in enumerate(held[: len(_ORDERED_AGO)])
        ]
        for customer_id, order_id in zip(held[:1], orders, strict=False):
            self._move_goods(actor, customer_id, order_id)
            self._contract(actor, customer_id, order_id)
        for customer_id in held[1:2]:
            self._renew(actor, customer_id)

    def _said(self, what: str) -> str:
        return str(_WORDS[self.language][what])

    def _order_what_was_accepted(self, actor: Actor) -> None:
        """Let quotes that were taken be ordered, in the days since."""
        request = QuoteRequest(owner_id=actor.user_id, status=QuoteStatus.ACCEPTED)
        orders = Orders(self.days.database)
        for quote in Quotes(self.days.database).list(actor, request):
            self.days.go_to(self.days.ago(quote.customer_id, actor.user_id % 4))
            orders.confirm(actor, orders.add_from_quote(actor, quote.id).order_id)

    def _order(
        self, actor: Actor, customer_id: CustomerId, products: Sequence[Product], at: int
    ) -> OrderId:
        orders, titles = Orders(self.days.database), _WORDS[self.language]["orders"]
        order_day = self.days.go_to(self.days.ago(customer_id, _ORDERED_AGO[at]))
        fields = replace(
            orders.blank(actor, customer_id),
            title=titles[at],
            order_day=order_day,
            due_day=max(order_day, self.days.today + _DUE[at]),
        )
        lines = [
            OrderLineFields(line_of(products[(at * 3 + each) % len(products)], LineEntry("", many)))
            for each, many in enumerate(_QUANTITIES[: 2 if at % 2 else 3])
        ]
        order_id = orders.add(actor, customer_id, fields, lines).order_id
        if at < _CONFIRMED:
            self.days.go_to(order_day)
            orders.confirm(actor, order_id)
        return order_id

    def _move_goods(self, actor: Actor, customer_id: CustomerId, order_id: OrderId) -> None:
        goods, days = OrderGoods(self.days.database), self.days
        day = days.go_to(days.ago(customer_id, _DELIVERED_AGO))
        goods.deliver(actor, order_id, {1: 3_000}, day=day)
        day = days.go_to(days.ago(customer_id, _RETURNED_AGO))
        goods.take_back(actor, order_id, {1: 1_000}, self._said("returned"), day=day)

    def _contract(self, actor: Actor, customer_id: CustomerId, order_id: OrderId) -> None:
        """Let an order be contracted for a year, soon after it was confirmed."""
        contracts = Contracts(self.days.database)
        day = self.days.go_to(self.days.ago(customer_id, _SIGNED_AGO))
        fields = contracts.blank(actor, customer_id, order_id=order_id)
        fields = self._for_a_year(fields, day)
        contract_id = contracts.add(actor, customer_id, fields).contract_id
        self.days.go_to(day)
        contracts.sign(actor, contract_id)

    def _renew(self, actor: Actor, customer_id: CustomerId) -> None:
        """Let a contract of last year end soon, and the next one be drafted."""
        contracts, today = Contracts(self.days.database), self.days.today
        self.days.go_to(today)
        blank = replace(contracts.blank(actor, customer_id), amount_minor=_YEARLY_MINOR)
        ending = self._for_a_year(blank, today + _ENDS_IN - _YEAR + 1)
        contract_id = contracts.add(actor, customer_id, ending).contract_id
        contracts.sign(actor, contract_id, day=ending.start_day)
        renewed = self._for_a_year(blank, today + _ENDS_IN + 1)
        contracts.add(actor, customer_id, renewed)

    def _for_a_year(self, fields: ContractFields, first_day: int) -> ContractFields:
        return replace(
            fields,
            title=fields.title or self._said("contract"),
            start_day=first_day,
            end_day=first_day + _YEAR - 1,
            our_signatory=self._said("signatory"),
        )
