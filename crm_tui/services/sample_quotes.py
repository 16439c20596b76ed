"""What the sample office sells, and what its people quoted of late.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.db.unit_of_work import Database
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.products import Product, ProductRequest
from crm_tui.domain.quotes.entries import LineEntry, line_of
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.samples.products import sample_products
from crm_tui.domain.users import Actor
from crm_tui.services.products import Products
from crm_tui.services.quotes import Quotes
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


@dataclass(frozen=True, slots=True)
class SampleQuotes:
    """The products and quotes of a sample office that holds its customers already."""

    database: Database
    language: str

    def add_products(self, administrator: Actor) -> None:
        """Enter what the office sells."""
        for fields in sample_products(self.language):
            Products(self.database).add(administrator, fields)

    def quote(self, actor: Actor, held: Sequence[CustomerId], number: int) -> None:
        """Let somebody have a draft, a quote that was sent, and one that went into a version."""
        quotes = Quotes(self.database)
        products = Products(self.database).list(actor, ProductRequest())
        drafts = [
            self._draft(actor, customer_id, products, number + at)
            for at, customer_id in enumerate(held[:3])
        ]
        for quote_id in drafts[1:]:
            quotes.send(actor, quote_id)
        if len(drafts) == len(_DISCOUNTS):
            quotes.refuse(actor, drafts[2], str(_WORDS[self.language]["refused"]))
            version = quotes.new_version(actor, drafts[2]).quote_id
            quotes.edit(actor, version, {"discount": Discount(DiscountKind.PERCENT, 800)})
            quotes.send(actor, version)
            if number % 2 == 0:
                quotes.accept(actor, version)

    def _draft(
        self, actor: Actor, customer_id: CustomerId, products: Sequence[Product], number: int
    ) -> QuoteId:
        quotes, words = Quotes(self.database), _WORDS[self.language]
        fields = replace(
            quotes.blank(actor, customer_id),
            title=words["titles"][number % len(words["titles"])],
            terms=str(words["terms"]),
            discount=_DISCOUNTS[number % len(_DISCOUNTS)],
        )
        lines = [self._line(products[(number * 2 + at) % len(products)], at) for at in range(3)]
        return quotes.add(actor, customer_id, fields, lines).quote_id

    def _line(self, product: Product, at: int) -> QuoteLineFields:
        return line_of(product, LineEntry("", _QUANTITIES[at % len(_QUANTITIES)]))
