"""When screens look whether others have saved something, and when they listen again."""

from __future__ import annotations

import pytest

from crm_tui.domain.looks import (
    HEARING_LOOK_SECONDS,
    LOOK_SECONDS,
    SPREAD_SECONDS,
    failures_after,
    is_look_due,
    pause_seconds,
    seconds_to_look,
)


def test_who_hears_nothing_looks_each_second() -> None:
    assert is_look_due(0.5, hears=False, is_hinted=False)


@pytest.mark.parametrize(
    ("since_last", "is_hinted", "is_due"),
    [
        (HEARING_LOOK_SECONDS - 1, False, False),
        (HEARING_LOOK_SECONDS, False, True),
        (LOOK_SECONDS / 2, True, False),
        (LOOK_SECONDS, True, True),
    ],
)
def test_who_hears_looks_seldom_unless_something_was_said(
    since_last: float, is_hinted: bool, is_due: bool
) -> None:
    assert is_look_due(since_last, hears=True, is_hinted=is_hinted) is is_due


def test_a_hint_after_a_rest_is_followed_at_once_and_not_by_all_in_the_same_instant() -> None:
    assert seconds_to_look(60, 0) == 0
    assert seconds_to_look(60, 1) == SPREAD_SECONDS


def test_nobody_looks_more_often_than_each_second_whatever_is_said() -> None:
    assert seconds_to_look(0, 0) == LOOK_SECONDS
    assert seconds_to_look(0.25, 0) == LOOK_SECONDS - 0.25


def test_pauses_grow_and_come_to_an_end() -> None:
    pauses = [pause_seconds(failures) for failures in range(1, 12)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 256]
    assert pause_seconds(1_000_000) == pauses[-1]


def test_what_lasted_for_a_minute_has_not_failed_before() -> None:
    assert failures_after(7, 59) == 8
    assert failures_after(7, 60) == 1
