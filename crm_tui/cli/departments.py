"""`crm dept`: the departments of the office, as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.people import DepartmentRow
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.shapes import departments as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed
    from crm_tui.domain.identifiers import DepartmentId

app = group(_("The departments of the office, as a tree."))

DepartmentArgument = Annotated[str, typer.Argument(metavar="DEPARTMENT", help=_("Number or name."))]
Inside = Annotated[
    str | None,
    typer.Option("--in", metavar="DEPARTMENT", help=_("Below which it stands; empty for the top.")),
]
Manager = Annotated[
    str | None,
    typer.Option("--manager", metavar="LOGIN", help=_("Who leads it; empty for nobody.")),
]


@command(app, "list", _("List the departments, each before those below it."))
def list_departments(
    context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the tree."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins, right = session.logins(), Align.RIGHT
        listing = Listing[DepartmentRow](
            (
                TableColumn[DepartmentRow](_("No."), lambda row: str(row.id), align=right),
                TableColumn[DepartmentRow](_("Department"), _indented),
                TableColumn[DepartmentRow](_("Led by"), lambda row: row.manager, 1),
                TableColumn[DepartmentRow](_("People"), lambda row: str(row.people), 2, right),
            ),
            lambda row: shapes.department(row, logins),
            shapes.KEYS,
        )
        output.rows(
            session.crm.people.departments(session.actor),
            listing,
            nothing=_("No departments yet; crm dept add makes one."),
        )


def _indented(row: DepartmentRow) -> str:
    return "  " * row.depth + row.name


@command(app, "add", _("Make a department."))
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The department's name."))],
    *,
    inside: Inside = None,
    manager: Manager = None,
    as_json: AsJson = False,
) -> None:
    """Make a department at the top, or below another."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.people.add_department(
            session.actor,
            name,
            parent_id=_department(session, inside),
            manager_id=session.user(manager) if manager and clean(manager) else None,
        )
        _answer(output, session, changed, _("New department: {department}."))


@command(app, "edit", _("Rename or move a department, or set who leads it."))
def edit(
    context: typer.Context,
    department: DepartmentArgument,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("The department's name."))] = None,
    inside: Inside = None,
    manager: Manager = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the department."""
    output = output_of(context, as_json=as_json)
    changes: dict[str, object] = {}
    with opened(context) as session:
        if name is not None:
            changes["name"] = name
        if inside is not None:
            changes["parent_id"] = _department(session, inside)
        if manager is not None:
            changes["manager_id"] = session.user(manager) if clean(manager) else None
        department_id = session.crm.people.find_department(session.actor, clean(department))
        changed = session.crm.people.edit_department(session.actor, department_id, changes)
        sentence = _("Saved: {department}.") if changed.kinds else _("Nothing to change.")
        _answer(output, session, changed, sentence, department_id)


@command(app, "delete", _("Delete an empty department."))
def delete(
    context: typer.Context, department: DepartmentArgument, *, as_json: AsJson = False
) -> None:
    """Delete a department that nobody works in."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        people = session.crm.people
        department_id = people.find_department(session.actor, clean(department))
        row = next(row for row in people.departments(session.actor) if row.id == department_id)
        changed = session.crm.people.delete_department(session.actor, department_id)
        shape = {"batch": changed.batch_id, **shapes.department(row, session.logins())}
        sentence = _("Deleted: {department}.").format(department=name_in_sentence(row.name))
        output.record(shape, [sentence])


def _department(session: Session, reference: str | None) -> DepartmentId | None:
    wanted = clean(reference or "")
    return session.crm.people.find_department(session.actor, wanted) if wanted else None


def _answer(
    output: Output,
    session: Session,
    changed: Changed,
    sentence: str,
    department_id: DepartmentId | None = None,
) -> None:
    wanted = changed.record_id if department_id is None else department_id
    rows = session.crm.people.departments(session.actor)
    row = next(row for row in rows if row.id == wanted)
    shape = {
        "batch": changed.batch_id if changed.kinds else None,
        **shapes.department(row, session.logins()),
    }
    output.record(shape, [sentence.format(department=name_in_sentence(row.name))])
