"""`crm quote settings`: what is set once for all quotes of the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.quotes.papers import QUOTE_SETTINGS, written
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as issuer-name=上海浦江贸易有限公司.")),
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
        if changes:
            session.crm.papers.change(session.actor, read_settings(changes, QUOTE_SETTINGS))
        found = session.crm.papers.settings(session.actor)
        shown = {name: written(found, name) for name in QUOTE_SETTINGS}
        lines = [
            f"{name.replace('_', '-')} = {text}  ({field_label(name)})"
            for name, text in shown.items()
        ]
        output.record(shown, lines)


def read_settings(changes: Sequence[str], known: Collection[str]) -> Mapping[str, str]:
    """Return what was typed as SETTING=VALUE; raise FieldError for one that there is not."""
    found: dict[str, str] = {}
    for each in changes:
        name, equals, value = each.partition("=")
        setting = name.strip().lower().replace("-", "_")
        if not equals or setting not in known:
            raise FieldError("setting", "unknown", name.strip()[:40])
        found[setting] = value
    return found
