"""The months of a year side by side, with a cursor on a day and a range to mark."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange, date_of
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.widths import Align, fit
from crm_tui.values import dataclass

_CELL = 4
_GAP = 2
_MONTH_WIDTH = 7 * _CELL + _GAP
_MONTH_LINES = 9  # title, weekdays, six weeks, blank
_MONTHS = 12
_A_MONDAY = date(2024, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DayMark:
    """What makes a day differ from a plain week."""

    kind: DayKind
    name: str
    is_edited: bool


class YearCalendar(Widget, can_focus=True):
    """A year; it scrolls by rows of months so that the cursor stays in view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "year--plain",
        "year--title",
        "year--rest",
        "year--holiday",
        "year--worked",
        "year--cursor",
        "year--range",
    }

    @dataclass
    class Moved(Message):
        """The cursor is on another day."""

        day: int

    @dataclass
    class Chosen(Message):
        """The day under the cursor was clicked again."""

        day: int

    def __init__(self, today: int, year: int) -> None:
        super().__init__()
        present = date_of(today)
        self._today = today
        self._cursor = today if present.year == year else date(year, 1, 1).toordinal()
        self._anchor: int | None = None
        self._marks: Mapping[int, DayMark] = {}
        self._marked_year = year

    @property
    def year(self) -> int:
        """The year that the cursor is in."""
        return date_of(self._cursor).year

    @property
    def chosen_days(self) -> DayRange:
        """The range that was begun, or the day under the cursor."""
        anchor = self._cursor if self._anchor is None else self._anchor
        return DayRange(min(anchor, self._cursor), max(anchor, self._cursor))

    def show(self, year: int, marks: Mapping[int, DayMark]) -> None:
        """Show what differs in a year."""
        self._marked_year, self._marks = year, marks
        self.refresh()

    def show_year(self, year: int) -> None:
        """Put the cursor into a year, on the same day of it."""
        self.go_to(_same_day(date_of(self._cursor), year, date_of(self._cursor).month))

    def go_to(self, day: int) -> None:
        """Put the cursor on a day."""
        if day != self._cursor:
            self._cursor = day
            self.refresh()
            self.post_message(self.Moved(day))

    def move(self, by: int) -> None:
        """Move by some days."""
        self.go_to(self._cursor + by)

    def turn_month(self, by: int) -> None:
        """Move by some months, staying on the day of the month where there is one."""
        present = date_of(self._cursor)
        months = present.year * _MONTHS + present.month - 1 + by
        self.go_to(_same_day(present, months // _MONTHS, months % _MONTHS + 1))

    def begin_range(self) -> None:
        """Begin a range on the day under the cursor, or take it away."""
        self._anchor = self._cursor if self._anchor is None else None
        self.refresh()
        self.post_message(self.Moved(self._cursor))

    def drop_range(self) -> bool:
        """Take the range away; return whether there was one."""
        was_there = self._anchor is not None
        self._anchor = None
        self.refresh()
        return was_there

    # Painting -----------------------------------------------------------------------------------

    @property
    def _across(self) -> int:
        fitting = (self.size.width + _GAP) // _MONTH_WIDTH
        return next((each for each in (6, 4, 3, 2) if each <= fitting), 1)

    @property
    def _top(self) -> int:
        """The first line of the year that is in view: rows of months scroll whole."""
        rows_in_view = max(1, (self.size.height + 1) // _MONTH_LINES)
        row = (date_of(self._cursor).month - 1) // self._across
        rows = -(-_MONTHS // self._across)
        first = min(max(0, row - rows_in_view + 1), max(0, rows - rows_in_view))
        return first * _MONTH_LINES

    def render_line(self, y: int) -> Strip:
        """Return a line of the months that stand side by side."""
        base = self.rich_style
        row, line = divmod(self._top + y, _MONTH_LINES)
        segments: list[Segment] = [Segment(" ", base)]
        for column in range(self._across):
            month = row * self._across + column + 1
            if month <= _MONTHS:
                segments += self._month_line(month, line)
                segments.append(Segment(" " * _GAP, base))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _month_line(self, month: int, line: int) -> list[Segment]:
        plain = self.get_component_rich_style("year--plain")
        width = _MONTH_WIDTH - _GAP
        if line == 0:
            title = _("{year}-{month}").format(year=self.year, month=f"{month:02}")
            return [Segment(fit(title, width), self.get_component_rich_style("year--title"))]
        if line == 1:
            names = (weekday(_A_MONDAY + at)[-3:].removeprefix("周") for at in range(7))
            text = "".join(fit(name, _CELL, Align.RIGHT) for name in names)
            return [Segment(text, self.get_component_rich_style("year--rest"))]
        weeks = calendar.Calendar().monthdayscalendar(self.year, month)
        if line - 2 >= len(weeks):
            return [Segment(" " * width, plain)]
        return [
            Segment(" " * _CELL, plain) if not number else self._day(month, number)
            for number in weeks[line - 2]
        ]

    def _day(self, month: int, number: int) -> Segment:
        day = date(self.year, month, number).toordinal()
        mark = self._marks.get(day) if self._marked_year == self.year else None
        sign = _sign(mark, date_of(day))
        edge = "_" if mark is not None and mark.is_edited else " "
        if day == self._today:
            edge = "◆"
        return Segment(f"{edge}{number:>2}"[-3:] + sign, self._style(day, mark))

    def _style(self, day: int, mark: DayMark | None) -> Style:
        if day == self._cursor:
            return self.get_component_rich_style("year--cursor")
        if self._anchor is not None and day in self.chosen_days:
            return self.get_component_rich_style("year--range")
        kind = _kind(mark, date_of(day))
        return self.get_component_rich_style(f"year--{kind}")

    # The mouse ----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Go to the day that was clicked; choose it on the second click."""
        spot = event.get_content_offset(self)
        day = None if spot is None else self._day_at(spot.x, spot.y)
        if day is None:
            return
        if day == self._cursor:
            self.post_message(self.Chosen(day))
        else:
            self.go_to(day)

    def _day_at(self, x: int, y: int) -> int | None:
        row, line = divmod(self._top + y, _MONTH_LINES)
        column, left = divmod(x - 1, _MONTH_WIDTH)
        month = row * self._across + column + 1
        if column >= self._across or month > _MONTHS or line < 2 or left >= 7 * _CELL:
            return None
        weeks = calendar.Calendar().monthdayscalendar(self.year, month)
        if line - 2 >= len(weeks):
            return None
        number = weeks[line - 2][left // _CELL]
        return date(self.year, month, number).toordinal() if number else None


def _same_day(day: date, year: int, month: int) -> int:
    year = min(max(year, date.min.year), date.max.year)
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)).toordinal()


def _kind(mark: DayMark | None, day: date) -> str:
    if mark is None:
        return "rest" if day.weekday() >= calendar.SATURDAY else "plain"
    match mark.kind:
        case DayKind.HOLIDAY:
            return "holiday"
        case DayKind.WORKDAY:
            return "worked"
        case DayKind.REST:
            return "rest"


def _sign(mark: DayMark | None, day: date) -> str:
    """Return the sign after a day's number: state is never colour alone."""
    match _kind(mark, day):
        case "holiday":
            return "*"
        case "worked":
            return "+"
        case "rest":
            return "·"
        case _:
            return " "
