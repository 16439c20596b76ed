"""The frame of the screens in words: what stands on the terminal before there is anything to show.

It knows nothing of the library that draws the screens, so that it can be painted before that loads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_tui.i18n import _
from crm_tui.presentation.pieces import Piece
from crm_tui.presentation.statuses import Status, Tab, status_pieces
from crm_tui.presentation.widths import cell_width, fit
from crm_tui.tui.keys import KeyCommand, command

WIDE, WIDEST = 100, 150
"""From so many columns on a list has a preview beside it, and a broad one."""
LOADING_AT = "\n\n   "
"""Where a list says that it is loading."""
_PREVIEW_WIDTH, _BROAD_PREVIEW_WIDTH = 42, 56
_LEAST_HEIGHT, _LEAST_WIDTH = 6, 40
_TABS = (
    *("today", "customers", "pool", "leads", "opportunities", "orders"),
    *("schedule", "settings"),
)
TOGETHER = ("orders", "contracts", "quotes", "payments")
"""Lists that share a tab: its key once more shows the next of them."""

Line = Sequence[Piece]


def tabs_with_keys(shown: str = "") -> tuple[Tab, ...]:
    """Return the tabs with the keys that open them; of lists in one tab the one that is shown."""
    named = {TOGETHER[0]: shown} if shown in TOGETHER else {}
    tabs = ((each, command(f"tab.{named.get(each, each)}")) for each in _TABS)
    return tuple(Tab(each, _digit(found, each), _(found.label)) for each, found in tabs)


def _digit(found: KeyCommand, tab_id: str) -> str:
    """Return the digit of a list, or of the tab that it shares."""
    key = found.shown_key
    return key if key.isdecimal() else command(f"tab.{tab_id}").shown_key


def opening_status() -> Status:
    """Return what the line at the top says before anybody is known to sit here."""
    return Status(program=_("CRM"), tabs=tabs_with_keys(), active_tab=_TABS[0])


def opening_frame(width: int, height: int, *, has_preview: bool) -> list[Line]:
    """Return the lines of the frame; none for a terminal that is too small for one.

    Beside the kinds of the status line, pieces are "border", "heading", "loading", "keys" and
    "blank".
    """
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return []
    beside = _preview_width(width) if has_preview else 0
    loading = [*LOADING_AT.split("\n")]
    loading[-1] += _("Loading …")
    body = []
    for y in range(height - 4):
        words = loading[y] if y < len(loading) else ""
        body.append([*_inside(words, width - beside), *(_inside("", beside) if beside else ())])
    return [
        status_pieces(opening_status(), width),
        [*_top("", width - beside), *(_top(_("Preview"), beside) if beside else ())],
        *body,
        [*_bottom(width - beside), *(_bottom(beside) if beside else ())],
        [Piece(" " * width, "keys")],
    ]


def _preview_width(width: int) -> int:
    if width >= WIDEST:
        return _BROAD_PREVIEW_WIDTH
    return _PREVIEW_WIDTH if width >= WIDE else 0


def _top(title: str, width: int) -> Iterator[Piece]:
    heading = f" {title} " if title else ""
    yield Piece("╭─", "border")
    yield Piece(heading, "heading")
    yield Piece("─" * (width - 3 - cell_width(heading)) + "╮", "border")


def _inside(words: str, width: int) -> Iterator[Piece]:
    yield Piece("│", "border")
    yield Piece(fit(words, width - 2), "loading" if words else "blank")
    yield Piece("│", "border")


def _bottom(width: int) -> Iterator[Piece]:
    yield Piece("╰" + "─" * (width - 2) + "╯", "border")
