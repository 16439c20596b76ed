"""The form of what the office asks of those who sign in."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult

from crm_tui.domain.events import Changed
from crm_tui.domain.sign_ins import POLICY_BOUNDS, POLICY_SETTINGS, SignInPolicy
from crm_tui.i18n import _
from crm_tui.presentation.sign_ins import without_password
from crm_tui.presentation.words import field_label
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Saved:
    changed: Changed
    without: tuple[str, ...]
    """Who has no password where everybody needs one now."""


def _save(session: Session, changes: Mapping[str, object]) -> _Saved:
    changed = session.crm.offices.change(session.actor, changes)
    if not changes.get("passwords_required"):
        return _Saved(changed, ())
    accounts = session.crm.sign_ins.accounts(session.actor)
    return _Saved(changed, tuple(each.login for each in accounts if not each.has_password))


class PolicyForm(FormScreen):
    """What the office asks of those who sign in."""

    def __init__(self, session: Session, policy: SignInPolicy, first: str) -> None:
        super().__init__(session, _("Signing in"), draft_name="sign-in-policy")
        self._policy = policy
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield the settings."""
        for name in POLICY_SETTINGS:
            label, value = field_label(name), getattr(self._policy, name)
            if name in POLICY_BOUNDS:
                least, greatest = POLICY_BOUNDS[name]
                yield NumberField(label, value, least=least, greatest=greatest, id=name)
            else:
                yield ChoiceField(label, yes_or_no(), value, required=True, id=name)

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor."""
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        session = self.session
        changes = {
            name: value
            for name in POLICY_SETTINGS
            if (value := self._value(name)) != getattr(self._policy, name)
        }

        def saved(done: _Saved) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            if done.without:
                operations_of(self).tell(without_password(done.without), severity="warning")
            self.leave(done.changed)

        self.store(lambda: _save(session, changes), saved)

    def _value(self, name: str) -> object:
        if name in POLICY_BOUNDS:
            return self.query_one(f"#{name}", NumberField).number
        return self.query_one(f"#{name}", ChoiceField).value
