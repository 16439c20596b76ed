"""`crm notice`: what colleagues did that you should know of."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.identifiers import NoticeId
from crm_tui.domain.notices import NoticeRow
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.day_entries import notice_subject
from crm_tui.presentation.shapes import notices as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word

app = group(_("Mentions, comments and tasks given to you."))


@command(app, "list", _("List what you have not seen yet."))
def list_notices(
    context: typer.Context, limit: Limit = 100, *, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List unseen notices, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        at = session.at
        listing = Listing[NoticeRow](
            (
                TableColumn[NoticeRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
                TableColumn[NoticeRow](
                    _("When"), lambda row: happened_moment(row.at, at.now, at.zone)
                ),
                TableColumn[NoticeRow](_("What"), lambda row: word(row.kind)),
                TableColumn[NoticeRow](_("By whom"), lambda row: row.author, 1),
                TableColumn[NoticeRow](_("Customer"), notice_subject, 1),
                TableColumn[NoticeRow](_("Content"), lambda row: row.words),
            ),
            lambda row: shapes.notice(row, session.zone),
            shapes.KEYS,
        )
        output.rows(
            session.crm.notices.unseen(session.actor, limit=limit),
            listing,
            nothing=_("You have seen everything that was said to you."),
        )


@command(app, "seen", _("Note that you have seen notices, or all of them."))
def seen(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER...", help=_("Their numbers; none for all.")),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Mark notices as seen."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [NoticeId(read_number("notice", each)) for each in numbers or ()]
        before = len(session.crm.notices.unseen(session.actor))
        changed = session.crm.notices.mark_seen(session.actor, ids or None)
        count = before - len(session.crm.notices.unseen(session.actor))
        words = ngettext("{count} notice seen.", "{count} notices seen.", count)
        shape = {"batch": changed.batch_id if changed.kinds else None, "seen": count}
        output.record(shape, [words.format(count=count)])
