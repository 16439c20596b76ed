"""One key at a time: what a key does is done before the next one is looked at.

Textual hands a key to the widget that has the focus when the key arrives, and runs what is bound
to it only after the key has bubbled up to the app. Of keys that come together, as after a paste
without brackets or over a slow line, the later ones so reach the field or screen that the earlier
ones were about to leave. Here each waits until those before it have had their effect.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterator
from typing import Generic

from textual import events
from textual._queue import Queue
from textual.app import App, ReturnType
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

_PATIENCE_SECONDS = 0.5
"""A screen that never comes to rest keeps a key waiting no longer.

Of the processor, which the waiting itself uses: on a machine that is busy with other things a
screen needs longer to come to rest, and keys are not to overtake it for that.
"""
_STARVED_SECONDS = 5
"""However busy the machine is, a key waits no longer."""
_OPENING_SECONDS = 10
"""A dialog that has to be read first keeps a key waiting no longer."""
_FRAME_SECONDS = 1 / 120
_FRAMES = 60
"""Of half a second, and more where each of them comes late."""
_LOOKS = 3
"""A worker that a key started has not begun when all is first at rest."""

_WITHOUT_TURN = (events.MouseMove, events.MouseScrollDown, events.MouseScrollUp)
Act = events.InputEvent | events.Paste
_Place = tuple[Screen[object], Widget | None]


class TurnTaking(App[ReturnType], Generic[ReturnType]):
    """An app that takes one key, paste or click after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._acts: deque[Act] = deque()
        self._called: set[Act] = set()
        self._turns: asyncio.Task[None] | None = None

    @property
    def is_taking_turns(self) -> bool:
        """Whether what was pressed may not have had its effect yet."""
        return self._turns is not None

    @property
    def awaits_screen(self) -> bool:
        """Whether a dialog is on its way, for which the next keys are meant."""
        return False

    def give_up_screen(self) -> bool:
        """Open nothing any more; return whether something was to be opened."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Handle an event, or keep it until its turn comes."""
        if not isinstance(event, Act) or event.is_forwarded:
            await super().on_event(event)
        elif event in self._called:
            self._called.discard(event)
            await super().on_event(event)
        elif not self._acts and isinstance(event, _WITHOUT_TURN):
            await super().on_event(event)
        elif _is_escape(event) and self.awaits_screen and self.give_up_screen():
            self._acts.clear()
        elif self._turns is not None:
            self._acts.append(event)
        else:
            # The key that comes alone, as nearly all do, waits for nothing.
            self._turns = asyncio.create_task(self._take_turns(), name="turns")
            await super().on_event(event)

    def on_unmount(self) -> None:
        """Let go of what was pressed after the end."""
        if self._turns is not None:
            self._turns.cancel()

    async def _take_turns(self) -> None:
        try:
            await self._come_to_rest()
            while self._acts and not self._closing:
                act = self._acts.popleft()
                self._called.add(act)
                self.post_message(act)
                if not (_is_letter(act) and self._acts and self._stays_for(self._acts[0])):
                    await self._come_to_rest()
        finally:
            self._turns = None

    def _stays_for(self, act: Act) -> bool:
        """Return whether a letter goes to an editor that letters before it cannot have left."""
        # At the end the screens go before what was typed last.
        focused = self.focused if self._screen_stack else None
        return _is_letter(act) and getattr(focused, "holds_letters", False)

    async def _come_to_rest(self) -> None:
        """Wait until the app and all on its screen have done what they were told."""
        before = self._place_of_keys()
        await self._settle(before)
        if not self.awaits_screen:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OPENING_SECONDS):
                while self.awaits_screen:
                    await asyncio.sleep(_FRAME_SECONDS)
        await self._settle(before)

    async def _settle(self, before: _Place | None) -> None:
        try:
            async with asyncio.timeout(_STARVED_SECONDS):
                await self._all_done()
                # What follows the first paint of a screen belongs to what opened it.
                for _ in range(_FRAMES):
                    if self._place_of_keys() == before or not self._is_unfinished():
                        return
                    await asyncio.sleep(_FRAME_SECONDS)
        except TimeoutError:
            return

    async def _all_done(self) -> None:
        seen_at_rest = 0
        end = time.thread_time() + _PATIENCE_SECONDS
        while seen_at_rest < _LOOKS and time.thread_time() < end:
            busy = next(self._busy(), None)
            seen_at_rest = seen_at_rest + 1 if busy is None else 0
            await asyncio.sleep(0)
            while busy is not None and not _is_done(busy) and time.thread_time() < end:
                await asyncio.sleep(0)

    def _place_of_keys(self) -> _Place | None:
        return (self.screen, self.focused) if self._screen_stack else None

    def _is_unfinished(self) -> bool:
        return bool(self._screen_stack and self.screen._callbacks)  # noqa: SLF001 - no public way

    def _busy(self) -> Iterator[MessagePump]:
        """Yield what has messages to handle, or is not mounted yet."""
        if not _is_done(self):
            yield self
        if self._screen_stack:
            for node in self.screen.walk_children(with_self=True):
                if not _is_done(node):
                    yield node


def _is_escape(act: Act) -> bool:
    return isinstance(act, events.Key) and act.key == "escape"


def _is_letter(act: Act) -> bool:
    return isinstance(act, events.Key) and act.is_printable


def _is_done(pump: MessagePump) -> bool:
    """Return whether a pump waits for messages, having dealt with all it was sent."""
    # Neither the library nor asyncio tells it in public.
    queue: Queue[Message | None] = pump._message_queue  # noqa: SLF001
    waits: bool = bool(getattr(queue.ready_event, "_waiters", True))
    is_closing: bool = pump._closing  # noqa: SLF001
    return is_closing or (queue.empty() and waits)
