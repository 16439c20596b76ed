"""The pane beside a list: what one needs to know without opening the record."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm_tui.presentation.widths import cell_width, line_starts, pad
from crm_tui.values import dataclass

_LABEL_SHARE = 2
"""Labels take at most one part in so many of the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact; without a label its text takes the whole line."""

    label: str
    text: Content


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a title; an empty title stands for none."""

    title: str
    lines: tuple[Line, ...]


def lines_of(sections: Sequence[Section], width: int) -> list[Content]:
    """Return the sections as lines of at most `width` cells; wrapped text hangs after its label.

    A label that takes more than its share stands on a line above its text.
    """
    lines: list[Content] = []
    for at, section in enumerate(sections):
        if at:
            lines.append(Content(""))
        if section.title:
            lines.append(Content.styled(section.title, "bold"))
        labels = [cell_width(line.label) for line in section.lines if line.label]
        label_width = min(max(labels, default=0), width // _LABEL_SHARE)
        for line in section.lines:
            lines += _wrapped(line, label_width if line.label else 0, width)
    return lines


def _wrapped(line: Line, label_width: int, width: int) -> list[Content]:
    if not label_width:
        return wrap_content(line.text, max(width, 2))
    label = Content.styled(pad(line.label, label_width) + " ", "dim")
    rest = Content(" " * (label_width + 1))
    wrapped = wrap_content(line.text, max(width - label_width - 1, 2))
    if cell_width(line.label) > label_width:  # it stands above its text
        return [label, *(rest + part for part in wrapped)]
    return [(rest if at else label) + part for at, part in enumerate(wrapped)]


def wrap_content(content: Content, width: int) -> list[Content]:
    """Return content as lines of at most `width` cells, wrapped as Chinese is."""
    lines: list[Content] = []
    for paragraph in content.split("\n", allow_blank=True):
        starts = line_starts(paragraph.plain, width)
        ends = [*starts[1:], len(paragraph.plain)]
        lines += [paragraph[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    return lines


class Preview(VerticalScroll, can_focus=False):
    """Shows sections of plain facts."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the library's own name
        super().__init__(id=id)
        self._sections: tuple[Section, ...] = ()
        self._body = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Hold the one body."""
        yield self._body

    def show(self, sections: Sequence[Section]) -> None:
        """Show these sections from their top."""
        self._sections = tuple(sections)
        self._draw()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def on_show(self) -> None:
        """Catch up with what was to be shown meanwhile."""
        self._draw()

    def _draw(self) -> None:
        if not all(each.display for each in self.ancestors_with_self if isinstance(each, Widget)):
            return
        room = self.content_size
        if not room:
            return
        lines = lines_of(self._sections, room.width)
        if len(lines) > room.height:  # a bar will stand beside them
            lines = lines_of(self._sections, room.width - self.styles.scrollbar_size_vertical)
        self._body.update(Content("\n").join(lines))
