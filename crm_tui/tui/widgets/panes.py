"""A frame around a part of the screen, with a title above and one below."""

from __future__ import annotations

from typing import Any, Self

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region


class TitledPane(Vertical):
    """A frame whose titles change without painting anew what stands inside."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._titles = (Content(""), Content(""))
        self._is_retitled = False

    def show_titles(self, above: Content, below: Content) -> None:
        """Show these titles."""
        if (above, below) == self._titles:
            return
        self._titles = (above, below)
        self._is_retitled = True
        try:
            self.border_title, self.border_subtitle = above, below
        finally:
            self._is_retitled = False

    def refresh(self, *regions: Region, **options: Any) -> Self:
        """Paint anew these regions, or all of it; when its titles change, their lines alone."""
        if self._is_retitled:
            width, height = self.outer_size
            lines = (Region(0, 0, width, 1), Region(0, height - 1, width, 1))
            regions = tuple(each.translate(-self.content_offset) for each in lines)
        return super().refresh(*regions, **options)
