"""What has happened, newest first, under headings of days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import cell_width, cut, fit, pad, wrap
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.record_list.painting import CURSOR_MARKER
from crm_tui.values import dataclass

_TIME_WIDTH = 5
_DRAWN_AT_ONCE = 300
"""Entries wrapped in one go: a few milliseconds, so that keys are never kept waiting."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; all texts are plain and ready to show."""

    id: str
    day: str
    time: str
    icon: str
    title: str
    lines: tuple[str, ...] = ()
    author: str = ""
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of the timeline, and the place of the entry it belongs to."""

    entry: int
    text: str
    tone: Tone
    author: str = ""
    is_heading: bool = False


def draw(
    entries: Sequence[TimelineEntry], width: int, *, start: int = 0, end: int | None = None
) -> list[DrawnLine]:
    """Return the lines of the entries from a place on, with a heading where the day changes."""
    drawn: list[DrawnLine] = []
    day = entries[start - 1].day if start else ""
    for at, entry in enumerate(entries[start:end], start):
        if entry.day != day:
            day = entry.day
            drawn.append(DrawnLine(at, f" {day}", Tone.STRONG, is_heading=True))
        drawn += _entry_lines(at, entry, width)
    return drawn


def _entry_lines(at: int, entry: TimelineEntry, width: int) -> Iterator[DrawnLine]:
    head = f"  {pad(entry.time, _TIME_WIDTH)} {pad(entry.icon, 2)} "
    indent = " " * cell_width(head)
    author = f" {entry.author} " if entry.author else ""
    room = max(width - cell_width(head) - cell_width(author), 8)
    yield DrawnLine(at, head + cut(entry.title, room), entry.tone, author)
    for line in entry.lines:
        for part in wrap(line, max(width - cell_width(head) - 1, 8)):
            yield DrawnLine(at, indent + part, Tone.NORMAL)


class Timeline(ScrollView, can_focus=True):
    """A stream of entries with a cursor; asks for more when its end comes into view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--cursor",
        "timeline--match",
        *(f"timeline--{tone.value}" for tone in Tone),
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.TIMELINE)]

    @dataclass
    class MoreWanted(Message):
        """What follows the entries that are here is wanted; answer with `extend`."""

        timeline: Timeline
        start: int
        is_end_wanted: bool
        """Whether somebody waits at the end for all of them."""

    @dataclass
    class Opened(Message):
        """An entry is to be opened."""

        timeline: Timeline
        entry_id: str

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._empty = empty
        self._entries: tuple[TimelineEntry, ...] = ()
        self._has_more = False
        self._asked_from = 0
        self._goes_to_end = False
        self._cursor = 0
        self._lines: list[DrawnLine] = []
        self._starts: list[int] = []
        """The first line of each entry that was drawn, its heading left out."""
        self._wanted: re.Pattern[str] | None = None

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """The entries that are here."""
        return self._entries

    def show(
        self,
        entries: Sequence[TimelineEntry],
        *,
        has_more: bool = False,
        wanted: str = "",
        empty: str | None = None,
    ) -> None:
        """Show these entries; the cursor stays on its entry if it is among them.

        What was `wanted` is marked in them; `has_more` says that others follow, `empty` what to
        say where there are none.
        """
        self._empty = self._empty if empty is None else empty
        held = self._entries[self._cursor].id if self._entries else None
        self._entries = tuple(entries)
        self._has_more, self._asked_from, self._goes_to_end = has_more, 0, False
        self._wanted = re.compile(re.escape(wanted), re.IGNORECASE) if wanted else None
        places = [at for at, entry in enumerate(self._entries) if entry.id == held]
        self._cursor = places[0] if places else 0
        self._draw()
        if not places:
            self.scroll_to(y=0, animate=False)

    def extend(self, entries: Sequence[TimelineEntry], *, has_more: bool = False) -> None:
        """Add the entries that were wanted; `has_more` says that others follow them."""
        self._entries += tuple(entries)
        self._has_more = has_more
        self._draw_on()

    @property
    def current(self) -> TimelineEntry | None:
        """The entry under the cursor."""
        return self._entries[self._cursor] if self._entries else None

    def go_to(self, entry_id: str) -> None:
        """Put the cursor on an entry, if it is here."""
        place = next((at for at, each in enumerate(self._entries) if each.id == entry_id), None)
        if place is not None:
            self._cursor = place
            self.call_after_refresh(self._go, place)

    def action_move(self, by: int) -> None:
        """Move the cursor by some entries."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Scroll by some screens and take the cursor along."""
        top = self.scroll_offset.y + by * self.scrollable_content_region.height
        top = max(0, min(top, len(self._lines) - 1))
        if self._lines:
            self._go(self._lines[top].entry)

    def action_first(self) -> None:
        """Go to the first entry."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last entry, however many have to be read before."""
        self._go(len(self._entries) - 1)
        self._goes_to_end = self._has_more
        self._ask_for_more()

    def action_open(self) -> None:
        """Ask to open the entry under the cursor."""
        if self._entries:
            self.post_message(self.Opened(self, self._entries[self._cursor].id))

    def jump_spots(self) -> Iterator[Offset]:
        """Yield where each entry in sight can be clicked."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        before = -1
        for y, line in enumerate(self._lines[top : top + height]):
            if line.entry != before and not line.is_heading:
                before = line.entry
                yield Offset(0, y)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the entry that was clicked."""
        spot = event.get_content_offset(self)
        at = -1 if spot is None else spot.y + self.scroll_offset.y
        if 0 <= at < len(self._lines):
            self._go(self._lines[at].entry)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for more when the end comes near."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_more()

    def _go(self, at: int) -> None:
        if not self._entries:
            return
        self._cursor = max(0, min(at, len(self._entries) - 1))
        if self._cursor < len(self._starts):
            own = self._lines_of(self._cursor)
            self.scroll_to_region(
                Region(0, own.start, 1, len(own)), animate=False, immediate=True, force=True
            )
        self.refresh()

    def _lines_of(self, at: int) -> range:
        """Return the lines of an entry, with the heading of its day where it is the first."""
        start = self._starts[at]
        end = start + 1
        while end < len(self._lines) and self._lines[end].entry == at:
            end += 1
        return range(start - 1 if start and self._lines[start - 1].entry == at else start, end)

    def _draw(self) -> None:
        self._lines, self._starts = [], []
        self._draw_on()

    def _draw_on(self) -> None:
        """Wrap what is not yet, some of it now and the rest when the keys have had their turn."""
        width, done = self.scrollable_content_region.width, len(self._starts)
        if not width:
            return
        until = min(done + _DRAWN_AT_ONCE, len(self._entries))
        first = len(self._lines)
        self._lines += draw(self._entries, width, start=done, end=until)
        for y in range(first, len(self._lines)):
            line = self._lines[y]
            if not line.is_heading and line.entry == len(self._starts):
                self._starts.append(y)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()
        if until < len(self._entries):
            self.call_after_refresh(self._draw_on)
            return
        if self._goes_to_end:
            self._go(len(self._entries) - 1)
            self._goes_to_end = self._has_more
        self._ask_for_more()

    def _ask_for_more(self) -> None:
        here = len(self._entries)
        bottom = self.scroll_offset.y + 2 * self.scrollable_content_region.height
        is_near = bottom >= len(self._lines) or self._goes_to_end
        if self._has_more and is_near and self._asked_from < here + 1:
            self._asked_from = here + 1
            self.post_message(self.MoreWanted(self, here, self._goes_to_end))

    def render_line(self, y: int) -> Strip:
        """Return one line of the timeline as it is now."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            text = self._empty if not self._entries and y == 1 else ""
            return Strip([Segment(fit("  " + text, width), self._style("dim"))])
        line = self._lines[at]
        at_cursor = self.has_focus and line.entry == self._cursor and not line.is_heading
        style = self._style("cursor") if at_cursor else self._style(line.tone.value)
        text = (CURSOR_MARKER if at_cursor else " ") + line.text[1:]
        room = max(0, width - cell_width(line.author))
        return Strip(
            [
                *self._marked(fit(text, room), style),
                Segment(line.author, style if at_cursor else self._style("dim")),
            ]
        ).adjust_cell_length(width, style)

    def _marked(self, text: str, style: Style) -> Iterator[Segment]:
        """Yield a line with what was searched for marked in it."""
        end = 0
        if self._wanted is not None:
            for found in self._wanted.finditer(text):
                yield Segment(text[end : found.start()], style)
                yield Segment(found[0], style + self._style("match"))
                end = found.end()
        yield Segment(text[end:], style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"timeline--{name}")
