"""What an office says of its money: numbers, days to pay, what a receipt means, credit."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from crm_tui.domain.paper_settings import NONE, SettingsKind
from crm_tui.domain.quotes.numbering import pattern_fault
from crm_tui.values import dataclass

KIND = "payment"
DEFAULT_PATTERN = "HK-{yyyy}{mm}-{seq}"
USUAL_DAYS = 30
LONGEST_DAYS = 3_660
_NO_DAYS = frozenset({NONE, "无", "不限"})


class ReceiptDeal(Enum):
    """Which receipts record a deal, as far as a deal is what an office goes by."""

    NO = "no"
    FIRST = "first"
    EACH = "each"


class CreditCheck(Enum):
    """What happens to an order that would pass what a customer may owe."""

    OFF = "off"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class PaymentSettings:
    """What is set once for all money of an office.

    Without days to pay nothing is ever overdue that no plan gives a day.
    """

    number_pattern: str = DEFAULT_PATTERN
    payment_days: int | None = USUAL_DAYS
    receipt_is_deal: ReceiptDeal = ReceiptDeal.NO
    credit_check: CreditCheck = CreditCheck.WARN


def with_setting(settings: PaymentSettings, name: str, text: str) -> PaymentSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    if name == "number_pattern":
        return pattern_fault(text) or replace(settings, number_pattern=text)
    if name == "payment_days":
        days = days_of(text)
        return days if isinstance(days, str) else replace(settings, payment_days=days)
    choices: type[Enum] = ReceiptDeal if name == "receipt_is_deal" else CreditCheck
    found = next((each for each in choices if each.value == text.lower()), None)
    return "not_one_of" if found is None else replace(settings, **{name: found})  # type: ignore[arg-type]  # of its own kind


def days_of(text: str) -> int | str | None:
    """Return the days to pay that a person writes, None for none; or why that cannot be."""
    if text.lower() in _NO_DAYS:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(LONGEST_DAYS)) + 1
    return int(text) if is_number and int(text) <= LONGEST_DAYS else "out_of_range"


SETTINGS = SettingsKind(
    KIND, PaymentSettings, with_setting, labels={"number_pattern": "payment_number_pattern"}
)
