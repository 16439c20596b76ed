"""Who could be given customers: told before somebody is chosen, with the reason where not."""

from __future__ import annotations

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import PoolRefusal
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ReceiverRow:
    """A colleague, with what they hold of how many; `refusal` says why not, None that they may."""

    user_id: UserId
    name: str
    login: str
    department: str
    held: int
    limit: int | None
    refusal: PoolRefusal | None


@dataclass(frozen=True, slots=True)
class Match:
    """How many of the customers a match would give to somebody; no one gets the rest."""

    name: str
    customers: int


@dataclass(frozen=True, slots=True)
class ReceiverList:
    """Everybody who may be given some customers now, or why nobody can be.

    `matches` and `next_in_turn` are of customers in a pool only.
    """

    rows: tuple[ReceiverRow, ...]
    nobody: PoolRefusal | None
    matches: tuple[Match, ...] = ()
    unmatched: int = 0
    next_in_turn: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what somebody holds, by province or level; an empty name is what has none."""

    name: str
    customers: int
