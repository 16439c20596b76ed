"""Dates and times as people type them, each with what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.days import day_of
from crm_tui.domain.moments import (
    Direction,
    Moment,
    MomentFault,
    MomentTrouble,
    parse_day,
    parse_moment,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = "2026-11-22 15:00"

DAYS_FROM_SUNDAY = """
今天 = 2026-11-22
今日 = 2026-11-22
明天 = 2026-11-23
明日 = 2026-11-23
后天 = 2026-11-24
大后天 = 2026-11-25
昨天 = 2026-11-21
前天 = 2026-11-20
大前天 = 2026-11-19
周日 = 2026-11-22
礼拜天 = 2026-11-22
周一 = 2026-11-23
周五 = 2026-11-27
星期三 = 2026-11-25
星期 六 = 2026-11-28
周2 = 2026-11-24
周末 = 2026-11-28
下周一 = 2026-11-23
下周五 = 2026-11-27
下个星期五 = 2026-11-27
下礼拜天 = 2026-11-29
下下周三 = 2026-12-02
下周末 = 2026-11-28
下周 = 2026-11-23
本周五 = 2026-11-20
这周日 = 2026-11-22
上周五 = 2026-11-13
上上周一 = 2026-11-02
月底 = 2026-11-30
月末 = 2026-11-30
月初 = 2026-12-01
本月底 = 2026-11-30
本月初 = 2026-11-01
下月底 = 2026-12-31
下个月初 = 2026-12-01
下下个月底 = 2027-01-31
下个月 = 2026-12-01
上月底 = 2026-10-31
3月底 = 2027-03-31
12月初 = 2026-12-01
明年2月底 = 2027-02-28
2028年2月底 = 2028-02-29
年底 = 2026-12-31
今年年底 = 2026-12-31
明年底 = 2027-12-31
明年初 = 2027-01-01
2027年底 = 2027-12-31
3天后 = 2026-11-25
三天后 = 2026-11-25
3 天 之后 = 2026-11-25
十天以后 = 2026-12-02
廿五天后 = 2026-12-17
3日后 = 2026-11-25
3天前 = 2026-11-19
两周后 = 2026-12-06
2个星期后 = 2026-12-06
一个月后 = 2026-12-22
2个月后 = 2027-01-22
半个月后 = 2026-12-07
半年后 = 2027-05-22
1年后 = 2027-11-22
+2w = 2026-12-06
＋２ｗ = 2026-12-06
+3d = 2026-11-25
+1m = 2026-12-22
+1w+2d = 2026-12-01
+3天 = 2026-11-25
-2d = 2026-11-20
11-25 = 2026-11-25
11/25 = 2026-11-25
11.25 = 2026-11-25
１１月２５日 = 2026-11-25
11月25日 = 2026-11-25
11月25号 = 2026-11-25
11月25 = 2026-11-25
十一月二十五号 = 2026-11-25
11-22 = 2026-11-22
11-21 = 2027-11-21
3月5日 = 2027-03-05
2月29日 = 2028-02-29
明年3月5日 = 2027-03-05
25号 = 2026-11-25
25日 = 2026-11-25
20号 = 2026-12-20
31号 = 2026-12-31
下月5号 = 2026-12-05
上个月5号 = 2026-10-05
2026-11-25 = 2026-11-25
2026/11/25 = 2026-11-25
2026.11.25 = 2026-11-25
2026年11月25日 = 2026-11-25
二〇二六年十二月一日 = 2026-12-01
20261125 = 2026-11-25
11月25日（周三） = 2026-11-25
today = 2026-11-22
Tomorrow = 2026-11-23
day after tomorrow = 2026-11-24
yesterday = 2026-11-21
next monday = 2026-11-23
next sunday = 2026-11-29
last friday = 2026-11-13
this friday = 2026-11-20
monday = 2026-11-23
Fri = 2026-11-27
next week = 2026-11-23
next month = 2026-12-01
in 3 days = 2026-11-25
in 2 weeks = 2026-12-06
in a week = 2026-11-29
in two months = 2027-01-22
3 days ago = 2026-11-19
2 weeks later = 2026-12-06
end of month = 2026-11-30
end of the month = 2026-11-30
end of next month = 2026-12-31
end of year = 2026-12-31
dec 1 = 2026-12-01
Dec. 1st = 2026-12-01
december 1 = 2026-12-01
1 dec = 2026-12-01
1 dec 2026 = 2026-12-01
3rd of March = 2027-03-03
Jan 5, 2027 = 2027-01-05
"""

TIMES_FROM_SUNDAY = """
16:30 = 2026-11-22 16:30
15:00 = 2026-11-22 15:00
14:30 = 2026-11-23 14:30
3点 = 2026-11-22 15:00
十点 = 2026-11-23 10:00
24:00 = 2026-11-23 00:00
上午10点 = 2026-11-23 10:00
下午 = 2026-11-23 14:00
中午 = 2026-11-23 12:00
傍晚6点 = 2026-11-22 18:00
晚上8点 = 2026-11-22 20:00
晚上12点 = 2026-11-23 00:00
凌晨2点 = 2026-11-23 02:00
今晚 = 2026-11-22 19:00
今晚8点 = 2026-11-22 20:00
明早9点 = 2026-11-23 09:00
明晚八点半 = 2026-11-23 20:30
今天上午9:40 = 2026-11-22 09:40
明天十点 = 2026-11-23 10:00
明天10点 = 2026-11-23 10:00
明天3点 = 2026-11-23 15:00
明天3:00 = 2026-11-23 03:00
明天7点 = 2026-11-23 07:00
明天凌晨3点 = 2026-11-23 03:00
明天凌晨12点 = 2026-11-23 00:00
明天中午1点 = 2026-11-23 13:00
明天中午12点 = 2026-11-23 12:00
明天下午3点 = 2026-11-23 15:00
明天下午三点半 = 2026-11-23 15:30
明天 下午 3 点 三刻 = 2026-11-23 15:45
明天上午9点一刻 = 2026-11-23 09:15
明天下午3点20分 = 2026-11-23 15:20
明天下午3点零五 = 2026-11-23 15:05
明天10点钟 = 2026-11-23 10:00
明天十点整 = 2026-11-23 10:00
明天下午14:30 = 2026-11-23 14:30
后天早上8：30 = 2026-11-24 08:30
明天的下午３点 = 2026-11-23 15:00
周五下午2点 = 2026-11-27 14:00
周日10点 = 2026-11-29 10:00
周日16点 = 2026-11-22 16:00
下周五下午 = 2026-11-27 14:00
下周三十点 = 2026-11-25 10:00
周一十点 = 2026-11-23 10:00
月底10点 = 2026-11-30 10:00
3天后下午3点 = 2026-11-25 15:00
+2d 10:00 = 2026-11-24 10:00
11-25 10:00 = 2026-11-25 10:00
11月25日10点 = 2026-11-25 10:00
10点11月25日 = 2026-11-25 10:00
11月25日（周三）上午10点 = 2026-11-25 10:00
2026-12-01 10:00 = 2026-12-01 10:00
2026-12-01 10:00:30 = 2026-12-01 10:00:30
2026-12-01T10:00 = 2026-12-01 10:00
2026-12-01T10:00:00+08:00 = 2026-12-01 10:00
2026-12-01T02:00:00Z = 2026-12-01 10:00
20261125 9:05 = 2026-11-25 09:05
3小时后 = 2026-11-22 18:00
两个小时后 = 2026-11-22 17:00
半小时后 = 2026-11-22 15:30
半个小时前 = 2026-11-22 14:30
一个半小时后 = 2026-11-22 16:30
10分钟后 = 2026-11-22 15:10
20分钟前 = 2026-11-22 14:40
+2h = 2026-11-22 17:00
+90min = 2026-11-22 16:30
+1d+2h = 2026-11-23 17:00
现在 = 2026-11-22 15:00
刚才 = 2026-11-22 15:00
now = 2026-11-22 15:00
tomorrow 3pm = 2026-11-23 15:00
tomorrow at 3:30 PM = 2026-11-23 15:30
tomorrow 12am = 2026-11-23 00:00
tomorrow noon = 2026-11-23 12:00
10am tomorrow = 2026-11-23 10:00
tomorrow morning = 2026-11-23 08:00
monday 9:30 = 2026-11-23 09:30
tonight = 2026-11-22 19:00
in 2 hours = 2026-11-22 17:00
in half an hour = 2026-11-22 15:30
2 hours ago = 2026-11-22 13:00
Dec 1, 2026 14:00 = 2026-12-01 14:00
"""

FROM_OTHER_NOWS = """
2026-11-25 10:00 | 周三 = 2026-11-25
2026-11-25 10:00 | 周二 = 2026-12-01
2026-11-25 10:00 | 周四 = 2026-11-26
2026-11-25 10:00 | 本周一 = 2026-11-23
2026-11-25 10:00 | 下周一 = 2026-11-30
2026-11-25 10:00 | 下下周一 = 2026-12-07
2026-11-25 10:00 | next wednesday = 2026-12-02
2026-11-25 10:00 | 周三9:00 = 2026-12-02 09:00
2026-11-25 10:00 | 周三10:00 = 2026-11-25 10:00
2026-11-23 00:00 | 下周一 = 2026-11-30
2026-11-23 00:00 | 上周日 = 2026-11-22
2026-11-22 23:59 | 明天 = 2026-11-23
2026-11-22 23:59 | 2分钟后 = 2026-11-23 00:01
2026-11-22 23:59 | 9:00 = 2026-11-23 09:00
2026-11-22 23:59 | 23:59 = 2026-11-22 23:59
2026-11-22 23:59 | 下周一 = 2026-11-23
2026-11-30 12:00 | 月底 = 2026-11-30
2026-11-30 12:00 | 明天 = 2026-12-01
2026-11-30 12:00 | 下月底 = 2026-12-31
2026-11-01 12:00 | 月初 = 2026-11-01
2026-12-31 12:00 | 年底 = 2026-12-31
2026-12-31 12:00 | 明天 = 2027-01-01
2026-12-31 12:00 | 1号 = 2027-01-01
2026-12-31 12:00 | 1-1 = 2027-01-01
2026-12-31 12:00 | 下月底 = 2027-01-31
2026-12-31 12:00 | +2m = 2027-02-28
2027-01-31 12:00 | 一个月后 = 2027-02-28
2027-01-31 12:00 | 30号 = 2027-03-30
2028-01-31 12:00 | 一个月后 = 2028-02-29
2028-02-28 12:00 | 明天 = 2028-02-29
2028-02-29 12:00 | 2月29日 = 2028-02-29
2028-02-29 12:00 | 1年后 = 2029-02-28
2028-03-01 12:00 | 2-29 = 2032-02-29
2027-02-01 12:00 | 月底 = 2027-02-28
"""

LOOKING_BACK = """
2026-11-22 15:00 | 11-25 = 2025-11-25
2026-11-22 15:00 | 11-22 = 2026-11-22
2026-11-22 15:00 | 11-18 = 2026-11-18
2026-11-22 15:00 | 周五 = 2026-11-20
2026-11-22 15:00 | 周日 = 2026-11-22
2026-11-22 15:00 | 周一 = 2026-11-16
2026-11-22 15:00 | 25号 = 2026-10-25
2026-11-22 15:00 | 31号 = 2026-10-31
2026-11-22 15:00 | 14:30 = 2026-11-22 14:30
2026-11-22 15:00 | 16:30 = 2026-11-21 16:30
2026-11-22 15:00 | 月初 = 2026-11-01
2026-11-22 15:00 | 月底 = 2026-10-31
2026-11-22 15:00 | 3月底 = 2026-03-31
2026-11-22 15:00 | 年底 = 2025-12-31
2026-11-22 15:00 | 2月29日 = 2024-02-29
2026-11-22 15:00 | 周日18点 = 2026-11-15 18:00
2026-11-22 15:00 | 昨天下午3点 = 2026-11-21 15:00
2026-11-22 15:00 | 明天 = 2026-11-23
2026-01-01 08:00 | 12-31 = 2025-12-31
2026-03-30 08:00 | 31号 = 2026-01-31
"""

FAULTS = """
吃饭 | not_understood | 吃饭
明天 吃饭 | not_understood | 吃饭
明天下午张总 | not_understood | 张总
3天 | not_understood | 3天
本周 | not_understood | 本周
11-25-26 | not_understood | 11-25-26
2026-11 | not_understood | 2026-11
12月3点 | not_understood | 点
2月30日 | no_such_day | 2月30日
二月三十日 | no_such_day | 二月三十日
2-30 | no_such_day | 2-30
明天2月３０日 | no_such_day | 2月３０日
2025-02-29 | no_such_day | 2025-02-29
今年2月29日 | no_such_day | 今年2月29日
20261332 | no_such_day | 20261332
13月1日 | no_such_day | 13月1日
13月底 | no_such_day | 13月底
32号 | no_such_day | 32号
下月31号 2027-01-01 | contradiction | 2027-01-01
feb 30 | no_such_day | feb 30
25/11 | no_such_day | 25/11
25:00 | no_such_time | 25:00
24:01 | no_such_time | 24:01
10:75 | no_such_time | 10:75
明天25点 | no_such_time | 明天25点
晚上2点 | no_such_time | 晚上2点
凌晨9点 | no_such_time | 凌晨9点
2026-13-01T10:00:00Z | no_such_time | 2026-13-01T10:00:00Z
明天 后天 | contradiction | 后天
明天 3天后 | contradiction | 3天后
3小时后 10:00 | contradiction | 10:00
10:00 11:00 | contradiction | 11:00
上午下午 | contradiction | 下午
11月25日周四 | contradiction | 11月25日周四
+9999y | out_of_range | +9999y
+9999w | out_of_range | +9999w
+9999w+1h | out_of_range | +9999w+1h
1899-12-31 | out_of_range | 1899-12-31
2101-01-01 | out_of_range | 2101-01-01
三五十天后 | not_understood | 三五十天后
"""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def read(text: str, now: str = SUNDAY, prefer: Direction = "future") -> Moment | MomentFault:
    return parse_moment(text, now=local(now), zone=SHANGHAI, prefer=prefer)


def shown(moment: Moment | MomentFault) -> str:
    if isinstance(moment, MomentFault):
        return f"{moment.trouble}: {moment.part}"
    at = moment.instant.astimezone(SHANGHAI)
    if not moment.has_time:
        return at.date().isoformat()
    return at.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def rows(table: str) -> list[tuple[str, ...]]:
    lines = [line for line in table.splitlines() if line]
    return [tuple(part.strip() for part in line.replace(" = ", " | ").split("|")) for line in lines]


@pytest.mark.parametrize(("text", "meaning"), rows(DAYS_FROM_SUNDAY + TIMES_FROM_SUNDAY))
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
