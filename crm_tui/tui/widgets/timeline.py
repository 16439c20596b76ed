"""What has happened, newest first, under headings of days."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; all texts are plain and ready to show."""

    id: int
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


def draw(entries: Sequence[TimelineEntry], width: int) -> list[DrawnLine]:
    """Return the lines of the entries, with a heading where the day changes."""
    drawn: list[DrawnLine] = []
    day = ""
    for at, entry in enumerate(entries):
        if entry.day != day:
            day = entry.day
            drawn.append(DrawnLine(at, f" {day}", Tone.STRONG))
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
        *(f"timeline--{tone.value}" for tone in Tone),
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.TIMELINE)]

    @dataclass
    class MoreWanted(Message):
        """The entries from `start` on are wanted; answer with `extend`."""

        timeline: Timeline
        start: int

    @dataclass
    class Opened(Message):
        """An entry is to be opened."""

        timeline: Timeline
        entry_id: int

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._empty = empty
        self._entries: tuple[TimelineEntry, ...] = ()
        self._total = 0
        self._asked_from = 0
        self._cursor = 0
        self._lines: list[DrawnLine] = []

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """The entries that are here."""
        return self._entries

    def show(self, entries: Sequence[TimelineEntry], *, total: int | None = None) -> None:
        """Show these entries; the cursor stays on its entry if it is among them."""
        held = self._entries[self._cursor].id if self._entries else None
        self._entries = tuple(entries)
        self._total = len(entries) if total is None else total
        self._asked_from = 0
        places = [at for at, entry in enumerate(self._entries) if entry.id == held]
        self._cursor = places[0] if places else 0
        self._draw()
        if not places:
            self.scroll_to(y=0, animate=False)

    def extend(self, entries: Sequence[TimelineEntry]) -> None:
        """Add the entries that were wanted."""
        self._entries += tuple(entries)
        self._draw()

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
        """Go to the last entry that is here."""
        self._go(len(self._entries) - 1)

    def action_open(self) -> None:
        """Ask to open the entry under the cursor."""
        if self._entries:
            self.post_message(self.Opened(self, self._entries[self._cursor].id))

    def jump_spots(self) -> Iterator[Offset]:
        """Yield where each entry in sight can be clicked."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        before = -1
        for y, line in enumerate(self._lines[top : top + height]):
            if line.entry != before and line.tone is not Tone.STRONG:
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
        own = [y for y, line in enumerate(self._lines) if line.entry == self._cursor]
        if own:
            self.scroll_to_region(
                Region(0, own[0], 1, len(own)), animate=False, immediate=True, force=True
            )
        self.refresh()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            self._lines = draw(self._entries, width)
            self.virtual_size = Size(width, len(self._lines))
            self.refresh()
            self._ask_for_more()

    def _ask_for_more(self) -> None:
        here = len(self._entries)
        bottom = self.scroll_offset.y + 2 * self.scrollable_content_region.height
        if here < self._total and bottom >= len(self._lines) and self._asked_from < here:
            self._asked_from = here
            self.post_message(self.MoreWanted(self, here))

    def render_line(self, y: int) -> Strip:
        """Return one line of the timeline as it is now."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            text = self._empty if not self._entries and y == 1 else ""
            return Strip([Segment(fit("  " + text, width), self._style("dim"))])
        line = self._lines[at]
        is_heading = line.tone is Tone.STRONG and not line.text.startswith("  ")
        at_cursor = self.has_focus and line.entry == self._cursor and not is_heading
        style = self._style("cursor") if at_cursor else self._style(line.tone.value)
        text = (CURSOR_MARKER if at_cursor else " ") + line.text[1:]
        room = max(0, width - cell_width(line.author))
        return Strip(
            [
                Segment(fit(text, room), style),
                Segment(line.author, style if at_cursor else self._style("dim")),
            ]
        ).adjust_cell_length(width, style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"timeline--{name}")
