"""What an office says of its orders: how they are numbered, and whether they make a deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from crm_tui.domain.quotes.numbering import pattern_fault
from crm_tui.domain.quotes.papers import yes_or_no
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


ORDER_SETTINGS = tuple(each.name for each in dataclass_fields(OrderSettings))


def with_setting(settings: OrderSettings, name: str, text: str) -> OrderSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    if name == "number_pattern":
        fault = pattern_fault(text)
        return fault or replace(settings, number_pattern=text)
    is_deal = yes_or_no(text)
    return "not_one_of" if is_deal is None else replace(settings, confirmed_is_deal=is_deal)


def written(settings: OrderSettings, name: str) -> str:
    """Return a setting as a person writes it."""
    value = getattr(settings, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def from_json(stored: Mapping[str, object]) -> OrderSettings:
    """Return the settings stored; what is missing, unknown or wrong has its usual value."""
    settings = OrderSettings()
    for name in ORDER_SETTINGS:
        if isinstance(text := stored.get(name), str):
            found = with_setting(settings, name, text)
            settings = settings if isinstance(found, str) else found
    return settings


def to_json(settings: OrderSettings) -> dict[str, str]:
    """Return what is stored of these settings: those that differ from the usual."""
    usual = OrderSettings()
    return {
        name: written(settings, name)
        for name in ORDER_SETTINGS
        if getattr(settings, name) != getattr(usual, name)
    }
