"""Whom a customer is given to when nobody names them: by match, or in turn (轮流)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm_tui.domain.identifiers import UserId
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is present and could be given customers; an empty list means anything."""

    user_id: UserId
    name: str
    held: int
    regions: frozenset[str] = frozenset()
    industry_ids: frozenset[int] = frozenset()
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What a match reads of a customer; `needs` are its tags of what it wants to buy."""

    province: str = ""
    industry_id: int | None = None
    needs: frozenset[str] = frozenset()


def in_turn(candidates: Sequence[Candidate], after: UserId | None) -> list[Candidate]:
    """Return the candidates in the order of their ids, beginning behind the one who was last."""
    in_order = sorted(candidates, key=lambda each: each.user_id)
    if after is None:
        return in_order
    behind = [each for each in in_order if each.user_id > after]
    return behind + [each for each in in_order if each.user_id <= after]


def by_match(candidates: Sequence[Candidate], customer: MatchFacts) -> list[Candidate]:
    """Return those who suit the customer, the best first.

    More of region, industry and products in common comes first, then who holds the fewest, then
    the id. Somebody whose regions, industries or products are named and do not hold the
    customer's is left out; what is not known of either side excludes nobody.
    """
    scored = [(matches(each, customer), each) for each in candidates]
    fitting = [(score, each) for score, each in scored if score is not None]
    fitting.sort(key=lambda pair: (-pair[0], pair[1].held, pair[1].user_id))
    return [each for _score, each in fitting]


def matches(candidate: Candidate, customer: MatchFacts) -> int | None:
    """Return in how many of region, industry and products both agree, None where they clash."""
    pairs: tuple[tuple[Collection[object], Collection[object]], ...] = (
        (candidate.regions, {customer.province} - {""}),
        (candidate.industry_ids, {customer.industry_id} - {None}),
        (candidate.products, customer.needs),
    )
    score = 0
    for good_at, wanted in pairs:
        if not good_at or not wanted:
            continue
        if not set(good_at) & set(wanted):
            return None
        score += 1
    return score
