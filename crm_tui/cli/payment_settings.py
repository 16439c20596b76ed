"""`crm payment settings`: what is set once for all money of the office."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_settings
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.payments.papers import PAYMENT_SETTINGS, written
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as credit-check=block.")),
]
_LABELS = {"number_pattern": "payment_number_pattern"}


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of payments."""
    said = _("Show or change numbers, days to pay, what a receipt means, and credit.")
    command(app, "settings", said)(settings)


def settings(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if changes:
            read = read_settings(changes, PAYMENT_SETTINGS)
            session.crm.payments.change_settings(session.actor, read)
        found = session.crm.payments.settings(session.actor)
        shown = {name: written(found, name) for name in PAYMENT_SETTINGS}
        lines = [
            f"{name.replace('_', '-')} = {text}  ({field_label(_LABELS.get(name, name))})"
            for name, text in shown.items()
        ]
        output.record(shown, lines)
