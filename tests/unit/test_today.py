"""The numbers of the day."""

from __future__ import annotations

import pytest

from crm_tui.domain.today import Quota


@pytest.mark.parametrize(("limit", "left"), [(5, 3), (2, 0), (1, 0), (None, None)])
def test_claims_are_left_up_to_the_limit_and_never_fewer_than_none(
    limit: int | None, left: int | None
) -> None:
    found = Quota(
        held=0, holding_limit=None, claims_today=2, daily_limit=limit, follow_ups_this_week=0
    )
    assert found.claims_left == left
