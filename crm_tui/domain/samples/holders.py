"""Who holds a customer: those who sell in its region, as long as they have room."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.samples.dice import Dice
from crm_tui.domain.samples.values import Member

_OWNED_SHARE = 0.62
_FILLED_SHARE = 0.75


class Holders:
    """Gives customers to people and remembers how many more each may hold."""

    def __init__(self, dice: Dice, members: Sequence[Member], customers: int) -> None:
        self._dice = dice
        self._room = {member.user_id: member.room for member in members}
        self._everybody = _by_weight(members)
        regions = {region for member in members for region in member.regions}
        self._of_region = {
            region: _by_weight([each for each in members if region in each.regions])
            for region in regions
        }
        room = sum(member.room for member in members)
        self._share = min(_OWNED_SHARE, _FILLED_SHARE * room / max(customers, 1))

    def owner_for(self, region: str) -> Member | None:
        """Return who holds a customer of the region now, or None when it lies in its pool."""
        if not self._dice.chance(self._share):
            return None
        owner = self._dice.one_of(self.sellers(region))
        if not self._room[owner.user_id]:
            return None
        self._room[owner.user_id] -= 1
        return owner

    def sellers(self, region: str) -> Sequence[Member]:
        """Return everybody who sells in the region, the busier ones more than once."""
        return self._of_region.get(region, self._everybody)


def _by_weight(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(member for member in members for _ in range(member.weight))
