"""Whether a follow-up moves the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_tui.domain.days import DayRange, WorkCalendar
from crm_tui.domain.follow_ups import (
    CLOCK_SKEW,
    FollowUpFacts,
    Ineffective,
    is_copied,
    is_in_future,
    is_unanswered_run,
    why_not_effective,
)
from crm_tui.domain.identifiers import UserId

FRIDAY = date(2026, 8, 7).toordinal()
STARTED = datetime(2026, 8, 3, 9, 30, 40, tzinfo=UTC)
EFFECTIVE = FollowUpFacts(
    author_id=UserId(1),
    owner_id=UserId(1),
    has_content=True,
    method_counts=True,
    result_counts=True,
    happened_at=STARTED + timedelta(days=4),
    happened_day=FRIDAY,
    today=FRIDAY,
    period_started_at=STARTED,
)


def why(calendar: WorkCalendar | None = None, late: int = 3, **facts: object) -> object:
    changed = replace(EFFECTIVE, **facts)  # type: ignore[arg-type]  # fields by name
    return why_not_effective(changed, calendar=calendar or WorkCalendar(), late_entry_days=late)


def test_the_owner_s_own_word_in_time_counts() -> None:
    assert why() is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"imported": True}, Ineffective.IMPORTED),
        ({"owner_id": None}, Ineffective.NO_PERIOD),
        ({"period_started_at": None}, Ineffective.NO_PERIOD),
        ({"author_id": UserId(2)}, Ineffective.NOT_OWNER),
        ({"has_content": False}, Ineffective.EMPTY),
        ({"method_counts": False}, Ineffective.METHOD_DOES_NOT_COUNT),
        ({"result_counts": False}, Ineffective.RESULT_DOES_NOT_COUNT),
        ({"happened_at": STARTED - timedelta(minutes=3)}, Ineffective.BEFORE_PERIOD),
        ({"today": FRIDAY + 6}, Ineffective.TOO_LATE),
    ],
)
def test_each_reason_why_it_moves_nothing(facts: dict[str, Any], reason: Ineffective) -> None:
    assert why(**facts) is reason


def test_entered_on_the_third_working_day_after_a_friday_is_in_time() -> None:
    wednesday = FRIDAY + 5
    assert why(today=wednesday) is None
    assert why(today=wednesday + 1) is Ineffective.TOO_LATE


def test_a_holiday_gives_a_day_more_and_zero_days_mean_the_same_day() -> None:
    monday_off = WorkCalendar(holidays=frozenset({FRIDAY + 3}))
    assert why(monday_off, today=FRIDAY + 6) is None
    assert why(late=0) is None
    assert why(late=0, today=FRIDAY + 1) is Ineffective.TOO_LATE


def test_the_minute_of_the_claim_is_inside_the_period() -> None:
    assert why(happened_at=STARTED.replace(second=0)) is None
    assert why(happened_at=STARTED - CLOCK_SKEW) is None


def test_two_minutes_ahead_are_now_and_more_is_the_future() -> None:
    assert not is_in_future(STARTED + timedelta(minutes=2), STARTED)
    assert is_in_future(STARTED + timedelta(minutes=2, milliseconds=1), STARTED)


@pytest.mark.parametrize("right", ["author_writes", "author_covers"])
def test_a_writing_team_member_and_the_cover_count_like_the_owner(right: str) -> None:
    facts: dict[str, Any] = {"author_id": UserId(2), right: True}
    assert why(**facts) is None


def test_days_away_do_not_make_an_entry_late() -> None:
    away = (DayRange(FRIDAY + 3, FRIDAY + 7),)
    assert why(today=FRIDAY + 10) is Ineffective.TOO_LATE
    assert why(today=FRIDAY + 12, leave=away) is None
    assert why(today=FRIDAY + 13, leave=away) is Ineffective.TOO_LATE


@pytest.mark.parametrize(
    ("content", "earlier", "copied"),
    [
        ("聊了报价，对方考虑", ["聊了报价 对方考虑。"], True),
        ("聊了报价，对方考虑", ["聊了报价"], False),
        ("聊了报价", [], False),
    ],
)
def test_a_text_is_copied_when_only_spaces_and_punctuation_differ(
    content: str, earlier: list[str], *, copied: bool
) -> None:
    assert is_copied(content, earlier) is copied


def test_three_unanswered_calls_in_a_row_are_flagged_and_two_are_not() -> None:
    assert is_unanswered_run("no_answer", ["no_answer", "no_answer"])
    assert is_unanswered_run("no_answer", ["no_answer", "no_answer", "reached"])
    assert not is_unanswered_run("no_answer", ["no_answer"])
    assert not is_unanswered_run("no_answer", ["no_answer", "reached"])
    assert not is_unanswered_run("reached", ["no_answer", "no_answer"])
