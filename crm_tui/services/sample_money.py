"""What the sample office is to receive, received and invoiced; what came and nobody claims yet.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.payments.entries import amounts_of, tax_within
from crm_tui.domain.payments.records import Document, PlanFields, PlanKind, Split
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.users import Actor
from crm_tui.services.imports import Imports
from crm_tui.services.payments import Invoices, PaymentPlans, Payments
from crm_tui.services.sample_days import SampleDays
from crm_tui.values import dataclass

_SHARES = (
    (3_000, -15, PlanKind.ADVANCE),
    (6_000, 12, PlanKind.INSTALMENT),
    (1_000, 365, PlanKind.RETENTION),
)
"""Of each planned line its share in hundredths of a percent, its day from today on, what it is."""
_PAID_AGO, _TAX = (14, 2), 1_300
_PART = 2
_CAME = ((-1, 28_600_00), (0, 9_999_00), (0, 36_50))
_WORDS = {
    "zh": {"summary": "货款", "boss": "周建国", "bank": "利息收入", "interest": "结息"},
    "en": {"summary": "Goods", "boss": "John Zhou", "bank": "Interest", "interest": "Interest"},
}


@dataclass(frozen=True, slots=True)
class SampleMoney:
    """The payments of a sample office that holds its orders already."""

    days: SampleDays
    language: str

    def receive(self, actor: Actor, sold: Sequence[CustomerId]) -> list[str]:
        """Let two customers of somebody have paid a part of their orders; return their names.

        What the first has to pay was planned and its advance invoiced.
        """
        orders = [
            document
            for customer_id in sold[: len(_PAID_AGO)]
            for document in self._orders(actor, customer_id)[-1:]
        ]
        for number, document in enumerate(orders):
            day = self.days.go_to(self.days.ago(document.customer_id, _PAID_AGO[number]))
            if number == 0:
                self._plan(actor, document)
            self._pay(actor, document, day, is_planned=number == 0)
        return [document.customer for document in orders]

    def _orders(self, actor: Actor, customer_id: CustomerId) -> list[Document]:
        found = Payments(self.days.database).documents(actor, customer_id)
        return [each for each in found if each.target.order_id is not None and each.total_minor]

    def _plan(self, actor: Actor, document: Document) -> None:
        amounts = amounts_of(document.total_minor, [share for share, _days, _kind in _SHARES])
        lines = [
            PlanFields(due_day=self.days.today + days, amount_minor=minor, kind=kind)
            for minor, (_share, days, kind) in zip(amounts, _SHARES, strict=True)
        ]
        PaymentPlans(self.days.database).add(actor, document.target, lines)

    def _pay(self, actor: Actor, document: Document, day: int, *, is_planned: bool) -> None:
        payments, target, minor = Payments(self.days.database), document.target, 0
        if is_planned:
            request = PlanRequest(target=target)
            first = PaymentPlans(self.days.database).list(actor, request)[0]
            target, minor = first.target, first.fields.amount_minor
        minor = minor or document.total_minor // _PART
        fields = replace(
            payments.blank(actor, document.customer_id),
            amount_minor=minor,
            currency=document.currency,
        )
        self.days.go_to(day)
        payments.add(actor, document.customer_id, fields, [Split(target, minor)])
        if is_planned:
            self._invoice(actor, document, minor)

    def _invoice(self, actor: Actor, document: Document, minor: int) -> None:
        invoices = Invoices(self.days.database)
        fields = replace(
            invoices.blank(actor, document.customer_id),
            number=f"2511{actor.user_id:04}{document.target.order_id:04}",
            amount_minor=minor,
            tax_minor=tax_within(minor, _TAX),
            currency=document.currency,
            order_id=document.target.order_id,
        )
        invoices.add(actor, document.customer_id, fields)

    def bank(self, administrator: Actor, payers: Sequence[str]) -> None:
        """Let something have come into the bank that nobody claims yet."""
        said, today = _WORDS[self.language], self.days.go_to(self.days.today)
        names = [*payers[:1], said["boss"], said["bank"]]
        summaries = (said["summary"], said["summary"], said["interest"])
        rows = [SheetRow(1, ("date", "counterparty", "credit", "description", "transaction id"))]
        for number, (name, (days, minor)) in enumerate(zip(names, _CAME, strict=False), start=1):
            cells = (
                date.fromordinal(today + days),
                name,
                f"{minor // 100}.{minor % 100:02}",
                summaries[number - 1],
                f"ZG{today}{number:03}",
            )
            rows.append(SheetRow(number + 1, cells))
        plan = ImportPlan(PastedRows(tuple(rows)), ImportKind.BANK_RECEIPTS)
        Imports(self.days.database).run(administrator, plan)
