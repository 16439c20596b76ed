"""`crm office work`: how the office times its work, each setting as a person writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.work_forms import WORK_SETTINGS, written_setting
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label
from crm_tui.presentation.work_settings import written_in_words

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as rhythm-days='A=7 B=14 C=30'.")),
]


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of the office."""
    command(
        app,
        "work",
        _("Show or change how the office works: rhythm, reminders, which numbers are kept."),
    )(work)


def work(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if changes:
            session.crm.offices.change(session.actor, dict(_read(changes)))
        settings = session.crm.offices.who(session.actor)[1].work
        shown = {name: written_setting(settings, name) for name in WORK_SETTINGS}
        lines = [
            f"{name.replace('_', '-')} = {written_in_words(settings, name)}  ({field_label(name)})"
            for name in shown
        ]
        output.record(shown, lines)


def _read(changes: list[str]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for each in changes:
        name, equals, value = each.partition("=")
        setting = name.strip().lower().replace("-", "_")
        if not equals or setting not in WORK_SETTINGS:
            raise FieldError("setting", "unknown", name.strip()[:40])
        found[setting] = value
    return found
