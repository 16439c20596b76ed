"""`crm pool limit`: how many customers a person may hold."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_limit
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.pool_subjects import ForDepartment, ForRole, ForUser, InPool, subject_of
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import LimitId
from crm_tui.domain.pools import HoldingLimit, LimitKind, LimitRow
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import limit_sentence
from crm_tui.presentation.shapes import pools as shapes
from crm_tui.presentation.widths import Align

app = group(_("How many customers a person may hold."))


@command(app, "list", _("List the holding limits."))
def list_limits(
    context: typer.Context, *, pool: InPool = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the limits of the office, or of one pool."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        pool_id = None if pool is None else session.pool(pool)
        _answer_limits(output, session.crm.pool_settings.limits(session.actor, pool_id))


@command(app, "set", _("Set how many customers a person may hold, or none for no limit."))
def set_limit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    maximum: Annotated[str, typer.Argument(metavar="N|none", help=_("How many at most."))],
    *,
    pool: InPool = None,
    user: ForUser = None,
    role: ForRole = None,
    department: ForDepartment = None,
    self_found: Annotated[
        bool,
        typer.Option("--self-found", help=_("Only those they found."), show_default=False),
    ] = False,
    deals: Annotated[
        bool, typer.Option("--deals/--no-deals", help=_("Whether deal customers count."))
    ] = True,
    locked: Annotated[
        bool, typer.Option("--locked/--no-locked", help=_("Whether locked ones count."))
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Set the limit of the office, or of whom an option names."""
    output = output_of(context, as_json=as_json)
    number = read_limit("maximum", maximum)
    with opened(context) as session:
        who = subject_of(session, user, role, department)
        wanted = HoldingLimit(
            who.level,
            who.id,
            None if pool is None else session.pool(pool),
            LimitKind.SELF_FOUND if self_found else LimitKind.GENERAL,
            number or 0,
            counts_deal=deals,
            counts_locked=locked,
        )
        if number is None:
            session.crm.pool_settings.remove_limit(session.actor, _limit_id(session, wanted))
        else:
            session.crm.pool_settings.set_limit(session.actor, wanted)
        rows = session.crm.pool_settings.limits(session.actor, wanted.pool_id)
        _answer_limits(output, rows)


def _limit_id(session: Session, wanted: HoldingLimit) -> LimitId:
    """Return the limit of the same scope; raise NotFoundError when there is none."""

    def scope(limit: HoldingLimit) -> tuple[object, ...]:
        return limit.level, limit.subject_id, limit.pool_id, limit.kind

    for row in session.crm.pool_settings.limits(session.actor):
        if scope(row.limit) == scope(wanted):
            return row.id
    raise NotFoundError("limit", str(wanted.subject_id or ""))


def _answer_limits(output: Output, rows: list[LimitRow]) -> None:
    right = Align.RIGHT
    listing = Listing[LimitRow](
        (
            TableColumn[LimitRow](_("At most"), lambda row: str(row.limit.maximum), 0, right),
            TableColumn[LimitRow](_("Limit"), limit_sentence),
        ),
        shapes.limit,
        shapes.LIMIT_KEYS,
    )
    output.rows(
        rows,
        listing,
        nothing=_("Nobody is limited; crm pool limit set sets how many one may hold."),
    )
