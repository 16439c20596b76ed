"""What a form for the import says about its columns, with an example in each."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.exports import ExportColumn
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.templates import TemplateWords
from crm_tui.i18n import N_, _
from crm_tui.presentation.export_words import any_word, column_label

_NOTES: Mapping[str, str] = {
    "name": N_("The full name of the company, or of the person."),
    "kind": N_("A company, or a person who is their own contact; empty means a company."),
    "type": N_("Where the customer stands; empty means potential."),
    "level": N_("How much the customer matters: A, B or C."),
    "stage": N_("One of the office's stages."),
    "industry": N_("One of the office's industries."),
    "source": N_("One of the office's sources."),
    "credit_code": N_("18 characters; the last one is checked."),
    "founded_on": N_("A day such as 2015-03-20."),
    "registered_capital": N_("With its unit, such as 5 million yuan."),
    "annual_revenue": N_("With its unit, such as 30 million yuan."),
    "parent": N_("The name of a customer that is here already, or in this file."),
    "need_tags": N_("Several, with commas between them."),
    "budget": N_("In yuan, a number; 300k is understood too."),
    "tags": N_("Several, with commas between them."),
    "first_contact_on": N_("A day such as 2026-11-03; empty means today."),
    "contact_phone": N_("Several, with commas between them; an extension as ext 808."),
    "contact_birthday": N_("1985-06-18, or 06-18 where the year is not known."),
    "owner": N_("Name or login; empty puts the customer into the pool."),
    "claimed_since": N_("Since when the owner has the customer; for a first import only."),
    "last_follow_up": N_("The day of the last follow-up; for a first import only."),
    "next_contact": N_("The day of the next contact."),
    "happened_at": N_("Day and time, such as 2026-11-03 14:30; a day is enough."),
    "method": N_("How it was said: phone, visit, WeChat …"),
    "result": N_("What came of it, a word of the office's list."),
    "content": N_("What was said."),
    "author": N_("Who wrote it: name or login; empty means you."),
    "contact_name": N_("The person's name."),
    "company": N_("The company; a lead may also be a person alone."),
    "campaign": N_("What brought the lead in, such as a fair."),
    "lead_stage": N_("How far it has come; empty means new."),
    "opportunity": N_("What may be sold."),
    "amount": N_("A number; 300k is understood too."),
    "currency": N_("If not the office's: USD."),
    "expected_on": N_("A day such as 2026-12-20."),
    "pipeline": N_("One of the office's pipelines; empty means the usual one."),
    "opportunity_stage": N_("A stage of the pipeline; empty means the first."),
    "business_type": N_("new business, upsell, cross-sell or renewal."),
    "competitors": N_("Several, with commas between them."),
    "next_step": N_("What is done next."),
    "next_step_on": N_("A day such as 2026-11-25."),
    "order_number": N_("What tells one order from another; rows with the same are one order."),
    "order_day": N_("A day such as 2026-11-03; empty means today."),
    "due_on": N_("When the goods are due; a day such as 2026-12-20."),
    "includes_tax": N_("yes or no; empty means as usual here."),
    "product_code": N_("A product of the office; goods may also be named freely."),
    "unit_price": N_("Empty means the price that makes the amount, else the product's."),
    "line_discount": N_("What is taken off: 10%, as text."),
    "tax_rate": N_("Such as 13%; empty means the product's, or the usual."),
    "delivered": N_("How much of it went out already."),
    "delivered_on": N_("The day of the last delivery; empty means when it was due."),
    "returned": N_("How much of that came back."),
    "discount": N_("What the whole order is reduced by: 5% or an amount."),
    "order_status": N_("draft, confirmed, closed or void; empty means a draft."),
    "confirmed_on": N_("From that day on it counts; empty means the day of the order."),
    "closed_on": N_("When it was closed or called void; empty means today."),
    "terminated_on": N_("When it was ended early or called void; empty means today."),
    "close_reason": N_("What was called void or ended early needs a reason."),
    "contract_number": N_("What tells one contract from another."),
    "contract_status": N_("Empty means signed where there is a day of signing, else a draft."),
    "signed_on": N_("The day on which both sides had signed."),
    "start_on": N_("Empty means the day of signing."),
    "end_on": N_("Empty means without end."),
    "our_party": N_("Empty means as in the settings."),
    "their_party": N_("Empty means the customer."),
    "of_order": N_("The number of the confirmed order that it was made from."),
    "quote_number": N_("What tells one quote from another; rows with the same are one quote."),
    "quote_version": N_("Which version of the number it is; empty means the first."),
    "quote_day": N_("A day such as 2026-11-03; empty means today."),
    "valid_until": N_("Empty means as many days as usual here."),
    "quote_status": N_("Empty means sent where there is a day of sending, else a draft."),
    "sent_on": N_("From that day on it stays as it is; empty means the day of the quote."),
    "expense_day": N_("When it was spent; a day such as 2026-11-03."),
    "expense_kind": N_("A word of the office's list, such as travel."),
    "spent_by": N_("Name or login; empty means you."),
    "used": N_("How much of it, a number; 500 boxes/month is understood too."),
    "used_per": N_("Whether that is for a month or a year; empty means a month."),
    "ours": N_("How much of that we deliver: a number, or 30% as text."),
    "document": N_("The number of the order or contract that is to be paid."),
    "document_kind": N_("order or contract, where both have that number."),
    "plan_kind": N_("advance, instalment, final, retention or other; empty means instalment."),
    "plan_due_on": N_("When it is to be paid; a day such as 2026-12-20."),
    "received_on": N_("A day such as 2026-11-25."),
    "payer": N_("The payer's name as the bank gives it."),
    "payer_account": N_("The payer's account, as text."),
    "received": N_("How much came, a number."),
    "serial": N_("The bank's number, by which the same row is known again."),
}
_EXAMPLES: Mapping[str, str] = {
    "name": N_("Beijing Hengxin Technology Ltd"),
    "short_name": N_("Hengxin"),
    "province": N_("Beijing"),
    "city": N_("Beijing"),
    "address": N_("1 Zhongguancun Street"),
    "website": N_("www.example.com"),
    "registered_capital": N_("5 million"),
    "headcount": N_("100-499"),
    "needs": N_("Wants to replace its old system next year"),
    "tags": N_("trade fair, key account"),
    "contact_name": N_("Zhang Min"),
    "contact_title": N_("Head of purchasing"),
    "contact_phone": N_("13800138000, 010-88886666 ext 808"),
    "contact_email": N_("zhangmin@example.com"),
    "content": N_("The budget is approved; wants an offer by Friday"),
    "remarks": N_("Met at the autumn fair"),
    "company": N_("Beijing Hengxin Technology Ltd"),
    "campaign": N_("Autumn fair"),
    "opportunity": N_("Extension, second phase"),
    "next_step": N_("Send the offer"),
    "order_title": N_("Servers, second phase"),
    "line_name": N_("Server X1"),
    "unit": N_("piece"),
    "contract_title": N_("Framework agreement"),
    "their_signatory": N_("Zhang Min"),
    "quote_title": N_("Servers, second phase"),
    "competitor": N_("Dongfang Ltd"),
}
_PLAIN_EXAMPLES: Mapping[str, str] = {
    "credit_code": "91110108MA01C2XK3R",
    "founded_on": "2015-03-20",
    "budget": "300000",
    "first_contact_on": "2026-11-03",
    "contact_birthday": "06-18",
    "happened_at": "2026-11-03 14:30",
    "claimed_since": "2026-09-01",
    "last_follow_up": "2026-10-20",
    "next_contact": "2026-11-25",
    "amount": "320000",
    "expected_on": "2026-12-20",
    "next_step_on": "2026-11-25",
    "order_number": "DD-202611-0001",
    "order_day": "2026-11-03",
    "due_on": "2026-12-20",
    "product_code": "X1",
    "quantity": "2",
    "unit_price": "16000",
    "tax_rate": "13%",
    "contract_number": "HT-202611-0001",
    "signed_on": "2026-11-05",
    "end_on": "2027-11-04",
    "quote_number": "BJ-202611-0001",
    "quote_version": "1",
    "quote_day": "2026-11-03",
    "valid_until": "2026-12-03",
    "expense_day": "2026-11-03",
    "used": "500",
    "ours": "150",
    "document": "HT-202611-0001",
    "plan_due_on": "2026-12-20",
    "received_on": "2026-11-25",
    "received": "12000",
}
_SHEETS: Mapping[ImportKind, str] = {
    ImportKind.CUSTOMERS: N_("Customers"),
    ImportKind.CONTACTS: N_("Contacts"),
    ImportKind.FOLLOW_UPS: N_("Follow-ups"),
    ImportKind.LEADS: N_("Leads"),
    ImportKind.OPPORTUNITIES: N_("Opportunities"),
    ImportKind.ORDERS: N_("Orders"),
    ImportKind.CONTRACTS: N_("Contracts"),
    ImportKind.QUOTES: N_("Quotes"),
    ImportKind.EXPENSES: N_("Expenses"),
    ImportKind.USAGES: N_("Usage"),
    ImportKind.PAYMENT_PLANS: N_("Planned payments"),
    ImportKind.BANK_RECEIPTS: N_("Unclaimed receipts"),
}


def template_words(kind: ImportKind) -> TemplateWords:
    """Return what a form says in the language in use."""
    return TemplateWords(
        label=column_label,
        note=_note,
        example=_example,
        word=any_word,
        yes=_("yes"),
        no=_("no"),
        sheet=_(_SHEETS[kind]),
        guide=_("How to fill it"),
        choices=_("Choices"),
        heads=(_("Column"), _("How to fill it"), _("Example")),
        required=_("Required."),
        other_word=_("This word is not in the list; the import would ask about it."),
    )


def _note(column: ExportColumn) -> str:
    note = _NOTES.get(_key(column))
    return "" if note is None else _(note)


def _example(column: ExportColumn) -> str:
    key = _key(column)
    if column.place:
        return ""
    return _(_EXAMPLES[key]) if key in _EXAMPLES else _PLAIN_EXAMPLES.get(key, "")


def _key(column: ExportColumn) -> str:
    return column.key.replace(f"contact{column.place + 1}_", "contact_", 1)
