"""`crm role`: what people may do, and how far they see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_choice
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.people import RoleRow
from crm_tui.domain.text import clean
from crm_tui.domain.users import Permission, Scope
from crm_tui.i18n import _
from crm_tui.presentation.shapes import roles as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, word

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed
    from crm_tui.domain.identifiers import RoleId

app = group(_("What people may do, and how far they see."))

RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help=_("Code or name."))]
_PERMISSIONS = ", ".join(permission.value for permission in Permission)
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="PERMISSION",
        help=_("Something the role allows, again for more: {codes}.").format(codes=_PERMISSIONS),
    ),
]


@command(app, "list", _("List the roles."))
def list_roles(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List every role."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[RoleRow](
            (
                TableColumn[RoleRow](_("Code"), lambda row: row.code),
                TableColumn[RoleRow](_("Role"), lambda row: row.name),
                TableColumn[RoleRow](field_label("scope"), lambda row: word(row.scope), 1),
                TableColumn[RoleRow](_("People"), lambda row: str(row.people), 2, Align.RIGHT),
            ),
            shapes.role,
            shapes.KEYS,
        )
        output.rows(session.crm.people.roles(session.actor), listing, nothing="")


@command(app, "show", _("Show what a role allows."))
def show(context: typer.Context, role: RoleArgument, *, as_json: AsJson = False) -> None:
    """Show one role with its permissions."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = _row(session, session.crm.people.find_role(session.actor, clean(role)))
        output.record(shapes.role(row), _lines(row))


def _lines(row: RoleRow) -> Iterator[str]:
    yield f"{row.name} ({row.code})"
    yield labelled(field_label("scope"), word(row.scope))
    for permission in Permission:
        if permission in row.permissions:
            yield word(permission)


@command(app, "add", _("Make a role of your own."))
def add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("A short name to type."))],
    *,
    name: Annotated[str, typer.Option("--name", help=_("The role's name."))],
    scope: Annotated[
        Scope, typer.Option("--scope", help=_("Whose customers it sees."))
    ] = Scope.SELF,
    allow: Allow = None,
    as_json: AsJson = False,
) -> None:
    """Make a role that allows what is named; seeing customers is always among it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.people.add_role(
            session.actor,
            code,
            name=name,
            scope=scope,
            permissions=_read(allow) | {Permission.VIEW},
        )
        _answer(output, session, changed, _("New role: {role}."))


@command(app, "edit", _("Change the name of a role, what it allows or how far it sees."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    role: RoleArgument,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("The role's name."))] = None,
    scope: Annotated[
        Scope | None, typer.Option("--scope", help=_("Whose customers it sees."))
    ] = None,
    allow: Allow = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(
            "--forbid", metavar="PERMISSION", help=_("Something it allows no more, as for --allow.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the role."""
    output = output_of(context, as_json=as_json)
    changes: dict[str, object] = {}
    with opened(context) as session:
        role_id = session.crm.people.find_role(session.actor, clean(role))
        if name is not None:
            changes["name"] = name
        if scope is not None:
            changes["scope"] = scope
        if allow or forbid:
            allowed = _row(session, role_id).permissions
            changes["permissions"] = (allowed | _read(allow)) - _read(forbid)
        changed = session.crm.people.edit_role(session.actor, role_id, changes)
        sentence = _("Saved: {role}.") if changed.kinds else _("Nothing to change.")
        _answer(output, session, changed, sentence, role_id)


@command(app, "delete", _("Delete a role that nobody has."))
def delete(context: typer.Context, role: RoleArgument, *, as_json: AsJson = False) -> None:
    """Delete a role of the office's own."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        role_id = session.crm.people.find_role(session.actor, clean(role))
        row = _row(session, role_id)
        changed = session.crm.people.delete_role(session.actor, role_id)
        sentence = _("Deleted: {role}.").format(role=name_in_sentence(row.name))
        output.record({"batch": changed.batch_id, **shapes.role(row)}, [sentence])


def _read(codes: Iterable[str] | None) -> frozenset[Permission]:
    return frozenset(read_choice("permission", code, Permission) for code in codes or ())


def _row(session: Session, role_id: RoleId | int | None) -> RoleRow:
    return next(row for row in session.crm.people.roles(session.actor) if row.id == role_id)


def _answer(
    output: Output,
    session: Session,
    changed: Changed,
    sentence: str,
    role_id: RoleId | None = None,
) -> None:
    row = _row(session, changed.record_id if role_id is None else role_id)
    shape = {"batch": changed.batch_id if changed.kinds else None, **shapes.role(row)}
    output.record(shape, [sentence.format(role=name_in_sentence(row.name))])
