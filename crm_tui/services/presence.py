"""Who has the office open at this moment, as everybody who works here may see."""

from __future__ import annotations

from crm_tui.db import presence
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.presence import Connected
from crm_tui.domain.users import Actor
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """Says that a program is here, and who else is. It locks nothing and is no record."""

    database: Database

    def announce(self, actor: Actor) -> None:
        """Say who sits at this program; to be said again at least once a minute.

        A server knows by itself who is connected.
        """
        path = self.database.location.path
        if path is not None:
            with self.database.reading(actor) as view:
                who = f"{view.person.name} ({view.person.login})"
            presence.announce(path, who, self.database.opened_at)

    def leave(self) -> None:
        """Say that this program ends."""
        path = self.database.location.path
        if path is not None:
            presence.leave(path)

    def connected(self, actor: Actor) -> list[Connected]:
        """Return who has the office open, the longest first."""
        with self.database.reading(actor) as view:
            path = self.database.location.path
            return presence.on_server(view.connection) if path is None else presence.at_file(path)
