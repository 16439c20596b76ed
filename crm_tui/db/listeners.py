"""Being told by a server, at once, that somebody has saved something."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Thread
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from crm_tui.db.servers import CHANNEL, alone
from crm_tui.domain.looks import failures_after, pause_seconds

_LISTEN: Final = f"LISTEN {CHANNEL}"
_PROOF: Final = text(f"SELECT pg_notify('{CHANNEL}', :word)")
_PROOF_SECONDS: Final = 5.0
_FAREWELL_SECONDS: Final = 1.0


class Listener:
    """A thread with a connection of its own, which calls `heard` at each hint.

    It is relied upon only once it has heard what this program said over an ordinary connection: a
    pooler may take LISTEN and never pass on what comes of it. When the connection is lost, or never
    comes about, it tries again after growing pauses, and says nothing but that it hears nothing.
    """

    def __init__(self, engine: Engine, heard: Callable[[], None]) -> None:
        self._engine = engine
        self._heard = heard
        self._bell, self._rope = socket.socketpair()
        self._hears = False
        self._is_closed = False
        self._thread = Thread(target=self._run, name="crm-listen", daemon=True)
        self._thread.start()

    @property
    def hears(self) -> bool:
        """Whether it is proven, as far as anybody can tell, that each hint arrives."""
        return self._hears

    def begin_anew(self) -> None:
        """Rely on nothing until it is proven again: something was saved and no hint of it came."""
        self._hears = False
        self._ring()

    def close(self) -> None:
        """Let go of the connection; nothing is heard any more."""
        if not self._is_closed:
            self._is_closed = True
            self._ring()
            # It takes longer only where a server does not answer: then nobody waits for it.
            self._thread.join(_FAREWELL_SECONDS)

    def _ring(self) -> None:
        with suppress(OSError):  # it has ended
            self._rope.send(b"!")

    def _run(self) -> None:
        failures = 0
        with self._bell, self._rope:
            while not self._is_closed:
                began = monotonic()
                self._listen()
                failures = failures_after(failures, monotonic() - began)
                if not self._is_closed:
                    self._wait(pause_seconds(failures))

    def _listen(self) -> None:
        """Listen until that ends, for whatever reason."""
        driver: Any = self._engine.dialect.dbapi
        # It is no matter: the screens ask each second meanwhile.
        with suppress(driver.Error, SQLAlchemyError, OSError):
            try:
                with alone(self._engine, "crm-listen") as connection:
                    connection.execute(_LISTEN)
                    if self._is_proven(connection):
                        self._hears = True
                        self._hear(connection)
            finally:
                self._hears = False

    def _is_proven(self, connection: Any) -> bool:
        word = uuid.uuid4().hex
        with self._engine.begin() as ordinary:
            ordinary.execute(_PROOF, {"word": word})
        until = monotonic() + _PROOF_SECONDS
        while (left := until - monotonic()) > 0:
            if word in _arrived(connection):
                return True
            if self._wait(left, connection):
                return False
        return False

    def _hear(self, connection: Any) -> None:
        self._heard()  # what was saved before
        while True:
            # What others say to prove that they hear is no hint.
            if "" in _arrived(connection):
                self._heard()
            if self._wait(None, connection):
                return

    def _wait(self, seconds: float | None, connection: Any = None) -> bool:
        """Wait until something arrives; return whether the bell was rung."""
        with DefaultSelector() as selector:
            selector.register(self._bell, EVENT_READ)
            if connection is not None:
                selector.register(connection.fileno(), EVENT_READ)
            rung = any(key.fileobj is self._bell for key, _mask in selector.select(seconds))
        if rung:
            self._bell.recv(64)
        return rung


def _arrived(connection: Any) -> set[str]:
    """Return what was said since it was last asked; raise when the connection is lost."""
    return {each.payload for each in connection.notifies(timeout=0)}
