"""`crm quote settings`: what is set once for all quotes of the office."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.paper_settings import answer_settings
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.quotes.papers import SETTINGS
from crm_tui.i18n import _

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_('Such as issuer-name="Pujiang Trading Ltd".')),
]


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of quotes."""
    command(app, "settings", _("Show or change how quotes are numbered and who issues them."))(
        settings
    )


def settings(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        actor = session.actor
        answer_settings(
            output,
            SETTINGS,
            changes,
            partial(session.crm.papers.settings, actor),
            partial(session.crm.papers.change, actor),
        )
