"""The line a follow-up is written on: coloured by what each stretch was understood as."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import TextArea

from crm_tui.domain.entries import Span, SpanKind
from crm_tui.tui.widgets.editors import TextEditor
from crm_tui.tui.widgets.fields import FormField

_STYLES: Mapping[SpanKind, str] = {
    SpanKind.CONTACT: "bold cyan",
    SpanKind.METHOD: "bold blue",
    SpanKind.RESULT: "bold blue",
    SpanKind.MOOD: "bold green",
    SpanKind.HAPPENED: "bold magenta",
    SpanKind.NEXT: "bold magenta underline",
    SpanKind.NOTE: "underline",
    SpanKind.STAGE: "bold yellow",
    SpanKind.TAG: "bold yellow",
    SpanKind.TASK: "underline",
    SpanKind.COLLEAGUE: "bold cyan",
}
"""Colour only repeats what the preview says in words."""


class EntryEditor(TextEditor):
    """The editor of the line; it shows the spans that it was last told."""

    def __init__(self, text: str, *, limit: int) -> None:
        super().__init__(text, limit=limit, classes="field--editor")
        self._spans: Sequence[Span] = ()
        self._spans_of = ""

    def show_spans(self, text: str, spans: Sequence[Span]) -> None:
        """Colour the stretches of a text, for as long as it stands here."""
        self._spans, self._spans_of = spans, text
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """Return a line with its stretches coloured."""
        line = super().get_line(line_index)
        if self._spans_of != self.text:
            return line
        start = sum(len(each) + 1 for each in self.document.lines[:line_index])
        for span in self._spans:
            style = _STYLES.get(span.kind)
            if style and span.start < start + len(line.plain) and span.end > start:
                line.stylize(style, max(span.start - start, 0), span.end - start)
        return line


class EntryField(FormField[str]):
    """A follow-up as one writes it; it grows with what is pasted."""

    def __init__(
        self,
        label: str,
        *,
        limit: int,
        why_wrong: Callable[[str], str | None],
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, required=True, id=id)
        self._judge = why_wrong
        self._editor = EntryEditor("", limit=limit)

    def compose(self) -> ComposeResult:
        """Hold the editor."""
        yield self._editor

    @property
    def value(self) -> str:
        """The text as it was typed."""
        return self._editor.text

    @value.setter
    def value(self, value: str) -> None:
        self._editor.text = value

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed."""
        return bool(self.value.strip())

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in the field."""
        return not self.value.strip()

    def why_wrong(self) -> str | None:
        """Return what the screen says of the text."""
        return self._judge(self.value)

    def show_spans(self, text: str, spans: Sequence[Span]) -> None:
        """Colour what was understood of a text."""
        self._editor.show_spans(text, spans)

    def new_line(self) -> None:
        """Go on in a line below."""
        self._editor.insert("\n")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Pass the change on as the field's own."""
        event.stop()
        self.announce_change()
