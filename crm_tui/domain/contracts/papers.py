"""What an office says of its contracts: their numbers, who signs, whether that is a deal."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.paper_settings import SettingsKind, yes_or_no
from crm_tui.domain.quotes.numbering import pattern_fault
from crm_tui.values import dataclass

KIND = "contract"
DEFAULT_PATTERN = "HT-{yyyy}{mm}-{seq}"
_TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """What is set once for all contracts of an office.

    With `signed_is_deal` a contract that is signed records a deal of its amount.
    """

    number_pattern: str = DEFAULT_PATTERN
    our_party: str = ""
    our_signatory: str = ""
    signed_is_deal: bool = False


def with_setting(settings: ContractSettings, name: str, text: str) -> ContractSettings | str:
    """Return the settings with one of them as a person writes it, or why that cannot be."""
    if name == "number_pattern" and (fault := pattern_fault(text)):
        return fault
    if len(text) > _TEXT_LIMIT:
        return "too_long"
    if name == "signed_is_deal":
        is_deal = yes_or_no(text)
        return "no_yes_or_no" if is_deal is None else replace(settings, signed_is_deal=is_deal)
    return replace(settings, **{name: text})  # type: ignore[arg-type]  # all others are texts


SETTINGS = SettingsKind(KIND, ContractSettings, with_setting)
