"""Service calls of the screens: reads and writes run in threads, answers come back in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, TypeVar

from textual import on
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

from crm_tui.cancels import Cancel
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BatchId
from crm_tui.errors import CrmError, RefusedError
from crm_tui.presentation import errors
from crm_tui.presentation.widths import cell_width
from crm_tui.tui.thrift import GarbageLooks
from crm_tui.tui.widgets.status_bar import Saving

T = TypeVar("T")
EVERYTHING = Changed(None, frozenset(), ())
"""What somebody else changed: it is not known what, so it may be anything."""
_WAIT_TOLD_SECONDS = 1
_REST_SECONDS = 0.2
_TOAST_SECONDS = 6
_TOAST_FRAME = 8


@dataclass(frozen=True)
class _Call:
    """One call of a service, and what is done with its answer."""

    work: Callable[[], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[CrmError], None] | None
    opens: bool = False


class Operations(App[None]):
    """An app whose screens ask and change the database without ever blocking a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._numbers = count()
        self._latest: dict[str, int] = {}
        self._cancels: dict[str, Cancel] = {}
        self._opening_keys: set[str] = set()
        self._writes: deque[_Call] = deque()
        self._is_writing = False
        self._opening_writes = 0
        self._own_batches: set[BatchId] = set()
        self._rest: Timer | None = None
        self._garbage = GarbageLooks()

    @dataclass
    class Answered(Message):
        """A read came back."""

        call: _Call
        key: str
        number: int
        answer: Any
        error: CrmError | None

    @dataclass
    class Performed(Message):
        """A write came back."""

        call: _Call
        answer: Any
        error: CrmError | None

    def ask(
        self,
        question: Callable[[], T],
        then: Callable[[T], None],
        *,
        key: str,
        failed: Callable[[CrmError], None] | None = None,
        opens: bool = False,
    ) -> None:
        """Run a read in a thread and hand its answer over; a later one of the key stops it.

        An answer that `opens` a dialog is awaited by what is pressed meanwhile.
        """
        self.forget(key)
        number = next(self._numbers)
        self._latest[key] = number
        if opens:
            self._opening_keys.add(key)
        cancel = self._cancels[key] = Cancel()
        call = _Call(question, then, failed)

        def run() -> None:
            with cancel.covering():
                answer, error = _outcome(question)
            self.post_message(self.Answered(call, key, number, answer, error))

        self.run_worker(run, thread=True, group=f"ask {key}")

    def perform(
        self,
        act: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[CrmError], None] | None = None,
        *,
        opens: bool = False,
    ) -> None:
        """Run a write in a thread, after those before it; then every screen hears what changed.

        An answer that `opens` a dialog is awaited by what is pressed meanwhile.
        """
        self._opening_writes += opens
        self._writes.append(_Call(act, then, failed, opens))
        self._write_next()

    def forget(self, key: str) -> None:
        """Stop reading the answer to a question that nobody asks any more."""
        self._latest.pop(key, None)
        self._opening_keys.discard(key)
        cancel = self._cancels.pop(key, None)
        if cancel is not None:
            cancel.cancel()

    @property
    def awaits_screen(self) -> bool:
        """Whether an answer is awaited that opens a dialog, for which the next keys are meant."""
        return bool(self._opening_keys) or self._opening_writes > 0

    def give_up_screen(self) -> bool:
        """Open nothing any more; return whether something was to be opened."""
        given_up = bool(self._opening_keys)
        for key in tuple(self._opening_keys):
            self.forget(key)
        return given_up

    @property
    def is_busy(self) -> bool:
        """Whether any read or write is still under way."""
        return bool(self._latest) or self._is_writing or bool(self._writes)

    @property
    def is_writing(self) -> bool:
        """Whether a write is under way."""
        return self._is_writing

    def did(self, batch_id: BatchId) -> bool:
        """Return whether a batch was done here, at these screens."""
        return batch_id in self._own_batches

    def has_seen_all(self) -> bool:
        """Return, in the worker of a write before it is done, whether what others did was shown."""
        return True

    def after_write(self) -> None:
        """Note, in the worker of a write that succeeded, what must be noted at once."""

    def show_saving(self, saving: Saving) -> None:
        """Show whether what was done is in the database."""

    def tell_changed(self, changed: Changed) -> None:
        """Let every screen know what changed."""
        for screen in self.screen_stack:
            listener = getattr(screen, "records_changed", None)
            if listener is not None:
                listener(changed)

    def show_error(self, error: CrmError) -> None:
        """Say what went wrong and what to do about it."""
        hint = errors.hint(error)
        sentence = errors.sentence(error)
        self.tell(f"{sentence}\n{hint}" if hint else sentence, severity="error")

    def tell(self, words: str, *, severity: str = "information") -> None:
        """Say something in a toast; the words are shown as they are, on one line if they fit."""
        joined = words.replace("\n", " · ")
        if cell_width(joined) <= self.size.width - _TOAST_FRAME:
            words = joined
        match severity:
            case "error":
                self.notify(words, severity="error", timeout=_TOAST_SECONDS, markup=False)
            case "warning":
                self.notify(words, severity="warning", timeout=_TOAST_SECONDS, markup=False)
            case _:
                self.notify(words, timeout=_TOAST_SECONDS, markup=False)

    def _write_next(self) -> None:
        if self._is_writing or not self._writes:
            return
        self._is_writing = True
        call = self._writes.popleft()
        self.show_saving(Saving.WORKING)

        def run() -> None:
            has_seen_all = self.has_seen_all()
            answer, error = _outcome(call.work)
            # Whoever is told of this change reads anew what others did meanwhile, too.
            if error is None and (has_seen_all or changed_by(answer) is not None):
                self.after_write()
            self.post_message(self.Performed(call, answer, error))

        self.run_worker(run, thread=True, group="writes")
        self.set_timer(_WAIT_TOLD_SECONDS, self._tell_wait)

    def _tell_wait(self) -> None:
        """Say that others are waited for, as long as they are."""
        if self._is_writing:
            self.show_saving(Saving.WAITING if self.waits_for_others() else Saving.WORKING)
            self.set_timer(_WAIT_TOLD_SECONDS, self._tell_wait)

    def waits_for_others(self) -> bool:
        """Return whether a write waits until others have saved."""
        return False

    @on(Answered)
    def _take_answer(self, message: Answered) -> None:
        if self._latest.get(message.key) != message.number:
            return
        del self._latest[message.key], self._cancels[message.key]
        self._opening_keys.discard(message.key)
        self._hand_over(message.call, message.answer, message.error)
        self._tidy_at_rest()

    def _tidy_at_rest(self) -> None:
        """Tidy up when nothing more was asked for a moment after the last answer."""
        if self._rest is None:
            self._rest = self.set_interval(_REST_SECONDS, self._tidy, pause=True)
        self._rest.reset()

    def _tidy(self) -> None:
        if self._rest is not None:
            self._rest.pause()
        if not self.is_busy:
            self._garbage.let_go_of_garbage()

    @on(Performed)
    def _take_performed(self, message: Performed) -> None:
        self._is_writing = False
        self._opening_writes -= message.call.opens
        # What a rule refused waits for nothing: all that was done is saved.
        is_well = message.error is None or isinstance(message.error, RefusedError)
        self.show_saving(Saving.SAVED if is_well else Saving.FAILED)
        changed = changed_by(message.answer)
        if changed is not None and changed.batch_id is not None:
            self._own_batches.add(changed.batch_id)
        self._hand_over(message.call, message.answer, message.error)
        if changed is not None:
            self.tell_changed(changed)
        self._write_next()

    def _hand_over(self, call: _Call, answer: Any, error: CrmError | None) -> None:
        if error is None:
            if call.then is not None and not _is_gone(call.then):
                call.then(answer)
        elif call.failed is None:
            self.show_error(error)
        elif not _is_gone(call.failed):
            call.failed(error)


def operations_of(node: MessagePump) -> Operations:
    """Return the app of a screen or widget as the one that runs its service calls."""
    app = node.app
    if not isinstance(app, Operations):
        raise TypeError(type(app).__name__)
    return app


def changed_by(answer: object) -> Changed | None:
    """Return what an operation changed, told by its answer."""
    found = answer if isinstance(answer, Changed) else getattr(answer, "changed", None)
    return found if isinstance(found, Changed) else None


def _outcome(work: Callable[[], Any]) -> tuple[Any, CrmError | None]:
    try:
        return work(), None
    except CrmError as error:
        return None, error


def _is_gone(callback: Callable[..., None]) -> bool:
    """Return whether the callback is a method of a screen or widget that was closed meanwhile."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, DOMNode) and not isinstance(owner, App) and not owner.is_running
