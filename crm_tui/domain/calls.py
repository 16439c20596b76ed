"""Who a number belongs to, when somebody calls or is to be called."""

from __future__ import annotations

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.text import phone_key
from crm_tui.values import dataclass

DIALLED_LIMIT = 40
"""Characters that a written number may have at most."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A customer that has the number, and whose it is there; None when no contact has it now."""

    customer: CustomerRow
    contact: ContactRow | None


def dialled(number: str) -> str:
    """Return the digits by which a written number is dialled; nothing for what is none."""
    return phone_key(number) if len(number) <= DIALLED_LIMIT and "*" not in number else ""


def link_of(number: str, extension: str = "") -> str:
    """Return the address of a number as programs open it: tel:13812345678;ext=12."""
    digits = dialled(number)
    if not digits:
        return ""
    more = f";ext={extension}" if extension.isdecimal() else ""
    return f"tel:{digits}{more}"
