"""`crm customer group`: the group that a customer belongs to, as a tree with its sums."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.output import Form, Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.groups import GroupMember
from crm_tui.i18n import _
from crm_tui.presentation.columns import BY_KEY
from crm_tui.presentation.groups import indented_name, sold_words, totals_sentence
from crm_tui.presentation.shapes import groups as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import optional_word


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of customers."""
    command(app, "group", _("The group a customer belongs to, as a tree with its sums."))(group)


def group(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the tree from its top down, and what all of it comes to."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.groups.tree(session.actor, session.customer(customer))
        if output.form is Form.TABLE:
            output.rows(found.members, _listing(session), nothing="")
            say(totals_sentence(found))
        else:
            output.record(shapes.group(found, session.logins()), ())


def _listing(session: Session) -> Listing[GroupMember]:
    right, last = Align.RIGHT, BY_KEY["last_follow_up_at"]
    return Listing[GroupMember](
        (
            TableColumn[GroupMember](_("No."), lambda each: str(each.id), align=right),
            TableColumn[GroupMember](_("Customer"), indented_name),
            TableColumn[GroupMember](_("Level"), lambda each: optional_word(each.row.level), 2),
            TableColumn[GroupMember](_("Owner"), lambda each: each.row.owner, 1),
            TableColumn[GroupMember](last.label, lambda each: last.text(each.row, session.at), 3),
            TableColumn[GroupMember](
                _("Tasks"), lambda each: str(each.own.open_tasks or ""), 4, right
            ),
            TableColumn[GroupMember](_("Sold"), lambda each: sold_words(each.own), 1, right),
            TableColumn[GroupMember](
                _("Sold with all below"), lambda each: sold_words(each.whole), align=right
            ),
        ),
        lambda each: {"id": each.id},
        ("id",),
    )
