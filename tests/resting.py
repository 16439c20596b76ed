"""When an app has done what it was told: nothing to handle, nobody who reads, all painted.

The library's pilot asks every widget for an answer, several times for each key, and sleeps a 50th
of a second after each to see whether the process still works. What there is to do can be told
from the app itself, at once and for a tenth of that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from textual import pilot as pilot_module
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from crm_tui.tui.terminal.turns import TurnTaking, _is_done

_PATIENCE_SECONDS = 1.0
"""What is still at work then is not waited for: whoever needs its answer waits until it is seen."""
_SLICE_SECONDS, _IDLE_SECONDS = 0.02, 0.001
"""A process that used less of a slice waits for something that only a test can give."""
_MOMENT_SECONDS = 0.001
_TURNS = 50
_LOOKS = 2


def rest_as_told() -> None:
    """Let pilots wait until an app has done what it was told, and no longer."""

    async def wait_for_screen(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
        await come_to_rest(pilot.app)
        return True

    async def wait_for_nothing(*_seconds: float) -> None:
        """It is at rest already."""

    Pilot._wait_for_screen = wait_for_screen  # type: ignore[method-assign,assignment]  # what it is for
    vars(pilot_module)["wait_for_idle"] = wait_for_nothing


async def come_to_rest(app: App[Any]) -> None:
    """Let an app do what it was told, and what follows from it."""
    patience, looks = _Patience(), 0
    while looks < _LOOKS and app._exception is None and not patience.is_over():
        busy = next(_busy(app), None)
        if busy is not None:
            looks = 0
            await _until_done(busy)
        elif app.workers or (isinstance(app, TurnTaking) and app.is_taking_turns):
            if patience.sees_nothing_done():
                return
            looks = 0
            await asyncio.sleep(_MOMENT_SECONDS)
        else:
            looks = 0 if _has_painted(app) else looks + 1
            await asyncio.sleep(0)


async def _until_done(busy: MessagePump) -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)
        if _is_done(busy):
            return
    await asyncio.sleep(_MOMENT_SECONDS)


def _busy(app: App[Any]) -> Iterator[MessagePump]:
    if not _is_done(app):
        yield app
    if app._screen_stack:
        for node in app.screen.walk_children(with_self=True):
            if not _is_done(node):
                yield node


def _has_painted(app: App[Any]) -> bool:
    """Paint what is to be painted; return whether there was anything."""
    if not app._screen_stack:
        return False
    screen = app.screen
    has_work = _has_work(screen)
    if has_work:
        screen._on_timer_update()
    return has_work


def _has_work(screen: Screen[Any]) -> bool:
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


class _Patience:
    """How long an app is waited for: as long as its threads work, and not for ever."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + _PATIENCE_SECONDS
        self._begin_slice()

    def is_over(self) -> bool:
        """Return whether it has been waited for long enough."""
        return time.monotonic() > self._ends

    def sees_nothing_done(self) -> bool:
        """Return whether its threads wait as well, told by a slice of time."""
        if time.monotonic() < self._slice_ends:
            return False
        used = time.process_time() - self._used
        self._begin_slice()
        return used < _IDLE_SECONDS

    def _begin_slice(self) -> None:
        self._slice_ends = time.monotonic() + _SLICE_SECONDS
        self._used = time.process_time()
