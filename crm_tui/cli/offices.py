"""`crm init`: set up an empty office, or let one that exists begin anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.inputs import read_language, read_limit
from crm_tui.cli.output import Output
from crm_tui.cli.resets import reset as clear_office
from crm_tui.cli.sessions import Invocation, invocation_of, output_of
from crm_tui.i18n import _, current_language
from crm_tui.presentation.words import name_in_sentence
from crm_tui.settings import remember_person

init_app = single()

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_HOLDING_LIMIT = "200"
DEFAULT_DAILY_LIMIT = "30"
DEFAULT_IDLE_DAYS = "30"


@command(init_app, "init", _("Set up an empty office with its administrator."))
def init(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    admin: Annotated[
        str, typer.Option("--admin", metavar="LOGIN", help=_("The administrator's login."))
    ] = "",
    name: Annotated[str, typer.Option("--name", help=_("The administrator's name."))] = "",
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FOLDER", help=_("With everything that crm export office wrote.")
        ),
    ] = None,
    office: Annotated[
        str,
        typer.Option("--office", help=_("The office's name; it must be typed to clear its data.")),
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", help=_("The time zone in which days are counted."))
    ] = DEFAULT_ZONE,
    holding_limit: Annotated[
        str,
        typer.Option("--holding-limit", metavar="N|none", help=_("Customers a person may hold.")),
    ] = DEFAULT_HOLDING_LIMIT,
    daily_limit: Annotated[
        str, typer.Option("--daily-limit", metavar="N|none", help=_("Claims a person has a day."))
    ] = DEFAULT_DAILY_LIMIT,
    idle_days: Annotated[
        str,
        typer.Option(
            "--idle-days", metavar="N|none", help=_("Days without follow-up until it is lost.")
        ),
    ] = DEFAULT_IDLE_DAYS,
    words: Annotated[
        str,
        typer.Option(
            "--words", metavar="zh|en", help=_("The language of the word lists; else yours.")
        ),
    ] = "",
    reset: Annotated[
        bool,
        typer.Option(
            "--reset",
            help=_("Clear customers and all work; people and settings stay. Backed up first."),
            show_default=False,
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("With --reset: only say what goes."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the database, the office, its first pool and its administrator."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415 - SQL loads only now
    from crm_tui.services.founding import OfficePlan  # noqa: PLC0415
    from crm_tui.services.offices import (  # noqa: PLC0415
        checked_login,
        checked_name,
        checked_zone,
    )

    output = output_of(context, as_json=as_json)
    invocation = invocation_of(context)
    if reset:
        clear_office(context, output, office, dry_run=dry_run)
        return
    if source is not None:
        _read_office(invocation, output, source)
        return
    plan = OfficePlan(
        # Checked before the file is made, so that a slip leaves nothing behind.
        admin_login=checked_login(admin),
        admin_name=checked_name(name),
        language=read_language(words) or current_language(),
        office_name=office,
        zone=str(checked_zone(zone)),
        holding_limit=read_limit("holding_limit", holding_limit),
        daily_limit=read_limit("daily_limit", daily_limit),
        idle_days=read_limit("idle_days", idle_days),
    )
    crm = open_crm(invocation.settings, invocation.clock, create=True)
    try:
        user_id = crm.offices.set_up(plan)
        location = str(crm.location)
    finally:
        crm.close()
    remember_person(invocation.settings, location, plan.admin_login)
    lines = [
        _("The office is set up in {location}; {name} is its administrator.").format(
            location=location, name=name_in_sentence(plan.admin_name)
        ),
        _("crm opens it; crm import customers FILE reads your customers."),
    ]
    output.record({"database": location, "id": user_id, "login": plan.admin_login}, lines)


def _read_office(invocation: Invocation, output: Output, folder: Path) -> None:
    """Make a database of what was exported, all of it or nothing."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415 - SQL loads only now
    from crm_tui.services.office_files import read_manifest  # noqa: PLC0415

    read_manifest(folder)  # before the file is made, so that a slip leaves nothing behind
    crm = open_crm(invocation.settings, invocation.clock, create=True)
    try:
        found, location = crm.office_files.read(folder), str(crm.location)
    finally:
        crm.close()
    count = sum(found.rows.values())
    said = _("{office} is in {location}: {count} rows, each compared with the file.").format(
        office=name_in_sentence(found.office), location=location, count=f"{count:,}"
    )
    output.record({"database": location, "office": found.office, "rows": found.rows}, [said])
