"""What stands on a printed quote, as texts ready to be written, and what a page may ask for."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.values import dataclass

LINE_FIELDS = (
    "no", "code", "name", "note", "quantity", "unit", "unit_price", "discount", "tax_rate",
    "amount", "total",
)  # fmt: skip
"""What a page may say of a line, between {{#lines}} and {{/lines}}."""
FIELDS = (
    "number", "title", "customer", "contact", "owner", "day", "valid_until", "currency", "tax_note",
    "issuer_name", "issuer_address", "issuer_phone", "issuer_tax_number", "issuer_bank",
    "issuer_account", "amount", "reduced", "net", "tax", "total", "in_words", "terms", "draft",
)  # fmt: skip
"""What a page may say of the whole."""
LABELS = (
    "heading", "customer", "contact", "number", "day", "valid_until", "title", "owner", "currency",
    "no", "name", "quantity", "unit", "unit_price", "discount", "tax_rate", "amount", "sum",
    "reduced", "net", "tax", "total", "in_words", "terms", "issuer_phone", "issuer_tax_number",
    "issuer_bank", "issuer_account", "sign_issuer", "sign_customer", "sign_day",
)  # fmt: skip
"""What each of these is called, in the language in use: {{label.number}}."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A quote or a contract in texts: by the names of its fields, its lines by those of theirs.

    `labels` say in the language in use what each of them is.
    """

    fields: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    labels: Mapping[str, str]
    language: str
