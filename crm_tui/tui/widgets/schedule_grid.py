"""A calendar of a month or a week with a cursor on a day, and what stands on each."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange, date_of
from crm_tui.domain.schedules import Schedule, ScheduleDay
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.key_dates import lunar_words
from crm_tui.presentation.schedules import (
    day_mark,
    day_moon,
    day_names,
    item_words,
    short_item_words,
)
from crm_tui.presentation.widths import cut, fit
from crm_tui.values import dataclass

_WEEK = 7
_A_MONDAY = 1
_TODAY = "◆"
_NARROW = 16
"""In so few cells a time would leave no room for whom it is about."""


class Span(Enum):
    """How much of a calendar is shown at once."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


def days_shown(span: Span, day: int) -> DayRange:
    """Return the days that are shown around one: whole weeks of its month, its week, itself."""
    match span:
        case Span.DAY:
            return DayRange(day, day)
        case Span.WEEK:
            return _week_of(day)
        case Span.MONTH:
            shown = date_of(day)
            first = shown.replace(day=1).toordinal()
            last = _first_of_next(first) - 1
            return DayRange(_week_of(first).first, _week_of(last).last)


def _week_of(day: int) -> DayRange:
    first = day - (day - _A_MONDAY) % _WEEK
    return DayRange(first, first + _WEEK - 1)


def _first_of_next(first_of_month: int) -> int:
    later = date_of(first_of_month + 31)
    return later.replace(day=1).toordinal()


def month_later(day: int, by: int) -> int:
    """Return the same day so many months on, or that month's last."""
    shown = date_of(day)
    months = shown.year * 12 + shown.month - 1 + by
    first = shown.replace(year=months // 12, month=months % 12 + 1, day=1).toordinal()
    return min(first + shown.day - 1, _first_of_next(first) - 1)


class ScheduleGrid(Widget, can_focus=True):
    """Weeks below each other, days side by side; of one day every line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "schedule--plain",
        "schedule--head",
        "schedule--rest",
        "schedule--holiday",
        "schedule--worked",
        "schedule--outside",
        "schedule--cursor",
        "schedule--today",
        "schedule--done",
    }

    @dataclass
    class Moved(Message):
        """The cursor is on another day."""

        day: int

    @dataclass
    class Chosen(Message):
        """The day under the cursor was clicked again."""

        day: int

    def __init__(self, today: int, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self._cursor = today
        self._span = Span.MONTH
        self._schedule: Schedule | None = None
        self._days: dict[int, ScheduleDay] = {}

    @property
    def cursor(self) -> int:
        """The day under the cursor."""
        return self._cursor

    @property
    def span(self) -> Span:
        """How much is shown."""
        return self._span

    @property
    def shown(self) -> DayRange:
        """The days that are shown."""
        return days_shown(self._span, self._cursor)

    @property
    def day(self) -> ScheduleDay | None:
        """What is known of the day under the cursor."""
        return self._days.get(self._cursor)

    def show(self, schedule: Schedule) -> None:
        """Show a calendar that was read."""
        self._schedule = schedule
        self._days = {each.day: each for each in schedule.days}
        self.refresh()

    def show_span(self, span: Span) -> None:
        """Show more or fewer days around the cursor."""
        self._span = span
        self.refresh()
        self.post_message(self.Moved(self._cursor))

    def go_to(self, day: int) -> None:
        """Put the cursor on a day."""
        day = max(1, min(day, date_of(1).max.toordinal() - 400))
        if day != self._cursor:
            self._cursor = day
            self.refresh()
            self.post_message(self.Moved(day))

    # Painting -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return a line of the calendar."""
        base = self.rich_style
        segments = list(self._day_line(y) if self._span is Span.DAY else self._week_line(y))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    @property
    def _column_width(self) -> int:
        return max(4, (self.size.width - 1) // _WEEK)

    @property
    def _rows(self) -> int:
        shown = self.shown
        return (shown.last - shown.first + 1) // _WEEK

    @property
    def _row_height(self) -> int:
        return max(1, (self.size.height - 1) // max(1, self._rows))

    def _week_line(self, y: int) -> list[Segment]:
        width = self._column_width
        if y == 0:
            head = self.get_component_rich_style("schedule--head")
            return [Segment(fit(weekday(_A_MONDAY + at), width), head) for at in range(_WEEK)]
        row, line = divmod(y - 1, self._row_height)
        if row >= self._rows:
            return []
        first = self.shown.first + row * _WEEK
        return [
            segment
            for day in range(first, first + _WEEK)
            for segment in self._cell(day, line, width)
        ]

    def _cell(self, day: int, line: int, width: int) -> list[Segment]:
        """Return one line of a day's cell: its head, then what stands on it."""
        found = self._days.get(day)
        if line == 0:
            text = _heading(day, found, is_today=self._is_today(day))
            return [Segment(fit(text, width - 1) + " ", self._head_style(day, found))]
        plain = self._dim_if_outside(day)
        if found is None:
            return [Segment(" " * width, plain)]
        text, is_done = self._item_line(found, line - 1, self._row_height - 1)
        style = self.get_component_rich_style("schedule--done") if is_done else plain
        return [Segment(fit(text, width - 1) + " ", style)]

    def _item_line(self, day: ScheduleDay, place: int, room: int) -> tuple[str, bool]:
        """Return what stands in one line of a day; the last line counts what has no room."""
        items = day.items
        if len(items) > room and place == room - 1:
            return f"+{len(items) - room + 1}", False
        if place >= len(items):
            return "", False
        item = items[place]
        is_narrow = self._span is not Span.DAY and self._column_width < _NARROW
        words = short_item_words(item) if is_narrow else item_words(item, self._zone)
        return words, item.is_done

    def _day_line(self, y: int) -> list[Segment]:
        found = self._days.get(self._cursor)
        head = self.get_component_rich_style("schedule--head")
        if y == 0:
            return [Segment(cut(day_title(self._cursor, found), self.size.width), head)]
        plain = self.get_component_rich_style("schedule--plain")
        items = () if found is None else found.items
        text, is_done = "", False
        if found is not None and y >= 2:
            text, is_done = self._item_line(found, y - 2, max(1, self.size.height - 2))
        if not items and y == 2:
            text = _("Nothing stands on this day.")
        style = self.get_component_rich_style("schedule--done") if is_done else plain
        return [Segment(cut(f" {text}", self.size.width), style)]

    def _is_today(self, day: int) -> bool:
        return self._schedule is not None and self._schedule.today == day

    def _head_style(self, day: int, found: ScheduleDay | None) -> Style:
        if day == self._cursor:
            return self.get_component_rich_style("schedule--cursor")
        if self._is_today(day):
            return self.get_component_rich_style("schedule--today")
        if self._is_outside(day):
            return self.get_component_rich_style("schedule--outside")
        return self.get_component_rich_style(f"schedule--{_kind(found)}")

    def _dim_if_outside(self, day: int) -> Style:
        name = "outside" if self._is_outside(day) else "plain"
        return self.get_component_rich_style(f"schedule--{name}")

    def _is_outside(self, day: int) -> bool:
        return self._span is Span.MONTH and date_of(day).month != date_of(self._cursor).month

    # The mouse ----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Go to the day that was clicked; choose it on the second click."""
        spot = event.get_content_offset(self)
        if spot is None or self._span is Span.DAY or spot.y == 0:
            return
        row, column = (spot.y - 1) // self._row_height, spot.x // self._column_width
        if row >= self._rows or column >= _WEEK:
            return
        day = self.shown.first + row * _WEEK + column
        if day == self._cursor:
            self.post_message(self.Chosen(day))
        else:
            self.go_to(day)


def day_title(day: int, found: ScheduleDay | None) -> str:
    """Return the heading of one day: date, weekday, 农历, what it is called."""
    parts = [date_of(day).isoformat(), weekday(day)]
    if found is not None:
        parts += [lunar_words(found.lunar), *day_names(found), day_mark(found)]
    return " ".join(filter(None, parts))


def _heading(day: int, found: ScheduleDay | None, *, is_today: bool) -> str:
    number = date_of(day).day
    edge = _TODAY if is_today else " "
    if found is None:
        return f"{edge}{number:>2}"
    return " ".join(filter(None, (f"{edge}{number:>2}", day_mark(found), day_moon(found))))


def _kind(found: ScheduleDay | None) -> str:
    if found is None:
        return "plain"
    match found.kind:
        case DayKind.HOLIDAY:
            return "holiday"
        case DayKind.REST:
            return "rest"
        case DayKind.WORKDAY:
            return "worked" if (found.day - 1) % _WEEK >= 5 else "plain"
