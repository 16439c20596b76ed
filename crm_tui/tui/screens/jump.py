"""Jump: a letter on everything that can be gone to; typing it goes there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset, Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.tui.widgets.pieces import PieceLine
from crm_tui.values import dataclass

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The easiest to type come first."""
_LABEL = Style(bold=True, reverse=True)
_TYPED = Style(dim=True, reverse=True)


@runtime_checkable
class Clickable(Protocol):
    """A widget that means different things in different places."""

    def jump_spots(self) -> Iterable[Offset]:
        """Return where it can be clicked, counted from its own corner."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the screen; it is clicked, or its widget gets the focus."""

    x: int
    y: int
    widget: Widget | None = None
    makes_room: bool = False
    """Whether a second letter moves the rest of the line on instead of covering it."""


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """Return all that can be gone to and is in sight, in the order of reading."""
    found = [spot for node in screen.walk_children(Widget) for spot in _spots(node)]
    inside = screen.region
    seen = {
        (each.y, each.x): each
        for each in found
        if inside.contains(each.x, each.y) and _is_in_sight(screen, each)
    }
    return [spot for _place, spot in sorted(seen.items(), key=lambda item: item[0])]


def _spots(widget: Widget) -> Iterator[Spot]:
    region: Region = widget.content_region
    if not widget.display or not region:
        return
    if isinstance(widget, Clickable):
        for spot in widget.jump_spots():
            yield Spot(
                region.x + spot.x, region.y + spot.y, makes_room=isinstance(widget, PieceLine)
            )
    elif widget.focusable:
        yield Spot(region.x, region.y, widget)


def _is_in_sight(screen: Screen[Any], spot: Spot) -> bool:
    shown, _region = screen.get_widget_at(spot.x, spot.y)
    return spot.widget is None or spot.widget in shown.ancestors_with_self


def labels_for(count: int) -> list[str]:
    """Return so many labels, of which none begins with another; single letters first."""
    many = len(LETTERS)
    leading = 0
    while (many - leading) + leading * many < count and leading < many:
        leading += 1
    singles = list(LETTERS[: many - leading])
    pairs = [first + second for first in LETTERS[many - leading :] for second in LETTERS]
    return [*singles, *pairs][:count]


class _Sheet(Widget):
    """The screen as it was, with the letters on it."""

    def __init__(self, lines: Sequence[Strip], spots: Mapping[str, Spot]) -> None:
        super().__init__()
        self._under = lines
        self._spots = spots
        self.typed = ""

    def render_line(self, y: int) -> Strip:
        """Return a line with the letters that may still be typed."""
        strip = self._under[y] if y < len(self._under) else Strip.blank(self.size.width)
        here = [(s.x, label, s) for label, s in self._spots.items() if s.y == y]
        # From the right, so that what moves on moves nothing that is still looked for.
        for x, label, spot in sorted(here, key=lambda each: each[:2], reverse=True):
            if label.startswith(self.typed):
                covered = 1 if spot.makes_room else len(label)
                strip = _pasted(strip, x, label, len(self.typed), covered)
        return strip


def _pasted(strip: Strip, x: int, label: str, typed: int, covered: int) -> Strip:
    width = strip.cell_length
    written = Strip([Segment(label[:typed], _TYPED), Segment(label[typed:].upper(), _LABEL)])
    parts = [strip.crop(0, x), written, strip.crop(min(x + covered, width), width)]
    return Strip.join(parts).crop(0, width)


class JumpScreen(ModalScreen[Spot]):
    """Asks where to go; answers with the spot whose letters were typed."""

    DEFAULT_CSS: ClassVar[str] = "JumpScreen > _Sheet { width: 100%; height: 100%; }"

    def __init__(self, lines: Sequence[Strip], spots: Sequence[Spot]) -> None:
        super().__init__()
        self._spots = dict(zip(labels_for(len(spots)), spots, strict=False))
        self._sheet = _Sheet(lines, self._spots)

    def compose(self) -> ComposeResult:
        """Hold the sheet."""
        yield self._sheet

    def on_key(self, event: events.Key) -> None:
        """Go where the letters say; any other key leaves."""
        event.stop()
        event.prevent_default()
        typed = self._sheet.typed + (event.character or "").lower()
        if event.key == "backspace":
            typed = self._sheet.typed[:-1]
        leads_on = any(each.startswith(typed) for each in self._spots)
        if typed in self._spots:
            self.dismiss(self._spots[typed])
        elif leads_on and (event.is_printable or event.key == "backspace"):
            self._narrow(typed)
        else:
            self.dismiss(None)

    def _narrow(self, typed: str) -> None:
        self._sheet.typed = typed
        self._sheet.refresh()

    def on_mouse_down(self) -> None:
        """Leave."""
        self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        """Leave when nothing is any more where it was."""
        if self._sheet.is_mounted and event.size.height != len(self._sheet._under):  # noqa: SLF001
            self.dismiss(None)


def jump(screen: Screen[Any]) -> None:
    """Let a person choose where to go on a screen, and go there."""
    lines = screen._compositor.render_strips()  # noqa: SLF001 - the library tells it to nobody
    app = screen.app

    def go(spot: Spot | None) -> None:
        if spot is None:
            return
        if spot.widget is not None:
            spot.widget.focus()
            return
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(
                kind(None, spot.x, spot.y, 0, 0, 1, False, False, False, spot.x, spot.y)
            )

    app.push_screen(JumpScreen(lines, spots_of(screen)), go)
