"""The columns that a sheet of an office may have, and what a file heads each of its own with."""

from __future__ import annotations

from enum import StrEnum

from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.cells import column_letter
from crm_tui.values import dataclass


class Column(StrEnum):
    """A column of a sheet; the value is its name in the shell."""

    NAME = "name"
    KIND = "kind"
    SHORT_NAME = "short_name"
    FORMER_NAMES = "former_names"
    INDUSTRY = "industry"
    TYPE = "type"
    NATURE = "nature"
    LEVEL = "level"
    SOURCE = "source"
    STAGE = "stage"
    INTRODUCED_BY = "introduced_by"
    REGION = "region"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    ADDRESS = "address"
    LOCATION = "location"
    WEBSITE = "website"
    CREDIT_CODE = "credit_code"
    HEADCOUNT = "headcount"
    ANNUAL_REVENUE = "annual_revenue"
    FOUNDED_ON = "founded_on"
    LEGAL_REPRESENTATIVE = "legal_representative"
    REGISTERED_CAPITAL = "registered_capital"
    BUSINESS_SCOPE = "business_scope"
    PARENT = "parent"
    NEEDS = "needs"
    BUDGET = "budget"
    DECISION_CHAIN = "decision_chain"
    NEED_TAGS = "need_tags"
    TAGS = "tags"
    PAST_COOPERATION = "past_cooperation"
    INVOICE_DETAILS = "invoice_details"
    REMARKS = "remarks"
    FIRST_CONTACT_ON = "first_contact_on"
    CONTACT_NAME = "contact_name"
    CONTACT_LAST_NAME = "contact_last_name"
    CONTACT_FIRST_NAME = "contact_first_name"
    CONTACT_TITLE = "contact_title"
    CONTACT_DEPARTMENT = "contact_department"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    CONTACT_WECHAT = "contact_wechat"
    CONTACT_WECHAT_NICKNAME = "contact_wechat_nickname"
    CONTACT_QQ = "contact_qq"
    CONTACT_GENDER = "contact_gender"
    CONTACT_BIRTHDAY = "contact_birthday"
    CONTACT_BIRTHDAY_IS_LUNAR = "contact_birthday_is_lunar"
    CONTACT_DECISION_ROLE = "contact_decision_role"
    CONTACT_ATTITUDE = "contact_attitude"
    CONTACT_BACKGROUND = "contact_background"
    CONTACT_IS_KEY = "contact_is_key"
    OWNER = "owner"
    POOL = "pool"
    CLAIMED_SINCE = "claimed_since"
    LAST_FOLLOW_UP = "last_follow_up"
    NEXT_CONTACT = "next_contact"
    AUTHOR = "author"
    HAPPENED_AT = "happened_at"
    METHOD = "method"
    RESULT = "result"
    CONTENT = "content"
    PROBLEMS = "problems"
    NEXT_CONTACT_NOTE = "next_contact_note"
    CAMPAIGN = "campaign"
    LEAD_STAGE = "lead_stage"
    OPPORTUNITY = "opportunity"
    AMOUNT = "amount"
    CURRENCY = "currency"
    EXPECTED_ON = "expected_on"
    PIPELINE = "pipeline"
    OPPORTUNITY_STAGE = "opportunity_stage"
    BUSINESS_TYPE = "business_type"
    COMPETITORS = "competitors"
    NEXT_STEP = "next_step"
    NEXT_STEP_ON = "next_step_on"
    OPPORTUNITY_STATE = "opportunity_state"
    ORDER_NUMBER = "order_number"
    ORDER_TITLE = "order_title"
    ORDER_DAY = "order_day"
    DUE_ON = "due_on"
    ORDER_STATUS = "order_status"
    CONFIRMED_ON = "confirmed_on"
    CLOSED_ON = "closed_on"
    CLOSE_REASON = "close_reason"
    INCLUDES_TAX = "includes_tax"
    DISCOUNT = "discount"
    TERMS = "terms"
    PRODUCT_CODE = "product_code"
    LINE_NAME = "line_name"
    UNIT = "unit"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_DISCOUNT = "line_discount"
    TAX_RATE = "tax_rate"
    LINE_NOTE = "line_note"
    LINE_DUE_ON = "line_due_on"
    DELIVERED = "delivered"
    DELIVERED_ON = "delivered_on"
    RETURNED = "returned"
    CONTRACT_NUMBER = "contract_number"
    CONTRACT_TITLE = "contract_title"
    CONTRACT_STATUS = "contract_status"
    SIGNED_ON = "signed_on"
    START_ON = "start_on"
    END_ON = "end_on"
    OUR_PARTY = "our_party"
    OUR_SIGNATORY = "our_signatory"
    THEIR_PARTY = "their_party"
    THEIR_SIGNATORY = "their_signatory"
    OF_ORDER = "of_order"
    TERMINATED_ON = "terminated_on"
    QUOTE_NUMBER = "quote_number"
    QUOTE_VERSION = "quote_version"
    QUOTE_TITLE = "quote_title"
    QUOTE_DAY = "quote_day"
    VALID_UNTIL = "valid_until"
    QUOTE_STATUS = "quote_status"
    SENT_ON = "sent_on"
    EXPENSE_DAY = "expense_day"
    EXPENSE_KIND = "expense_kind"
    SPENT_BY = "spent_by"
    USED = "used"
    USED_PER = "used_per"
    OURS = "ours"
    OUR_SHARE = "our_share"
    COMPETITOR = "competitor"
    DOCUMENT = "document"
    DOCUMENT_KIND = "document_kind"
    PLAN_KIND = "plan_kind"
    PLAN_DUE_ON = "plan_due_on"
    PLAN_SHARE = "plan_share"
    PLAN_ID = "plan_id"
    RECEIVED_ON = "received_on"
    PAYER = "payer"
    PAYER_ACCOUNT = "payer_account"
    RECEIVED = "received"
    PAID_OUT = "paid_out"
    DIRECTION = "direction"
    SUMMARY = "summary"
    PURPOSE = "purpose"
    SERIAL = "serial"


OPENING_COLUMNS = frozenset({Column.CLAIMED_SINCE, Column.LAST_FOLLOW_UP, Column.NEXT_CONTACT})
"""Columns that only an opening import of customers reads."""

CONTACT_COLUMNS = frozenset(column for column in Column if column.value.startswith("contact_"))
_OF_FOLLOW_UPS = (
    *(Column.AUTHOR, Column.HAPPENED_AT, Column.METHOD, Column.RESULT, Column.CONTENT),
    *(Column.PROBLEMS, Column.NEXT_CONTACT_NOTE),
)
_SHARED_BY_FOLLOW_UPS = (Column.NAME, Column.CONTACT_NAME, Column.NEXT_CONTACT, Column.NEEDS)
_OF_LEADS = (Column.CAMPAIGN, Column.LEAD_STAGE)
_SHARED_BY_LEADS = (
    *(Column.NAME, Column.CONTACT_NAME, Column.CONTACT_TITLE, Column.CONTACT_PHONE),
    *(Column.CONTACT_EMAIL, Column.CONTACT_WECHAT, Column.REGION, Column.PROVINCE, Column.CITY),
    *(Column.ADDRESS, Column.INDUSTRY, Column.NEEDS, Column.SOURCE, Column.REMARKS, Column.OWNER),
)
_OF_OPPORTUNITIES = (
    *(Column.OPPORTUNITY, Column.AMOUNT, Column.CURRENCY, Column.EXPECTED_ON, Column.PIPELINE),
    *(Column.OPPORTUNITY_STAGE, Column.BUSINESS_TYPE, Column.COMPETITORS, Column.NEXT_STEP),
    *(Column.NEXT_STEP_ON, Column.OPPORTUNITY_STATE),
)
_SHARED_BY_OPPORTUNITIES = (Column.NAME, Column.SOURCE, Column.REMARKS)
_OF_ORDERS = (
    *(Column.ORDER_NUMBER, Column.ORDER_TITLE, Column.ORDER_DAY, Column.DUE_ON),
    *(Column.ORDER_STATUS, Column.CONFIRMED_ON, Column.CLOSED_ON, Column.CLOSE_REASON),
    *(Column.INCLUDES_TAX, Column.DISCOUNT, Column.TERMS),
)
_SHARED_BY_PAPERS = (
    *(Column.NAME, Column.CONTACT_NAME, Column.CURRENCY, Column.REMARKS, Column.OWNER),
)
_OF_QUOTES = (
    *(Column.QUOTE_NUMBER, Column.QUOTE_VERSION, Column.QUOTE_TITLE, Column.QUOTE_DAY),
    *(Column.VALID_UNTIL, Column.QUOTE_STATUS, Column.SENT_ON),
)
_SHARED_BY_QUOTES = (
    *(Column.OPPORTUNITY, Column.CLOSED_ON, Column.CLOSE_REASON, Column.INCLUDES_TAX),
    *(Column.DISCOUNT, Column.TERMS),
)
_OF_SOLD = (
    *(Column.PRODUCT_CODE, Column.LINE_NAME, Column.UNIT, Column.QUANTITY, Column.UNIT_PRICE),
    *(Column.LINE_DISCOUNT, Column.TAX_RATE, Column.AMOUNT, Column.LINE_NOTE),
)
_OF_DELIVERY = (Column.LINE_DUE_ON, Column.DELIVERED, Column.DELIVERED_ON, Column.RETURNED)
GOODS = (*_OF_SOLD, *_OF_DELIVERY)
"""What each row of a paper says of its own goods; the others are about the paper as a whole."""
_OF_CONTRACTS = (
    *(Column.CONTRACT_NUMBER, Column.CONTRACT_TITLE, Column.CONTRACT_STATUS, Column.SIGNED_ON),
    *(Column.START_ON, Column.END_ON, Column.OUR_PARTY, Column.OUR_SIGNATORY, Column.THEIR_PARTY),
    *(Column.THEIR_SIGNATORY, Column.OF_ORDER, Column.TERMINATED_ON),
)
_SHARED_BY_CONTRACTS = (
    *(Column.NAME, Column.AMOUNT, Column.CURRENCY, Column.OWNER, Column.REMARKS),
    Column.CLOSE_REASON,
)
_OF_BANK_RECEIPTS = (
    *(Column.RECEIVED_ON, Column.PAYER, Column.PAYER_ACCOUNT, Column.RECEIVED, Column.PAID_OUT),
    *(Column.DIRECTION, Column.SUMMARY, Column.PURPOSE, Column.SERIAL),
)
_OF_EXPENSES = (Column.EXPENSE_DAY, Column.EXPENSE_KIND, Column.SPENT_BY)
_SHARED_BY_EXPENSES = (
    *(Column.NAME, Column.AMOUNT, Column.CURRENCY, Column.OPPORTUNITY, Column.CAMPAIGN),
    Column.REMARKS,
)
_OF_USAGES = (Column.USED, Column.USED_PER, Column.OURS, Column.OUR_SHARE, Column.COMPETITOR)
_SHARED_BY_USAGES = (
    *(Column.NAME, Column.PRODUCT_CODE, Column.LINE_NAME, Column.UNIT, Column.REMARKS),
)
_OF_PAYMENT_PLANS = (
    *(Column.DOCUMENT, Column.DOCUMENT_KIND, Column.PLAN_KIND, Column.PLAN_DUE_ON),
    *(Column.PLAN_SHARE, Column.PLAN_ID),
)
_SHARED_BY_PAYMENT_PLANS = (Column.NAME, Column.AMOUNT, Column.CURRENCY, Column.REMARKS)
_OF_CUSTOMERS = frozenset(Column) - frozenset(
    (
        *(*_OF_FOLLOW_UPS, *_OF_LEADS, *_OF_OPPORTUNITIES, *_OF_BANK_RECEIPTS),
        *(*_OF_ORDERS, *GOODS, *_OF_CONTRACTS, *_OF_QUOTES, *_OF_EXPENSES, *_OF_USAGES),
        *_OF_PAYMENT_PLANS,
    )
)
_COLUMNS = {
    ImportKind.CUSTOMERS: _OF_CUSTOMERS,
    ImportKind.CONTACTS: CONTACT_COLUMNS | {Column.NAME, Column.CREDIT_CODE},
    ImportKind.FOLLOW_UPS: frozenset((*_OF_FOLLOW_UPS, *_SHARED_BY_FOLLOW_UPS)),
    ImportKind.LEADS: frozenset((*_OF_LEADS, *_SHARED_BY_LEADS)),
    ImportKind.OPPORTUNITIES: frozenset((*_OF_OPPORTUNITIES, *_SHARED_BY_OPPORTUNITIES)),
    ImportKind.ORDERS: frozenset((*_OF_ORDERS, *_SHARED_BY_PAPERS, *GOODS)),
    ImportKind.CONTRACTS: frozenset((*_OF_CONTRACTS, *_SHARED_BY_CONTRACTS)),
    ImportKind.QUOTES: frozenset((*_OF_QUOTES, *_SHARED_BY_QUOTES, *_SHARED_BY_PAPERS, *_OF_SOLD)),
    ImportKind.EXPENSES: frozenset((*_OF_EXPENSES, *_SHARED_BY_EXPENSES)),
    ImportKind.USAGES: frozenset((*_OF_USAGES, *_SHARED_BY_USAGES)),
    ImportKind.PAYMENT_PLANS: frozenset((*_OF_PAYMENT_PLANS, *_SHARED_BY_PAYMENT_PLANS)),
    ImportKind.BANK_RECEIPTS: frozenset((*_OF_BANK_RECEIPTS, Column.CURRENCY)),
}

JOINED = frozenset(
    {Column.CONTACT_PHONE, Column.CONTACT_EMAIL, Column.TAGS, Column.NEED_TAGS, Column.REMARKS}
)
"""Columns that a file may have several times; their values are put together."""

MEASURED = frozenset(
    {
        *(Column.BUDGET, Column.ANNUAL_REVENUE, Column.REGISTERED_CAPITAL, Column.AMOUNT),
        Column.UNIT_PRICE,
        *(Column.RECEIVED, Column.PAID_OUT),
    }
)
"""Columns whose bare numbers take a unit such as 万 from the header."""

DAYS = frozenset(
    {
        *(Column.FOUNDED_ON, Column.FIRST_CONTACT_ON, Column.CONTACT_BIRTHDAY),
        *(Column.CLAIMED_SINCE, Column.LAST_FOLLOW_UP, Column.NEXT_CONTACT, Column.HAPPENED_AT),
        *(Column.EXPECTED_ON, Column.NEXT_STEP_ON, Column.RECEIVED_ON, Column.ORDER_DAY),
        *(Column.DUE_ON, Column.CONFIRMED_ON, Column.CLOSED_ON, Column.LINE_DUE_ON),
        *(Column.DELIVERED_ON, Column.SIGNED_ON, Column.START_ON, Column.END_ON),
        *(Column.TERMINATED_ON, Column.QUOTE_DAY, Column.VALID_UNTIL, Column.SENT_ON),
        *(Column.EXPENSE_DAY, Column.PLAN_DUE_ON),
    }
)
"""Columns of days."""


def columns_of(kind: ImportKind) -> frozenset[Column]:
    """Return the columns that sheets of a kind may have."""
    return _COLUMNS[kind]


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column as the file heads it, and what it was taken for; `unit` is 万 and its like."""

    index: int
    label: str
    column: Column | None
    unit: str = ""
    person: int = 1
    """Which contact of the row it is about."""
    custom: CustomField | None = None
    """The field of the office's own that it holds; `column` is None then."""
    day_first: bool | None = None
    """Whether 3/4/2026 is the third of April in this column; None where that is not known."""

    @property
    def letter(self) -> str:
        """Return the column's letter in a spreadsheet program."""
        return column_letter(self.index)

    @property
    def is_read(self) -> bool:
        """Return whether anything is done with its values."""
        return self.column is not None or self.custom is not None

    @property
    def is_of_contact(self) -> bool:
        """Return whether it says something about a contact."""
        if self.custom is not None:
            return self.custom.holder is FieldHolder.CONTACT
        return self.column in CONTACT_COLUMNS

    @property
    def field(self) -> str:
        """Return the name of what it holds, as --map takes it; empty for one that is not read."""
        if self.custom is not None:
            name = self.custom.key
            name = f"contact_{name}" if self.is_of_contact else name
        else:
            name = "" if self.column is None else self.column.value
        return name.replace("contact_", f"contact{self.person}_", 1) if self.person > 1 else name
