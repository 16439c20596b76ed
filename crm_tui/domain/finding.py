"""One box that finds everything: what was found, and in which order it is shown."""

from __future__ import annotations

from enum import StrEnum

from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pinyin import initials, person_initials, person_pinyin, pinyin
from crm_tui.domain.search import FoundIn, SearchPlan
from crm_tui.domain.text import name_key
from crm_tui.values import dataclass


class FindingKind(StrEnum):
    """What was found; of those that fit alike, the first kind stands first."""

    CUSTOMER = "customer"
    CONTACT = "contact"
    COMMAND = "command"
    DEAL = "deal"
    QUOTE = "quote"
    ORDER = "order"
    CONTRACT = "contract"
    LEAD = "lead"
    OPPORTUNITY = "opportunity"


OWN_PAGES = frozenset(
    {FindingKind.ORDER, FindingKind.CONTRACT, FindingKind.LEAD, FindingKind.OPPORTUNITY}
)
"""What is opened itself and not with its customer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that was found: its own id, and its customer; a lead has none yet."""

    kind: FindingKind
    id: int
    customer_id: CustomerId | None
    title: str
    detail: str = ""
    grade: int = 3
    found_in: tuple[FoundIn, ...] = ()
    """Where it was found, when its title does not say so."""


_KINDS = tuple(FindingKind)


def grade_of(plan: SearchPlan, name: str) -> int:
    """Return 0 for the whole name, 1 for its beginning, 2 for its reading's, 3 for others."""
    key = name_key(name)
    if key == plan.prefix:
        return 0
    if key.startswith(plan.prefix):
        return 1
    spellings = plan.terms[0].spellings if len(plan.terms) == 1 else ()
    letters = (initials(name), person_initials(name))
    by_reading = any(each.startswith(plan.prefix) for each in letters) or (
        spellings
        and (pinyin(name).startswith(spellings) or person_pinyin(name).startswith(spellings))
    )
    return 2 if by_reading else 3


def find_rank(grade: int, kind: FindingKind) -> tuple[int, int]:
    """Return what findings of several kinds are sorted by; those alike stay in their order."""
    return grade, _KINDS.index(kind)
