"""`crm office duplicates`: what a match of each kind means, stop, ask, show or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.duplicates import (
    LEVEL_SETTINGS,
    SETTING_PREFIX,
    MatchKind,
    levels_from_json,
)
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.duplicates import level_word, match_kind_word
from crm_tui.presentation.shapes.duplicates import shown_levels

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="KIND=LEVEL", help=_("Such as mobile=block domain=off.")),
]


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of the office."""
    command(app, "duplicates", _("Show or change what a match of duplicates means."))(duplicates)


def duplicates(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with the level of each kind: block, warn, hint or off."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if changes:
            session.crm.offices.change(session.actor, dict(_read(changes)))
        office = session.crm.offices.who(session.actor)[1]
        levels = levels_from_json(office.duplicates)
        lines = [
            f"{kind.value} = {levels.of(kind).value}"
            f"  ({match_kind_word(kind)}: {level_word(levels.of(kind))})"
            for kind in MatchKind
        ]
        output.record(shown_levels(office), lines)


def _read(changes: list[str]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for each in changes:
        name, equals, value = each.partition("=")
        setting = SETTING_PREFIX + name.strip().lower().replace("-", "_")
        if not equals or setting not in LEVEL_SETTINGS:
            raise FieldError("setting", "unknown", name.strip()[:40])
        found[setting] = value
    return found
