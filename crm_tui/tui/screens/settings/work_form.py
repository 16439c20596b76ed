"""The form of what times the office's work: rhythm, leads, thresholds, hours."""

from __future__ import annotations

from textual.app import ComposeResult

from crm_tui.domain.events import Changed
from crm_tui.domain.work_forms import WORK_SETTINGS
from crm_tui.domain.work_settings import WorkSettings
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import field_label
from crm_tui.presentation.work_settings import written_in_words
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import TextField

_LONGEST = 80
_LEADS_TOLD = N_("How long before the day it reminds: 30d 7d 0d, 1w, 1m; none for never.")
_TOLD = {
    "rhythm_days": N_(
        "A customer of the level is followed up at least once in so many days: A=7 B=14 C=30;"
        " none for no rhythm. One without a level counts as C."
    ),
    "no_plan_days": N_("A customer for which nothing is planned for so many days is reported."),
    "escalate_after_hours": N_("A task overdue for so many hours is reported to the manager."),
    "at_risk_months": N_(
        "A won customer without a deal for so many months is at risk; none for never."
    ),
    "evaluation_weights": N_(
        "What counts in the monthly review: contribution=50 credit=20 potential=30."
    ),
    "level_thresholds": N_("From which score on a customer is proposed as A, and as B: A=70 B=40."),
    "digest_time": N_("The time at which the list of the day goes out: 08:30."),
    "large_deal_minor": N_(
        "An amount in the office's currency: 500000. When an opportunity reaches it, and when such"
        " a one is won, the owner's manager has a notice, each once."
    ),
    "won_is_deal": N_("yes or no: a won opportunity counts as a deal of its amount."),
    "phone_numbers": N_(
        "Which numbers are kept when a contact is entered or imported: as they are; masked, of no"
        " use for a call; or those of firms only, so that a mobile is refused. Those that are here"
        " stay as they are."
    ),
    "others_told_hourly": N_(
        "Of so many customers that somebody does not see the duplicate check tells them in an"
        " hour, so that nobody reads out others' customers by trying numbers. Each is in the"
        " history."
    ),
}


TIMED = tuple(name for name in WORK_SETTINGS if name != "phone_numbers")
"""The settings that are written as a text."""


def work_told(name: str) -> str:
    """Return what a setting means, with an example."""
    return _(_TOLD.get(name, _LEADS_TOLD))


class WorkForm(FormScreen):
    """What times the office's work, each setting as a person writes it."""

    def __init__(self, session: Session, work: WorkSettings, first: str) -> None:
        super().__init__(session, _("How the work is timed"), draft_name="work")
        self._written = {name: written_in_words(work, name) for name in TIMED}
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield the settings."""
        for name, written in self._written.items():
            yield TextField(field_label(name), written, required=True, limit=_LONGEST, id=name)

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor."""
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        typed = {name: self.query_one(f"#{name}", TextField).value for name in TIMED}
        changes = {name: text for name, text in typed.items() if text != self._written[name]}
        session = self.session

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: session.crm.offices.change(session.actor, changes), saved)
