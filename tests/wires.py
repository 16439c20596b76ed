"""The wire to a server, cut while it commits: before it is told, or before it has answered."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from threading import Thread

from sqlalchemy import make_url

_NAME = ".s.PGSQL.5432"
_WRITES = b"pg_advisory_xact_lock"
_COMMIT = b"COMMIT"
_READ_AT_ONCE = 65_536
_LISTEN, _ELSEWHERE = b"LISTEN crm_changes", b"LISTEN crm_nowhere"


class Cut(Enum):
    """Where a wire is cut."""

    BEFORE_IT_IS_TOLD = "before it is told"
    BEFORE_IT_ANSWERS = "before it answers"


class Wire:
    """Passes on what a program and a server say to each other, until it is to be cut."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._server = str(Path(str(address.query["host"])) / _NAME)
        self._folder = tempfile.TemporaryDirectory(prefix="crm-wire-")
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(Path(self._folder.name) / _NAME))
        self._door.listen()
        self.url = address.update_query_dict({"host": self._folder.name}).render_as_string(
            hide_password=False
        )
        self.cut: Cut | None = None
        """Where the next transaction that writes is cut off."""
        self.is_dead = False
        """Whether nobody reaches the server any more once it was cut."""
        self.is_deaf = False
        """Whether nobody hears what they listen to, as behind some poolers."""
        Thread(target=self._receive, daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._door.close()
        self._folder.cleanup()

    def _receive(self) -> None:
        with suppress(OSError):
            while True:
                program, _ = self._door.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                Thread(target=self._tell, args=(program, server), daemon=True).start()
                Thread(target=_pass_on, args=(server, program.sendall), daemon=True).start()

    def _tell(self, program: socket.socket, server: socket.socket) -> None:
        writes = False
        with suppress(OSError), program, server:
            while said := program.recv(_READ_AT_ONCE):
                writes = writes or _WRITES in said
                if self.cut is not None and writes and _COMMIT in said:
                    self._cut_off(said, program, server)
                    return
                server.sendall(said.replace(_LISTEN, _ELSEWHERE) if self.is_deaf else said)
            server.shutdown(socket.SHUT_WR)

    def _cut_off(self, said: bytes, program: socket.socket, server: socket.socket) -> None:
        where, self.cut = self.cut, None
        if self.is_dead:
            self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
        program.shutdown(socket.SHUT_RDWR)
        if where is Cut.BEFORE_IT_ANSWERS:
            server.sendall(said)
        # To close it is not enough: somebody waits on it for what the server says.
        server.shutdown(socket.SHUT_RDWR if where is Cut.BEFORE_IT_IS_TOLD else socket.SHUT_WR)


def _pass_on(server: socket.socket, tell: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while said := server.recv(_READ_AT_ONCE):
            with suppress(OSError):
                tell(said)


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """Give a wire to a database; its address is another, its end is the same."""
    wire = Wire(url)
    try:
        yield wire
    finally:
        wire.close()
