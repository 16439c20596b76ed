"""Calendar files, read back by the library and entry by entry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from crm_tui.formats.calendar_files import (
    CalendarEntry,
    Frequency,
    calendar_bytes,
    write_calendar,
)
from crm_tui.formats.workbooks import WorkbookError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def read(entry: CalendarEntry) -> icalendar.Component:
    written = calendar_bytes([entry], name="客户通", zone=SHANGHAI, now=NOW)
    (found,) = icalendar.Calendar.from_ical(written).walk("VTODO" if entry.is_task else "VEVENT")
    return found


def test_a_task_is_due_in_the_offices_zone_and_reminds_before() -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    found = read(CalendarEntry("task-1@x", "发方案", date(2026, 11, 24), at, is_task=True))
    assert found.decoded("due") == at
    assert found["due"].params["TZID"] == "Asia/Shanghai"
    (alarm,) = found.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-15)
    assert alarm["trigger"].params["RELATED"] == "END"


def test_a_whole_day_reminds_in_the_morning_of_each_lead() -> None:
    found = read(
        CalendarEntry(
            "key-date-1@x", "续费", date(2026, 12, 5),
            frequency=Frequency.YEARLY, alarm_days=(30, 0),
        )
    )  # fmt: skip
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (
        date(2026, 12, 5), date(2026, 12, 6),
    )  # fmt: skip
    assert found["rrule"].to_ical() == b"FREQ=YEARLY"
    triggers = [alarm.decoded("trigger") for alarm in found.walk("VALARM")]
    assert triggers == [timedelta(days=-30, hours=9), timedelta(hours=9)]


@pytest.mark.parametrize("title", ["[/]", "a\nBEGIN:VEVENT", "逗号,分号;\\", "长" * 500])
def test_titles_stay_titles(title: str) -> None:
    found = read(CalendarEntry("x@x", title, date(2026, 12, 5)))
    assert str(found["summary"]) == title


def test_a_file_is_whole_and_replaced_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "crm.ics"
    entry = CalendarEntry("x@x", "一", date(2026, 12, 5))
    write_calendar(file, [entry], name="客户通", zone=SHANGHAI, now=NOW)
    before = file.read_bytes()
    with pytest.raises(WorkbookError):
        write_calendar(file, [], name="客户通", zone=SHANGHAI, now=NOW)
    assert file.read_bytes() == before
    write_calendar(file, [], name="客户通", zone=SHANGHAI, now=NOW, overwrite=True)
    assert not icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [each.name for each in tmp_path.iterdir()] == ["crm.ics"]
