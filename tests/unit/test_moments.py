"""Dates and times as people type them, each with what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.days import WorkCalendar, day_of
from crm_tui.domain.lunar import day_of_lunar
from crm_tui.domain.moments import (
    Direction,
    Moment,
    MomentFault,
    MomentTrouble,
    find_moments,
    parse_day,
    parse_moment,
)
from tests.unit.moment_phrases import (
    DAYS_FROM_SUNDAY,
    FAULTS,
    FESTIVALS_FROM_SUNDAY,
    FROM_OTHER_NOWS,
    LOOKING_BACK,
    SUNDAY,
    TIMES_FROM_SUNDAY,
    rows,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def days(first: str, last: str) -> set[int]:
    """Day numbers from one date to another."""
    return set(
        range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
    )


CALENDAR = WorkCalendar(
    holidays=frozenset(
        days("2026-02-15", "2026-02-23")
        | days("2026-05-01", "2026-05-05")
        | days("2026-10-01", "2026-10-07")
    ),
    extra_workdays=frozenset(days("2026-02-28", "2026-02-28") | days("2026-10-10", "2026-10-10")),
)
"""What the office knows of 2026; nothing was announced of 2027 yet."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def read(text: str, now: str = SUNDAY, prefer: Direction = "future") -> Moment | MomentFault:
    return parse_moment(text, now=local(now), zone=SHANGHAI, prefer=prefer, calendar=CALENDAR)


def shown(moment: Moment | MomentFault) -> str:
    if isinstance(moment, MomentFault):
        return f"{moment.trouble}: {moment.part}"
    at = moment.instant.astimezone(SHANGHAI)
    if not moment.has_time:
        return at.date().isoformat()
    return at.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


FROM_SUNDAY = rows(DAYS_FROM_SUNDAY + TIMES_FROM_SUNDAY + FESTIVALS_FROM_SUNDAY)


def test_the_table_holds_far_more_phrases_than_a_hundred_and_fifty() -> None:
    assert len({text for text, _meaning in FROM_SUNDAY}) == len(FROM_SUNDAY) >= 250


@pytest.mark.parametrize(("text", "meaning"), FROM_SUNDAY)
def test_a_phrase_means(text: str, meaning: str) -> None:
    assert shown(read(text)) == meaning


@pytest.mark.parametrize(("now", "text", "meaning"), rows(FROM_OTHER_NOWS))
def test_a_phrase_means_at_another_time(now: str, text: str, meaning: str) -> None:
    assert shown(read(text, now)) == meaning


@pytest.mark.parametrize(("now", "text", "meaning"), rows(LOOKING_BACK))
def test_a_phrase_means_when_looking_back(now: str, text: str, meaning: str) -> None:
    assert shown(read(text, now, "past")) == meaning


@pytest.mark.parametrize(("text", "trouble", "part"), rows(FAULTS))
def test_a_fault_names_its_part(text: str, trouble: str, part: str) -> None:
    fault = read(text)
    assert isinstance(fault, MomentFault)
    assert (fault.trouble, fault.part) == (trouble, part)
    assert text[fault.at :].startswith(part)


@pytest.mark.parametrize("text", ["", "   ", "　", "，"])
def test_nothing_typed_is_empty(text: str) -> None:
    fault = read(text)
    assert isinstance(fault, MomentFault)
    assert fault.trouble is MomentTrouble.EMPTY


def test_a_long_text_is_not_read_in_part() -> None:
    assert isinstance(read("明天" + " " * 100 + "x"), MomentFault)


def test_a_day_stands_at_the_default_hour() -> None:
    moment = parse_moment("11-25", now=local(SUNDAY), zone=SHANGHAI, default_hour=14)
    assert moment == Moment(
        datetime(2026, 11, 25, 6, tzinfo=UTC), has_time=False, day=date(2026, 11, 25).toordinal()
    )


def test_only_a_day_is_asked() -> None:
    today = date(2026, 11, 22).toordinal()
    assert parse_day("后天", now=local(SUNDAY), zone=SHANGHAI) == today + 2
    assert parse_day("周五", now=local(SUNDAY), zone=SHANGHAI, prefer="past") == today - 2
    assert parse_day("后天 10:00", now=local(SUNDAY), zone=SHANGHAI) == today + 2
    assert isinstance(parse_day("2月30日", now=local(SUNDAY), zone=SHANGHAI), MomentFault)


def test_now_may_come_in_any_zone() -> None:
    late_in_utc = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert shown(parse_moment("今天", now=late_in_utc, zone=SHANGHAI)) == "2026-11-23"


def test_a_naive_now_is_refused() -> None:
    naive = datetime(2026, 11, 22)  # noqa: DTZ001 - that is what is tried
    with pytest.raises(ValueError, match="offset"):
        parse_moment("今天", now=naive, zone=SHANGHAI)


def test_hours_are_elapsed_and_days_are_on_the_wall_when_the_clock_jumps() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2027, 3, 27, 22, 0, tzinfo=berlin)
    hours = parse_moment("+12h", now=evening, zone=berlin)
    day = parse_moment("+1d 22:00", now=evening, zone=berlin)
    assert isinstance(hours, Moment)
    assert isinstance(day, Moment)
    assert hours.instant.astimezone(berlin).hour == 11
    assert day.instant.astimezone(berlin).hour == 22


SIGNS = "今明后昨天周月年日号点半初底上下一二三十0123456789:/-.+dwmh "
WORDS = "星期 下周 小时 后 上午 晚上 分钟 next monday dec in days pm 2026 刻 个月 前 月底 的"


@settings(deadline=None)
@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from([*SIGNS, *WORDS.split()]), max_size=8).map("".join),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(SHANGHAI)),  # noqa: DTZ001
    st.sampled_from(["future", "past"]),
)
def test_any_text_is_a_moment_or_a_fault(text: str, now: datetime, prefer: Direction) -> None:
    moment = parse_moment(text, now=now, zone=SHANGHAI, prefer=prefer)
    if isinstance(moment, Moment):
        assert moment.instant.tzinfo is UTC
        assert moment.day == day_of(moment.instant, SHANGHAI)
    else:
        assert moment.part in text


@pytest.mark.parametrize(
    ("hour", "meant"),
    [(8, "2026-11-22 09:00"), (10, "2026-11-22 18:00"), (19, "2026-11-22 23:59")],
)
def test_today_without_a_time_is_still_to_come(hour: int, meant: str) -> None:
    now = datetime(2026, 11, 22, hour, tzinfo=SHANGHAI)
    for text in ("今天", "星期天"):
        found = parse_moment(text, now=now, zone=SHANGHAI)
        assert isinstance(found, Moment)
        assert f"{found.instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == meant


FOUND_INSIDE = """
预算已批，要分期方案 明天10点 发方案 = 明天10点
等3天后再说 = 3天后
张总电话说预算批了，明天十点发方案 = 明天十点
11-25发方案 = 11-25
明天 下午3点 见 = 明天 下午3点
明天，10点 = 明天; 10点
他们下周一开会，周五前给答复 = 下周一; 周五前
春节后第一个工作日发合同 = 春节后第一个工作日
budget approved tomorrow 10am send plan = tomorrow 10am
订单20261125001 11-25 = 11-25
2026-11-25 10:30:15 你好 = 2026-11-25 10:30:15
报价11.5万，3-5台 =
8号楼开会 =
周一到周五都在 =
提了三点建议 =
sat down may be morning =
预算 3.5 万 =
电话13800138000 =
第三天后 =
v1.2/3 已发 =
"""
"""Where dates stand in a sentence, and what only looks like one."""


@pytest.mark.parametrize(("text", "parts"), rows(FOUND_INSIDE))
def test_dates_are_found_inside_a_sentence(text: str, parts: str) -> None:
    found = find_moments(text, now=local(SUNDAY), zone=SHANGHAI, calendar=CALENDAR)
    assert "; ".join(text[each.start : each.end] for each in found) == parts


@given(st.text(max_size=40) | st.lists(st.sampled_from([*SIGNS, *WORDS.split()])).map("".join))
def test_of_any_text_what_is_found_is_read_alike_alone(text: str) -> None:
    for each in find_moments(text, now=local(SUNDAY), zone=SHANGHAI):
        alone = parse_moment(text[each.start : each.end], now=local(SUNDAY), zone=SHANGHAI)
        assert alone == each.moment


def test_a_long_holiday_is_as_long_as_the_office_s_calendar_says() -> None:
    # 中秋 fell into 国庆 in 2020: the days off were eight, and nobody would guess it.
    days_off = frozenset(days("2020-10-01", "2020-10-08"))
    now = datetime(2020, 9, 20, 9, tzinfo=SHANGHAI)
    for text, meant in (("中秋后", date(2020, 10, 9)), ("国庆前", date(2020, 9, 30))):
        found = parse_moment(text, now=now, zone=SHANGHAI, calendar=WorkCalendar(holidays=days_off))
        assert isinstance(found, Moment)
        assert found.day == meant.toordinal()


def test_spring_festival_is_the_first_day_of_the_lunar_year() -> None:
    for year in range(2024, 2036):
        now = datetime(year, 1, 1, tzinfo=SHANGHAI)
        assert parse_day("今年春节", now=now, zone=SHANGHAI) == day_of_lunar(year, 1, 1)
