"""Stopping a statement that runs, when who asked has taken the question back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread, Timer
from traceback import clear_frames
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from crm_tui.cancels import current_cancel
from crm_tui.db.servers import no_longer_than
from crm_tui.errors import SupersededError
from crm_tui.values import dataclass

_INTERRUPTED = frozenset({"SQLITE_INTERRUPT", "57014"})
# So SQLite says it of json_each and its like when it is stopped while it makes them.
_STOPPED = _INTERRUPTED | {"SQLITE_ERROR"}
_TOLD_AGAIN_SECONDS = 0.2


@contextmanager
def interruptible(connection: Connection) -> Iterator[None]:
    """Let the token that covers this thread stop what runs on the connection inside.

    The token lets go of the connection before anybody else can have it.
    """
    cancel = current_cancel()
    if cancel is None:
        yield
        return
    driver: Any = connection.connection.driver_connection
    is_file = connection.dialect.name == "sqlite"
    with (
        _at_once(driver.interrupt) if is_file else aside(driver.cancel, driver.Error) as interrupt,
        cancel.interruptible(interrupt),
    ):
        stop_if_cancelled()
        yield


@contextmanager
def _at_once(act: Callable[[], object]) -> Iterator[Callable[[], object]]:
    yield act


@contextmanager
def aside(act: Callable[[], object], fault: type[Exception]) -> Iterator[Callable[[], None]]:
    """Give what lets an act begin in a thread of its own; who leaves waits until it has ended.

    A server is told to stop over a connection of its own, which may take long, or fail: then the
    statement goes on to its end, and nobody takes its answer. Told between two statements it stops
    neither, so it is told again until nothing runs inside any more.
    """
    begun: list[Thread] = []
    is_left = Event()

    def run() -> None:
        while not is_left.is_set():
            with suppress(fault):
                act()
            is_left.wait(_TOLD_AGAIN_SECONDS)

    def begin() -> None:
        begun.append(Thread(target=run, daemon=True))
        begun[-1].start()

    try:
        yield begin
    finally:
        is_left.set()
        for each in begun:
            each.join()


def stop_if_cancelled() -> None:
    """Raise SupersededError when nobody waits for the answer any more."""
    cancel = current_cancel()
    if cancel is not None and cancel.is_cancelled:
        raise SupersededError


def was_interrupted(error: BaseException | None) -> bool:
    """Return whether a driver's error says that its statement was stopped from outside."""
    cancel = current_cancel()
    is_stopping = cancel is not None and cancel.is_cancelled
    return _code(error) in (_STOPPED if is_stopping else _INTERRUPTED)


def let_go_of_frames(error: BaseException | None) -> None:
    """Forget what was being read when a statement was stopped: nobody is told where it was.

    These frames hold the error that holds them, so all they have read would stay until somebody
    looks for garbage: thousands of pieces with every letter that is typed before an answer came.
    """
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__context__


def _code(error: BaseException | None) -> str | None:
    return getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)


@dataclass
class Alarm:
    """Whether the time is over."""

    has_rung: bool = False
    is_off: bool = False


@contextmanager
def at_most(connection: Connection, seconds: float) -> Iterator[Alarm]:
    """Stop, without a word, what is read inside when the time is over."""
    alarm = Alarm()
    limited = _limited_on_file if connection.dialect.name == "sqlite" else _limited_on_server
    try:
        with limited(connection, seconds, alarm):
            yield alarm
    except (OperationalError, sqlite3.OperationalError) as error:
        if not (alarm.has_rung and _code(getattr(error, "orig", error)) in _STOPPED):
            raise
        stop_if_cancelled()


@contextmanager
def _limited_on_file(connection: Connection, seconds: float, alarm: Alarm) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    lock = Lock()

    def ring() -> None:
        with lock:
            if not alarm.is_off:
                alarm.has_rung = True
                driver.interrupt()

    timer = Timer(seconds, ring)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            alarm.is_off = True


@contextmanager
def _limited_on_server(connection: Connection, seconds: float, alarm: Alarm) -> Iterator[None]:
    with no_longer_than(connection, seconds):
        try:
            yield
        except OperationalError as error:
            alarm.has_rung = was_interrupted(error.orig)
            raise
