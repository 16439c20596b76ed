"""Roles of a server for people who want SQL: they read what they see here, and write nothing."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db import guarding
from crm_tui.db.queries import users
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import DatabaseUnavailableError, FieldError, NotFoundError, NotPermittedError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Guarding:
    """The guard of a server, as who runs the office sets it up."""

    database: Database

    def script(self, actor: Actor, logins: Sequence[str]) -> str:
        """Return the SQL that makes a reading role for each of these people; it changes nothing.

        Raises NotFoundError for a login nobody has, and DatabaseUnavailableError for a file.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            if self.database.location.path is not None:
                raise DatabaseUnavailableError("not_on_server", str(self.database.location))
            return guarding.script(view.connection, [_person(view, each) for each in logins])


def _person(view: View, login: str) -> tuple[UserId, str]:
    found = {name: user_id for user_id, name, _named in users.logins(view.connection)}
    if login not in found:
        raise NotFoundError("user", login)
    if len(guarding.role_name(login).encode()) > guarding.LONGEST_ROLE:
        raise FieldError("login", "too_long", login, limit=guarding.LONGEST_ROLE)
    return found[login], login
