"""What stands on a printed contract besides the contract itself: what was ordered or quoted."""

from __future__ import annotations

from crm_tui.domain.quotes.pages import LABELS as QUOTE_LABELS
from crm_tui.domain.quotes.pricing import PricedQuote
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSource:
    """The order or the quote that a contract was made from, as far as it is printed."""

    number: str
    lines: tuple[QuoteLine, ...]
    price: PricedQuote
    includes_tax: bool
    terms: str


FIELDS = (
    "number", "title", "their_party", "their_signatory", "our_party", "our_signatory", "sign_day",
    "span", "currency", "contract_amount", "in_words", "issuer_tax_number", "issuer_bank",
    "issuer_account", "draft", "source", "listed", "tax_note", "amount", "reduced", "net", "tax",
    "total", "terms",
)  # fmt: skip
"""What a page may say of a contract; `listed` is filled where it has lines."""
LABELS = (
    *QUOTE_LABELS, "their_party", "our_party", "span", "source", "lines", "payee", "seal",
    "their_seal", "our_seal", "signatory", "date",
)  # fmt: skip
"""What each of these is called, in the language in use: {{label.number}}."""
