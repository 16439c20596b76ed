"""`crm find`: customers, contacts and deals by whatever is known of them."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.output import Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.finding import Finding
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.findings import kind_word, place_words
from crm_tui.presentation.shapes.findings import KEYS, finding

app = single()
_MOST = 200


@command(app, "find", _("Find customers and all that is kept of them, and leads, at once."))
def find(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help=_("A name, pinyin, initials, digits, e-mail, tag, or what a follow-up says."),
        ),
    ],
    *,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=_MOST, help=_("How many rows at most."))
    ] = 40,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what fits best, the best first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        found = session.crm.finding.find(session.actor, clean(" ".join(words)), limit + 1)
        output.rows(
            found[:limit], _listing(session), nothing=_("Nothing fits; fewer words find more.")
        )
        if len(found) > limit:
            more = _("The best {count} of them; --limit shows more, {most} at most.")
            say(more.format(count=limit, most=_MOST))


def _listing(session: Session) -> Listing[Finding]:
    def places(each: Finding) -> str:
        return place_words(each.found_in, None, zone=session.zone, now=session.now).text

    columns = (
        TableColumn[Finding](_("Kind of record"), lambda each: kind_word(each.kind)),
        TableColumn[Finding](_("No."), lambda each: str(each.id)),
        TableColumn[Finding](_("Name"), lambda each: each.title),
        TableColumn[Finding](_("More"), lambda each: each.detail, 2),
        TableColumn[Finding](_("Found in"), places, 1),
    )
    return Listing[Finding](columns, finding, KEYS)
