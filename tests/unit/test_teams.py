"""What a change of owner leaves a team."""

from __future__ import annotations

import pytest

from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.teams import TeamMember, TeamRole, after_reclaim, after_return


def member(role: TeamRole) -> TeamMember:
    return TeamMember(CustomerId(1), UserId(2), role, can_write=True)


@pytest.mark.parametrize("role", TeamRole)
@pytest.mark.parametrize("is_deal", [False, True])
def test_after_a_return_all_read_on_and_who_serves_a_deal_writes_on(
    role: TeamRole, *, is_deal: bool
) -> None:
    kept = after_return(member(role), is_deal=is_deal)
    assert kept.can_write is (is_deal and role is TeamRole.SERVICE)
    assert (kept.user_id, kept.role) == (UserId(2), role)


@pytest.mark.parametrize("role", TeamRole)
@pytest.mark.parametrize("is_deal", [False, True])
def test_after_a_reclaim_only_who_serves_a_deal_stays(role: TeamRole, *, is_deal: bool) -> None:
    kept = after_reclaim(member(role), is_deal=is_deal)
    assert kept == (member(role) if is_deal and role is TeamRole.SERVICE else None)


def test_a_seat_holds_to_the_end_of_its_last_day() -> None:
    seat = TeamMember(CustomerId(1), UserId(2), TeamRole.PRESALES, can_write=False, until_day=10)
    assert [seat.is_current(day) for day in (9, 10, 11)] == [True, True, False]
