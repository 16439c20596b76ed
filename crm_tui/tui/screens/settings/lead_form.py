"""The form of who may claim leads, and how many one holds."""

from __future__ import annotations

from textual.app import ComposeResult

from crm_tui.domain.events import Changed
from crm_tui.domain.leads.settings import (
    LARGEST_LIMIT,
    OF_CLAIMING,
    LeadSettings,
    settings_from_json,
)
from crm_tui.domain.offices import Office
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import field_label
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField

_TOLD = {
    "reps_claim": N_("Whether reps see the leads that nobody holds, and may take them."),
    "open_limit": N_("Whoever holds so many open leads is given no more; empty for any number."),
}


def claiming_told(name: str) -> str:
    """Return what a setting of leads means."""
    return _(_TOLD[name])


def claiming_shown(office: Office, name: str) -> str:
    """Return a setting of leads in words."""
    settings = settings_from_json(office.leads)
    if name == "reps_claim":
        return _("Yes") if settings.reps_claim else _("No")
    return _("no limit") if settings.open_limit is None else str(settings.open_limit)


class LeadForm(FormScreen):
    """Who may claim leads, and how many one holds."""

    def __init__(self, session: Session, office: Office, first: str) -> None:
        super().__init__(session, _("Claiming leads"), draft_name="lead-settings")
        self._settings: LeadSettings = settings_from_json(office.leads)
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield both settings."""
        settings = self._settings
        yield ChoiceField(
            field_label("reps_claim"),
            yes_or_no(),
            settings.reps_claim,
            required=True,
            id="reps_claim",
        )
        yield NumberField(
            field_label("open_limit"),
            settings.open_limit,
            least=1,
            greatest=LARGEST_LIMIT,
            off=_("empty: no limit"),
            id="open_limit",
        )

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor."""
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        rules, actor = self.session.crm.lead_rules, self.session.actor
        typed: dict[str, object] = {
            "reps_claim": self.query_one("#reps_claim", ChoiceField).value is True,
            "open_limit": self.query_one("#open_limit", NumberField).number,
        }
        changes = {name: typed[name] for name in OF_CLAIMING if typed[name] != self._seen(name)}

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: rules.change(actor, changes), saved)

    def _seen(self, name: str) -> object:
        return getattr(self._settings, name)
