"""How often a customer is followed up by its level, and from when on it is behind."""

from __future__ import annotations

import pytest

from crm_tui.domain.customers import Level
from crm_tui.domain.rhythms import (
    asked_this_week,
    behind_days,
    next_due_day,
    proposed_contact_day,
)
from crm_tui.domain.work_settings import DEFAULT_WORK, ByLevel

RHYTHM = DEFAULT_WORK.rhythm_days
SINCE = 1000


@pytest.mark.parametrize(("level", "days"), [(Level.A, 7), (Level.B, 14), (Level.C, 30)])
def test_each_level_has_its_rhythm(level: Level, days: int) -> None:
    assert next_due_day(level, SINCE, RHYTHM) == SINCE + days
    assert proposed_contact_day(level, RHYTHM, today=SINCE) == SINCE + days


def test_a_customer_without_a_level_has_the_rhythm_of_the_least() -> None:
    assert next_due_day(None, SINCE, RHYTHM) == next_due_day(Level.C, SINCE, RHYTHM)


def test_on_its_last_day_a_customer_is_not_behind_and_on_the_next_it_is() -> None:
    assert behind_days(Level.A, SINCE, RHYTHM, today=SINCE + 7) is None
    assert behind_days(Level.A, SINCE, RHYTHM, today=SINCE + 8) == 1


def test_a_level_without_a_rhythm_is_never_behind() -> None:
    rhythm = ByLevel(7, 14, None)
    assert next_due_day(Level.C, SINCE, rhythm) is None
    assert behind_days(Level.C, SINCE, rhythm, today=SINCE + 10_000) is None
    assert proposed_contact_day(None, rhythm, today=SINCE) is None


def test_a_week_asks_for_the_share_of_each_level() -> None:
    held = {Level.A: 4, Level.B: 4, None: 30}
    assert asked_this_week(held, RHYTHM) == 4 + 2 + 7
    assert asked_this_week(held, ByLevel(None, None, None)) == 0
    assert asked_this_week({}, RHYTHM) == 0
