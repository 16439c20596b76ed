"""Noticing what others have saved: told by a server where it can, else asked each second."""

from __future__ import annotations

import random
from contextlib import suppress
from time import monotonic

from textual import on
from textual.message import Message

from crm_tui.domain.looks import DOUBT_SECONDS, is_look_due, seconds_to_look
from crm_tui.errors import CrmError
from crm_tui.settings import Settings
from crm_tui.tui.door import Door
from crm_tui.tui.operations import EVERYTHING


class Watching(Door):
    """An app that shows what others save, and reads nothing anew for what it did itself."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._seen_change: int | None = None
        self._is_polling = False
        self._looked_at = 0.0
        self._is_hinted = False
        """Whether somebody saved something since it was last looked."""
        self._follows_hint = False
        """Whether a hint was the reason of the last look."""
        self._untold_since: float | None = None
        """When something was seen of which no hint has come yet."""

    class Hinted(Message):
        """Somebody saved something, this program perhaps."""

    def watch_others(self, seen_change: int) -> None:
        """Begin, from the number of changes that what is shown goes back to."""
        self._seen_change = seen_change
        if self.session is not None and self.settings.listens:
            self.session.crm.listen(self._hint)

    def look_if_due(self) -> None:
        """Look whether others have saved something, when it is time to; asked each second."""
        if self.session is None:
            return
        crm, now = self.session.crm, monotonic()
        if self._untold_since is not None and now - self._untold_since > DOUBT_SECONDS:
            self._untold_since = None
            crm.listen_anew()
        if is_look_due(now - self._looked_at, hears=crm.hears, is_hinted=self._is_hinted):
            self._look()

    def has_seen_all(self) -> bool:
        """Return, in the worker of a write before it is done, whether what others did was shown."""
        try:
            session = self.session
            return session is None or session.crm.change_counter() == self._seen_change
        except CrmError:
            return False

    def after_write(self) -> None:
        """Remember, still in the worker, that the change was one's own."""
        if self.session is not None:
            self._seen_change = self.session.crm.change_counter()

    def _hint(self) -> None:
        """Pass a hint on, in the thread that heard it."""
        with suppress(RuntimeError):  # the screens have just been left
            self.post_message(self.Hinted())

    @on(Hinted)
    def _follow_hint(self) -> None:
        self._untold_since = None
        if not self._is_hinted:
            self._is_hinted = True
            chance = random.random()  # noqa: S311 - spreads the load, no secret
            self.set_timer(seconds_to_look(monotonic() - self._looked_at, chance), self._look)

    def _look(self) -> None:
        session = self.session
        if session is None or self._is_polling or self.is_writing:
            return  # a second later it is still time to
        self._is_polling, self._looked_at = True, monotonic()
        self._is_hinted, self._follows_hint = False, self._is_hinted
        self.ask(session.crm.change_counter, self._compare, key="poll", failed=self._poll_failed)

    def _compare(self, counter: int) -> None:
        self._is_polling = False
        seen, self._seen_change = self._seen_change, counter
        if seen is not None and seen != counter:
            self._doubt_if_untold()
            self.look_who_sits_here()
            self.tell_changed(EVERYTHING)

    def _doubt_if_untold(self) -> None:
        is_told = self._follows_hint or self._is_hinted
        if self.session is not None and self.session.crm.hears and not is_told:
            self._untold_since = monotonic()

    def _poll_failed(self, _error: CrmError) -> None:
        self._is_polling = False
        self._is_hinted = True  # there may be something to see, so it is asked again soon
