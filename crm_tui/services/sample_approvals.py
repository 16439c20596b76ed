"""What the sample office wants to be asked for, and what somebody asked: open, granted, refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.identifiers import ApprovalId, CustomerId, QuoteId
from crm_tui.domain.products import ProductRequest
from crm_tui.domain.quotes.entries import LineEntry, line_of
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.users import Actor
from crm_tui.services.approvals import Approvals
from crm_tui.services.products import Products
from crm_tui.services.quotes import Quotes
from crm_tui.services.sample_days import SampleDays
from crm_tui.values import dataclass

_BOUND = "15"
_SET_AGO = 45
_QUANTITY = 5_000
_WORDS = {
    "zh": {
        "title": "集中采购",
        "granted": ("老客户续订，去年同样折扣", "同意，仅限本次"),
        "refused": ("对方要求再让利", "低于成本价，按 85 折再谈"),
        "open": ("竞争对手报价更低，月底前要定", ""),
    },
    "en": {
        "title": "Bulk purchase",
        "granted": ("They renew, at last year's discount", "Yes, this once"),
        "refused": ("They ask for more", "Below our cost: offer 15% off"),
        "open": ("A competitor is cheaper, they decide this month", ""),
    },
}


class _Ending(Enum):
    """What became of what was asked, by how many percent and how many days ago that was."""

    GRANTED = ("granted", 20_00, 3)
    REFUSED = ("refused", 32_00, 2)
    OPEN = ("open", 18_00, 0)


@dataclass(frozen=True, slots=True)
class SampleApprovals:
    """What was asked for in a sample office that holds its customers and products already."""

    days: SampleDays
    language: str

    def want(self, administrator: Actor) -> None:
        """Let discounts over a share be granted first."""
        self.days.go_to(self.days.today - _SET_AGO)
        Approvals(self.days.database).change_settings(administrator, {"discount": _BOUND})

    def ask(self, actor: Actor, manager: Actor, held: Sequence[CustomerId]) -> None:
        """Let somebody have asked for the discounts of three quotes, and two be answered."""
        approvals = Approvals(self.days.database)
        for customer_id, ending in zip(held, _Ending, strict=False):
            said, percent, days_ago = ending.value
            reason, answer = _WORDS[self.language][said]
            day = self.days.go_to(self.days.ago(customer_id, days_ago))
            quote_id = self._quote(actor, customer_id, percent)
            asked = self._ask(actor, quote_id, reason)
            self.days.go_to(day)
            match ending:
                case _Ending.GRANTED:
                    approvals.grant(manager, asked, answer)
                case _Ending.REFUSED:
                    approvals.refuse(manager, asked, answer)
                case _Ending.OPEN:
                    pass

    def _quote(self, actor: Actor, customer_id: CustomerId, percent: int) -> QuoteId:
        quotes = Quotes(self.days.database)
        product = Products(self.days.database).list(actor, ProductRequest())[0]
        fields = replace(
            quotes.blank(actor, customer_id),
            title=str(_WORDS[self.language]["title"]),
            discount=Discount(DiscountKind.PERCENT, percent),
        )
        line = line_of(product, LineEntry("", _QUANTITY))
        return quotes.add(actor, customer_id, fields, [line]).quote_id

    def _ask(self, actor: Actor, quote_id: QuoteId, reason: str) -> ApprovalId:
        wish = ApprovalWish(ApprovalAct.QUOTE, quote_id)
        return Approvals(self.days.database).ask(actor, wish, reason).approval_id
