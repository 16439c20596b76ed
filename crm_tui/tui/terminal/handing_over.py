"""From the first frame to the screens without a flicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.driver import Driver

from crm_tui.tui.terminal.first_frame import ALTERNATE_SCREEN, is_standing, take_over

if TYPE_CHECKING:
    from textual.drivers.linux_driver import LinuxDriver as Base
else:
    Base = object


class _Continuing(Base):
    """A driver that begins where the first frame stands."""

    def write(self, data: str) -> None:
        """Write to the terminal, but do not clear it by going where it is already."""
        if data != ALTERNATE_SCREEN or not is_standing():
            super().write(data)

    def start_application_mode(self) -> None:
        """Begin to draw; the terminal will be given back as it was before the frame."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # the library says so
        before = take_over()
        if before is not None:
            self.attrs_before = before


def continuing(driver: type[Driver]) -> type[Driver]:
    """Return the driver as it begins on the first frame, where there is one."""
    return type(driver.__name__, (_Continuing, driver), {}) if is_standing() else driver
