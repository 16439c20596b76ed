"""`crm server`: what whoever runs a PostgreSQL server needs of the program."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import command, group
from crm_tui.cli.output import say, write
from crm_tui.cli.sessions import opened
from crm_tui.i18n import _

app = group(_("Roles of a PostgreSQL server for people who want SQL."))


@command(app, "guard-script", _("Print the SQL that lets people read what they see, and no more."))
def guard_script(
    context: typer.Context,
    logins: Annotated[
        list[str] | None,
        typer.Argument(metavar="LOGIN", help=_("Who gets a role of their own.")),
    ] = None,
) -> None:
    """Print the script; nothing is changed until somebody gives it to the server."""
    with opened(context) as session:
        write(session.crm.guarding.script(session.actor, logins or []))
    say(
        _("Give it to the server as the role that owns the tables and may make roles: psql -f FILE")
    )
    say(_("New roles have no password: set one in psql with \\password crm_sql_LOGIN"))
