"""`crm office sign-in`: what the office asks of those who sign in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_limit, read_yes_or_no
from crm_tui.cli.output import say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.sign_ins import POLICY_BOUNDS, POLICY_SETTINGS
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.sign_ins import policy_value, without_password
from crm_tui.presentation.words import field_label

Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as passwords-required=yes.")),
]


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of the office."""
    command(app, "sign-in", _("Show or change what is asked of those who sign in."))(sign_in)


def sign_in(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if changes:
            session.crm.offices.change(session.actor, dict(_read(changes)))
        policy = session.crm.offices.who(session.actor)[1].sign_in
        lines = [
            f"{name.replace('_', '-')} = {policy_value(policy, name)}  ({field_label(name)})"
            for name in POLICY_SETTINGS
        ]
        output.record({name: getattr(policy, name) for name in POLICY_SETTINGS}, lines)
        if changes and policy.passwords_required:
            _say_who_has_none(session)


def _say_who_has_none(session: Session) -> None:
    without = [
        each.login for each in session.crm.sign_ins.accounts(session.actor) if not each.has_password
    ]
    if without:
        say(without_password(without))


def _read(changes: list[str]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for each in changes:
        name, equals, value = each.partition("=")
        setting = name.strip().lower().replace("-", "_")
        if not equals or setting not in POLICY_SETTINGS:
            raise FieldError("setting", "unknown", name.strip()[:40])
        is_number = setting in POLICY_BOUNDS
        found[setting] = read_limit(setting, value) if is_number else read_yes_or_no(setting, value)
    return found
