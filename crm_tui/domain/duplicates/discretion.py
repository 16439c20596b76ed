"""Of how many customers the duplicate check tells a person in an hour what they do not see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import ToldEnough

HOUR = timedelta(hours=1)


def tells_more(match: DuplicateMatch) -> bool:
    """Return whether the check tells who asks what they could not look up.

    That is whose customer it is that they do not see, or that a number which they tried is the
    one that a pool hides.
    """
    return match.is_revealing or not (match.visible or match.claimable)


class Discretion:
    """Tells of so many customers, each counted once, and remembers of which it told.

    Counted are those of others, and those whose hidden number was tried. `told` holds of which it
    told in the hour before, with the instants in the office's zone. Who sees everybody's has no
    limit: nothing is told that they could not read.
    """

    def __init__(self, limit: int | None, told: Mapping[CustomerId, datetime]) -> None:
        self._limit = limit
        self._told = told
        self._left = 0 if limit is None else max(0, limit - len(told))
        self.newly_told: dict[CustomerId, str] = {}
        """Of which it told since it was made, with in what they are the same."""

    @property
    def refusal(self) -> ToldEnough | None:
        """Return why it tells of no more now, or None while it does."""
        if self._limit is None or self._left:
            return None
        latest = sorted(self._told.values(), reverse=True)[: self._limit]
        return ToldEnough(self._limit, latest[-1] + HOUR) if latest else None

    def only_told(self, found: Iterable[DuplicateMatch]) -> list[DuplicateMatch]:
        """Return the matches that may be told, in their order; of others' the first ones."""
        return [match for match in found if self._may_tell(match)]

    def told_of(self, match: DuplicateMatch) -> DuplicateMatch:
        """Return a match, without whose it is where there were enough: for many rows at once."""
        return match if self._may_tell(match) else _without_whose(match)

    def said_again(self, match: DuplicateMatch) -> DuplicateMatch:
        """Return a match, without whose it is unless that was told already: nothing is counted."""
        return match if self._is_known(match) else _without_whose(match)

    def _may_tell(self, match: DuplicateMatch) -> bool:
        if self._is_known(match):
            return True
        if not self._left:
            return False
        self._left -= 1
        self.newly_told[match.customer_id] = match.kind.value
        return True

    def _is_known(self, match: DuplicateMatch) -> bool:
        if self._limit is None or not tells_more(match):
            return True
        return match.customer_id in self._told or match.customer_id in self.newly_told


def _without_whose(match: DuplicateMatch) -> DuplicateMatch:
    return replace(match, customer="", owner="", department="", visible=False, claimable=False)
