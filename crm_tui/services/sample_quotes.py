"""What the sample office sells, and what its people quoted of late.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.products import Product, ProductRequest
from crm_tui.domain.quotes.entries import LineEntry, line_of
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.samples.products import sample_products
from crm_tui.domain.users import Actor
from crm_tui.services.products import Products
from crm_tui.services.quotes import Quotes
from crm_tui.services.sample_days import SampleDays
from crm_tui.values import dataclass

_QUANTITIES = (3_000, 1_000, 60_000, 2_500, 12_000)
_DISCOUNTS = (NO_DISCOUNT, Discount(DiscountKind.PERCENT, 500), NO_DISCOUNT)
_WORDS = {
    "zh": {
        "titles": ("一期设备采购", "年度订阅", "扩容与培训"),
        "refused": "对方预算不够，要求降价",
        "terms": "1. 报价含税，不含运费。\n2. 合同签订后15个工作日交货。\n3. 预付30%，验收后付清。",
    },
    "en": {
        "titles": ("Equipment, phase one", "Subscription for a year", "Extension and training"),
        "refused": "Beyond their budget; they ask for less",
        "terms": "1. Tax included, freight not.\n2. Delivery within 15 working days.",
    },
}


_LISTED_AGO = 60
_DRAFTED_AGO, _REFUSED_AGO, _VERSION_AGO = (0, 4, 8), 5, 4
"""How many days ago each quote was drafted, and what became of the last one."""


@dataclass(frozen=True, slots=True)
class SampleQuotes:
    """The products and quotes of a sample office that holds its customers already."""

    days: SampleDays
    language: str

    @property
    def _quotes(self) -> Quotes:
        return Quotes(self.days.database)

    def add_products(self, administrator: Actor) -> None:
        """Enter what the office sells."""
        self.days.go_to(self.days.today - _LISTED_AGO)
        for fields in sample_products(self.language):
            Products(self.days.database).add(administrator, fields)

    def quote(self, actor: Actor, held: Sequence[CustomerId], number: int) -> None:
        """Let somebody have a draft, a quote that was sent, and one that went into a version."""
        products = Products(self.days.database).list(actor, ProductRequest())
        for at, (customer_id, days_ago) in enumerate(zip(held, _DRAFTED_AGO, strict=False)):
            drafted_day = self.days.go_to(self.days.ago(customer_id, days_ago))
            quote_id = self._draft(actor, customer_id, products, number + at)
            if at > 0:
                self.days.go_to(drafted_day)
                self._quotes.send(actor, quote_id)
            if at == len(_DRAFTED_AGO) - 1:
                self._bargain(actor, customer_id, quote_id, is_taken=number % 2 == 0)

    def _bargain(
        self, actor: Actor, customer_id: CustomerId, quote_id: QuoteId, *, is_taken: bool
    ) -> None:
        """Let a quote be refused, and a version of it with a discount be sent and maybe taken."""
        days, quotes = self.days, self._quotes
        days.go_to(days.ago(customer_id, _REFUSED_AGO))
        quotes.refuse(actor, quote_id, str(_WORDS[self.language]["refused"]))
        sent_day = days.go_to(days.ago(customer_id, _VERSION_AGO))
        version = quotes.new_version(actor, quote_id).quote_id
        quotes.edit(actor, version, {"discount": Discount(DiscountKind.PERCENT, 800)})
        quotes.send(actor, version)
        if is_taken:
            days.go_to(sent_day)
            quotes.accept(actor, version)

    def _draft(
        self, actor: Actor, customer_id: CustomerId, products: Sequence[Product], number: int
    ) -> QuoteId:
        words = _WORDS[self.language]
        fields = replace(
            self._quotes.blank(actor, customer_id),
            title=words["titles"][number % len(words["titles"])],
            terms=str(words["terms"]),
            discount=_DISCOUNTS[number % len(_DISCOUNTS)],
        )
        lines = [self._line(products[(number * 2 + at) % len(products)], at) for at in range(3)]
        return self._quotes.add(actor, customer_id, fields, lines).quote_id

    def _line(self, product: Product, at: int) -> QuoteLineFields:
        return line_of(product, LineEntry("", _QUANTITIES[at % len(_QUANTITIES)]))
