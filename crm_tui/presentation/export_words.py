"""What columns, values and sheets are called in files: names that the import knows again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.exports import CONTACT_PREFIX, ExportColumn, ExportWords, Subject
from crm_tui.i18n import N_, _
from crm_tui.presentation.payments import is_of_money, money_word
from crm_tui.presentation.words import word

_LABELS: Mapping[str, str] = {
    "name": N_("Customer name"),
    "kind": N_("Customer kind"),
    "short_name": N_("Short name"),
    "former_names": N_("Former names"),
    "type": N_("Customer status"),
    "level": N_("Customer level"),
    "stage": N_("Sales stage"),
    "industry": N_("Industry"),
    "source": N_("Source"),
    "nature": N_("Nature"),
    "introduced_by": N_("Introduced by"),
    "province": N_("Province"),
    "city": N_("City"),
    "district": N_("District"),
    "address": N_("Address"),
    "website": N_("Website"),
    "credit_code": N_("Credit code"),
    "legal_representative": N_("Legal representative"),
    "founded_on": N_("Founded on"),
    "registered_capital": N_("Registered capital"),
    "headcount": N_("Headcount"),
    "annual_revenue": N_("Annual revenue"),
    "business_scope": N_("Business scope"),
    "parent": N_("Parent company"),
    "needs": N_("Needs"),
    "need_tags": N_("Need tags"),
    "budget": N_("Budget"),
    "decision_chain": N_("Decision chain"),
    "past_cooperation": N_("Past cooperation"),
    "invoice_details": N_("Invoice details"),
    "tags": N_("Tags"),
    "first_contact_on": N_("First contact on"),
    "remarks": N_("Remarks"),
    "contact_name": N_("Contact name"),
    "contact_title": N_("Contact title"),
    "contact_department": N_("Contact department"),
    "contact_phone": N_("Contact phone"),
    "contact_email": N_("Contact email"),
    "contact_wechat": N_("Contact WeChat"),
    "contact_birthday": N_("Contact birthday"),
    "contact_birthday_is_lunar": N_("Lunar birthday"),
    "contact_wechat_nickname": N_("WeChat nickname"),
    "contact_qq": N_("QQ"),
    "contact_gender": N_("Gender"),
    "contact_decision_role": N_("Role in the decision"),
    "contact_attitude": N_("Attitude"),
    "contact_is_key": N_("Key contact"),
    "contact_background": N_("Background"),
    "other_companies": N_("Other companies"),
    "owner": N_("Owner"),
    "claimed_since": N_("Claimed since"),
    "last_follow_up": N_("Last follow-up"),
    "next_contact": N_("Next contact"),
    "next_contact_note": N_("For the next contact"),
    "pool": N_("Pool"),
    "last_day": N_("Protected through"),
    "locked_until_day": N_("Locked until"),
    "pool_since": N_("In the pool since"),
    "holder_count": N_("Holders"),
    "completeness": N_("Complete"),
    "standing": N_("Set aside as"),
    "created_at": N_("Created at"),
    "created_by": N_("Created by"),
    "updated_at": N_("Changed at"),
    "id": N_("No."),
    "happened_at": N_("Happened at"),
    "method": N_("Way"),
    "content": N_("Content"),
    "result": N_("Result"),
    "mood": N_("Customer's mood"),
    "problems": N_("Problems"),
    "author": N_("Author"),
    "deal_day": N_("Day of the deal"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "note": N_("Note"),
    "voided_day": N_("Voided on"),
    "void_reason": N_("Reason"),
    "title": N_("What to do"),
    "due_at": N_("Due"),
    "assignee": N_("Assignee"),
    "task_kind": N_("Kind"),
    "priority": N_("Priority"),
    "done_at": N_("Done at"),
    "outcome": N_("Outcome"),
    "review": N_("Review"),
    "notes": N_("Notes"),
    "has_time": N_("Time"),
    "company": N_("Company name"),
    "campaign": N_("Campaign"),
    "lead_stage": N_("Stage of the lead"),
    "score": N_("Score"),
    "customer": N_("Became the customer"),
    "opportunity": N_("Opportunity name"),
    "expected_on": N_("Expected on"),
    "pipeline": N_("Pipeline"),
    "opportunity_stage": N_("Opportunity stage"),
    "business_type": N_("Business type"),
    "competitors": N_("Competitors"),
    "next_step": N_("Next step"),
    "next_step_on": N_("Day of the next step"),
    "opportunity_state": N_("State of the opportunity"),
    "number": N_("Number"),
    "payment_kind": N_("Receipt or refund"),
    "payment_day": N_("Day of payment"),
    "payment_method": N_("Way of payment"),
    "paid_by": N_("Payer"),
    "reference": N_("Reference"),
    "settles": N_("What it settles"),
    "refunded": N_("Given back"),
    "invoice_number": N_("Invoice number"),
    "invoice_kind": N_("Kind of invoice"),
    "invoice_status": N_("Status"),
    "invoice_title": N_("Invoice title"),
    "document": N_("Order or contract"),
    "invoice_day": N_("Day of the invoice"),
    "tax": N_("Tax"),
    "red_of": N_("Reverses"),
    "reversed": N_("Reversed"),
    "received_on": N_("Transaction date"),
    "payer": N_("Counterparty name"),
    "payer_account": N_("Counterparty account"),
    "received": N_("Credit amount"),
    "summary": N_("Narrative"),
    "serial": N_("Transaction number"),
    "reported_amount": N_("Amount in the office's currency"),
    "weighted_amount": N_("Weighted amount"),
    "closed_on": N_("Ended on"),
    "close_reason": N_("Why it ended"),
    "order_number": N_("Order number"),
    "order_title": N_("Subject of the order"),
    "order_day": N_("Day of the order"),
    "due_on": N_("Delivery due"),
    "order_status": N_("Status of the order"),
    "confirmed_on": N_("Confirmed on"),
    "includes_tax": N_("Prices include tax"),
    "discount": N_("Discount of the whole"),
    "terms": N_("Terms"),
    "product_code": N_("Product code"),
    "line_name": N_("Name of the goods"),
    "unit": N_("Unit of measure"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "line_discount": N_("Line discount"),
    "tax_rate": N_("Tax rate"),
    "line_note": N_("Note of the goods"),
    "line_due_on": N_("Goods due"),
    "delivered": N_("Delivered quantity"),
    "delivered_on": N_("Last delivery"),
    "returned": N_("Returned quantity"),
    "order_total": N_("Total of the order"),
    "order_returned": N_("Worth of what came back"),
    "quote": N_("Quotation"),
    "contract_number": N_("Contract number"),
    "contract_title": N_("Subject of the contract"),
    "contract_status": N_("Status of the contract"),
    "signed_on": N_("Signed on"),
    "start_on": N_("First day of the contract"),
    "end_on": N_("Last day of the contract"),
    "our_party": N_("Our company"),
    "our_signatory": N_("Who signs for us"),
    "their_party": N_("Their company"),
    "their_signatory": N_("Who signs for them"),
    "of_order": N_("Sales order"),
    "terminated_on": N_("Ended early on"),
}
_SUBJECTS: Mapping[Subject, str] = {
    Subject.CUSTOMERS: N_("Customers"),
    Subject.CONTACTS: N_("Contacts"),
    Subject.FOLLOW_UPS: N_("Follow-ups"),
    Subject.DEALS: N_("Deals"),
    Subject.TASKS: N_("Tasks"),
    Subject.LEADS: N_("Leads"),
    Subject.OPPORTUNITIES: N_("Opportunities"),
    Subject.PAYMENTS: N_("Payments"),
    Subject.INVOICES: N_("Invoices"),
    Subject.ORDERS: N_("Orders"),
    Subject.CONTRACTS: N_("Contracts"),
}


def column_label(column: ExportColumn) -> str:
    """Return the heading of a column: that of a second contact ends in 2."""
    key = column.key
    if column.place:
        key = key.replace(f"contact{column.place + 1}_", CONTACT_PREFIX, 1)
    label = column.name or _(_LABELS[key])
    return f"{label}{column.place + 1}" if column.place else label


def heading(key: str) -> str:
    """Return what a file heads the column of a field with."""
    return _(_LABELS[key])


def subject_word(subject: Subject) -> str:
    """Return what the records of a file are called."""
    return _(_SUBJECTS[subject])


def _word(value: Enum) -> str:
    return money_word(value) if is_of_money(value) else word(value)


def export_words(subject: Subject) -> ExportWords:
    """Return the words of a file in the language in use."""
    return ExportWords(
        label=column_label, word=_word, yes=_("yes"), no=_("no"), sheet=subject_word(subject)
    )
