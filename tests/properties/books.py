"""What a customer's rows come to, read from the lists as a person would add them up."""

from __future__ import annotations

from collections import Counter

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import STANDING, ContractRow, ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.currencies import converted, parse_rate
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import COUNTED
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import PaymentRow, Target
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()
RATES = {TODAY - 90: "7.1234", TODAY - 10: "6.98765", TODAY: "7.00005"}
"""What a dollar is worth from each day on."""


def rate_on(day: int) -> int:
    found = parse_rate(RATES[max(each for each in RATES if each <= day)])
    assert isinstance(found, int)
    return found


def in_own(minor: int, currency: str, day: int) -> int:
    found = minor if currency == "CNY" else converted(minor, currency, rate_on(day), "CNY")
    assert found is not None
    return found


class Books:
    """What a customer's rows come to, read from the lists as a person would add them up."""

    def __init__(self, crm: Crm, actor: Actor, customer: CustomerId) -> None:
        self.crm, self.actor = crm, actor
        self.orders = crm.orders.list(actor, OrderRequest(customer_id=customer))
        self.contracts = crm.contracts.list(actor, ContractRequest(customer_id=customer))
        self.paid = crm.payments.list(actor, PaymentRequest(customer_id=customer))
        self.standing = [each for each in self.orders if each.status in COUNTED]
        self.quoted = {
            self._number(crm.orders.order(actor, each.id).quote) for each in self.standing
        }

    @staticmethod
    def _number(quote: str) -> str:
        return quote.partition("-V")[0]

    def is_covered(self, contract: ContractRow) -> bool:
        """Tell whether an order counts in the place of a contract."""
        by_order = contract.order in {each.number for each in self.standing}
        return by_order or bool(contract.quote and self._number(contract.quote) in self.quoted)

    def ordered(self) -> tuple[Counter[str], int]:
        """What was ordered by currency, and in the office's at the rates of its days."""
        sums: Counter[str] = Counter()
        own = 0
        for each in self.standing:
            sums[each.currency] += each.counted_minor
            own += in_own(each.counted_minor, each.currency, TODAY)
        for contract in self.contracts:
            if self.is_covered(contract):
                continue
            if contract.status in STANDING:
                assert contract.sign_day is not None
                sums[contract.currency] += contract.amount_minor
                own += in_own(contract.amount_minor, contract.currency, contract.sign_day)
            elif contract.status is ContractStatus.TERMINATED:
                for minor, day in self._paid_for(contract):
                    sums[contract.currency] += minor
                    own += in_own(minor, contract.currency, day)
        return sums, own

    def _paid_for(self, contract: ContractRow) -> list[tuple[int, int]]:
        target = Target(contract_id=contract.id)
        return [
            (part.split.amount_minor, each.day)
            for each in self.paid
            for part in self.crm.payments.payment(self.actor, each.id).splits
            if part.split.target == target
        ]

    def received(self) -> tuple[Counter[str], int]:
        sums: Counter[str] = Counter()
        for each in self.paid:
            sums[each.currency] += each.amount_minor
        return sums, sum(map(_own, self.paid))

    def costs(self) -> tuple[int, int]:
        """What the goods of it cost, each line rounded by itself, and of how many nobody knows."""
        lines = [
            (each.fields.sale.quantity_milli - each.returned_milli, each.fields.sale.cost_minor)
            for row in self.standing
            for each in self.crm.orders.order(self.actor, row.id).lines
        ]
        for contract in self.contracts:
            if self.is_covered(contract) or contract.status not in STANDING:
                continue
            quote_id = self.crm.contracts.contract(self.actor, contract.id).fields.quote_id
            if quote_id is None:
                lines.append((0, None))
                continue
            quoted = self.crm.quotes.quote(self.actor, quote_id).lines
            lines += [(each.fields.quantity_milli, each.fields.cost_minor) for each in quoted]
        known = [(milli, cost) for milli, cost in lines if cost is not None]
        return sum((milli * cost + 500) // 1000 for milli, cost in known), len(lines) - len(known)


def _own(paid: PaymentRow) -> int:
    return in_own(paid.amount_minor, paid.currency, paid.day)
