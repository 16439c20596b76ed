"""Where a hit is, when the list does not show it."""

from __future__ import annotations

from collections.abc import Iterable
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


def found_in(
    plan: SearchPlan, name: str, texts: Iterable[tuple[FoundPlace, str]] = ()
) -> tuple[tuple[FoundIn, ...], bool]:
    """Return where the words stand that a name does not say, and whether all words were found.

    Of the texts, those come first that a reader looks at first; no more is taken than is needed.
    """
    missing = [term for term in plan.terms if not stands(name, term)]
    found: list[FoundIn] = []
    for place, text in texts if missing else ():
        held = [term for term in missing if stands(text, term)]
        if held:
            found.append(FoundIn(place, text))
            missing = [term for term in missing if term not in held]
            if not missing:
                break
    return tuple(found), not missing
