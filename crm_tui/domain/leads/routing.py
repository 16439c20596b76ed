"""Who gets a lead that nobody holds: the first route that fits it, its people in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools.assigning import Candidate, in_turn
from crm_tui.values import dataclass

MOST_ROUTES = 50
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class LeadRoute:
    """Leads from these provinces, industries and sources go to these people in turn.

    What is empty fits every lead, 广东 also 广东省; `id` stays, so that its turn does.
    """

    id: int
    user_ids: tuple[UserId, ...]
    provinces: tuple[str, ...] = ()
    industry_ids: tuple[int, ...] = ()
    source_ids: tuple[int, ...] = ()

    def fits(self, lead: RouteFacts) -> bool:
        """Return whether a lead goes this way."""
        return (
            (not self.provinces or lead.province.startswith(self.provinces))
            and (not self.industry_ids or lead.industry_id in self.industry_ids)
            and (not self.source_ids or lead.source_id in self.source_ids)
        )


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What a route reads of a lead."""

    province: str = ""
    industry_id: int | None = None
    source_id: int | None = None


def next_id(routes: Sequence[LeadRoute]) -> int:
    """Return the number of a new route behind these."""
    return 1 + max((each.id for each in routes), default=0)


def route_of(routes: Sequence[LeadRoute], lead: RouteFacts) -> LeadRoute | None:
    """Return the route of a lead: the first that fits, None where none does."""
    return next((each for each in routes if each.fits(lead)), None)


def is_full(held: int, limit: int | None) -> bool:
    """Return whether somebody who holds so many open leads is given no more."""
    return limit is not None and held >= limit


def next_receiver(
    present: Sequence[Candidate],
    after: UserId | None,
    *,
    open_leads: Mapping[UserId, int],
    limit: int | None,
) -> Candidate | None:
    """Return whose turn it is of those present: the next behind the last who has room."""
    for each in in_turn(present, after):
        if not is_full(open_leads.get(each.user_id, 0), limit):
            return each
    return None
