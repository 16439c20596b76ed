"""`crm team`: who works on a customer besides the one who holds it."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_choice, read_day
from crm_tui.cli.outcomes import answer_batch
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.teams import Seat, TeamRole, TeamRow
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.shapes import teams as shapes
from crm_tui.presentation.words import name_in_sentence, person_label, word

app = group(_("The teams of customers."))

NO_END = "none"
CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]
RoleOption = Annotated[str, typer.Option("--role", help=_("collaboration, presales or service."))]


@command(app, "list", _("List the team of a customer."))
def list_team(
    context: typer.Context,
    customer: CustomerArgument,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the members with what they may do and until when."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.teams.of(session.actor, session.customer(customer))
        output.rows(
            rows,
            _listing(),
            nothing=_("Nobody else works on it; crm team add brings a colleague in."),
        )


def _listing() -> Listing[TeamRow]:
    return Listing[TeamRow](
        (
            TableColumn[TeamRow](_("Login"), lambda row: row.login),
            TableColumn[TeamRow](person_label(), lambda row: row.name),
            TableColumn[TeamRow](_("Part"), lambda row: word(row.member.role)),
            TableColumn[TeamRow](_("May"), _access),
            TableColumn[TeamRow](_("Until"), _until, 1),
            TableColumn[TeamRow](_("Department"), lambda row: row.department, 2),
        ),
        shapes.team_member,
        shapes.KEYS,
    )


def _access(row: TeamRow) -> str:
    return _("read and write") if row.member.can_write else _("read only")


def _until(row: TeamRow) -> str:
    day = row.member.until_day
    return "" if day is None else iso_day(day) or ""


@command(app, "add", _("Give a colleague a place in the teams of customers."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customers: Annotated[
        list[str], typer.Argument(metavar="CUSTOMER", help=_("Numbers or names."))
    ],
    *,
    member: Annotated[str, typer.Option("--member", metavar="LOGIN", help=_("Whom."))],
    role: RoleOption = TeamRole.COLLABORATION.value,
    write: Annotated[
        bool, typer.Option("--write", help=_("They may write as well."), show_default=False)
    ] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("The last day of the access."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Add a member, to each customer as far as the rules allow."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        seat = Seat(read_choice("team_role", role, TeamRole), write, _read_until(session, until))
        user_id = session.user(member)
        ids = [session.customer_in_batch(each) for each in customers]
        outcome = session.crm.teams.add(session.actor, ids, user_id, seat)
        return answer_batch(session, output, outcome, _added)


def _added(count: int) -> str:
    return ngettext(
        "Added to the team of {count} customer.", "Added to the teams of {count} customers.", count
    )


def _read_until(session: Session, until: str | None) -> int | None:
    if until is None or clean(until).lower() == NO_END:
        return None
    return read_day(session, "until", until, prefer="future")


@command(app, "change", _("Change a colleague's place in the team of a customer."))
def change(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    *,
    member: Annotated[str, typer.Option("--member", metavar="LOGIN", help=_("Whom."))],
    role: Annotated[
        str | None, typer.Option("--role", help=_("collaboration, presales or service."))
    ] = None,
    write: Annotated[
        bool | None, typer.Option("--write/--read", help=_("Whether they may write."))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help=_("The last day of the access; none for no end.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and leave the rest."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id, user_id = session.customer(customer), session.user(member)
        old = _place_of(session, customer_id, user_id).member
        seat = Seat(
            old.role if role is None else read_choice("team_role", role, TeamRole),
            old.can_write if write is None else write,
            old.until_day if until is None else _read_until(session, until),
        )
        changed = session.crm.teams.change(session.actor, customer_id, user_id, seat)
        row = _place_of(session, customer_id, user_id)
        _answer(output, changed, row, _("Saved: {name}, {role}, {access}."))


def _place_of(session: Session, customer_id: CustomerId, user_id: UserId) -> TeamRow:
    team = session.crm.teams.of(session.actor, customer_id)
    found = next((row for row in team if row.member.user_id == user_id), None)
    if found is None:
        raise NotFoundError("team_member", str(user_id))
    return found


@command(app, "remove", _("Take a colleague out of the team of a customer."))
def remove(
    context: typer.Context,
    customer: CustomerArgument,
    *,
    member: Annotated[str, typer.Option("--member", metavar="LOGIN", help=_("Whom."))],
    as_json: AsJson = False,
) -> None:
    """Remove a member; one may always leave a team oneself."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id, user_id = session.customer(customer), session.user(member)
        row = _place_of(session, customer_id, user_id)
        changed = session.crm.teams.remove(session.actor, customer_id, user_id)
        _answer(output, changed, row, _("Out of the team: {name}."))


def _answer(output: Output, changed: Changed, row: TeamRow, sentence: str) -> None:
    line = sentence.format(
        name=name_in_sentence(row.name), role=word(row.member.role), access=_access(row)
    )
    output.record({"batch": changed.batch_id, **shapes.team_member(row)}, [line])
