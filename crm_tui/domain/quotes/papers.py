"""What an office says of its quotes: how they are numbered, who issues them, the usual terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from crm_tui.domain.decimals import decimal_text, parse_share
from crm_tui.domain.paper_settings import SettingsKind, yes_or_no
from crm_tui.domain.quotes.numbering import DEFAULT_PATTERN, pattern_fault
from crm_tui.values import dataclass

KIND = "quote"
LONGEST_VALID_DAYS = 3_650
TEMPLATE_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """What is set once for all quotes of an office; the issuer's details are printed."""

    number_pattern: str = DEFAULT_PATTERN
    valid_days: int = 30
    tax_share: int = 1300
    includes_tax: bool = True
    issuer_name: str = ""
    issuer_address: str = ""
    issuer_phone: str = ""
    issuer_tax_number: str = ""
    issuer_bank: str = ""
    issuer_account: str = ""
    terms: str = ""


_LIMITS = {"terms": 4_000}
_TEXT_LIMIT = 200


def with_setting(settings: QuoteSettings, name: str, text: str) -> QuoteSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    if name == "number_pattern" and (fault := pattern_fault(text)):
        return fault
    if len(text) > _LIMITS.get(name, _TEXT_LIMIT):
        return "too_long"
    value = _READERS.get(name, _plain)(text)
    if value is None:
        return "no_yes_or_no" if name == "includes_tax" else "not_one_of"
    return replace(settings, **{name: value})  # type: ignore[arg-type]  # each reader reads its field


def _plain(text: str) -> str:
    return text


def _days(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) < 5
    return int(text) if is_number and int(text) <= LONGEST_VALID_DAYS else None


def _rate(text: str) -> int | None:
    share = parse_share(text)
    return share if share is not None and share <= 10_000 else None


_READERS: Mapping[str, Callable[[str], object]] = {
    "valid_days": _days,
    "tax_share": _rate,
    "includes_tax": yes_or_no,
}
SETTINGS = SettingsKind(
    KIND,
    QuoteSettings,
    with_setting,
    writers={"tax_share": lambda share: f"{decimal_text(share, 2)}%"},
    multiline=frozenset({"terms"}),
)
