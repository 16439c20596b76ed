"""The form of which phone numbers the office keeps."""

from __future__ import annotations

from textual.app import ComposeResult

from crm_tui.domain.events import Changed
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label
from crm_tui.presentation.work_settings import phone_policy_word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice

_NAME = "phone_numbers"


class PhoneForm(FormScreen):
    """Which phone numbers the office keeps."""

    def __init__(self, session: Session, policy: PhonePolicy) -> None:
        super().__init__(session, field_label(_NAME), draft_name="phones")
        self._policy = policy

    def compose_fields(self) -> ComposeResult:
        """Yield the choice."""
        choices = [Choice(each, phone_policy_word(each), each.value) for each in PhonePolicy]
        yield ChoiceField(field_label(_NAME), choices, self._policy, required=True, id=_NAME)

    def save(self) -> None:
        """Save what was chosen."""
        chosen = self.query_one(f"#{_NAME}", ChoiceField).value or self._policy
        session = self.session

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: session.crm.offices.change(session.actor, {_NAME: chosen.value}), saved)
