"""What is typed into: editors that hold only so much, and only plain text."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from crm_tui.domain.text import printable

_PASTED_AT_MOST = 100_000
_EDITING = frozenset({
    "delete_left", "delete_right", "delete_left_word", "delete_right_word", "delete_left_all",
    "delete_right_all", "delete_word_left", "delete_word_right", "delete_to_start_of_line",
    "delete_to_end_of_line", "delete_to_end_of_line_or_delete_line", "delete_line",
    "cursor_left", "cursor_right", "cursor_word_left", "cursor_word_right", "home", "end",
    "cursor_line_start", "cursor_line_end",
})  # fmt: skip


def _pasted(text: str, room: int) -> str:
    """Return what a paste brings: plain text, no more than there is room for."""
    return printable(text[:_PASTED_AT_MOST])[: max(room, 0)]


async def edit_in_turn(editor: Input | TextArea, event: events.Key) -> None:
    """Run at once what a key does to the text or the place in it, as letters are put in at once.

    The library runs the action of a key only after the key has bubbled up to the app, so a letter
    typed right after backspace would come before it, and be what is taken away.
    """
    for binding in editor._bindings.key_to_bindings.get(event.key, ()):  # noqa: SLF001
        if binding.action in _EDITING and await editor.app.run_action(binding.action, editor):
            event.stop()
            event.prevent_default()
            return


class LineEditor(Input):
    """One line; a paste of several lines is joined to one, and cut to what fits."""

    async def on_key(self, event: events.Key) -> None:
        """Let the keys that edit act in their order with the letters."""
        await edit_in_turn(self, event)

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

    async def on_key(self, event: events.Key) -> None:
        """Let the keys that edit act in their order with the letters."""
        await edit_in_turn(self, event)

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; what is put in is plain and cut to what fits."""
        replaced = len(self.document.get_text_range(edit.top, edit.bottom))
        room = self._limit - (len(self.document.text) - replaced)
        if len(edit.text) > 1 or not edit.text.isprintable() or room < 1:
            edit = replace(edit, text=_pasted(edit.text, room))
        return super().edit(edit)
