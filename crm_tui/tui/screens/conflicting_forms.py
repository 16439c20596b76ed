"""A form on a record that somebody else may change meanwhile: whose value stands is asked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from crm_tui.errors import ConflictError, CrmError
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.forms import FormScreen, set_text


class ConflictingForm(FormScreen):
    """A form that asks whose value is to stand where two people changed the same field."""

    field_names: ClassVar[Mapping[str, str]] = {}
    """The fields of the form that are called otherwise than what they hold."""
    label_names: ClassVar[Mapping[str, str]] = {}
    """The labels that are called otherwise than what they stand for."""

    @abstractmethod
    def text_of_value(self, name: str, value: object) -> str:
        """Return a value as its field shows it."""

    @abstractmethod
    def take_stored(self, stored: Mapping[str, object]) -> None:
        """Take what others stored as what was seen."""

    def refused(self, error: CrmError) -> bool:
        """Ask whose value is to stand where somebody else changed the same field."""
        if not isinstance(error, ConflictError):
            return False
        stored = {name: theirs for name, (theirs, _mine) in error.fields.items()}
        found = [
            Conflict(
                name,
                field_label(self.label_names.get(name, name)),
                self.text_of_value(name, theirs) or "—",
                self.text_of_value(name, mine) or "—",
                changed_words(self.session, error, name),
            )
            for name, (theirs, mine) in error.fields.items()
        ]

        def decided(sides: Mapping[str, Side] | None) -> None:
            if sides is not None:
                self._save_decided(stored, sides)

        self.app.push_screen(ConflictDialog(found), decided)
        return True

    def _save_decided(self, stored: Mapping[str, object], sides: Mapping[str, Side]) -> None:
        self.take_stored(stored)
        named = {each.id: each for each in self.form.fields}
        for name, side in sides.items():
            field = named.get(self.field_names.get(name, name))
            if side is Side.THEIRS and field is not None:
                set_text(field, self.text_of_value(name, stored[name]))
        self.save()
