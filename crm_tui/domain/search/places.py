"""Where a hit is, when the list does not show it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from crm_tui.domain.search.plans import SearchPlan
from crm_tui.domain.search.spans import stands
from crm_tui.values import dataclass


class FoundPlace(StrEnum):
    """What of a customer says what was typed, besides its name."""

    OTHER_NAME = "other_name"
    CONTACT = "contact"
    PHONE = "phone"
    ACCOUNT = "account"
    TAG = "tag"
    ADDRESS = "address"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The text in which a customer was found, as this person may read it."""

    place: FoundPlace
    text: str
    at: datetime | None = None
    """When it was said, of a follow-up."""


@dataclass(frozen=True, slots=True)
class Haystacks:
    """The readable texts of one customer, those first that a reader looks at first."""

    name: str
    texts: tuple[tuple[FoundPlace, str], ...]


def found_in(plan: SearchPlan, haystacks: Haystacks) -> tuple[tuple[FoundIn, ...], bool]:
    """Return where the words stand that the name does not say, and whether all words were found."""
    missing = [term for term in plan.terms if not stands(haystacks.name, term)]
    found: list[FoundIn] = []
    for place, text in haystacks.texts:
        held = [term for term in missing if stands(text, term)]
        if held:
            found.append(FoundIn(place, text))
            missing = [term for term in missing if term not in held]
    return tuple(found), not missing
