"""The text of follow-ups as it is searched: its words, their tokens, and what it says."""

from __future__ import annotations

from crm_tui.domain.search.plans import SearchPlan, SearchTerm, TermKind, every
from crm_tui.domain.search.spans import matched_spans
from crm_tui.domain.search.words import (
    GRAM,
    beginning_token,
    grams_of,
    number_tokens,
    pairs_in,
    word_tokens,
    words_in,
)

SNIPPET_CHARACTERS = 40
_SHORTEST = 2


def said(content: str) -> str:
    """Return the words of a follow-up, each with a space before it."""
    return "".join([f" {word}" for word in words_in(content)])


def said_tokens(content: str) -> str:
    """Return the words of a follow-up in the full-text index; they follow from its text alone."""
    words = said(content)
    return " ".join(dict.fromkeys([*word_tokens(words.split()), *number_tokens(words)]))


def talk_match(plan: SearchPlan) -> str | None:
    """Return the index expression for follow-ups, or None when every word is too short for it."""
    expressions = [expression for term in plan.terms if (expression := _expression(term))]
    return " AND ".join(expressions) or None


def _expression(term: SearchTerm) -> str:
    if term.kind is TermKind.HAN:
        return every(pairs_in(term.text))
    if term.kind is TermKind.DIGITS and len(term.text) >= GRAM:
        return every(grams_of(term.text))
    return f'"{beginning_token(term.text)}"' if len(term.text) >= _SHORTEST else ""


def says(plan: SearchPlan, content: str) -> bool:
    """Tell whether a follow-up says all that was typed.

    For single characters alone none is looked at: nearly every one would say them.
    """
    if all(len(term.text) < _SHORTEST for term in plan.terms):
        return False
    words = said(content)
    return all(_is_said(term, words) for term in plan.terms)


def _is_said(term: SearchTerm, words: str) -> bool:
    is_inside = term.kind is TermKind.HAN or (
        term.kind is TermKind.DIGITS and len(term.text) >= GRAM
    )
    return (term.text if is_inside else f" {term.text}") in words


def snippet(plan: SearchPlan, content: str, width: int = SNIPPET_CHARACTERS) -> str:
    """Return the part of a text around the first word that was typed, on one line."""
    line = " ".join(content.split())
    spans = matched_spans(line, plan)
    if len(line) <= width or not spans:
        return line if len(line) <= width else f"{line[: width - 1]}…"
    start = max(0, min(spans[0][0] - width // 4, len(line) - width))
    end = start + width
    before, after = "…" if start else "", "…" if end < len(line) else ""
    return f"{before}{line[start:end]}{after}"
