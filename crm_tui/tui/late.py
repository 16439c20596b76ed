"""The services of the program, loaded and opened after the first rows are on the screen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from crm_tui.clock import Clock
from crm_tui.settings import Settings

if TYPE_CHECKING:  # its import is slow: the first rows do not wait for it
    from crm_tui.bootstrap import Crm
    from crm_tui.domain.offices import Office


_PAINTING_SECONDS = 0.5
"""After so long the first rows are painted, or nobody waits for them any more."""


class LateCrm:
    """Stands in for the services until they are there; whoever asks for one waits for it."""

    def __init__(self, settings: Settings, clock: Clock | None) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._is_wanted = threading.Event()
        self._crm: Crm | None = None

    def open(self) -> Crm:
        """Open the database, once, and return its services.

        Raises DatabaseUnavailableError with the reason when it cannot be used.
        """
        from crm_tui.bootstrap import open_crm  # noqa: PLC0415

        self._is_wanted.set()
        with self._lock:
            if self._crm is None:
                self._crm = open_crm(self._settings, self._clock)
            return self._crm

    @property
    def known_office(self) -> Office | None:
        """Return the office as it was last read, None before that; waits for nothing."""
        return None if self._crm is None else self._crm.known_office

    def close(self) -> None:
        """Let go of the database, where it was opened."""
        with self._lock:
            if self._crm is not None:
                self._crm.close()

    def __getattr__(self, name: str) -> Any:
        # A worker that asks at once would take its time from the painting of the first rows.
        if threading.current_thread() is not threading.main_thread():
            self._is_wanted.wait(_PAINTING_SECONDS)
        return getattr(self.open(), name)
