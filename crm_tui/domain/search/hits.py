"""Whether a row is a hit, and in which order hits are shown."""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.domain.search.columns import SearchColumns
from crm_tui.domain.search.plans import SearchPlan, SearchTerm, TermKind
from crm_tui.domain.search.words import GRAM


class Candidate(NamedTuple):
    """What the rank of one hit depends on; recency is any number that grows with time."""

    id: int
    name_keys: tuple[str, ...]
    pinyin: str
    initials: str
    is_own: bool
    recency: int
    is_hidden: bool = False
    """Whether its contact details are hidden from who asks; the rank does not depend on it."""


def matches(plan: SearchPlan, columns: SearchColumns) -> bool:
    """Tell whether a row is a hit: it has words, and all of them hold."""
    for term in plan.terms:
        if not holds(term, columns):
            return False
    return bool(plan.terms)


def holds(term: SearchTerm, columns: SearchColumns) -> bool:
    """Tell whether a term is found in a row; SQL says the same with instr() > 0."""
    text = term.text
    if term.kind is TermKind.HAN:
        return text in columns.text or text in columns.details or text in columns.accounts
    word = f" {text}"
    if word in columns.text or word in columns.details or word in columns.accounts:
        return True
    if term.kind is TermKind.DIGITS:
        return text in columns.digits or (len(text) >= GRAM and text in columns.accounts)
    return text in columns.initials or _is_read_so(term, columns)


def openly(columns: SearchColumns) -> SearchColumns:
    """Return what masking leaves of a row: neither phones nor accounts are looked at."""
    return columns._replace(digits="", accounts="")


def _is_read_so(term: SearchTerm, columns: SearchColumns) -> bool:
    return any(f" {spelling}" in columns.pinyin for spelling in term.spellings)


def rank_key(candidate: Candidate, plan: SearchPlan) -> tuple[int, int, int, int, int]:
    """Return what to sort hits by.

    Whose whole name was typed comes first whoever holds it; then own ones, then those that fit
    better, then those lately touched, then the newest.
    """
    grade = _grade(candidate, plan)
    return (
        0 if grade == 0 else 1,
        0 if candidate.is_own else 1,
        grade,
        -candidate.recency,
        -candidate.id,
    )


def _grade(candidate: Candidate, plan: SearchPlan) -> int:
    """Return 0 for the whole name, 1 for its beginning, 2 for its reading's, 3 for inside."""
    if plan.prefix in candidate.name_keys:
        return 0
    if any(key.startswith(plan.prefix) for key in candidate.name_keys):
        return 1
    spellings = plan.terms[0].spellings if len(plan.terms) == 1 else ()
    by_reading = candidate.initials.startswith(plan.prefix) or (
        spellings and candidate.pinyin.startswith(spellings)
    )
    return 2 if by_reading else 3
