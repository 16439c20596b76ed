"""The condition in SQL that equals the pure rule of what a word of a search finds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from crm_tui.db.functions import has_inside
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.domain.search import GRAM, SearchPlan, SearchTerm, TermKind


def condition(plan: SearchPlan, hidden: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Return the condition that equals `domain.search.matches`.

    For customers whose contact details are `hidden` from who asks, only what masking leaves counts.
    """
    if not plan.terms:
        return false()
    whole = and_(*(_holds(term) for term in plan.terms))
    if hidden is None or isinstance(hidden, type(false())):
        return whole
    return or_(and_(*(_holds_openly(term) for term in plan.terms)), and_(whole, ~hidden))


def _holds(term: SearchTerm) -> ColumnElement[bool]:
    customer = CUSTOMER.c
    texts = (customer.search_text, customer.search_details, customer.search_accounts)
    if term.kind is TermKind.HAN:
        return or_(*(_inside(text, term.text) for text in texts))
    words = [_inside(text, f" {term.text}") for text in texts]
    if term.kind is TermKind.DIGITS:
        numbers = [customer.search_digits]
        numbers += [customer.search_accounts] if len(term.text) >= GRAM else []
        return or_(*words, *(_inside(number, term.text) for number in numbers))
    return or_(*words, *_by_sound(term))


def _holds_openly(term: SearchTerm) -> ColumnElement[bool]:
    texts = (CUSTOMER.c.search_text, CUSTOMER.c.search_details)
    if term.kind is TermKind.HAN:
        return or_(*(_inside(text, term.text) for text in texts))
    words = [_inside(text, f" {term.text}") for text in texts]
    return or_(*words, *(_by_sound(term) if term.kind is TermKind.LATIN else ()))


def _by_sound(term: SearchTerm) -> list[ColumnElement[bool]]:
    return [
        _inside(CUSTOMER.c.search_initials, term.text),
        *(_inside(CUSTOMER.c.search_pinyin, f" {each}") for each in term.spellings),
    ]


def _inside(haystack: ColumnElement[Any], needle: str) -> ColumnElement[bool]:
    return has_inside(haystack, needle)
