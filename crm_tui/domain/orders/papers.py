"""What an office says of its orders: how they are numbered, and whether they make a deal."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.paper_settings import SettingsKind, yes_or_no
from crm_tui.domain.quotes.numbering import pattern_fault
from crm_tui.values import dataclass

KIND = "order"
DEFAULT_PATTERN = "DD-{yyyy}{mm}-{seq}"


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """What is set once for all orders of an office.

    With `confirmed_is_deal` an order that is confirmed records a deal of its total.
    """

    number_pattern: str = DEFAULT_PATTERN
    confirmed_is_deal: bool = False


def with_setting(settings: OrderSettings, name: str, text: str) -> OrderSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    if name == "number_pattern":
        fault = pattern_fault(text)
        return fault or replace(settings, number_pattern=text)
    is_deal = yes_or_no(text)
    return "no_yes_or_no" if is_deal is None else replace(settings, confirmed_is_deal=is_deal)


SETTINGS = SettingsKind(
    KIND, OrderSettings, with_setting, labels={"number_pattern": "order_number_pattern"}
)
