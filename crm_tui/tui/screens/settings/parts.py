"""A list of settings that was opened from another: it goes back where it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.settings.panes import ListPane
from crm_tui.tui.screens.settings.sections import Host, SettingsList
from crm_tui.tui.session import Session


class PartScreen(ListPane[None]):
    """One list of settings."""

    scope = Scope.SETTINGS_PART
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.SETTINGS_PART)]

    def __init__(self, session: Session, make: Callable[[Host], SettingsList[Any]]) -> None:
        super().__init__(session)
        self._shown = make(self)

    @property
    def shown(self) -> SettingsList[Any]:
        """The list."""
        return self._shown

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)
