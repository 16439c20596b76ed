"""`crm user`: the people of the office."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.users import UserRow
from crm_tui.i18n import _
from crm_tui.presentation.json_shapes import KEYS
from crm_tui.presentation.words import name_in_sentence, word

app = group(_("The people of the office."))


class RoleName(Enum):
    """The roles every office starts with."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


@command(app, "add", _("Let somebody work here."))
def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=_("A short name to type."))],
    *,
    name: Annotated[str, typer.Option("--name", help=_("The person's name."))],
    role: Annotated[RoleName, typer.Option("--role", help=_("What they may do."))] = RoleName.REP,
    department: Annotated[
        str, typer.Option("--department", help=_("Their department; a new one is made."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Add a colleague and answer with who that is."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        user_id = session.crm.offices.add_user(
            session.actor, login=login, name=name, role=role.value, department=department
        )
        rows = session.crm.offices.users(session.actor)
        added = next(row for row in rows if row.id == user_id)
        sentence = _("{name} ({login}) works here now.").format(
            name=name_in_sentence(added.name), login=added.login
        )
        output.record(session.shapes().user(added), [sentence])


@command(app, "list", _("List the people of the office."))
def list_users(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List everybody."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[UserRow](
            (
                TableColumn[UserRow](_("Login"), lambda row: row.login),
                TableColumn[UserRow](_("Name"), lambda row: row.name),
                TableColumn[UserRow](_("Department"), lambda row: row.department, 2),
                TableColumn[UserRow](_("Role"), lambda row: row.role, 1),
                TableColumn[UserRow](_("Holding"), _holding, 1),
                TableColumn[UserRow](_("Status"), lambda row: word(row.status), 2),
            ),
            session.shapes().user,
            KEYS["user"],
        )
        output.rows(session.crm.offices.users(session.actor), listing)


def _holding(row: UserRow) -> str:
    return str(row.held) if row.holding_limit is None else f"{row.held}/{row.holding_limit}"
