"""Going to another screen and doing there what was chosen by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.message import Message
from textual.screen import Screen

from crm_tui.domain.users import Scope as Reach
from crm_tui.tui.keys import KeyCommand, Scope
from crm_tui.tui.session import Session

ResultT = TypeVar("ResultT")


@dataclass
class PlaceWanted(Message):
    """Something on another screen is wanted: a command of a tab, or a section of the setup."""

    tab_id: str
    command_id: str = ""
    section: str = ""


class PlaceCommands(Screen[ResultT], Generic[ResultT]):
    """A screen from which one goes to any other."""

    session: Session

    def commands_elsewhere(self, scope: Scope) -> list[KeyCommand]:
        """Return what can be done on other screens by this person."""
        from crm_tui.tui.keys.elsewhere import commands_elsewhere  # noqa: PLC0415

        return commands_elsewhere(scope, has_staff=self.session.person.scope is not Reach.SELF)

    def action_go(self, tab_id: str, command_id: str) -> None:
        """Go to a tab, and do there what a key of it does."""
        self.post_message(PlaceWanted(tab_id, command_id=command_id))

    def action_go_section(self, section: str) -> None:
        """Go to a section of the setup."""
        self.post_message(PlaceWanted("settings", section=section))

    def action_go_tasks(self, part: str) -> None:
        """Show one of the lists of tasks."""
        from crm_tui.tui.screens.tasks.lists import TasksScreen  # noqa: PLC0415
        from crm_tui.tui.screens.tasks.parts import TaskPart  # noqa: PLC0415

        self.app.push_screen(TasksScreen(self.session, part=TaskPart(part)))
