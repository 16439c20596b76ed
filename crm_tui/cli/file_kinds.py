"""What the rows of files are called where files of several kinds are read and written."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from crm_tui.cli.inputs import UnknownChoiceError
from crm_tui.domain.text import clean

Kind = TypeVar("Kind", bound=Enum)

_PLURALS = {
    "customer": "customers",
    "contact": "contacts",
    "follow_up": "follow_ups",
    "follow": "follow_ups",
    "deal": "deals",
    "task": "tasks",
    "lead": "leads",
    "opportunity": "opportunities",
    "order": "orders",
    "contract": "contracts",
    "quote": "quotes",
    "expense": "expenses",
    "usage": "usages",
    "payment_plan": "payment_plans",
    "due": "dues",
    "bank_receipt": "bank_receipts",
}


def kind_named(typed: str, kinds: type[Kind]) -> Kind:
    """Return what kind of rows a word means, in the singular or plural; raise for any other."""
    word = clean(typed).lower().replace("-", "_")
    known = {each.value: each for each in kinds}
    found = known.get(_PLURALS.get(word, word))
    if found is None:
        raise UnknownChoiceError("kind", "unknown_choice", typed, known=tuple(known))
    return found
