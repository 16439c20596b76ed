"""What is typed into: editors that hold only so much, and only plain text."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import Edit, EditResult

from crm_tui.domain.text import printable

_PASTED_AT_MOST = 100_000


def _pasted(text: str, room: int) -> str:
    """Return what a paste brings: plain text, no more than there is room for."""
    return printable(text[:_PASTED_AT_MOST])[: max(room, 0)]


class LineEditor(Input):
    """One line; a paste of several lines is joined to one, and cut to what fits."""

    # How long the text is moves nothing: the library lays out the whole screen for each letter.
    virtual_size = Reactive(Size(0, 0))
    holds_letters = True

    # The beginning says more of what nobody writes in than the end, where the cursor waits.

    def _watch_selection(self, selection: Selection) -> None:
        super()._watch_selection(selection)
        if not self.has_focus:
            self._show_beginning()

    def _on_blur(self, _event: events.Blur) -> None:
        self._show_beginning()

    def _on_focus(self, _event: events.Focus) -> None:
        at = Region(self._cursor_offset, 0, width=1, height=1)
        self.scroll_to_region(at, force=True, animate=False)

    def _show_beginning(self) -> None:
        self.scroll_to(0, animate=False, force=True)

    def _on_paste(self, event: events.Paste) -> None:
        # The library's own takes the first line only, and nothing at all of what is too long.
        event.prevent_default()
        event.stop()
        text = " ".join(event.text[:_PASTED_AT_MOST].strip().splitlines())
        start, end = sorted(self.selection)
        room = self.max_length - (len(self.value) - (end - start)) if self.max_length else len(text)
        self.replace(_pasted(text, room), start, end)


class TextEditor(TextArea):
    """Several lines, `limit` characters at most."""

    holds_letters = True

    def __init__(self, text: str, *, limit: int, classes: str) -> None:
        super().__init__(
            text[:limit],
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            compact=True,
            highlight_cursor_line=False,
            classes=classes,
        )
        self._limit = limit

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; what is put in is plain and cut to what fits."""
        replaced = len(self.document.get_text_range(edit.top, edit.bottom))
        room = self._limit - (len(self.document.text) - replaced)
        if len(edit.text) > 1 or not edit.text.isprintable() or room < 1:
            edit = replace(edit, text=_pasted(edit.text, room))
        return super().edit(edit)
