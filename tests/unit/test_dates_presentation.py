"""Days and times as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.days import NEVER
from crm_tui.domain.moments import Moment, MomentFault, MomentTrouble
from crm_tui.i18n import use_language
from crm_tui.presentation import dates
from crm_tui.presentation.moments import moment_fault, understood_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22).toordinal()
NOW = datetime(2026, 11, 22, 12, 4, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (3, "Wed"),
        (6, "Sat"),
        (7, "11-29"),
        (40, "2027-01-01"),
        (-1, "yesterday"),
        (-2, "2 days ago"),
        (-30, "30 days ago"),
        (-31, "10-22"),
        (-365, "2025-11-22"),
        (NEVER - TODAY, "—"),
    ],
)
def test_near_days_have_names_and_far_ones_dates(away: int, expected: str) -> None:
    assert dates.relative_day(TODAY + away, TODAY) == expected


@pytest.mark.parametrize("away", [-31, -1, 0, 1, 3, 40])
def test_what_is_taken_elsewhere_tells_every_day_by_its_date(away: int) -> None:
    day = date.fromordinal(TODAY + away).isoformat()
    instant = local(f"{day}T09:40")
    with dates.days_in_full():
        assert dates.relative_day(TODAY + away, TODAY) == day
        assert dates.short_day(TODAY + away, TODAY) == day
        assert dates.relative_moment(instant, NOW, SHANGHAI) == f"{day} 09:40"
        assert dates.happened_moment(instant, NOW, SHANGHAI) == f"{day} 09:40"
    assert dates.relative_day(TODAY, TODAY) == "today"


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-23T10:00", "tomorrow 10:00"),
        ("2026-11-22T09:40", "today 09:40"),
        ("2026-11-22T00:00", "today 00:00"),
        ("2026-11-21T23:59", "1 day overdue"),
        ("2026-11-20T09:00", "2 days overdue"),
        ("2026-11-25T15:30", "Wed 15:30"),
        ("2026-12-20T15:30", "12-20 15:30"),
        ("2027-01-02T15:30", "2027-01-02 15:30"),
    ],
)
def test_what_is_due_says_when_or_how_long_ago(instant: str, expected: str) -> None:
    assert dates.relative_moment(local(instant), NOW, SHANGHAI) == expected


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-22T09:40", "today 09:40"),
        ("2026-11-21T16:20", "yesterday 16:20"),
        ("2026-11-10T16:20", "12 days ago"),
        ("2025-11-18T16:20", "2025-11-18"),
    ],
)
def test_what_happened_is_never_overdue(instant: str, expected: str) -> None:
    assert dates.happened_moment(local(instant), NOW, SHANGHAI) == expected


def test_days_left_until_the_last_day() -> None:
    assert dates.days_left(TODAY + 12, TODAY) == "12 days"
    assert dates.days_left(TODAY + 1, TODAY) == "1 day"
    assert dates.days_left(TODAY, TODAY) == "today"
    assert dates.days_left(TODAY - 1, TODAY) == "1 day overdue"
    assert dates.days_left(NEVER, TODAY) == "—"


def test_headings_name_today_and_yesterday_only() -> None:
    assert dates.day_heading(TODAY, TODAY) == "today"
    assert dates.day_heading(TODAY - 1, TODAY) == "yesterday"
    assert dates.day_heading(TODAY - 4, TODAY) == "11-18 Wed"
    assert dates.day_heading(TODAY - 369, TODAY) == "2025-11-18 Tue"


def test_other_programs_get_iso() -> None:
    instant = local("2026-12-01T10:00")
    assert dates.iso(instant, SHANGHAI) == "2026-12-01T10:00:00+08:00"
    assert dates.iso_day(TODAY) == "2026-11-22"
    assert dates.iso_day(NEVER) is None
    assert dates.clock_time(instant, SHANGHAI) == "10:00"


def test_a_form_shows_what_it_understood() -> None:
    instant = local("2026-11-25T15:00")
    with_time = Moment(instant, has_time=True, day=TODAY + 3)
    assert understood_moment(with_time, SHANGHAI) == "2026-11-25 Wed 15:00"
    only_day = Moment(instant, has_time=False, day=TODAY + 3)
    assert understood_moment(only_day, SHANGHAI) == "2026-11-25 Wed"


@pytest.mark.parametrize("trouble", MomentTrouble)
def test_every_trouble_has_a_sentence(trouble: MomentTrouble) -> None:
    sentence = moment_fault(MomentFault(trouble, "2月30日", 0))
    assert sentence.endswith(".")
    assert ("2月30日" in sentence) == (trouble is not MomentTrouble.EMPTY)
