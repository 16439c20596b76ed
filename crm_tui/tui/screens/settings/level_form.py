"""The form of what a match of duplicates means: stop, ask, show or nothing."""

from __future__ import annotations

from textual.app import ComposeResult

from crm_tui.domain.duplicates import (
    ALLOWED_LEVELS,
    LEVEL_SETTINGS,
    SETTING_PREFIX,
    MatchKind,
    MatchLevel,
    levels_from_json,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.offices import Office
from crm_tui.i18n import _
from crm_tui.presentation.duplicates import level_word
from crm_tui.presentation.words import field_label
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice


def level_told(setting: str) -> str:
    """Return what a setting of the duplicate check means."""
    if MatchLevel.BLOCK in ALLOWED_LEVELS[_kind_of(setting)]:
        return _(
            "What happens when a customer is entered that is the same in this: it is stopped, and"
            " only who may assign customers enters it; it is asked; it is only shown; or nothing."
        )
    return _("Firms share this without being one, so it asks or is only shown, and stops nothing.")


def level_shown(office: Office, setting: str) -> str:
    """Return the level of a setting in words."""
    return level_word(levels_from_json(office.duplicates).of(_kind_of(setting)))


class LevelForm(FormScreen):
    """What a match of each kind means."""

    def __init__(self, session: Session, office: Office, first: str) -> None:
        super().__init__(session, _("When a customer exists already"), draft_name="duplicates")
        self._levels = levels_from_json(office.duplicates)
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield a choice for each kind."""
        for setting in LEVEL_SETTINGS:
            kind = _kind_of(setting)
            choices = [Choice(each, level_word(each), each.value) for each in ALLOWED_LEVELS[kind]]
            level = self._levels.of(kind)
            yield ChoiceField(field_label(setting), choices, level, required=True, id=setting)

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor."""
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        fields = {each: self.query_one(f"#{each}", ChoiceField) for each in LEVEL_SETTINGS}
        changes = {
            name: field.value.value
            for name, field in fields.items()
            if field.value not in {None, self._levels.of(_kind_of(name))}
        }
        session = self.session

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: session.crm.offices.change(session.actor, changes), saved)


def _kind_of(setting: str) -> MatchKind:
    return MatchKind(setting.removeprefix(SETTING_PREFIX))
