"""What is shown in a terminal that is too small for the screens."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from crm_tui.i18n import _


class TooSmallScreen(ModalScreen[None]):
    """One line that says how large the terminal should be; what lies below stays as it is."""

    # The line covers all: a screen in the terminal's own colours lets through what lies below.
    DEFAULT_CSS = "TooSmallScreen > Static { width: 100%; height: 100%; background: $surface; }"

    def __init__(self, smallest: Size) -> None:
        super().__init__()
        self._smallest = smallest
        self._line = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Hold the line."""
        yield self._line

    def on_resize(self) -> None:
        """Say how large it is now."""
        now = self.app.size
        words = _("{width}×{height} is too small, {least_width}×{least_height} is needed.")
        self._line.update(
            Content(
                words.format(
                    width=now.width,
                    height=now.height,
                    least_width=self._smallest.width,
                    least_height=self._smallest.height,
                )
            )
        )

    def on_screen_resume(self) -> None:
        """Leave if the terminal has grown while something lay over this."""
        now = self.app.size
        if now.width >= self._smallest.width and now.height >= self._smallest.height:
            self.dismiss(None)
