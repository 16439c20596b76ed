"""`crm pool member`: who belongs to a pool, who is kept out, who is in charge."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, group
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.pool_subjects import ForDepartment, ForRole, ForUser, PoolArgument, subject_of
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import MemberRow, PoolMember
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import member_sentence
from crm_tui.presentation.shapes import pools as shapes

app = group(_("Who belongs to a pool, who is kept out, who is in charge."))


@command(app, "list", _("List who belongs to a pool."))
def list_members(context: typer.Context, pool: PoolArgument, *, as_json: AsJson = False) -> None:
    """List the lines of a pool's members."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer_members(session, output, session.pool(pool))


@command(app, "set", _("Let somebody in, keep them out, or put them in charge."))
def set_member(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    *,
    user: ForUser = None,
    role: ForRole = None,
    department: ForDepartment = None,
    admin: Annotated[
        bool, typer.Option("--admin", help=_("In charge of the pool."), show_default=False)
    ] = False,
    exclude: Annotated[
        bool, typer.Option("--exclude", help=_("Kept out of the pool."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a line about somebody; without a name it is about everybody."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id, who = session.pool(pool), subject_of(session, user, role, department)
        line = PoolMember(who.kind, who.id, is_excluded=exclude, is_admin=admin)
        session.crm.pool_settings.set_member(session.actor, pool_id, line)
        _answer_members(session, output, pool_id)


@command(app, "remove", _("Take somebody's line off a pool."))
def remove_member(
    context: typer.Context,
    pool: PoolArgument,
    *,
    user: ForUser = None,
    role: ForRole = None,
    department: ForDepartment = None,
    as_json: AsJson = False,
) -> None:
    """Take the line about somebody off; without a name that about everybody."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id, who = session.pool(pool), subject_of(session, user, role, department)
        session.crm.pool_settings.remove_member(session.actor, pool_id, who.kind, who.id)
        _answer_members(session, output, pool_id)


def _answer_members(session: Session, output: Output, pool_id: PoolId) -> None:
    members = session.crm.pool_settings.show(session.actor, pool_id).members
    listing = Listing[MemberRow](
        (TableColumn[MemberRow](_("Member"), member_sentence),),
        shapes.member,
        shapes.MEMBER_KEYS,
    )
    output.rows(
        members, listing, nothing=_("Nobody belongs to it; crm pool member set lets somebody in.")
    )
