"""`crm customer purge`: remove deleted customers for good, after a look at what goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.exits import batch_exit_code
from crm_tui.cli.outcomes import say_refused
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import opened, output_of
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.json_shapes import refused_shape
from crm_tui.presentation.purges import purge_lines

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.outcomes import Outcome


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of customers."""
    command(app, "purge", _("Remove deleted customers for good; first only say what would go."))(
        purge
    )


def purge(
    context: typer.Context,
    customers: Annotated[
        list[str], typer.Argument(metavar="CUSTOMER", help=_("Numbers of deleted customers."))
    ],
    *,
    yes: Annotated[
        bool,
        typer.Option("--yes", help=_("Remove them; nothing takes that back."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Say what would go, or with --yes remove it for good."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [session.customer_in_batch(each) for each in customers]
        found = session.crm.purges.preview(session.actor, ids)
        refused, gone = found.refused, []
        if yes:
            outcome = session.crm.purges.purge(session.actor, ids)
            refused, gone = outcome.refused, [int(each.customer_id) for each in outcome.done]
        contents = found.contents
        shape = {
            "purged": gone,
            "customers": contents.customers,
            "contacts": contents.contacts,
            "follow_ups": contents.follow_ups,
            "tasks": contents.tasks,
            "key_dates": contents.key_dates,
            "files": contents.files,
            "opportunities": contents.opportunities,
            "quotes": contents.quotes,
            "orders": contents.orders,
            "contracts": contents.contracts,
            "refused": [
                refused_shape(each.customer_id, each.customer, each.error)
                for each in refused
                if each.error is not None
            ],
        }
        output.record(shape, [*_said(gone, is_done=yes), *purge_lines(contents)])
        if output.form is Form.TABLE:
            say_refused(refused)
            if not yes:
                say(_("Nothing was removed; --yes removes it for good."))
        return _exit_code(refused) if yes else 0


def _said(gone: Sequence[int], *, is_done: bool) -> Iterator[str]:
    if is_done:
        yield ngettext(
            "Removed {count} customer for good.", "Removed {count} customers for good.", len(gone)
        ).format(count=len(gone))


def _exit_code(refused: Sequence[Outcome]) -> int:
    return batch_exit_code([each.error for each in refused if each.error is not None])
