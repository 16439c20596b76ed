"""A driver that ends in peace when its terminal goes away, as when a window is closed."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

from textual.driver import Driver

if TYPE_CHECKING:
    from textual.drivers.linux_driver import LinuxDriver as Base
else:
    Base = object


class LastingFile:
    """Where the screens are written to; what nobody is there to see is let go.

    The library's writer would die of the first error, and the program wait for it for ever.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write a text, if the terminal is still there."""
        try:
            self._file.write(text)
        except OSError:
            return

    def flush(self) -> None:
        """Send what was written, if the terminal is still there."""
        try:
            self._file.flush()
        except OSError:
            return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Lasting(Base):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self._file is not None:
            self._file = LastingFile(self._file)  # type: ignore[assignment]  # as much as is used

    def _sigcont_application(self, *_given: object) -> None:
        # A terminal that goes away wakes its programs too, so that they can end.
        if os.isatty(self.fileno):
            super()._sigcont_application()


def lasting(driver: type[Driver]) -> type[Driver]:
    """Return the driver as it outlives its terminal, where there are terminals that go away."""
    can_hang_up = hasattr(driver, "_sigcont_application")
    return type(driver.__name__, (_Lasting, driver), {}) if can_hang_up else driver
