"""What a person means who writes for whom something came: 恒信=500, DD-202611-0001, #12."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import customers
from crm_tui.db.queries.payments import documents, plans
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import CustomerId, PaymentPlanId, written_id
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.payments.bank_receipts import BankReceiptFields, ClaimPart
from crm_tui.domain.payments.records import Split, Target
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.services.references import one_of

_SHOWN = 40


def parts_meant(
    view: View, fields: BankReceiptFields, lines: Sequence[str], *, only_documents: bool = False
) -> list[ClaimPart]:
    """Return the parts that these say, one each; one without an amount takes what is left.

    A planned line takes at most what is left of it. Raises NotFoundError for what is not here,
    FieldError for an amount that is none.
    """
    found: list[ClaimPart] = []
    for line in lines:
        left = fields.amount_minor - sum(part.amount_minor for part in found)
        name, equals, said = line.strip().replace("＝", "=").partition("=")
        customer_id, target, most = _meant(view, name.strip(), left)
        if only_documents and target == Target():
            raise NotFoundError("document", name.strip()[:_SHOWN])
        minor = _amount(said, fields.currency) if equals else most
        if minor <= 0:
            raise FieldError("splits", "not_a_split", line.strip()[:_SHOWN])
        found.append(ClaimPart(customer_id, minor, target))
    return found


def splits_meant(view: View, minor: int, currency: str, lines: Sequence[str]) -> list[Split]:
    """Return what a receipt settles as these say: NUMBER=AMOUNT or #LINE=AMOUNT, one each.

    One without an amount takes what is left; customers are not named: they are the receipt's.
    """
    fields = BankReceiptFields(day=0, amount_minor=minor, currency=currency)
    found = parts_meant(view, fields, lines, only_documents=True)
    return [Split(each.target, each.amount_minor) for each in found]


def _meant(view: View, name: str, left: int) -> tuple[CustomerId, Target, int]:
    """Return whose a part is, what of theirs it settles, and how much that takes at the most."""
    if name.startswith("#"):
        number = written_id(name[1:])
        if number is None:
            raise NotFoundError("payment_plan", name[1:_SHOWN])
        row = plans.plan(view, PaymentPlanId(number))
        return row.customer_id, row.target, min(left, row.fields.amount_minor - row.received_minor)
    papers = documents.documents_called(view, name)
    if papers:
        named = [(at, f"{each.number} {each.customer}") for at, each in enumerate(papers)]
        paper = papers[one_of("document", name, named)]
        return paper.customer_id, paper.target, left
    called = customers.find_by_reference(view, name)
    return CustomerId(one_of("customer", name, called)), Target(), left


def _amount(text: str, currency: str) -> int:
    found = parse_amount(text, currency)
    if isinstance(found, AmountFault):
        raise FieldError("splits", "not_a_split", text.strip()[:_SHOWN])
    return found
