"""What an office wants to be granted before it is done; nothing unless it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from crm_tui.domain.decimals import decimal_text, parse_share
from crm_tui.domain.money import LARGEST_MINOR, minor_digits, parse_amount
from crm_tui.domain.quotes.pricing import WHOLE
from crm_tui.values import dataclass

KIND = "approval"
_OFF = frozenset({"off", "none", "no", "关", "关闭", "不", "否"})
_ALWAYS = frozenset({"always", "all", "yes", "总是", "全部", "是"})


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """Beyond what one has to ask; None for never.

    A discount in hundredths of a percent; contracts and refunds above an amount in the office's
    currency, zero for each of them.
    """

    discount: int | None = None
    contract: int | None = None
    refund: int | None = None


APPROVAL_SETTINGS = tuple(each.name for each in dataclass_fields(ApprovalSettings))
_LARGEST = {"discount": WHOLE, "contract": LARGEST_MINOR, "refund": LARGEST_MINOR}


def with_setting(
    settings: ApprovalSettings, name: str, text: str, currency: str
) -> ApprovalSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    word = text.strip().lower()
    if word in _OFF:
        return replace(settings, **{name: None})
    if word in _ALWAYS:
        return replace(settings, **{name: 0})
    bound = parse_share(word) if name == "discount" else parse_amount(word, currency)
    if not isinstance(bound, int):
        return "not_one_of"
    return replace(settings, **{name: bound}) if 0 <= bound <= _LARGEST[name] else "out_of_range"


def written(settings: ApprovalSettings, name: str, currency: str) -> str:
    """Return a setting as a person writes it."""
    bound: int | None = getattr(settings, name)
    if bound is None:
        return "off"
    if name == "discount":
        return f"{decimal_text(bound, 2)}%"
    return decimal_text(bound, minor_digits(currency)) if bound else "always"


def from_json(stored: Mapping[str, object]) -> ApprovalSettings:
    """Return the settings stored; what is missing, unknown or wrong is off."""
    found = {
        name: bound
        for name in APPROVAL_SETTINGS
        if type(bound := stored.get(name)) is int and 0 <= bound <= _LARGEST[name]
    }
    return ApprovalSettings(**found)


def to_json(settings: ApprovalSettings) -> dict[str, int]:
    """Return what is stored of these settings: those that are not off."""
    bounds = {name: getattr(settings, name) for name in APPROVAL_SETTINGS}
    return {name: bound for name, bound in bounds.items() if bound is not None}
