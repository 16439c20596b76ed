"""A quiet sign when something becomes due while somebody sits here: a toast, a ring, a notice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from crm_tui.domain.deliveries import Reminder
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.deliveries import reminder_line
from crm_tui.presentation.words import more_words
from crm_tui.settings import Settings
from crm_tui.tui.session import Session
from crm_tui.tui.sweeping import Sweeping
from crm_tui.tui.terminal.notices import notice_sequence

_LOOKING_SECONDS = 5.0
_NAMED = 3


class Reminding(Sweeping):
    """An app that says so when something becomes due, once; nothing of it is written anywhere."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._looked_until: datetime | None = None

    def look_for_sweep(self) -> None:
        """Look for a sweep; from the first time on look each minute for what became due, too."""
        super().look_for_sweep()
        session = self.session
        if session is not None and self._looked_until is None:
            self._looked_until = session.now
            self.set_interval(_LOOKING_SECONDS, self.look_for_due)
            self._look_for_failures(session)

    def look_for_due(self) -> None:
        """Ask what became due since it was asked last, once a minute has begun since."""
        session, since = self.session, self._looked_until
        if session is None or since is None:
            return
        until = session.now.replace(second=0, microsecond=0)
        # A clock that was set back is waited for: what was told is not told again.
        if until <= since:
            return
        self._looked_until = until
        deliveries, actor = session.crm.deliveries, session.actor
        self.ask(
            lambda: deliveries.became_due(actor, since, until),
            partial(self._tell_due, session),
            key="became due",
            failed=partial(self._look_again, since),
        )

    def _look_again(self, since: datetime, _error: CrmError) -> None:
        self._looked_until = since

    def _tell_due(self, session: Session, found: Sequence[Reminder]) -> None:
        if not found:
            return
        at = Moment(session.now, session.zone, session.today)
        lines = [reminder_line(each, at) for each in found[:_NAMED]]
        more = len(found) - len(lines)
        if more > 0:
            lines.append(more_words(more))
        self.tell("\n".join(lines))
        self._ring_and_notify(lines[0] if len(found) == 1 else _counted(len(found)))

    def _ring_and_notify(self, words: str) -> None:
        display = self.settings.display
        if display.bell:
            self.bell()
        driver = self._driver
        if driver is None or self.is_headless:
            return
        sequence = notice_sequence(display.notices, os.environ, _("CRM"), words)
        if sequence:
            driver.write(sequence)
            driver.flush()

    def _look_for_failures(self, session: Session) -> None:
        deliveries, actor = session.crm.deliveries, session.actor
        self.ask(lambda: deliveries.failing(actor), self._tell_failures, key="failing deliveries")

    def _tell_failures(self, count: int) -> None:
        if not count:
            return
        words = ngettext(
            "{count} reminder could not be sent out; it stands here under Today."
            " Settings, Reminder channels, says why.",
            "{count} reminders could not be sent out; they stand here under Today."
            " Settings, Reminder channels, says why.",
            count,
        )
        self.tell(words.format(count=count), severity="warning")


def _counted(count: int) -> str:
    words = ngettext("{count} thing is due", "{count} things are due", count)
    return words.format(count=count)
