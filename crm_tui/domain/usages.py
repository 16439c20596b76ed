"""用量: what a customer really uses of a product, how much of that is ours, and the gap.

Quantities are in thousandths of a unit, for a month or a year; gaps of both are compared by year.
"""

from __future__ import annotations

import re
from enum import Enum

from crm_tui.domain.currencies import rounded
from crm_tui.domain.decimals import parse_quantity, parse_share
from crm_tui.domain.identifiers import CustomerId, ProductId, UsageId
from crm_tui.domain.numerals import half_width
from crm_tui.domain.quotes.pricing import LARGEST_QUANTITY, WHOLE
from crm_tui.values import dataclass

MONTHS = 12
_USE = re.compile(r"([0-9,.]+)\s*([^0-9/,.\s][^/]{0,19}?)?\s*(?:/?\s*(月|年|month|year|m|y))?")


class UsagePer(Enum):
    """For how long a quantity lasts."""

    MONTH = "month"
    YEAR = "year"


_PER = {
    **dict.fromkeys(("月", "month", "m"), UsagePer.MONTH),
    **dict.fromkeys(("年", "year", "y"), UsagePer.YEAR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFields:
    """What a person enters; `name` says what it is where it is no product of ours."""

    product_id: ProductId | None = None
    name: str = ""
    unit: str = ""
    per: UsagePer = UsagePer.MONTH
    quantity_milli: int
    ours_milli: int = 0
    competitor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """What a customer uses of something, as it is shown."""

    id: UsageId
    customer_id: CustomerId
    customer: str
    fields: UsageFields
    product: str
    """What it is called: the product's name now, else what was typed."""
    owner: str
    version: int
    is_deleted: bool = False
    code: str = ""
    """The product's code now."""

    @property
    def gap_milli(self) -> int:
        """Return what others deliver of it, in its own span of time."""
        return self.fields.quantity_milli - self.fields.ours_milli

    @property
    def share(self) -> int:
        """Return our part, in hundredths of a percent."""
        return share_of(self.fields.ours_milli, self.fields.quantity_milli)


@dataclass(frozen=True, slots=True)
class UsageSum:
    """What customers use of something in a year, and how much of it is ours."""

    product_id: ProductId | None
    name: str
    unit: str
    customers: int
    year_milli: int
    ours_year_milli: int

    @property
    def gap_year_milli(self) -> int:
        """Return what others deliver of it in a year."""
        return self.year_milli - self.ours_year_milli

    @property
    def share(self) -> int:
        """Return our part, in hundredths of a percent."""
        return share_of(self.ours_year_milli, self.year_milli)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRequest:
    """Which usages are asked for; what is None or empty asks for all."""

    customer_id: CustomerId | None = None
    product_id: ProductId | None = None
    words: str = ""
    deleted: bool = False


# --- rules -----------------------------------------------------------------------------------


def share_of(part: int, whole: int) -> int:
    """Return a part of a whole in hundredths of a percent, rounded half up; nothing of nothing."""
    return rounded(part * WHOLE, whole) if whole else 0


def usage_fault(entered: UsageFields) -> tuple[str, str] | None:
    """Return the field that cannot be stored and why, or None; texts are checked elsewhere."""
    if entered.product_id is None and not entered.name:
        return "usage_of", "required"
    if not 0 < entered.quantity_milli <= LARGEST_QUANTITY:
        return "usage", "out_of_range"
    if not 0 <= entered.ours_milli <= entered.quantity_milli:
        return "ours", "out_of_range"
    return None


def read_use(text: str) -> tuple[int, str, UsagePer | None] | None:
    """Return quantity, unit and span that a text says: 500盒/月, 1200 kg/year; None for none."""
    found = _USE.fullmatch(half_width(text.strip()))
    quantity = None if found is None else parse_quantity(found[1])
    if found is None or quantity is None:
        return None
    return quantity, (found[2] or "").strip(), _PER.get(found[3] or "")


def read_ours(text: str, quantity_milli: int) -> int | None:
    """Return how much of a quantity is ours: 30% of it, or a quantity; None for neither."""
    written = half_width(text.strip())
    if not written.endswith("%"):
        return parse_quantity(written)
    share = parse_share(written)
    return None if share is None else rounded(quantity_milli * share, WHOLE)
